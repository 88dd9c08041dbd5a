import type { AnalyseOptions } from '../engine/engine.ts';

/** A text as sentences of model tokens. */
export type Text = readonly (readonly string[])[];
export type MeasureOptions = Omit<AnalyseOptions, 'outputs'>;

/** One way to say how close sentences are to each other. */
export interface SentenceMeasure {
  /** A vector for each sentence (model tokens), in order. */
  encode(sentences: Text, options?: MeasureOptions): Promise<Float32Array[]>;
  /** One vector for each text of one or more sentences; rejects with `RangeError` where a text has none. */
  encodeTexts(texts: readonly Text[], options?: MeasureOptions): Promise<Float32Array[]>;
  /** Tells how close two vectors are, 0 (unrelated) to 1 (the same), in the company of `vectors`. */
  similarityAmong(vectors: readonly Float32Array[]): Promise<(a: Float32Array, b: Float32Array) => number>;
}

/** The mean of the vectors of a text's sentences, longer ones counting more. */
export function meanByLength(vectors: readonly Float32Array[], sentences: Text): Float32Array {
  const mean = new Float32Array(vectors[0]!.length);
  const tokens = sentences.reduce((sum, { length }) => sum + length, 0);
  for (const [i, vector] of vectors.entries()) {
    for (let d = 0; d < mean.length; d++) mean[d]! += (vector[d]! * sentences[i]!.length) / tokens;
  }
  return mean;
}
