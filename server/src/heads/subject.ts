import { LRUCache } from 'lru-cache';
import { Slices } from '../slices.ts';
import type { WordNet } from '../wordnet/wordnet.ts';
import { type RankedSense, reweighed } from './senses.ts';

/** Words of a text that are looked at, from its beginning. */
const ENOUGH_WORDS = 3000;
/** A short text counts as if it had so many ordinary words more. */
const ORDINARY_WORDS = 50;
/**
 * Shares of words that stand for things of computing. Nine in ten texts of the biLM's held-out corpus are under 0.008;
 * half of the READMEs of the packages that this project is built with are over 0.013, and nearly all of them show code.
 */
const NOT_COMPUTING = 0.01;
const ALL_COMPUTING = 0.022;
/** Code among the prose says as much as so great a share. */
const CODE_SHARE = 0.008;
/** What a sense of computing gains in log-odds where a text is about nothing else. */
const GAIN = 6;
/** Counts for a sense that the annotated texts, of 1961, never have. */
const UNSEEN_COUNT = 0.5;
/** *its* is no plural of IT. */
const SHORTEST_LEMMA = 3;
const WORD = /^[A-Za-z][a-z-]{2,}$/;
const REMEMBERED_WORDS = 5000;

const CODE = /^(?:```|~~~)|(?<!`)`[^`\n]+`(?!`)|\\(?:begin\{(?:verbatim|lstlisting|minted)|texttt\{|verb\W)/m;

/** Whether Markdown or LaTeX has code in it. */
export function showsCode(text: string): boolean {
  return CODE.test(text);
}

/**
 * What a text is about, so far as it changes how its words are read. The senses were learned from texts of 1961, in which
 * a *terminal* has buses and a *mouse* fur; writers who use a code editor mostly mean the others.
 */
export class SubjectReader {
  readonly #wordNet: WordNet;
  readonly #terms: ReadonlySet<string>;
  readonly #shares = new LRUCache<string, number>({ max: REMEMBERED_WORDS });

  constructor(wordNet: WordNet) {
    this.#wordNet = wordNet;
    this.#terms = wordNet.computingLemmas();
  }

  /**
   * How much a text is about computing, 0 to 1: by its words, whatever they mean in their sentences, and whether it shows
   * code.
   */
  async computing(sentences: Iterable<readonly string[]>, showsCode: boolean): Promise<number> {
    let words = 0;
    let terms = 0;
    const slices = new Slices();
    for (const tokens of sentences) {
      if (words >= ENOUGH_WORDS) break;
      await slices.giveWay();
      for (const token of tokens) {
        if (!WORD.test(token)) continue;
        words++;
        terms += this.#shareOf(token.toLowerCase());
      }
    }
    const share = terms / (words + ORDINARY_WORDS) + (showsCode ? CODE_SHARE : 0);
    return Math.min(1, Math.max(0, (share - NOT_COMPUTING) / (ALL_COMPUTING - NOT_COMPUTING)));
  }

  /** The share of a word's senses that are of computing, each by how often it is met; as a noun or as a verb. */
  #shareOf(word: string): number {
    let share = this.#shares.get(word);
    if (share === undefined) {
      share = this.#mayBeTerm(word) ? Math.max(this.#shareAs(word, 'n'), this.#shareAs(word, 'v')) : 0;
      this.#shares.set(word, share);
    }
    return share;
  }

  /** A quick test that spares most words the look-up of their senses; WordNet may write what has a hyphen without it. */
  #mayBeTerm(word: string): boolean {
    return word.includes('-') || this.#wordNet.morphology.possibleBases(word).some((base) => this.#terms.has(base));
  }

  #shareAs(word: string, pos: 'n' | 'v'): number {
    const [lemma] = this.#wordNet.morphology.baseForms(word, pos);
    if (!lemma || lemma.length < SHORTEST_LEMMA) return 0;
    let all = 0;
    let computing = 0;
    for (const { synset, tagCount } of this.#wordNet.senses(lemma, pos)) {
      all += tagCount + UNSEEN_COUNT;
      if (this.#wordNet.isComputing(synset)) computing += tagCount + UNSEEN_COUNT;
    }
    return all > 0 ? computing / all : 0;
  }

  /** The senses of a word in a text that is about computing by so much, the likeliest first. */
  weigh(senses: readonly RankedSense[], computing: number): readonly RankedSense[] {
    if (computing === 0 || !senses.some(({ synset }) => this.#wordNet.isComputing(synset))) return senses;
    const gain = Math.exp(GAIN * computing);
    return reweighed(senses, ({ synset }) => (this.#wordNet.isComputing(synset) ? gain : 1));
  }
}
