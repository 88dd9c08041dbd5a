import MiniSearch from 'minisearch';
import { eng } from 'stopword/dist/stopword.esm.mjs'; // of which the other languages can be left out

/** Words of English grammar: they are in most sentences, and tell nothing of any. */
export const STOP_WORDS: ReadonlySet<string> = new Set(eng);

interface Entry {
  readonly row: number;
  readonly text: string;
}

/** The words of sentences in memory, ranked by BM25: finds names and numbers, which vectors are vague about. */
export class WordTable {
  readonly #search = new MiniSearch<Entry>({
    idField: 'row',
    fields: ['text'],
    processTerm: (term) => {
      const lower = term.toLowerCase();
      return STOP_WORDS.has(lower) ? null : lower;
    },
  });

  add(row: number, text: string): void {
    this.#search.add({ row, text });
  }

  remove(row: number): void {
    this.#search.discard(row);
  }

  /**
   * The rows that share words with the query among those that `includes` lets through, the best first. `others` are
   * ranked among them as rows -1, -2 and so on.
   */
  ranked(
    query: string,
    count: number,
    includes: (row: number) => boolean,
    others: readonly string[] = [],
  ): readonly number[] {
    const guests = others.map((text, i): Entry => ({ row: -1 - i, text }));
    this.#search.addAll(guests);
    const found = this.#search.search(query, { filter: ({ id }) => id < 0 || includes(id) });
    for (const guest of guests) this.#search.remove(guest);
    return found.slice(0, count).map(({ id }) => id);
  }
}
