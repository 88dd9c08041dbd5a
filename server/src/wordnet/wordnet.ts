import { subtle } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { Morphology } from './morphology.ts';
import { Sections } from './sections.ts';
import { StringTable } from './stringTable.ts';

/** WordNet's parts of speech: noun, verb, adjective (satellites too) and adverb. */
export type WordNetPos = 'n' | 'v' | 'a' | 'r';

/** One sense of a lemma. */
export interface Sense {
  /** The line of its key in `index.sense`, from 0: a number that stays the same, under which sense vectors are kept. */
  readonly id: number;
  /** WordNet 3.0 sense key, as `bank%1:17:01::`. */
  readonly key: string;
  /** Place among the lemma's senses of its part of speech, from 1, the most frequent first. */
  readonly number: number;
  /** How often annotators of WordNet's texts chose it. */
  readonly tagCount: number;
  /** The synset that it belongs to, counted from 0. */
  readonly synset: number;
}

/** What the members of a synset share. */
export interface Synset {
  /** The members, as they are written (`hot dog`, `Paris`). */
  readonly words: readonly string[];
  readonly definition: string;
  readonly examples: readonly string[];
}

/** Its SHA-256 stands before all else. */
const CHECKSUM_BYTES = 32;

/** Digits of a sense key's `ss_type` that a part of speech covers. */
const KEY_DIGITS = { n: '1', v: '2', a: '35', r: '4' } as const;
const POS_OF_DIGIT: Readonly<Record<string, WordNetPos>> = { 1: 'n', 2: 'v', 3: 'a', 4: 'r', 5: 'a' };

/**
 * The WordNet 3.0 file that `build.ts` makes. It is not compressed and its strings are decoded when they are asked for,
 * so that opening it takes little more than its checksum does.
 */
export class WordNet {
  readonly morphology: Morphology;
  /** Sense keys in the order of `index.sense`, by which all senses of a lemma stand together. */
  readonly #keys: StringTable;
  readonly #numbers: Uint16Array;
  readonly #tagCounts: Uint16Array;
  readonly #synsets: Uint32Array;
  /** Words separated by `|`, the definition, and the examples, a line each. */
  readonly #texts: StringTable;
  /** Numbers of the synsets that are terms of computing. */
  readonly #computing: ReadonlySet<number>;
  readonly #hypernyms: Links;
  readonly #similar: Links;

  private constructor(sections: Sections) {
    this.#keys = new StringTable(sections, 'keys');
    this.#numbers = sections.uint16('numbers');
    this.#tagCounts = sections.uint16('tagCounts');
    this.#synsets = sections.uint32('synsets');
    this.#texts = new StringTable(sections, 'texts');
    this.#computing = new Set(sections.uint32('computing'));
    this.#hypernyms = new Links(sections, 'hypernyms', 'hypernymStarts');
    this.#similar = new Links(sections, 'similar', 'similarStarts');
    this.morphology = new Morphology(sections.bytes('exceptions').toString(), {
      frequency: (lemma, pos) => this.#frequency(lemma, pos),
      hasPrefix: (prefix) => this.#hasPrefix(prefix),
    });
  }

  /** Opens the file at `path`. Rejects where it is missing or damaged, naming it. */
  static async load(path: string): Promise<WordNet> {
    try {
      const file = await readFile(path);
      const [checksum, packed] = [file.subarray(0, CHECKSUM_BYTES), file.subarray(CHECKSUM_BYTES)];
      // On a thread of its own: it takes a while.
      if (!checksum.equals(Buffer.from(await subtle.digest('SHA-256', packed)))) {
        throw new Error(l10n.t('its checksum is wrong'));
      }
      return new WordNet(new Sections(packed));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(
        l10n.t(
          "WordNet's file {0} can't be read ({1}). Reinstall the extension, or run: {2}",
          path,
          why,
          'npm run build',
        ),
      );
    }
  }

  /** Number of senses of all words. */
  get size(): number {
    return this.#keys.length;
  }

  /** Whether `lemma` (lower case, words joined by `_`) has senses of this part of speech. */
  has(lemma: string, pos: WordNetPos): boolean {
    const digits = KEY_DIGITS[pos];
    const [start, end] = this.#range(lemma);
    for (let id = start; id < end; id++) if (digits.includes(this.#digit(id, lemma))) return true;
    return false;
  }

  /** The parts of speech that `lemma` has senses of. */
  partsOfSpeech(lemma: string): WordNetPos[] {
    const [start, end] = this.#range(lemma);
    const found = new Set<WordNetPos>();
    for (let id = start; id < end; id++) found.add(POS_OF_DIGIT[this.#digit(id, lemma)]!);
    return [...found];
  }

  /** The senses of `lemma` (lower case, words joined by `_`) in WordNet's order, most frequent first; none if unknown. */
  senses(lemma: string, pos: WordNetPos): Sense[] {
    const digits = KEY_DIGITS[pos];
    const [start, end] = this.#range(lemma);
    const senses: Sense[] = [];
    for (let id = start; id < end; id++) if (digits.includes(this.#digit(id, lemma))) senses.push(this.#sense(id));
    return senses.sort((a, b) => a.number - b.number);
  }

  /** The sense of a key, or undefined if WordNet 3.0 has none. */
  senseOfKey(key: string): Sense | undefined {
    const id = this.#keys.lowerBound(Buffer.from(key));
    return id < this.size && this.#keys.at(id) === key ? this.#sense(id) : undefined;
  }

  /** The synset of a number that a `Sense` has. */
  synset(number: number): Synset {
    const [words, definition, ...examples] = this.#texts.at(number).split('\n');
    return { words: words!.split('|'), definition: definition!, examples };
  }

  /** Whether a synset is a term of computing: the *terminal* with a keyboard, not the one with buses. */
  isComputing(synset: number): boolean {
    return this.#computing.has(synset);
  }

  /** The lemmas (lower case, words joined by `_`) that have a sense of computing. */
  computingLemmas(): Set<string> {
    const words = [...this.#computing].flatMap((synset) => this.synset(synset).words);
    return new Set(words.map((word) => word.toLowerCase().replaceAll(' ', '_')));
  }

  /** Numbers of the synsets above one. */
  hypernyms(synset: number): number[] {
    return this.#hypernyms.of(synset);
  }

  /** Numbers of the synsets that an adjective's is similar to. */
  similar(synset: number): number[] {
    return this.#similar.of(synset);
  }

  #sense(id: number): Sense {
    return {
      id,
      key: this.#keys.at(id),
      number: this.#numbers[id]!,
      tagCount: this.#tagCounts[id]!,
      synset: this.#synsets[id]!,
    };
  }

  #frequency(lemma: string, pos: WordNetPos): number | undefined {
    const digits = KEY_DIGITS[pos];
    const [start, end] = this.#range(lemma);
    let frequency: number | undefined;
    for (let id = start; id < end; id++) {
      if (digits.includes(this.#digit(id, lemma))) frequency = (frequency ?? 0) + this.#tagCounts[id]!;
    }
    return frequency;
  }

  #hasPrefix(prefix: string): boolean {
    const bytes = Buffer.from(prefix);
    const id = this.#keys.lowerBound(bytes);
    return id < this.size && this.#keys.startsWith(id, bytes);
  }

  /** The sense ids of a lemma in all parts of speech, `end` exclusive. */
  #range(lemma: string): [start: number, end: number] {
    const prefix = Buffer.from(`${lemma}%`);
    const start = this.#keys.lowerBound(prefix);
    let end = start;
    while (end < this.size && this.#keys.startsWith(end, prefix)) end++;
    return [start, end];
  }

  #digit(id: number, lemma: string): string {
    return this.#keys.at(id).charAt(lemma.length + 1);
  }
}

/** Synsets that each synset points to. */
class Links {
  readonly #targets: Uint32Array;
  /** Where those of each synset start. */
  readonly #starts: Uint32Array;

  constructor(sections: Sections, targets: string, starts: string) {
    this.#targets = sections.uint32(targets);
    this.#starts = sections.uint32(starts);
  }

  of(synset: number): number[] {
    return [...this.#targets.subarray(this.#starts[synset], this.#starts[synset + 1])];
  }
}
