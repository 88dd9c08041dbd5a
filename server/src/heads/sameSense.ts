import { cosine } from '../elmo/similarity.ts';
import type { RankedSense, WordUse } from './senses.ts';

/**
 * Logistic regression over two uses of one word, fitted to 18,261 pairs of the same word in SemCor's held-out documents
 * (pairs of one sense and pairs of two weighing the same).
 */
const WEIGHTS = { agreement: 4.21, meaning: 0.95, neighbours: 2.49 };
const BIAS = -3.68;
const SAME = 0.5;

/** Whether two uses of a word (of one lemma and part of speech) mean the same: what highlights and references show. */
export function isSameSense(a: WordUse, b: WordUse): boolean {
  return sameSenseProbability(a, b) >= SAME;
}

/** How likely two uses of a word mean the same, 0 to 1, where that is as likely as not beforehand. */
export function sameSenseProbability(a: WordUse, b: WordUse): number {
  const evidence =
    WEIGHTS.agreement * agreement(a.senses, b.senses) +
    WEIGHTS.meaning * cosine(a.meaning, b.meaning) +
    WEIGHTS.neighbours * cosine(a.neighbours(), b.neighbours());
  return 1 / (1 + Math.exp(-evidence - BIAS));
}

/** The probability that two words have one sense, were their senses drawn independently. */
function agreement(a: readonly RankedSense[], b: readonly RankedSense[]): number {
  const probabilities = new Map(b.map(({ senseKey, probability }) => [senseKey, probability]));
  return a.reduce((sum, { senseKey, probability }) => sum + probability * (probabilities.get(senseKey) ?? 0), 0);
}
