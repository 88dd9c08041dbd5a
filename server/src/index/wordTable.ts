import MiniSearch from 'minisearch';
import { eng } from 'stopword/dist/stopword.esm.mjs'; // of which the other languages can be left out

/** Words of English grammar: they are in most sentences, and tell nothing of any. */
export const STOP_WORDS: ReadonlySet<string> = new Set(eng);

/**
 * Of a query, so many mentions of its words are looked at, those of the rarest first: they tell most, and a whole sentence
 * may hold words that are in every tenth one.
 */
const MOST_MENTIONS = 10_000;

const SEPARATOR = ' ';

interface Entry {
  readonly row: number;
  /** Its terms. */
  readonly text: string;
}

/** The words of sentences in memory, ranked by BM25: finds names and numbers, which vectors are vague about. */
export class WordTable {
  /** In how many sentences a word was seen, those that are gone included. */
  readonly #counts = new Map<string, number>();
  readonly #search = new MiniSearch<Entry>({
    idField: 'row',
    fields: ['text'],
    tokenize: (text) => text.split(SEPARATOR),
    processTerm: (term) => term,
  });

  readonly #mostMentions: number;

  constructor(mostMentions = MOST_MENTIONS) {
    this.#mostMentions = mostMentions;
  }

  add(row: number, text: string): void {
    const terms = termsOf(text);
    for (const term of new Set(terms)) this.#counts.set(term, (this.#counts.get(term) ?? 0) + 1);
    this.#search.add(entry(row, terms));
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
    const guests = others.map((text, i) => entry(-1 - i, termsOf(text)));
    this.#search.addAll(guests);
    const found = this.#search.search(query, {
      tokenize: () => this.#rarestTerms(query),
      filter: ({ id }) => id < 0 || includes(id),
    });
    for (const guest of guests) this.#search.remove(guest);
    return found.slice(0, count).map(({ id }) => id);
  }

  #rarestTerms(query: string): string[] {
    const mentions = (term: string): number => this.#counts.get(term) ?? 0;
    let room = this.#mostMentions;
    return [...new Set(termsOf(query))]
      .sort((a, b) => mentions(a) - mentions(b))
      .filter((term, i) => {
        room -= mentions(term);
        return i === 0 || room >= 0;
      });
  }
}

function entry(row: number, terms: readonly string[]): Entry {
  return { row, text: terms.join(SEPARATOR) };
}

const split = MiniSearch.getDefault('tokenize') as (text: string) => string[];

function termsOf(text: string): string[] {
  return split(text)
    .map((term) => term.toLowerCase())
    .filter((term) => term !== '' && !STOP_WORDS.has(term));
}
