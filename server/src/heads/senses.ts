import { LRUCache } from 'lru-cache';
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
  vector(): Float32Array;
}

/** A sense that a word may have, and the row of its vector; none where it is the only one. */
interface Candidate {
  readonly sense: Omit<RankedSense, 'probability'>;
  readonly row: number | undefined;
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
/** Words whose senses are kept decoded, the ones met last: about 2 MB. */
const KNOWN_WORDS = 1000;
/** What a row of the queries says of the word itself, of the words near it and of those in its sentence. */
const PARTS = 3;

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
  readonly #known = new LRUCache<string, readonly Candidate[]>({ max: KNOWN_WORDS });
  /** What a sentence says of each of its words, by its queries. */
  readonly #sentenceParts = new WeakMap<Float32Array, Float32Array>();

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
    const candidates = this.#candidates(lemma.toLowerCase().replaceAll(' ', '_'), pos);
    if (candidates.length === 0) return undefined;
    const word = { start: index + 1, end: index + 1 + length };
    const near = nearby(word, states.tokens + 2);
    const meaning = this.#query(queries, word, near);
    const probabilities = softmax(candidates.map(({ row }) => (row === undefined ? 0 : this.#score(row, meaning))));
    const senses = candidates.map(({ sense }, i) => ({ ...sense, probability: probabilities[i]! }));
    return {
      senses: senses.sort((a, b) => b.probability - a.probability),
      meaning,
      vector: once(() => meanOf(states.data, states.width, [word])),
    };
  }

  #candidates(lemma: string, pos: WordNetPos): readonly Candidate[] {
    const name = `${pos} ${lemma}`;
    let candidates = this.#known.get(name);
    if (!candidates) {
      const senses = this.#wordNet.senses(lemma, pos);
      candidates = senses.map(({ id, key, synset }) => {
        const { definition, examples, words } = this.#wordNet.synset(synset);
        const row = senses.length > 1 ? this.#rowOf(id) : undefined;
        return { sense: { senseKey: key, synset, definition, examples, words }, row };
      });
      this.#known.set(name, candidates);
    }
    return candidates;
  }

  /** The sum of what the rows of the word, those near it and those of the sentence say, each by their mean. */
  #query(queries: Float32Array, word: Rows, near: readonly Rows[]): Float32Array {
    const dimensions = this.#offset.length;
    const width = PARTS * dimensions;
    const query = this.#offset.slice();
    addMean(query, queries, width, [word], 0);
    addMean(query, queries, width, near, dimensions);
    const ofSentence = this.#sentencePart(queries);
    for (let i = 0; i < dimensions; i++) query[i]! += ofSentence[i]!;
    return query;
  }

  #sentencePart(queries: Float32Array): Float32Array {
    let part = this.#sentenceParts.get(queries);
    if (!part) {
      const dimensions = this.#offset.length;
      const width = PARTS * dimensions;
      part = new Float32Array(dimensions);
      addMean(part, queries, width, [{ start: 0, end: queries.length / width }], 2 * dimensions);
      this.#sentenceParts.set(queries, part);
    }
    return part;
  }

  #score(row: number, query: Float32Array): number {
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

/** The senses with their probabilities multiplied by a factor each, adding up to 1 again; the likeliest first. */
export function reweighed(senses: readonly RankedSense[], factor: (sense: RankedSense) => number): RankedSense[] {
  const weights = senses.map((sense) => factor(sense) * sense.probability);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return senses
    .map((sense, i) => ({ ...sense, probability: weights[i]! / total }))
    .sort((a, b) => b.probability - a.probability);
}

/** Rows of a matrix, `end` exclusive. */
interface Rows {
  readonly start: number;
  readonly end: number;
}

/** The rows before and after a word that count as near it. */
function nearby({ start, end }: Rows, rows: number): Rows[] {
  return [
    { start: Math.max(0, start - WINDOW), end: start },
    { start: end, end: Math.min(rows, end + WINDOW) },
  ];
}

function meanOf(data: Float32Array, width: number, stretches: readonly Rows[]): Float32Array {
  const mean = new Float32Array(width);
  addMean(mean, data, width, stretches, 0);
  return mean;
}

/** Adds to `sum` the mean over some rows of a matrix, with rows of `width` numbers, of the numbers from `from` on. */
function addMean(sum: Float32Array, data: Float32Array, width: number, stretches: readonly Rows[], from: number): void {
  const share = 1 / stretches.reduce((rows, { start, end }) => rows + end - start, 0);
  for (const { start, end } of stretches) {
    for (let row = start; row < end; row++) {
      const at = row * width + from;
      for (let i = 0; i < sum.length; i++) sum[i]! += share * data[at + i]!;
    }
  }
}

/** Most words are read for their senses alone: what takes memory is made when it is asked for. */
function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}
