import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { States } from '../engine/engine.ts';
import { Sections } from '../wordnet/sections.ts';
import { SENTENCE_END, SENTENCE_START } from './characters.ts';
import { ModelError, verifiedSoftmax } from './manifest.ts';

/** What words that the vocabulary lacks count as. */
const UNKNOWN = '<UNK>';
/** Vectors that are multiplied with a row while it is at hand: so many sums a processor keeps in its registers. */
const BLOCK = 4;

/** log p of each token of a sentence, given those before it (forward) or after it (backward). */
export interface SentenceLikelihood {
  /** Of the tokens and `</S>`, in the order of the text. */
  readonly forward: Float64Array;
  /** Of `<S>` and the tokens, in the order of the text. */
  readonly backward: Float64Array;
}

type Direction = 'forward' | 'backward';

/** The softmax that the biLM was trained with, over its vocabulary, shared by both directions. */
export class VocabularySoftmax {
  readonly words: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #size: number;
  readonly #weights: Int8Array;
  readonly #scales: Float32Array;
  readonly #biases: Float32Array;

  private constructor(file: Sections) {
    this.words = file.bytes('words').toString('utf8').split('\n');
    this.#ids = new Map(this.words.map((word, id) => [word, id]));
    this.#size = Number(file.header['size']);
    this.#weights = file.int8('weights');
    this.#scales = file.float32('scales');
    this.#biases = file.float32('biases');
  }

  /** Reads the softmax of a model's folder. Throws a sentence where there is none, or a damaged one. */
  static async load(directory: string): Promise<VocabularySoftmax> {
    const path = await verifiedSoftmax(directory);
    const file = new Sections(await readFile(path));
    if (file.header['format'] !== 1) throw new ModelError(path, l10n.t('has a format of a newer version'));
    return new VocabularySoftmax(file);
  }

  has(word: string): boolean {
    return this.#ids.has(word);
  }

  /** How likely the biLM finds a sentence whose states are given. */
  likelihood(tokens: readonly string[], states: States): SentenceLikelihood {
    const last = tokens.length + 1;
    const framed = [SENTENCE_START, ...tokens, SENTENCE_END].map((word) => this.#id(word));
    const rows = Array.from({ length: last }, (_, row) => row);
    return {
      forward: this.#logProbabilities(
        rows.map((row) => this.#top(states, row, 'forward')),
        framed.slice(1),
      ),
      backward: this.#logProbabilities(
        rows.map((row) => this.#top(states, row + 1, 'backward')),
        framed.slice(0, last),
      ),
    };
  }

  /** Place of a word in the vocabulary, in which the most frequent come first; from 1. Undefined where it lacks the word. */
  rank(word: string): number | undefined {
    const id = this.#ids.get(word);
    return id === undefined ? undefined : id + 1;
  }

  /**
   * log of how much likelier one word is than another as a sentence's token `index`, by the tokens before it (forward) or
   * after it (backward). Cheap: what it takes to know the probabilities themselves, the sum over the vocabulary, is the
   * same for both.
   */
  ratio(word: string, other: string, states: States, index: number, direction: Direction): number {
    const hidden = this.#top(states, direction === 'forward' ? index : index + 2, direction);
    return this.#logit(this.#id(word), hidden) - this.#logit(this.#id(other), hidden);
  }

  /**
   * How much each token was to be expected, row-major `[n, 2]`: after what stands before it, and before what stands after
   * it. A logit with half the logarithm of the word's rank, so that in both together its frequency counts once; it compares
   * words at one place of a sentence. NaN for words that the vocabulary lacks.
   */
  expectedness(tokens: readonly string[], states: States): Float32Array {
    const expected = new Float32Array(2 * tokens.length).fill(Number.NaN);
    for (const [index, token] of tokens.entries()) {
      const id = this.#ids.get(token);
      if (id === undefined) continue;
      const rarity = Math.log(id + 1) / 2;
      expected[2 * index] = this.#logit(id, this.#top(states, index, 'forward')) + rarity;
      expected[2 * index + 1] = this.#logit(id, this.#top(states, index + 2, 'backward')) + rarity;
    }
    return expected;
  }

  /** The last layer of a row of the states, in which 0 is `<S>` and `i + 1` token `i`. */
  #top({ width, data }: States, row: number, direction: Direction): Float32Array {
    const end = (row + 1) * width - (direction === 'forward' ? this.#size : 0);
    return data.subarray(end - this.#size, end);
  }

  #logit(word: number, hidden: Float32Array): number {
    let sum = 0;
    for (let i = 0, at = word * this.#size; i < this.#size; i++, at++) sum += this.#weights[at]! * hidden[i]!;
    return sum * this.#scales[word]! + this.#biases[word]!;
  }

  #id(word: string): number {
    return this.#ids.get(word) ?? this.#ids.get(UNKNOWN)!;
  }

  #logProbabilities(hidden: readonly Float32Array[], targets: readonly number[]): Float64Array {
    const result = new Float64Array(hidden.length);
    for (let start = 0; start < hidden.length; start += BLOCK) {
      const block = hidden.slice(start, start + BLOCK);
      const logits = this.#logits(block);
      for (const index of block.keys()) {
        const own = logits.subarray(index * this.words.length, (index + 1) * this.words.length);
        result[start + index] = own[targets[start + index]!]! - logSumExp(own);
      }
    }
    return result;
  }

  /** Logits of four vectors over the vocabulary, one after the other; where there are fewer, the first stands in. */
  #logits([a, b = a, c = a, d = a]: readonly Float32Array[]): Float32Array {
    const count = this.words.length;
    const size = this.#size;
    const weights = this.#weights;
    const logits = new Float32Array(BLOCK * count);
    for (let word = 0, at = 0; word < count; word++) {
      let sumA = 0;
      let sumB = 0;
      let sumC = 0;
      let sumD = 0;
      for (let i = 0; i < size; i++, at++) {
        const weight = weights[at]!;
        sumA += weight * a![i]!;
        sumB += weight * b![i]!;
        sumC += weight * c![i]!;
        sumD += weight * d![i]!;
      }
      const scale = this.#scales[word]!;
      const bias = this.#biases[word]!;
      logits[word] = sumA * scale + bias;
      logits[count + word] = sumB * scale + bias;
      logits[2 * count + word] = sumC * scale + bias;
      logits[3 * count + word] = sumD * scale + bias;
    }
    return logits;
  }
}

function logSumExp(logits: Float32Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) if (logits[i]! > highest) highest = logits[i]!;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp(logits[i]! - highest);
  return highest + Math.log(sum);
}
