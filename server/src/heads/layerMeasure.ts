import type { ScalarMix } from '../elmo/elmo.ts';
import { softmax } from '../elmo/softmax.ts';
import type { Engine } from '../engine/engine.ts';
import type { LayerName } from '../settings.ts';
import { mapGrouped } from './grouped.ts';
import { type MeasureOptions, meanByLength, type SentenceMeasure, type Text } from './sentenceMeasure.ts';

const NONE = Number.NEGATIVE_INFINITY;

/** Each layer, and all three alike, as a scalar mix. */
const MIXES: Readonly<Record<LayerName, ScalarMix['weights']>> = {
  mix: [0, 0, 0],
  token: [0, NONE, NONE],
  layer1: [NONE, 0, NONE],
  layer2: [NONE, NONE, 0],
};

/**
 * Sentences of no special kind, in the model's words. They take part in every comparison, so that it makes sense in the
 * company of very few others, too.
 */
const ORDINARY_SENTENCES = [
  'She opened the window and looked down into the street .',
  'The committee will publish its report in the spring .',
  'Have you ever been to the north of the country ?',
  'Most of these plants need a lot of light and very little water .',
  'He did not know what to say , so he said nothing .',
  'The second method is faster than the first , but it needs more memory .',
  'Press the red button and wait until the lamp goes out .',
  'Prices rose by three per cent last year , according to the bank .',
].map((sentence) => sentence.split(' '));

/**
 * How close sentences are by the biLM's own layers: the mean over the tokens of a scalar mix (Peters et al. 2018,
 * equation 1). All such means point much the same way, so that their cosines are high whatever is said; the mean of what is
 * searched is therefore taken off first, and 0 stands for what any two sentences there have in common. Over STS-B's dev
 * pairs, the Spearman correlation with people's judgement is 62 to 65 in this way, by layer, and 55 to 62 without.
 */
export class LayerMeasure implements SentenceMeasure {
  readonly #engine: Engine;
  readonly #shares: Float64Array;

  constructor(engine: Engine, layer: LayerName) {
    this.#engine = engine;
    this.#shares = softmax(MIXES[layer]);
  }

  async encode(sentences: Text, options: MeasureOptions = {}): Promise<Float32Array[]> {
    const outputs = await this.#engine.analyse(sentences, { ...options, outputs: ['layerMeans'] });
    return outputs.map(({ layerMeans }) => this.#mixed(layerMeans!));
  }

  async encodeTexts(texts: readonly Text[], options: MeasureOptions = {}): Promise<Float32Array[]> {
    if (texts.some(({ length }) => length === 0)) throw new RangeError('There is no sentence in the text.');
    const vectors = await mapGrouped(texts, (sentences) => this.encode(sentences, options));
    return texts.map((sentences, i) => meanByLength(vectors[i]!, sentences));
  }

  async similarityAmong(vectors: readonly Float32Array[]) {
    const centre = meanOf([...vectors, ...(await this.encode(ORDINARY_SENTENCES))]);
    return (a: Float32Array, b: Float32Array) => Math.max(0, cosineFrom(centre, a, b));
  }

  /** The mean of a mix is the mix of the means. */
  #mixed(layers: Float32Array): Float32Array {
    const width = layers.length / this.#shares.length;
    return Float32Array.from({ length: width }, (_, d) =>
      this.#shares.reduce((sum, share, layer) => sum + share * layers[layer * width + d]!, 0),
    );
  }
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) {
    for (let d = 0; d < mean.length; d++) mean[d]! += vector[d]! / vectors.length;
  }
  return mean;
}

/** Cosine of two vectors as seen from `centre`; 0 where one of them lies there. */
function cosineFrom(centre: Float32Array, a: Float32Array, b: Float32Array): number {
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  for (let d = 0; d < centre.length; d++) {
    const fromA = a[d]! - centre[d]!;
    const fromB = b[d]! - centre[d]!;
    product += fromA * fromB;
    squareA += fromA * fromA;
    squareB += fromB * fromB;
  }
  const norms = Math.sqrt(squareA) * Math.sqrt(squareB);
  return norms === 0 ? 0 : Math.min(1, product / norms);
}
