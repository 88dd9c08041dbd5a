import type { Rank } from './sentenceIndex.ts';
import type { Scored } from './vectorTable.ts';

/** Of reciprocal rank fusion: how little the first ranks differ (Cormack, Clarke and Büttcher 2009). */
const K = 60;

/** What the places of an item in several rankings, the best first, are worth together. */
export function fuse<Item>(rankings: readonly (readonly Item[])[]): Map<Item, number> {
  const relevance = new Map<Item, number>();
  for (const ranking of rankings) {
    for (const [place, item] of ranking.entries()) {
      relevance.set(item, (relevance.get(item) ?? 0) + 1 / (K + place + 1));
    }
  }
  return relevance;
}

/** Sentences by meaning and by words together. */
export interface Ranking {
  /** Rows of the index, the best first. */
  readonly best: readonly number[];
  /** Of a row, or of one of the others. */
  readonly rank: (row: number) => Rank;
}

/**
 * Ranks the nearest sentences of an index and others, which have the rows -1, -2 and so on, by cosine; and all with `byWords`,
 * the rows by words, the best first.
 */
export function rankTogether(
  nearest: readonly Scored[],
  others: readonly { readonly cosine: number }[],
  byWords: readonly number[],
): Ranking {
  const byMeaning = [...nearest, ...others.map(({ cosine }, i) => ({ row: -1 - i, cosine }))];
  byMeaning.sort((a, b) => b.cosine - a.cosine);
  const relevance = fuse([byMeaning.map(({ row }) => row), byWords]);
  const wordRows = new Set(byWords);
  const best = [...relevance.keys()].filter((row) => row >= 0);
  best.sort((a, b) => relevance.get(b)! - relevance.get(a)!);
  return { best, rank: (row) => ({ relevance: relevance.get(row)!, sharesWords: wordRows.has(row) }) };
}
