import { LRUCache } from 'lru-cache';
import type { WordNetPos } from './wordnet.ts';

type Rule = readonly [ending: string, replacement: string];

/** WordNet's rules of detachment, from the manual page morphy(7WN), in its order. */
const RULES: Readonly<Record<WordNetPos, readonly Rule[]>> = {
  n: [
    ['s', ''],
    ['ses', 's'],
    ['xes', 'x'],
    ['zes', 'z'],
    ['ches', 'ch'],
    ['shes', 'sh'],
    ['men', 'man'],
    ['ies', 'y'],
  ],
  v: [
    ['s', ''],
    ['ies', 'y'],
    ['es', 'e'],
    ['es', ''],
    ['ed', 'e'],
    ['ed', ''],
    ['ing', 'e'],
    ['ing', ''],
  ],
  a: [
    ['er', ''],
    ['est', ''],
    ['er', 'e'],
    ['est', 'e'],
  ],
  r: [],
};

const INFLECTED = ['n', 'v', 'a'] as const;

/** Forms whose base forms are remembered: each stretch of a sentence is looked up for every word in it. */
const REMEMBERED_FORMS = 5000;

/** What morphology asks of the dictionary. */
export interface Lexicon {
  /** How often a lemma was met; undefined where WordNet does not have it. */
  frequency(lemma: string, pos: WordNetPos): number | undefined;
  /** Whether a lemma begins with `prefix`. */
  hasPrefix(prefix: string): boolean;
}

/** WordNet's morphology: the base forms of an inflected word, by lists of exceptions and rules of detachment. */
export class Morphology {
  /** `pos form` to the base forms that stand beside the form in an exception list, with spaces between them. */
  readonly #exceptions = new Map<string, string>();
  /** The words before the first `_` of forms in exception lists: *attorneys* of *attorneys_general*. */
  readonly #exceptionalBeginnings = new Set<string>();
  readonly #lexicon: Lexicon;
  readonly #knownBeginnings = new LRUCache<string, readonly string[]>({ max: REMEMBERED_FORMS });
  readonly #baseForms = new LRUCache<string, readonly string[]>({ max: REMEMBERED_FORMS });

  /** `exceptions`: lines of part of speech, form and base forms. */
  constructor(exceptions: string, lexicon: Lexicon) {
    for (const line of exceptions.split('\n')) {
      const formEnd = line.indexOf(' ', 2);
      this.#exceptions.set(line.slice(0, formEnd), line.slice(formEnd + 1));
      const wordEnd = line.indexOf('_');
      if (wordEnd > 0 && wordEnd < formEnd) this.#exceptionalBeginnings.add(line.slice(2, wordEnd));
    }
    this.#lexicon = lexicon;
  }

  /**
   * The lemmas of WordNet that `word` may be a form of, itself included, the most frequent first: *saw* as a verb
   * gives `see`, then `saw`. The word may be in any case, and its parts joined by `_` or spaces; hyphens and full stops are
   * tried with and without. A multi-word unit's parts may be inflected (*took place*, *hot dogs*).
   */
  baseForms(word: string, pos: WordNetPos): readonly string[] {
    for (const spelling of spellings(word.toLowerCase().replaceAll(' ', '_'))) {
      const found = this.exactBaseForms(spelling, pos);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Whether `form` stands in an exception list as a form of `lemma`: *occurred* of *occur*. */
  isException(form: string, lemma: string, pos: WordNetPos): boolean {
    return this.#exceptionsOf(form, pos)?.includes(lemma) ?? false;
  }

  /** A test, cheap for most words, of whether a word may be a form of `lemma` or the first word of one. */
  formTest(lemma: string, pos: WordNetPos): (word: string) => boolean {
    const first = lemma.split(/[_']/, 1)[0]!;
    const partsOfSpeech = first === lemma ? [pos] : (['n', 'v'] as const);
    // What all regular forms begin with: *men* of *man*, *boxesful* of *boxful*.
    const stem = first.replace(/[-.]/g, '').replace(/ful$/, '').slice(0, -2);
    return (word) => {
      const form = word.toLowerCase();
      const mayBe =
        form.replace(/[-_.]/g, '').startsWith(stem) ||
        partsOfSpeech.some((each) => this.#exceptions.has(`${each} ${form}`));
      if (!mayBe) return false;
      if (form === first || partsOfSpeech.some((each) => this.#detach(form, each).includes(first))) return true;
      return /[-_.]/.test(form) && this.baseForms(form, pos).includes(lemma);
    };
  }

  /** As `baseForms`, for a form in WordNet's own spelling. */
  exactBaseForms(form: string, pos: WordNetPos): readonly string[] {
    const key = `${pos} ${form}`;
    let found = this.#baseForms.get(key);
    if (!found) {
      found = this.#lookUp(form, pos);
      this.#baseForms.set(key, found);
    }
    return found;
  }

  /**
   * Whether a form of a multi-word lemma may begin with these two words (lower case, the second perhaps not whole). A
   * quick test that spares most stretches of a sentence their look-up; it errs only by saying yes.
   */
  mayBeginUnit(first: string, second: string): boolean {
    if (this.#exceptionalBeginnings.has(first)) return true;
    const seconds = this.possibleBases(second);
    return this.#beginnings(first).some((base) =>
      (base === first ? seconds : [second]).some((next) => this.#lexicon.hasPrefix(`${base}_${next}`)),
    );
  }

  /** The base forms of a word, itself included, with which some multi-word lemma begins. */
  #beginnings(word: string): readonly string[] {
    let found = this.#knownBeginnings.get(word);
    if (!found) {
      found = this.possibleBases(word).filter((base) => this.#lexicon.hasPrefix(`${base}_`));
      this.#knownBeginnings.set(word, found);
    }
    return found;
  }

  /** A word in lower case and what the rules make of it as a noun, a verb or an adjective; not all of them need exist. */
  possibleBases(word: string): string[] {
    return [word, ...INFLECTED.flatMap((pos) => this.#detach(word, pos))];
  }

  #lookUp(form: string, pos: WordNetPos): string[] {
    const bases = new Set([...this.#detach(form, pos), form, ...this.#unitBases(form.split('_'), pos)]);
    const known = [...bases].flatMap((lemma) => {
      const frequency = this.#lexicon.frequency(lemma, pos);
      return frequency === undefined ? [] : [{ lemma, frequency }];
    });
    return known.sort((a, b) => b.frequency - a.frequency).map(({ lemma }) => lemma);
  }

  /** A multi-word unit with one part in its base form: *men of letters*, *attorneys general*, *took place*. */
  #unitBases(words: readonly string[], pos: WordNetPos): string[] {
    if (words.length === 1 || pos === 'a' || pos === 'r') return [];
    return words.flatMap((word, i) => this.#detach(word, pos).map((base) => words.with(i, base).join('_')));
  }

  #exceptionsOf(form: string, pos: WordNetPos): string[] | undefined {
    return this.#exceptions.get(`${pos} ${form}`)?.split(' ');
  }

  /** Base forms by the exception lists, or else by the rules; not all of them need exist. */
  #detach(form: string, pos: WordNetPos): readonly string[] {
    const exceptions = this.#exceptionsOf(form, pos);
    if (exceptions) return exceptions;
    if (pos !== 'n') return detached(form, pos);
    // "boxesful" is the plural of "boxful".
    if (form.endsWith('ful')) return detached(form.slice(0, -3), 'n').map((base) => `${base}ful`);
    return form.endsWith('ss') || form.length <= 2 ? [] : detached(form, 'n');
  }
}

function detached(form: string, pos: WordNetPos): string[] {
  return RULES[pos]
    .filter(([ending]) => form.endsWith(ending) && form.length > ending.length)
    .map(([ending, replacement]) => form.slice(0, -ending.length) + replacement);
}

/** How WordNet might spell `word`, in the order in which its own search tries them. */
function spellings(word: string): Set<string> {
  return new Set([
    word,
    word.replaceAll('-', '_'),
    word.replaceAll('_', '-'),
    word.replace(/[-_]/g, ''),
    word.replaceAll('.', ''),
  ]);
}
