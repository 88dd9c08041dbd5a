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
