import { LRUCache } from 'lru-cache';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { characterIds } from './characters.ts';
import { type BilmOptions, MAX_CHARACTERS } from './options.ts';
import { openSession, type SessionOptions } from './session.ts';

/** For words and their vectors: with the default model, more distinct words than a novel has. */
const CACHE_BYTES = 16 * 1024 * 1024;
const BYTES_PER_UTF16_UNIT = 2;
/** Words in one run of the graph. */
const CHUNK = 64;

/**
 * The character CNN: vectors of words, whatever stands around them. Each distinct word is computed once and kept while
 * it is in use. A vector does not depend on the words that it was computed with.
 */
export class TokenEncoder {
  readonly #session: InferenceSession;
  readonly #projection: number;
  readonly #widestFilter: number;
  readonly #cache = new LRUCache<string, Float32Array>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (vector, word) => vector.byteLength + BYTES_PER_UTF16_UNIT * word.length,
  });

  private constructor(session: InferenceSession, options: BilmOptions) {
    this.#session = session;
    this.#projection = options.lstm.projection_dim;
    this.#widestFilter = Math.max(...options.char_cnn.filters.map(([width]) => width));
  }

  static async load(path: string, model: BilmOptions, options?: SessionOptions): Promise<TokenEncoder> {
    return new TokenEncoder(await openSession(path, options), model);
  }

  /** Vectors float32 `[projection]` of the distinct words among `words`. */
  async encode(words: Iterable<string>): Promise<Map<string, Float32Array>> {
    const vectors = new Map<string, Float32Array>();
    const unknown = [];
    for (const word of new Set(words)) {
      const known = this.#cache.get(word);
      if (known) vectors.set(word, known);
      else unknown.push({ word, ...characterIds(word) });
    }

    unknown.sort((a, b) => a.length - b.length);
    for (let start = 0; start < unknown.length; start += CHUNK) {
      const chunk = unknown.slice(start, start + CHUNK);
      const rows = await this.#run(
        chunk.map(({ ids }) => ids),
        chunk.at(-1)!.length,
      );
      chunk.forEach(({ word }, row) => {
        const vector = rows.slice(row * this.#projection, (row + 1) * this.#projection);
        this.#cache.set(word, vector);
        vectors.set(word, vector);
      });
    }
    return vectors;
  }

  /**
   * Only as many slots as the longest word needs: further ones hold padding alone, which the filters have then seen
   * already, so that the maximum over the word stays the same to the bit.
   */
  async #run(ids: readonly Int32Array[], longest: number): Promise<Float32Array> {
    const slots = Math.min(MAX_CHARACTERS, longest + this.#widestFilter);
    const data = new Int32Array(ids.length * slots);
    ids.forEach((word, row) => {
      data.set(word.subarray(0, slots), row * slots);
    });
    const { tokens } = await this.#session.run({ characters: new Tensor('int32', data, [ids.length, slots]) });
    return tokens!.data as Float32Array;
  }
}
