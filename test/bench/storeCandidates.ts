import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { open } from 'lmdb';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { CancellationToken } from 'vscode-languageserver-protocol';
import { quantise } from '../../server/src/index/vectors.ts';
import { VectorTable } from '../../server/src/index/vectorTable.ts';
import { Slices } from '../../server/src/slices.ts';
import { quantile } from './figures.ts';
import { matrixTopK } from './matrixTopK.ts';
import { NOISE, REAL_VECTORS } from './workspaceIndex.ts';

const DIMENSIONS = 256;
const NEAREST = 10;
/** Records written in one transaction. */
const BATCH = 1000;
/** Of the queries, those whose nearest are found by comparing all, to tell what a way of searching misses. */
const EXACT_QUERIES = 20;

/** What was measured of one way; what it does not do is left out. */
export interface CandidateReport {
  readonly writeSeconds?: number;
  readonly openSeconds?: number;
  readonly p50?: number;
  readonly p95?: number;
  /** Of the ten nearest by an exact search in float32. */
  readonly found?: number;
  /** For each sentence. */
  readonly diskBytes?: number;
  /** What the process has more than before it began. */
  readonly megabytes: number;
}

interface Vectors {
  readonly size: number;
  at(i: number): Float32Array;
  readonly queries: readonly Float32Array[];
}

type Search = (query: Float32Array) => Promise<readonly number[]> | readonly number[];

/** A way to keep vectors: writes all, closes; then opens and reads all. */
interface Store {
  write(folder: string, vectors: Vectors): Promise<void>;
  /** How many were read. */
  read(folder: string): number;
}

/** A way to search them: builds what it needs in memory. */
type Searcher = (vectors: Vectors) => Promise<Search>;

const require = createRequire(join(dirname(__dirname), 'package.json'));

/** A package that is not among our dependencies. */
function optional<Package>(name: string): Package {
  try {
    return require(name) as Package;
  } catch {
    throw new Error(`left out; to measure it: npm install --no-save ${name}`);
  }
}

const key = (i: number): Buffer => {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(Math.imul(i, 2654435761) >>> 0); // spread as hashes are
  bytes.writeUInt32LE(i, 4);
  return bytes;
};
const value = (vector: Float32Array): Buffer => Buffer.from(quantise(vector).buffer);

const lmdb: Store = {
  async write(folder, { size, at }) {
    const root = open<Buffer, Buffer>({ path: folder, noSubdir: false, encoding: 'binary', keyEncoding: 'binary' });
    for (let start = 0; start < size; start += BATCH) {
      await root.transaction(() => {
        for (let i = start; i < Math.min(size, start + BATCH); i++) root.putSync(key(i), value(at(i)));
      });
    }
    await root.close();
  },
  read(folder) {
    const root = open<Buffer, Buffer>({
      path: folder,
      noSubdir: false,
      encoding: 'binary',
      keyEncoding: 'binary',
      readOnly: true,
    });
    let read = 0;
    for (const { value: bytes } of root.getRange()) read += bytes.length / DIMENSIONS;
    return read;
  },
};

interface SqliteDatabase {
  exec(sql: string): void;
  run(sql: string, values: readonly unknown[]): void;
  prepare(sql: string): {
    iterate(): Iterable<{ vector: Uint8Array }>;
    run(values: readonly unknown[]): void;
    finalize(): void;
  };
  close(): void;
}

const sqlite: Store = {
  async write(folder, { size, at }) {
    const { Database } = optional<{ Database: new (path: string) => SqliteDatabase }>('node-sqlite3-wasm');
    const database = new Database(join(folder, 'index.sqlite'));
    database.exec('CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID');
    const insert = database.prepare('INSERT INTO vectors VALUES (?, ?)');
    for (let start = 0; start < size; start += BATCH) {
      database.exec('BEGIN');
      for (let i = start; i < Math.min(size, start + BATCH); i++) insert.run([key(i), value(at(i))]);
      database.exec('COMMIT');
    }
    insert.finalize();
    database.close();
  },
  read(folder) {
    const { Database } = optional<{ Database: new (path: string) => SqliteDatabase }>('node-sqlite3-wasm');
    const database = new Database(join(folder, 'index.sqlite'));
    let read = 0;
    for (const { vector } of database.prepare('SELECT vector FROM vectors').iterate())
      read += vector.length / DIMENSIONS;
    database.close();
    return read;
  },
};

/** As the index does. */
const bytesExact: Searcher = async ({ size, at }) => {
  const table = new VectorTable(DIMENSIONS);
  for (let i = 0; i < size; i++) table.add(quantise(at(i)));
  return async (query) => {
    const slices = new Slices(CancellationToken.None);
    return (await table.search(quantise(query), NEAREST, () => true, slices)).map(({ row }) => row);
  };
};

const floatExact: Searcher = async ({ size, at }) => {
  const rows = allRows({ size, at });
  return (query) => {
    const found = new Nearest();
    for (let row = 0; row < size; row++) found.add(row, dot(query, rows, row * DIMENSIONS));
    return found.rows;
  };
};

const onnxTopK: Searcher = async ({ size, at }) => {
  const model = matrixTopK(allRows({ size, at }), DIMENSIONS, NEAREST);
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, enableCpuMemArena: false });
  return async (query) => {
    const outputs = await session.run({ query: new Tensor('float32', query, [1, DIMENSIONS]) });
    return Array.from(outputs['rows']!.data as BigInt64Array, Number);
  };
};

interface Usearch {
  Index: new (
    options: Record<string, unknown>,
  ) => {
    add(keys: bigint | BigUint64Array, vectors: Float32Array, threads?: number): void;
    search(query: Float32Array, count: number, threads?: number): { keys: BigUint64Array };
  };
}

const usearch =
  (quantization: 'f16' | 'i8'): Searcher =>
  async ({ size, at }) => {
    const { Index } = optional<Usearch>('usearch');
    const index = new Index({ dimensions: DIMENSIONS, metric: 'cos', quantization, connectivity: 16 });
    for (let i = 0; i < size; i++) index.add(BigInt(i), at(i));
    return (query) => Array.from(index.search(query, NEAREST).keys, Number);
  };

/** By name. */
export const CANDIDATES: Readonly<Record<string, Store | Searcher>> = {
  'kept in LMDB': lmdb,
  'kept in SQLite (WebAssembly)': sqlite,
  'searched in bytes, exactly': bytesExact,
  'searched in Float32Array, exactly': floatExact,
  'searched by MatMul and TopK': onnxTopK,
  'searched by usearch, HNSW float16': usearch('f16'),
  'searched by usearch, HNSW int8': usearch('i8'),
};

/** Measures one of them, over the file of vectors that `compareStores` wrote, and prints its report. */
export async function measureCandidate(name: string, size: number, file: string): Promise<void> {
  const candidate = CANDIDATES[name]!;
  const vectors = vectorsOf(file, size);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const measured =
    typeof candidate === 'function' ? await searching(candidate, vectors) : await keeping(candidate, vectors, file);
  globalThis.gc?.();
  console.log(
    JSON.stringify({ ...measured, megabytes: (process.memoryUsage().rss - before) / 1e6 } satisfies CandidateReport),
  );
}

async function keeping(store: Store, vectors: Vectors, file: string) {
  const folder = `${file}-store`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const start = performance.now();
  await store.write(folder, vectors);
  const written = performance.now();
  if (store.read(folder) !== vectors.size) throw new Error('Not all was read that was written.');
  const read = performance.now();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const bytes = names.reduce((sum, each) => sum + statSync(join(folder, each)).size, 0);
  return {
    writeSeconds: (written - start) / 1000,
    openSeconds: (read - written) / 1000,
    diskBytes: bytes / vectors.size,
  };
}

async function searching(searcher: Searcher, vectors: Vectors) {
  const start = performance.now();
  const search = await searcher(vectors);
  const writeSeconds = (performance.now() - start) / 1000;
  const times: number[] = [];
  const answers: (readonly number[])[] = [];
  for (const query of vectors.queries) {
    const asked = performance.now();
    answers.push(await search(query));
    times.push(performance.now() - asked);
  }
  const exact = exactlyNearest(vectors, vectors.queries.slice(0, EXACT_QUERIES));
  const shares = exact.map((rows, i) => answers[i]!.filter((row) => rows.includes(row)).length / NEAREST);
  const found = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return { writeSeconds, p50: quantile(times, 0.5), p95: quantile(times, 0.95), found };
}

/** Real vectors; beyond them the same with noise, the same in each process. */
function vectorsOf(file: string, size: number): Vectors {
  const bytes = readFileSync(file);
  const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const rowAt = (i: number): Float32Array => all.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS);
  const at = (i: number): Float32Array => {
    const real = rowAt(i % REAL_VECTORS);
    if (i < REAL_VECTORS) return real;
    let state = i;
    const noisy = real.map((component) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return component + NOISE * (state / 2 ** 31 - 1);
    });
    const length = Math.hypot(...noisy);
    return noisy.map((component) => component / length);
  };
  const queries = Array.from({ length: all.length / DIMENSIONS - REAL_VECTORS }, (_, i) => rowAt(REAL_VECTORS + i));
  return { size, at, queries };
}

function allRows({ size, at }: Pick<Vectors, 'size' | 'at'>): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(size * DIMENSIONS);
  for (let i = 0; i < size; i++) rows.set(at(i), i * DIMENSIONS);
  return rows;
}

function dot(query: Float32Array, rows: Float32Array, start: number): number {
  let sum = 0;
  for (let i = 0; i < DIMENSIONS; i++) sum += query[i]! * rows[start + i]!;
  return sum;
}

/** The rows nearest to each query; every row is made only once. */
function exactlyNearest({ size, at }: Vectors, queries: readonly Float32Array[]): number[][] {
  const found = queries.map(() => new Nearest());
  for (let row = 0; row < size; row++) {
    const vector = at(row);
    for (const [i, query] of queries.entries()) found[i]!.add(row, dot(query, vector, 0));
  }
  return found.map(({ rows }) => rows);
}

/** The best of many rows. */
class Nearest {
  readonly #best: { row: number; score: number }[] = [];

  add(row: number, score: number): void {
    if (this.#best.length === NEAREST && score <= this.#best.at(-1)!.score) return;
    this.#best.push({ row, score });
    this.#best.sort((a, b) => b.score - a.score);
    this.#best.length = Math.min(this.#best.length, NEAREST);
  }

  get rows(): number[] {
    return this.#best.map(({ row }) => row);
  }
}
