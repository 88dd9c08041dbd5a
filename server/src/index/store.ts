import { hash } from 'node:crypto';
import { type Database, open, type RootDatabase } from 'lmdb';
import { decodeFile, encodeFile, seal, sealOf, unseal } from './records.ts';
import type { ContentKey, IndexedFile, KeyedVector } from './sentenceIndex.ts';
import { StoreFolder } from './storeFolder.ts';

const KEY_BYTES = 16;

export interface StoreOptions {
  /** The index's folder. */
  readonly folder: string;
  /** What the vectors were made by; each has a store of its own. */
  readonly model: string;
  readonly log: (line: string) => void;
  /** Whether to begin with nothing. */
  readonly fresh?: boolean;
}

type Records = Database<Buffer, Buffer>;

/** A file's record: what it is stored under, and what changes whenever it does. */
export interface Stamp {
  readonly key: string;
  readonly stamp: string;
}

/**
 * Sentence vectors and the files that they are from, on disk (LMDB). What is read was written: a record whose checksum is
 * wrong counts as absent. A damaged tree of pages can still end the process, which is why it has one of its own. Other
 * processes may write to it, too; where its folder can't be written, it can be read.
 */
export class SentenceStore {
  readonly isWritable: boolean;
  readonly #folder: StoreFolder;
  readonly #root: RootDatabase;
  readonly #files: Records;
  /** The seal of each file's record: few bytes that tell what has changed. */
  readonly #stamps: Records;
  readonly #vectors: Records;
  readonly #identity: number | undefined;

  private constructor(folder: StoreFolder) {
    this.#folder = folder;
    this.isWritable = folder.isWritable;
    this.#root = open({ path: folder.path, noSubdir: false, maxDbs: 3, readOnly: !this.isWritable });
    const records = { encoding: 'binary', keyEncoding: 'binary' } as const;
    this.#files = this.#root.openDB({ name: 'files', ...records });
    this.#stamps = this.#root.openDB({ name: 'stamps', ...records });
    this.#vectors = this.#root.openDB({ name: 'vectors', ...records });
    this.#identity = folder.identity;
  }

  /**
   * Opens the store of a model in a folder, empty where what is there can't be used. Throws where the folder can't be
   * written and there is nothing to read.
   */
  static open({ folder: path, model, log, fresh = false }: StoreOptions): SentenceStore {
    const folder = StoreFolder.prepare(path, model, log, fresh);
    try {
      return new SentenceStore(folder);
    } catch (error) {
      if (!folder.isReplaced) folder.drop(error instanceof Error ? error.message : String(error), log);
      return new SentenceStore(StoreFolder.prepare(path, model, log));
    }
  }

  /** Whether it is what would be opened now: false once it was begun anew, its file put aside, or it could be written at last. */
  get isCurrent(): boolean {
    const isMore = this.#folder.isWritable && !this.isWritable;
    return !isMore && !this.#folder.isReplaced && this.#folder.identity === this.#identity;
  }

  /** Grows with each change by any process. */
  get version(): number {
    return (this.#root.getStats() as { lastTxnId: number }).lastTxnId;
  }

  /** All files there are, as of now. */
  stamps(): Stamp[] {
    this.#root.resetReadTxn(); // which may be older than `version`
    const named = this.#stamps.getRange().map(({ key, value }) => ({
      key: key.toString('base64url'),
      stamp: value.toString('base64url'),
    }));
    return [...named];
  }

  /** The file of a record, as it is now; undefined where there is none, or a damaged one. */
  record(key: string): { readonly file: IndexedFile; readonly stamp: string } | undefined {
    const bytes = Buffer.from(key, 'base64url');
    const record = this.#files.getBinary(bytes);
    const value = record && unseal(bytes, record);
    return value && { file: decodeFile(value), stamp: sealOf(record).toString('base64url') };
  }

  file(uri: string): IndexedFile | undefined {
    return this.record(recordKey(uri))?.file;
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

  /** The stamp that each has now. */
  async putFiles(files: readonly IndexedFile[]): Promise<string[]> {
    const records = files.map((file) => {
      const key = Buffer.from(recordKey(file.uri), 'base64url');
      return { key, record: seal(key, encodeFile(file)) };
    });
    await this.#write(() => {
      for (const { key, record } of records) {
        this.#files.putSync(key, record);
        this.#stamps.putSync(key, sealOf(record));
      }
    });
    return records.map(({ record }) => sealOf(record).toString('base64url'));
  }

  removeFiles(uris: readonly string[]): Promise<void> {
    return this.#write(() => {
      for (const uri of uris) this.#remove(Buffer.from(recordKey(uri), 'base64url'));
    });
  }

  /** Removes files whose stamp is still that, whatever their record is like; how many there were. */
  async removeStamped(stamps: readonly Stamp[]): Promise<number> {
    let removed = 0;
    await this.#write(() => {
      for (const { key, stamp } of stamps) {
        const bytes = Buffer.from(key, 'base64url');
        if (this.#stamps.getBinary(bytes)?.toString('base64url') !== stamp) continue;
        this.#remove(bytes);
        removed++;
      }
    });
    return removed;
  }

  /** How many vectors there are, used or not. */
  get vectorCount(): number {
    return (this.#vectors.getStats() as { entryCount: number }).entryCount;
  }

  /** Forgets the vectors of sentences that are not among those, unless there are other files than `stamps` by now. */
  keepVectors(used: ReadonlySet<ContentKey>, stamps: readonly Stamp[]): Promise<void> {
    const unused = [...this.#vectors.getKeys()].filter((key) => !used.has(key.toString('base64url')));
    return this.#write(() => {
      if (JSON.stringify(this.stamps()) !== JSON.stringify(stamps)) return;
      for (const key of unused) this.#vectors.removeSync(key);
    });
  }

  async close(): Promise<void> {
    await this.#root.close();
  }

  #remove(key: Buffer): void {
    this.#files.removeSync(key);
    this.#stamps.removeSync(key);
  }

  /**
   * All of the action or, where it fails, nothing. Not by LMDB's own thread, whose failures, such as a full disk, come as
   * rejections that nobody can handle.
   */
  async #write(action: () => void): Promise<void> {
    this.#root.transactionSync(action);
    this.#folder.noteLength();
  }
}

/** What a file is stored under: addresses can be longer than what LMDB takes for a key. */
export function recordKey(uri: string): string {
  return hash('sha256', uri, 'buffer').toString('base64url', 0, KEY_BYTES);
}

function vectorKey(key: ContentKey): Buffer {
  return Buffer.from(key, 'base64url');
}
