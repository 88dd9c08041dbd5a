import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** Of the records. A folder of another format is built anew. */
const FORMAT = 1;
/** LMDB's own names, and that of its header beside it. */
const DATA = 'data.mdb';
const LOCK = 'lock.mdb';
const HEADER = 'header.json';

const headerSchema = z.object({
  format: z.literal(FORMAT),
  model: z.string(),
  /** What the data file had at least: LMDB's files never shrink by themselves. */
  bytes: z.int().nonnegative(),
});

/**
 * The folder of a store, of which nothing is mapped into memory before it is checked: reading a mapped file beyond its end
 * kills the process. The header is written before the data, and again when the data has grown.
 */
export class StoreFolder {
  readonly path: string;
  readonly #model: string;
  #bytes = 0;

  private constructor(path: string, model: string) {
    this.path = path;
    this.#model = model;
  }

  /**
   * Makes the folder ready to be opened, for vectors of `model`. What is there but can't be used is deleted, with a line to
   * `log`; with `fresh`, all of it. Throws where the folder can't be written.
   */
  static prepare(path: string, model: string, log: (line: string) => void, fresh = false): StoreFolder {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const folder = new StoreFolder(path, model);
    const problem = fresh ? 'it could not be opened' : folder.#problem();
    if (problem === undefined) return folder;
    folder.drop(problem, log);
    return folder;
  }

  /** Deletes what is stored, and says why. */
  drop(problem: string, log: (line: string) => void): void {
    if (readdirSync(this.path).includes(DATA)) log(`The index in ${this.path} is built anew: ${problem}.`);
    for (const name of [DATA, LOCK, HEADER]) rmSync(join(this.path, name), { force: true });
    this.#bytes = 0;
    this.#writeHeader();
  }

  /** Takes note of how long the data is by now. */
  noteLength(): void {
    const { size } = statSync(join(this.path, DATA));
    if (size <= this.#bytes) return;
    this.#bytes = size;
    this.#writeHeader();
  }

  #problem(): string | undefined {
    let header: z.infer<typeof headerSchema>;
    try {
      header = headerSchema.parse(JSON.parse(readFileSync(join(this.path, HEADER), 'utf8')));
    } catch {
      return 'it has no header that this version can read';
    }
    if (header.model !== this.#model) return 'it is of another model';
    this.#bytes = header.bytes;
    const size = statSync(join(this.path, DATA), { throwIfNoEntry: false })?.size ?? 0;
    return size < header.bytes ? `${header.bytes - size} bytes are missing at its end` : undefined;
  }

  #writeHeader(): void {
    const path = join(this.path, HEADER);
    const partial = `${path}.${process.pid}`;
    writeFileSync(partial, JSON.stringify({ format: FORMAT, model: this.#model, bytes: this.#bytes }));
    renameSync(partial, path);
  }
}
