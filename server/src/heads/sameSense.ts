import { cosine } from '../elmo/similarity.ts';
import type { RankedSense, WordUse } from './senses.ts';

/**
 * Logistic regression over two uses of one word, fitted to pairs of the same word in SemCor's held-out documents (pairs
 * of one sense and pairs of two weighing the same): `npm run evaluate -- same-sense` fits it again.
 */
const WEIGHTS = { agreement: 4.12, meaning: 4.14 };
const BIAS = -4.27;
/** Over an even chance: a highlight that is wrong misleads more than one that is missing. */
const SAME = 0.65;

/** Whether two uses of a word (of one lemma and part of speech) mean the same: what highlights and references show. */
export function isSameSense(a: WordUse, b: WordUse): boolean {
  return sameSenseProbability(a, b) >= SAME;
}

/**
 * How likely two uses of a word mean the same, 0 to 1, where that is as likely as not beforehand. A word with one sense
 * has no other to mean.
 */
export function sameSenseProbability(a: WordUse, b: WordUse): number {
  const [agreement, meaning] = sameSenseFeatures(a, b);
  if (a.senses.length === 1 && b.senses.length === 1) return agreement;
  return 1 / (1 + Math.exp(-WEIGHTS.agreement * agreement - WEIGHTS.meaning * meaning - BIAS));
}

/** What the regression looks at, in the order of its weights. */
export function sameSenseFeatures(a: WordUse, b: WordUse): [agreement: number, meaning: number] {
  return [agreementOf(a.senses, b.senses), cosine(a.meaning, b.meaning)];
}

/** The probability that two words have one sense, were their senses drawn independently. */
function agreementOf(a: readonly RankedSense[], b: readonly RankedSense[]): number {
  const probabilities = new Map(b.map(({ senseKey, probability }) => [senseKey, probability]));
  return a.reduce((sum, { senseKey, probability }) => sum + probability * (probabilities.get(senseKey) ?? 0), 0);
}
