import type { AnalyseOptions } from '../engine/engine.ts';

/** A text as sentences of model tokens. */
export type Text = readonly (readonly string[])[];

export interface Classification {
  /** The most probable label. */
  readonly label: string;
  /** Its probability. */
  readonly score: number;
  /** The probability of every label. */
  readonly scores: Readonly<Record<string, number>>;
}

/** Gives each text one of a few labels. */
export interface Classifier {
  /** One answer for each text. Rejects with `RangeError` where a text has no sentence. */
  classify(texts: readonly Text[], options?: Omit<AnalyseOptions, 'outputs'>): Promise<Classification[]>;
}

/** The answer that says how probable each of the labels is. */
export function classification(labels: readonly string[], probabilities: Float64Array): Classification {
  const best = probabilities.indexOf(Math.max(...probabilities));
  const scores = Object.fromEntries(labels.map((label, k) => [label, probabilities[k]!]));
  return { label: labels[best]!, score: probabilities[best]!, scores };
}
