import { hash } from 'node:crypto';
import { type Database, open, type RootDatabase } from 'lmdb';
import { decodeFile, encodeFile, seal, unseal } from './records.ts';
import type { ContentKey, IndexedFile, KeyedVector } from './sentenceIndex.ts';
import { StoreFolder } from './storeFolder.ts';

const KEY_BYTES = 16;

export interface StoreOptions {
  readonly folder: string;
  /** What the vectors were made by; those of another model are dropped. */
  readonly model: string;
  readonly log: (line: string) => void;
  /** Whether to begin with nothing. */
  readonly fresh?: boolean;
}

type Records = Database<Buffer, Buffer>;

/**
 * Sentence vectors and the files that they are from, on disk (LMDB). What is read was written: a record whose checksum is
 * wrong counts as absent. A damaged tree of pages can still end the process, which is why it has one of its own.
 */
export class SentenceStore {
  readonly #folder: StoreFolder;
  readonly #root: RootDatabase;
  readonly #files: Records;
  readonly #vectors: Records;

  private constructor(folder: StoreFolder) {
    this.#folder = folder;
    this.#root = open({ path: folder.path, noSubdir: false, maxDbs: 2 });
    const records = { encoding: 'binary', keyEncoding: 'binary' } as const;
    this.#files = this.#root.openDB({ name: 'files', ...records });
    this.#vectors = this.#root.openDB({ name: 'vectors', ...records });
  }

  /** Opens the store of a folder, empty where what is there can't be used. Throws where the folder can't be written. */
  static open({ folder: path, model, log, fresh = false }: StoreOptions): SentenceStore {
    const folder = StoreFolder.prepare(path, model, log, fresh);
    try {
      return new SentenceStore(folder);
    } catch (error) {
      folder.drop(error instanceof Error ? error.message : String(error), log);
      return new SentenceStore(folder);
    }
  }

  /** All files, one after the other; undefined for a record that is damaged, which is forgotten. */
  *files(): Generator<IndexedFile | undefined> {
    // The keys first: a file may be removed while they are read.
    for (const key of [...this.#files.getKeys()]) {
      const file = this.#decode(key, this.#files.getBinary(key));
      if (!file) this.#files.removeSync(key);
      yield file;
    }
  }

  file(uri: string): IndexedFile | undefined {
    const key = fileKey(uri);
    return this.#decode(key, this.#files.getBinary(key));
  }

  vector(key: ContentKey): Int8Array | undefined {
    const bytes = vectorKey(key);
    const record = this.#vectors.getBinary(bytes);
    const value = record && unseal(bytes, record);
    return value && new Int8Array(value);
  }

  hasVector(key: ContentKey): boolean {
    return this.vector(key) !== undefined;
  }

  /** Resolves when they are in the file: all or, where the process ends before, none. Rejects where they can't be written. */
  addVectors(vectors: readonly KeyedVector[]): Promise<void> {
    return this.#write(() => {
      for (const { key, vector } of vectors) {
        const bytes = vectorKey(key);
        this.#vectors.putSync(bytes, seal(bytes, new Uint8Array(vector.buffer, vector.byteOffset, vector.length)));
      }
    });
  }

  putFiles(files: readonly IndexedFile[]): Promise<void> {
    return this.#write(() => {
      for (const file of files) {
        const key = fileKey(file.uri);
        this.#files.putSync(key, seal(key, encodeFile(file)));
      }
    });
  }

  removeFiles(uris: readonly string[]): Promise<void> {
    return this.#write(() => {
      for (const uri of uris) this.#files.removeSync(fileKey(uri));
    });
  }

  /** How many vectors there are, used or not. */
  get vectorCount(): number {
    return (this.#vectors.getStats() as { entryCount: number }).entryCount;
  }

  /** Forgets the vectors of sentences that are not among those. */
  keepVectors(used: ReadonlySet<ContentKey>): Promise<void> {
    const unused = [...this.#vectors.getKeys()].filter((key) => !used.has(key.toString('base64url')));
    return this.#write(() => {
      for (const key of unused) this.#vectors.removeSync(key);
    });
  }

  async close(): Promise<void> {
    await this.#root.close();
  }

  /**
   * All of the action or, where it fails, nothing. Not by LMDB's own thread, whose failures, such as a full disk, come as
   * rejections that nobody can handle.
   */
  async #write(action: () => void): Promise<void> {
    this.#root.transactionSync(action);
    this.#folder.noteLength();
  }

  #decode(key: Buffer, record: Buffer | undefined): IndexedFile | undefined {
    const value = record && unseal(key, record);
    return value && decodeFile(value);
  }
}

/** Addresses can be longer than what LMDB takes for a key. */
function fileKey(uri: string): Buffer {
  return hash('sha256', uri, 'buffer').subarray(0, KEY_BYTES);
}

function vectorKey(key: ContentKey): Buffer {
  return Buffer.from(key, 'base64url');
}
