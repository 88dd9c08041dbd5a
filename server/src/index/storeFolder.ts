import { hash, randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** Of the records. */
const FORMAT = 2;
/** LMDB's own name. */
const DATA = 'data.mdb';
const HEADER = 'header.json';
/** How long the store of another model, or another version, is kept after it was opened last. */
const KEPT_DAYS = 30;

const headerSchema = z.object({
  /** Name of the folder with the data. */
  generation: z.string().regex(/^[0-9a-f]{16}$/),
  /** What the data file had at least: LMDB's files never shrink by themselves. */
  bytes: z.int().nonnegative(),
});
type Header = z.infer<typeof headerSchema>;

/**
 * Where a store is, within the index's folder: each format and model has a folder of its own, so that two versions never
 * undo each other's work; in it, a header names the folder of the data. To begin anew is to name another one: processes that
 * have the old data open find that out by the header. Nothing is mapped into memory before its length is checked: reading a
 * mapped file beyond its end kills the process.
 */
export class StoreFolder {
  /** Folder of the header. */
  readonly #home: string;
  #header: Header = newHeader();

  private constructor(home: string) {
    this.#home = home;
  }

  /**
   * Makes ready to be opened, in the index's folder `location`, the store for vectors of `model`. What can't be used is
   * deleted, with a line to `log`; with `fresh`, whatever is there. Throws where nothing is there and nothing can be written.
   */
  static prepare(location: string, model: string, log: (line: string) => void, fresh = false): StoreFolder {
    const name = `${FORMAT}-${hash('sha256', model, 'hex').slice(0, 16)}`;
    const home = join(location, name);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const folder = new StoreFolder(home);
    const before = readdirSync(home);
    const others = readdirSync(location).filter((each) => /^\d+-[0-9a-f]{16}$/.test(each) && each !== name);
    const problem = fresh ? 'it could not be read' : folder.#problem(others.length > 0);
    if (problem !== undefined) folder.drop(problem, log);
    if (folder.isWritable) {
      folder.#tidy(before);
      noteOpening(home);
      forgetUnused(others.map((each) => join(location, each)));
    }
    return folder;
  }

  /** Folder of the data. */
  get path(): string {
    return join(this.#home, this.#header.generation);
  }

  get isWritable(): boolean {
    try {
      accessSync(this.#home, constants.W_OK);
      return true;
    } catch {
      return false;
    }
  }

  /** Whether another process began anew since. */
  get isReplaced(): boolean {
    return readHeader(this.#home)?.generation !== this.#header.generation;
  }

  /** What tells the data file from any other that is put in its place; undefined where there is none. */
  get identity(): number | undefined {
    return statSync(join(this.path, DATA), { throwIfNoEntry: false })?.ino;
  }

  /** Begins with nothing, and says why. What other processes have open of the old is theirs until they close it. */
  drop(problem: string, log: (line: string) => void): void {
    if (problem !== '') log(`The index in ${this.#home} is built anew: ${problem}.`);
    const before = readdirSync(this.#home);
    const header = newHeader();
    writeHeader(this.#home, header);
    this.#header = header;
    this.#tidy(before);
  }

  /** Deletes data that no header names any more, of `names` that were there before the header was read. */
  #tidy(names: readonly string[]): void {
    for (const name of names) {
      if (!name.startsWith(HEADER) && name !== this.#header.generation) remove(join(this.#home, name));
    }
  }

  /** Takes note of how long the data is by now. */
  noteLength(): void {
    const bytes = statSync(join(this.path, DATA), { throwIfNoEntry: false })?.size ?? 0;
    if (bytes <= this.#header.bytes || this.isReplaced) return;
    const header = { ...this.#header, bytes };
    try {
      writeHeader(this.#home, header);
      this.#header = header;
    } catch {
      // Of a full disk; what is in the data is in it all the same.
    }
  }

  /** Why the store can't be used; '' where there was none. */
  #problem(othersExist: boolean): string | undefined {
    if (readdirSync(this.#home).length === 0) return othersExist ? 'what is there is of another model or version' : '';
    const header = readHeader(this.#home);
    if (!header) return 'it has no header that can be read';
    this.#header = header;
    const size = statSync(join(this.path, DATA), { throwIfNoEntry: false })?.size ?? 0;
    return size < header.bytes ? `${header.bytes - size} bytes are missing at its end` : undefined;
  }
}

function newHeader(): Header {
  return { generation: randomBytes(8).toString('hex'), bytes: 0 };
}

function readHeader(home: string): Header | undefined {
  try {
    return headerSchema.parse(JSON.parse(readFileSync(join(home, HEADER), 'utf8')));
  } catch {
    return undefined;
  }
}

function writeHeader(home: string, header: Header): void {
  const path = join(home, HEADER);
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, JSON.stringify(header));
  renameSync(partial, path);
}

/** For `forgetUnused`. */
function noteOpening(home: string): void {
  try {
    utimesSync(join(home, HEADER), new Date(), new Date());
  } catch {
    // It is another process's.
  }
}

/** Deletes the stores of others that were opened long ago. */
function forgetUnused(others: readonly string[]): void {
  const now = Date.now();
  for (const other of others) {
    const opened = statSync(join(other, HEADER), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (now - opened > KEPT_DAYS * 24 * 60 * 60_000) remove(other);
  }
}

/** As far as it can be: Windows keeps files that a process has open, until the next time. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}
