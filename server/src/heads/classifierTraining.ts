import { createHash } from 'node:crypto';
import { type Example, fitLogisticRegression, probabilities } from './logisticRegression.ts';

/** A text's features and its label's index, with the text itself. */
export interface LabelledText extends Example {
  readonly text: string;
}

/** How well texts are told apart that training did not see. */
export interface CrossValidation {
  /** Share of the texts whose label is found, 0 to 1. */
  readonly accuracy: number;
  /** Mean over the labels of the harmonic mean of precision and recall, 0 to 1. */
  readonly macroF1: number;
}

export interface Trained {
  /** For raw features, row-major `[labels][features + 1]`, each row ending in its bias. */
  readonly weights: Float32Array;
  readonly validation: CrossValidation;
}

const FOLDS = 5;
/** Of the weights of standardised features, for each example; strongest first, so that each fit starts near its end. */
const PENALTIES = [10, 3, 1, 0.3, 0.1, 0.03, 0.01];

/**
 * Multinomial logistic regression over standardised features, with the penalty under which held-out texts' labels are
 * most likely (five-fold cross-validation). The same texts give the same weights, in whatever order they come.
 * `progress` is told the share of the work that is done.
 */
export function trainClassifier(
  texts: readonly LabelledText[],
  labels: number,
  progress: (done: number) => void = () => {},
): Trained {
  const ordered = inOrder(texts);
  const scale = Scale.of(ordered);
  const examples = ordered.map(({ features, label }) => ({ features: scale.standardise(features), label }));
  const folds = inFolds(examples);
  const held = PENALTIES.map(() => ({ loss: 0, gold: [] as number[], found: [] as number[] }));
  for (const [f, fold] of folds.entries()) {
    const seen = folds.filter((other) => other !== fold).flat();
    let weights: Float64Array | undefined;
    for (const [p, penalty] of PENALTIES.entries()) {
      weights = fitLogisticRegression(seen, labels, penalty, weights);
      for (const { features, label } of fold) {
        const shares = probabilities(weights, features, labels);
        held[p]!.loss -= Math.log(Math.max(shares[label]!, Number.MIN_VALUE));
        held[p]!.gold.push(label);
        held[p]!.found.push(shares.indexOf(Math.max(...shares)));
      }
      progress((f * PENALTIES.length + p + 1) / (folds.length * PENALTIES.length + 1));
    }
  }
  const best = held.reduce((least, { loss }, p) => (loss < held[least]!.loss ? p : least), 0);
  const weights = fitLogisticRegression(examples, labels, PENALTIES[best]!);
  progress(1);
  const { gold, found } = held[best]!;
  return {
    weights: scale.unscaled(weights, labels),
    validation: { accuracy: accuracy(gold, found), macroF1: macroF1(gold, found, labels) },
  };
}

/** By label and the text's hash: an order that does not depend on the file's, and mixes what stands together in it. */
function inOrder(texts: readonly LabelledText[]): readonly LabelledText[] {
  const hash = ({ text }: LabelledText): string => createHash('sha256').update(text).digest('hex');
  return texts
    .map((text) => ({ text, key: hash(text) }))
    .sort((a, b) => a.text.label - b.text.label || (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ text }) => text);
}

/** Deals examples in order of their labels, so that each fold has its share of every label. */
function inFolds(examples: readonly Example[]): Example[][] {
  const folds = Array.from({ length: FOLDS }, (_, f) => examples.filter((_, i) => i % FOLDS === f));
  return folds.filter(({ length }) => length > 0);
}

/** The mean and deviation of each feature. */
class Scale {
  readonly #mean: Float64Array;
  readonly #deviation: Float64Array;

  private constructor(mean: Float64Array, deviation: Float64Array) {
    this.#mean = mean;
    this.#deviation = deviation;
  }

  static of(examples: readonly Example[]): Scale {
    const width = examples[0]!.features.length;
    const mean = new Float64Array(width);
    const deviation = new Float64Array(width);
    for (let i = 0; i < width; i++) {
      for (const { features } of examples) mean[i]! += features[i]! / examples.length;
      for (const { features } of examples) deviation[i]! += (features[i]! - mean[i]!) ** 2 / examples.length;
      deviation[i] = Math.sqrt(deviation[i]!) || 1;
    }
    return new Scale(mean, deviation);
  }

  standardise(features: Float32Array): Float32Array {
    return features.map((feature, i) => (feature - this.#mean[i]!) / this.#deviation[i]!);
  }

  /** Weights of standardised features as weights of raw ones. */
  unscaled(weights: Float64Array, labels: number): Float32Array {
    const width = this.#mean.length;
    const raw = new Float32Array(weights.length);
    for (let k = 0; k < labels; k++) {
      const row = k * (width + 1);
      let bias = weights[row + width]!;
      for (let i = 0; i < width; i++) {
        const weight = weights[row + i]! / this.#deviation[i]!;
        raw[row + i] = weight;
        bias -= weight * this.#mean[i]!;
      }
      raw[row + width] = bias;
    }
    return raw;
  }
}

function accuracy(gold: readonly number[], found: readonly number[]): number {
  return gold.filter((label, i) => label === found[i]).length / gold.length;
}

function macroF1(gold: readonly number[], found: readonly number[], labels: number): number {
  let sum = 0;
  for (let label = 0; label < labels; label++) {
    const right = gold.filter((wanted, i) => wanted === label && found[i] === label).length;
    const all = gold.filter((wanted) => wanted === label).length + found.filter((given) => given === label).length;
    sum += all === 0 ? 0 : (2 * right) / all;
  }
  return sum / labels;
}
