import { softmax } from '../elmo/softmax.ts';
import type { States } from '../engine/engine.ts';
import { Sections } from '../wordnet/sections.ts';
import type { WordNet, WordNetPos } from '../wordnet/wordnet.ts';

/** A sense of a word, with how likely its sentence means it. */
export interface RankedSense {
  readonly senseKey: string;
  readonly probability: number;
  /** Number of its synset in WordNet. */
  readonly synset: number;
  readonly definition: string;
  readonly examples: readonly string[];
  /** The members of its synset, as they are written; the word itself among them. */
  readonly words: readonly string[];
}

/** A word where it stands: which senses it may have there, and the vectors that tell. */
export interface WordUse {
  /** The likeliest first, their probabilities adding up to 1; never empty. */
  readonly senses: readonly RankedSense[];
  /** The query by which the senses were ranked. */
  readonly meaning: Float32Array;
  /** Mean of the biLM's rows of the word. */
  readonly vector: Float32Array;
  /** Mean of the biLM's rows near the word, its own not among them. */
  readonly neighbours: Float32Array;
}

export interface SenseQuestion {
  readonly states: States;
  /** The `senseQueries` of its sentence. */
  readonly queries: Float32Array;
  /** Tokens `index` to `index + length` are the word. */
  readonly index: number;
  readonly length: number;
  /** In any case, its words joined by spaces or `_`. */
  readonly lemma: string;
  readonly pos: WordNetPos;
}

/** Rows on each side that count as near a word; as in `models/training/senses_features.py`. */
const WINDOW = 3;

/**
 * Ranks WordNet's senses of a word by its biLM vector: the score of a sense is the dot product of the word's query (from
 * its projected vector and those around it) and the sense's own vector, plus a prior from how often the sense is met; a softmax over the word's senses makes them
 * calibrated probabilities. `models/training/senses.py` learns all of it and writes the file.
 */
export class SenseRanker {
  readonly #wordNet: WordNet;
  /** Ids of the senses with a vector, rising: those of words with several senses. */
  readonly #ids: Uint32Array;
  /** Row-major int8 `[senses, dimensions]`, and what a row's numbers are to be multiplied by. */
  readonly #vectors: Int8Array;
  readonly #scales: Float32Array;
  readonly #priors: Float32Array;
  readonly #offset: Float32Array;

  /** `file`: the bytes of the model's `senses` head. Throws where it is no such file. */
  constructor(file: Buffer, wordNet: WordNet) {
    const sections = new Sections(file);
    this.#wordNet = wordNet;
    this.#ids = sections.uint32('ids');
    this.#vectors = sections.int8('vectors');
    this.#scales = sections.float32('scales');
    this.#priors = sections.float32('priors');
    this.#offset = sections.float32('offset');
  }

  /** The senses of the word; undefined if WordNet has none. */
  rank({ states, queries, index, length, lemma, pos }: SenseQuestion): WordUse | undefined {
    const senses = this.#wordNet.senses(lemma.toLowerCase().replaceAll(' ', '_'), pos);
    if (senses.length === 0) return undefined;
    const surroundings = surroundingsOf(states.tokens + 2, index + 1, index + 1 + length);
    const meaning = this.#query(queries, surroundings);
    const probabilities = softmax(senses.map(({ id }) => (senses.length > 1 ? this.#score(id, meaning) : 0)));
    const ranked = senses
      .map(({ key, synset }, i) => ({ senseKey: key, probability: probabilities[i]!, synset }))
      .sort((a, b) => b.probability - a.probability)
      .map(({ synset, ...sense }) => {
        const { definition, examples, words } = this.#wordNet.synset(synset);
        return { ...sense, synset, definition, examples, words };
      });
    const [word, near] = surroundings.map((rows) => meanOf(states.data, states.width, rows));
    return { senses: ranked, meaning, vector: word!, neighbours: near! };
  }

  /** The sum of what the rows of the word, those near it and those of the sentence say, each by their mean. */
  #query(queries: Float32Array, surroundings: readonly (readonly number[])[]): Float32Array {
    const dimensions = this.#offset.length;
    const query = this.#offset.slice();
    for (const [part, rows] of surroundings.entries()) {
      const mean = meanOf(queries, surroundings.length * dimensions, rows, part * dimensions, dimensions);
      for (let i = 0; i < dimensions; i++) query[i]! += mean[i]!;
    }
    return query;
  }

  #score(id: number, query: Float32Array): number {
    const row = this.#rowOf(id);
    const start = row * query.length;
    let sum = 0;
    for (let i = 0; i < query.length; i++) sum += this.#vectors[start + i]! * query[i]!;
    return sum * this.#scales[row]! + this.#priors[row]!;
  }

  #rowOf(id: number): number {
    let low = 0;
    let high = this.#ids.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ids[middle]! < id) low = middle + 1;
      else high = middle;
    }
    if (this.#ids[low] !== id) throw new RangeError(`the sense vectors lack sense ${id}: they are of another WordNet`);
    return low;
  }
}

/** The rows of a word (`start` to `end`), those near it, and all of its sentence. */
function surroundingsOf(rows: number, start: number, end: number): [number[], number[], number[]] {
  const near = [...range(Math.max(0, start - WINDOW), start), ...range(end, Math.min(rows, end + WINDOW))];
  return [range(start, end), near, range(0, rows)];
}

/** The mean of `length` numbers from `from` on of some rows of a matrix with rows of `width` numbers. */
function meanOf(data: Float32Array, width: number, rows: readonly number[], from = 0, length = width): Float32Array {
  const mean = new Float32Array(length);
  for (const row of rows) {
    const at = row * width + from;
    for (let i = 0; i < length; i++) mean[i]! += data[at + i]!;
  }
  for (let i = 0; i < length; i++) mean[i]! /= rows.length;
  return mean;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
