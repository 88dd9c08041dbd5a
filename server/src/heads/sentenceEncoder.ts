import { unitVector } from '../elmo/similarity.ts';
import type { Engine } from '../engine/engine.ts';
import { mapGrouped } from './grouped.ts';
import { type MeasureOptions, meanByLength, type SentenceMeasure, type Text } from './sentenceMeasure.ts';

export interface SentenceEncoderParameters {
  /** Knots (cosine, similarity) of a rising, piecewise linear map. */
  readonly calibration: readonly (readonly [number, number])[];
}

/** Turns sentences into unit vectors whose cosine says how close they are in meaning. */
export class SentenceEncoder implements SentenceMeasure {
  readonly #engine: Engine;
  readonly #calibration: SentenceEncoderParameters['calibration'];

  constructor(engine: Engine, { calibration }: SentenceEncoderParameters) {
    this.#engine = engine;
    this.#calibration = calibration;
  }

  /** A unit vector for each sentence (model tokens), in order. */
  async encode(sentences: Text, options: MeasureOptions = {}): Promise<Float32Array[]> {
    const outputs = await this.#engine.analyse(sentences, { ...options, outputs: ['sentence'] });
    return outputs.map(({ sentence }) => sentence!);
  }

  /**
   * One unit vector for each text: the mean of its sentences, longer ones counting more.
   * Rejects with `RangeError` where a text has no sentence.
   */
  async encodeTexts(texts: readonly Text[], options: MeasureOptions = {}): Promise<Float32Array[]> {
    if (texts.some(({ length }) => length === 0)) throw new RangeError('There is no sentence in the text.');
    const vectors = await mapGrouped(texts, (sentences) => this.encode(sentences, options));
    return texts.map((sentences, i) => unitMean(vectors[i]!, sentences));
  }

  /** How close two unit vectors are in meaning, 0 (unrelated) to 1 (the same). */
  similarity(a: Float32Array, b: Float32Array): number {
    let cosine = 0;
    for (let d = 0; d < a.length; d++) cosine += a[d]! * b[d]!;
    return this.similarityOf(cosine);
  }

  /** How close two sentences are in meaning whose vectors have this cosine. */
  similarityOf(cosine: number): number {
    return interpolate(this.#calibration, cosine);
  }

  /** The same whatever others there are: the map from cosines was learned. */
  async similarityAmong() {
    return (a: Float32Array, b: Float32Array) => this.similarity(a, b);
  }
}

function unitMean(vectors: readonly Float32Array[], sentences: Text): Float32Array {
  if (vectors.length === 1) return vectors[0]!;
  return unitVector(meanByLength(vectors, sentences));
}

/** Piecewise linear through `knots` (x rising), constant outside. */
function interpolate(knots: readonly (readonly [number, number])[], x: number): number {
  const right = knots.findIndex(([at]) => at >= x);
  if (right === 0) return knots[0]![1];
  if (right < 0) return knots.at(-1)![1];
  const [x0, y0] = knots[right - 1]!;
  const [x1, y1] = knots[right]!;
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
