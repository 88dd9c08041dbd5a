import type { Slices } from '../slices.ts';
import type { Products } from './products.ts';
import { EXCESS, withExcess } from './vectors.ts';

/** Rows in one array: growing copies nothing, and a search looks for messages between two of them. */
const CHUNK_ROWS = 8192;

export interface Scored {
  readonly row: number;
  readonly cosine: number;
}

/** Vectors in memory, each in a row of its own, and exact search over them. */
export class VectorTable {
  readonly #dimensions: number;
  #products: Promise<Products> | undefined;
  /** Of components with `EXCESS` added. */
  readonly #chunks: Uint8Array[] = [];
  /** One over the length of each row's vector; 0 for a free row. */
  readonly #scales: Float32Array[] = [];
  readonly #free: number[] = [];
  #rows = 0;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
  }

  /** The row that a vector gets. */
  add(vector: Int8Array): number {
    const row = this.#free.pop() ?? this.#rows++;
    const chunk = Math.floor(row / CHUNK_ROWS);
    if (chunk === this.#chunks.length) {
      this.#chunks.push(new Uint8Array(CHUNK_ROWS * this.#dimensions));
      this.#scales.push(new Float32Array(CHUNK_ROWS));
    }
    const at = (row % CHUNK_ROWS) * this.#dimensions;
    this.#chunks[chunk]!.set(withExcess(vector), at);
    this.#scales[chunk]![row % CHUNK_ROWS] = inverseNorm(vector);
    return row;
  }

  remove(row: number): void {
    this.#scales[Math.floor(row / CHUNK_ROWS)]![row % CHUNK_ROWS] = 0;
    this.#free.push(row);
  }

  cosine(query: Int8Array, row: number): number {
    const chunk = Math.floor(row / CHUNK_ROWS);
    const place = row % CHUNK_ROWS;
    const vector = this.#chunks[chunk]!.subarray(place * this.#dimensions);
    let product = 0;
    for (const [i, component] of query.entries()) product += component * (vector[i]! - EXCESS);
    return product * this.#scales[chunk]![place]! * inverseNorm(query);
  }

  /** The `count` rows closest to the query among those that `includes` lets through, the closest first. */
  async search(
    query: Int8Array,
    count: number,
    includes: (row: number) => boolean,
    slices: Slices,
  ): Promise<readonly Scored[]> {
    // Only now: who doesn't search needs no ONNX Runtime in memory.
    this.#products ??= import('./products.ts').then(({ Products }) => Products.load());
    const products = await this.#products;
    const vector = withExcess(query);
    const queryScale = inverseNorm(query);
    const best = new Best(count);
    for (const [chunk, vectors] of this.#chunks.entries()) {
      await slices.giveWay();
      const first = chunk * CHUNK_ROWS;
      const rows = Math.min(CHUNK_ROWS, this.#rows - first);
      const inner = await products.of(vectors.subarray(0, rows * this.#dimensions), vector);
      const scales = this.#scales[chunk]!;
      for (let i = 0; i < rows; i++) {
        const cosine = inner[i]! * scales[i]! * queryScale;
        if (cosine > best.least && scales[i] !== 0 && includes(first + i)) best.add({ row: first + i, cosine });
      }
    }
    return best.sorted();
  }
}

/** The `count` best of many. */
class Best {
  readonly #count: number;
  #found: Scored[] = [];
  /** What another has to exceed. */
  least = Number.NEGATIVE_INFINITY;

  constructor(count: number) {
    this.#count = count;
  }

  add(scored: Scored): void {
    this.#found.push(scored);
    if (this.#found.length >= 2 * this.#count) this.#prune();
  }

  sorted(): readonly Scored[] {
    this.#prune();
    return this.#found;
  }

  #prune(): void {
    this.#found.sort((a, b) => b.cosine - a.cosine);
    this.#found = this.#found.slice(0, this.#count);
    if (this.#found.length === this.#count) this.least = this.#found.at(-1)?.cosine ?? this.least;
  }
}

/** One over the length of a vector; 0 for that of zeros. */
function inverseNorm(vector: Int8Array): number {
  let squares = 0;
  for (const component of vector) squares += component * component;
  return squares === 0 ? 0 : 1 / Math.sqrt(squares);
}
