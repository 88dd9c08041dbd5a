import { LRUCache } from 'lru-cache';
import type { VocabularySoftmax } from '../elmo/vocabularySoftmax.ts';
import type { States } from '../engine/engine.ts';
import { CONFUSED_WORDS } from './confusedWords.ts';
import { areForms, nearWords } from './nearWords.ts';

/** A word that the biLM finds far likelier than the near-identical one that stands in a sentence. */
export interface LikelierWord {
  /** The tokens that it would replace, `end` exclusive: one, or two as in `it 's`. */
  readonly start: number;
  readonly end: number;
  /** In lower case, as it is written: `it's`. */
  readonly text: string;
}

/** The tokens of a word in lower case, and how they are written in the sentence. */
interface Candidate {
  readonly tokens: readonly string[];
  /** Whether people are known to take it for the other. */
  readonly isConfused: boolean;
}

/*
 * How far likelier is far enough: chosen on one half of the held-out corpus, so that its edited prose has less than half a false
 * alarm in 2,000 words. Logarithms of probabilities, to the base of e.
 */

/** Both directions together. */
const MINIMUM_GAIN = 10.5;
/** Each of them. */
const MINIMUM_IN_EACH = 1;
/** How much of a word's being the more frequent one is no evidence: both directions count it. */
const FREQUENCY_WEIGHT = 0.75;
/** That writers do take the one for the other makes up for so much. */
const CONFUSED_GAIN = 7;
/** Forms of one word are rarely mistyped, and often both right. */
const FORM_LOSS = 2;
/** What is written with two letters and is not among the most frequent words is mostly an abbreviation: *ms*, *vs*, *ie*. */
const ABBREVIATION_LOSS = 4;
const LAST_RANK_OF_TWO_LETTERS = 500;
/** What `'s` is taken to cost after the word before it (and that before it), which the ratios leave out. */
const CLITIC_LOSS = 2;
/** Rarer words are no better guess than what was written. */
const LAST_RANK = 20_000;

const LOWER_CASE = /^[a-z]{2,}$/;
const CAPITALISED = /^[A-Z][a-z]+$/;
const CLITIC = /^(?:'[a-z]+|n't)$/i;
const HAS_LETTER = /[\p{L}\p{N}]/u;
/** What stands between parts of addresses, paths and names of files. */
const CODE = /^[/\\@#=_]$/;
const QUOTE = /^["']$/;
/** Words whose candidates are remembered. */
const REMEMBERED_WORDS = 20_000;

/**
 * Looks for words that both directions of the biLM find far less likely than a near-identical one. The probability of a
 * word over another's needs only their two rows of the softmax, so that this costs little beside the biLM.
 */
export class LikelierWords {
  readonly #softmax: VocabularySoftmax;
  readonly #candidates = new LRUCache<string, readonly Candidate[]>({ max: REMEMBERED_WORDS });

  constructor(softmax: VocabularySoftmax) {
    this.#softmax = softmax;
  }

  /** In the order of the text. Leaves alone names, what is in quotes by itself, and code. */
  find(tokens: readonly string[], states: States): LikelierWord[] {
    const found: LikelierWord[] = [];
    const firstWord = tokens.findIndex((token) => HAS_LETTER.test(token));
    for (let start = 0; start < tokens.length; start++) {
      if (!isOrdinary(tokens[start]!, start === firstWord)) continue;
      const end = CLITIC.test(tokens[start + 1] ?? '') ? start + 2 : start + 1;
      if (isQuoted(tokens, start, end) || isCode(tokens, start, end)) continue;
      const likelier = this.#likelier(tokens.slice(start, end), states, start);
      if (likelier) found.push({ start, end, text: likelier.tokens.join('') });
    }
    return found;
  }

  /** What would best stand for the word at `start`, where anything is far likelier. */
  #likelier(word: readonly string[], states: States, start: number): Candidate | undefined {
    if (!word.every((token) => this.#softmax.has(token))) return undefined;
    const isCapitalised = CAPITALISED.test(word[0]!);
    let best: Candidate | undefined;
    let bestGain = MINIMUM_GAIN;
    for (const candidate of this.#candidatesFor(word.map((token) => token.toLowerCase()))) {
      const gain = this.#gain(word, isCapitalised ? capitalised(candidate) : candidate, states, start);
      if (gain < bestGain) continue;
      best = candidate;
      bestGain = gain;
    }
    return best;
  }

  /**
   * How much likelier a candidate is: its first token given what stands before, its last given what stands after, both
   * over the word's own. Where one of the two has a clitic, the other token of it is not looked at.
   */
  #gain(word: readonly string[], { tokens, isConfused }: Candidate, states: States, start: number): number {
    const [first, last] = [tokens[0]!, tokens.at(-1)!];
    const rank = this.#softmax.rank(first);
    if (rank === undefined || rank > LAST_RANK || !this.#softmax.has(last)) return 0;
    const clitics = CLITIC_LOSS * (tokens.length - word.length);
    const forward = this.#softmax.ratio(first, word[0]!, states, start, 'forward') - clitics;
    if (forward < MINIMUM_IN_EACH) return 0;
    const end = start + word.length - 1;
    const backward = this.#softmax.ratio(last, word.at(-1)!, states, end, 'backward') - clitics;
    if (backward < MINIMUM_IN_EACH) return 0;
    const ownRank = this.#softmax.rank(word[0]!)!;
    const frequency = Math.log(ownRank / rank) - clitics;
    let prior = isConfused ? CONFUSED_GAIN : 0;
    if (!isConfused && areForms(word[0]!, first)) prior -= FORM_LOSS;
    if (word[0]!.length === 2 && ownRank > LAST_RANK_OF_TWO_LETTERS) prior -= ABBREVIATION_LOSS;
    return forward + backward - FREQUENCY_WEIGHT * frequency + prior;
  }

  #candidatesFor(word: readonly string[]): readonly Candidate[] {
    const key = word.join(' ');
    let candidates = this.#candidates.get(key);
    if (!candidates) {
      const confused = CONFUSED_WORDS.get(key) ?? [];
      const near = word.length > 1 ? [] : nearWords(key, (other) => other.length > 1 && this.#softmax.has(other));
      candidates = [
        ...confused.map((other) => ({ tokens: other.split(' '), isConfused: true })),
        ...near.filter((other) => !confused.includes(other)).map((other) => ({ tokens: [other], isConfused: false })),
      ];
      this.#candidates.set(key, candidates);
    }
    return candidates;
  }
}

/** A word in lower case; what has a capital within its sentence is mostly a part of a name. */
function isOrdinary(token: string, isFirst: boolean): boolean {
  return LOWER_CASE.test(token) || (isFirst && CAPITALISED.test(token));
}

/** Whether a word stands in quotes by itself: it is spoken of. */
function isQuoted(tokens: readonly string[], start: number, end: number): boolean {
  return QUOTE.test(tokens[start - 1] ?? '') && QUOTE.test(tokens[end] ?? '');
}

/** Whether a word is part of an address, a path or a name such as `main.ts`, whose full stop ends no sentence. */
function isCode(tokens: readonly string[], start: number, end: number): boolean {
  const [before = '', after = ''] = [tokens[start - 1], tokens[end]];
  const isBeforeEnding = after === '.' && LOWER_CASE.test(tokens[end + 1] ?? '');
  return CODE.test(before) || CODE.test(after) || before === '.' || isBeforeEnding;
}

function capitalised({ tokens: [first = '', ...rest], isConfused }: Candidate): Candidate {
  return { tokens: [first.charAt(0).toUpperCase() + first.slice(1), ...rest], isConfused };
}
