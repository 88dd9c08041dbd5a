/** The official scorers' definitions. Figures are fractions (0..1) or correlations (-1..1). */

/** An entity as conlleval counts it: a type and the tokens it covers, `end` exclusive. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

export interface PrecisionRecallF1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * The chunks of IOB1 or IOB2 labels, by the rules of the CoNLL shared tasks' `conlleval`: a chunk begins at `B-`, and at
 * an `I-` after `O` or after another type.
 */
export function chunks(labels: readonly string[]): Chunk[] {
  const found: Chunk[] = [];
  let open: { start: number; type: string } | undefined;
  for (let i = 0; i <= labels.length; i++) {
    const label = labels[i] ?? 'O';
    const type = label === 'O' ? undefined : label.slice(2);
    if (open && (type !== open.type || label.startsWith('B-'))) {
      found.push({ ...open, end: i });
      open = undefined;
    }
    if (type !== undefined) open ??= { start: i, type };
  }
  return found;
}

/** Entity F1 as `conlleval` counts it, over all sentences: an entity is right if its type and both ends are. */
export function entityF1(
  gold: readonly (readonly string[])[],
  predicted: readonly (readonly string[])[],
): PrecisionRecallF1 {
  let correct = 0;
  let wanted = 0;
  let found = 0;
  for (const [i, labels] of gold.entries()) {
    const key = ({ start, end, type }: Chunk) => `${start} ${end} ${type}`;
    const right = new Set(chunks(labels).map(key));
    const ours = chunks(predicted[i]!).map(key);
    correct += ours.filter((chunk) => right.has(chunk)).length;
    wanted += right.size;
    found += ours.length;
  }
  return precisionRecallF1(correct, found, wanted);
}

/**
 * Score of the WSD evaluation framework (Raganato et al. 2017): an answer is right if it is one of the gold sense keys.
 * Where every instance has an answer, precision, recall and F1 are all the accuracy.
 */
export function senseF1(
  gold: ReadonlyMap<string, readonly string[]>,
  predicted: ReadonlyMap<string, string>,
): PrecisionRecallF1 {
  let correct = 0;
  let found = 0;
  for (const [instance, keys] of gold) {
    const key = predicted.get(instance);
    if (key === undefined) continue;
    found++;
    if (keys.includes(key)) correct++;
  }
  return precisionRecallF1(correct, found, gold.size);
}

function precisionRecallF1(correct: number, found: number, wanted: number): PrecisionRecallF1 {
  const precision = found === 0 ? 0 : correct / found;
  const recall = wanted === 0 ? 0 : correct / wanted;
  return { precision, recall, f1: correct === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** Share of the predictions that equal the gold answer. */
export function accuracy<Answer>(gold: readonly Answer[], predicted: readonly Answer[]): number {
  return gold.filter((answer, i) => answer === predicted[i]).length / gold.length;
}

/** Pearson's correlation; NaN where one side does not vary. */
export function pearson(a: readonly number[], b: readonly number[]): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  for (const [i, value] of a.entries()) {
    const fromA = value - meanA;
    const fromB = b[i]! - meanB;
    covariance += fromA * fromB;
    varianceA += fromA * fromA;
    varianceB += fromB * fromB;
  }
  return covariance / Math.sqrt(varianceA * varianceB);
}

/** Spearman's rank correlation: Pearson's over ranks, where equal values share their mean rank. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  return pearson(ranks(a), ranks(b));
}

/** Area under the ROC curve: the chance that a positive item scores above a negative one, ties counting half. */
export function rocAuc(positive: readonly boolean[], scores: readonly number[]): number {
  const rank = ranks(scores);
  let sum = 0;
  let positives = 0;
  for (const [i, isPositive] of positive.entries()) {
    if (!isPositive) continue;
    sum += rank[i]!;
    positives++;
  }
  const negatives = positive.length - positives;
  return (sum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Ranks from 1; equal values share their mean rank. */
function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!);
  const result = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) result[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
