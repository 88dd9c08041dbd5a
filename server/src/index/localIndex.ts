import type { CancellationToken } from 'vscode-languageserver-protocol';
import { Slices } from '../slices.ts';
import { rankTogether } from './fusion.ts';
import {
  type ContentKey,
  type FileState,
  type IndexAnswer,
  type IndexedFile,
  type IndexHit,
  type IndexQuery,
  isWithin,
  type KeyedVector,
  type Rank,
  type SentenceIndex,
} from './sentenceIndex.ts';
import { recordKey, SentenceStore, type Stamp, type StoreOptions } from './store.ts';
import { VectorTable } from './vectorTable.ts';
import { WordTable } from './wordTable.ts';

/** How many of the best by meaning, and of the best by words, are ranked together: more than anyone lists. */
const RANKED = 200;
/** Vectors that no file uses are kept up to this many for each that one does: an undone edit, or a branch, needs them again. */
const UNUSED_SHARE = 1;
/** Below this many, vectors that no file uses are not worth looking for. */
const FEW_VECTORS = 10_000;

interface Entry {
  state: FileState;
  /** Of its record in the store. */
  stamp: string;
  /** Of its sentences, in order. */
  readonly rows: readonly number[];
  /** Whether its words can be found. */
  hasWords: boolean;
}

export interface LocalIndexOptions extends StoreOptions {
  /** Length of its vectors. */
  readonly dimensions: number;
}

interface Place {
  readonly entry: Entry;
  readonly sentence: number;
}

/**
 * The index of this machine: a store on disk, and all vectors and words in memory, where they are searched. What other
 * processes write to the store is followed.
 */
export class LocalIndex implements SentenceIndex {
  readonly #store: SentenceStore;
  readonly #log: (line: string) => void;
  readonly #vectors: VectorTable;
  readonly #words = new WordTable();
  /** By the key of the file's record. */
  readonly #entries = new Map<string, Entry>();
  /** Of each row. */
  readonly #places: (Place | undefined)[] = [];
  /** Of the store, as it was followed last. */
  #version = -1;
  #following: Promise<void> = Promise.resolve();
  #wordsListed: Promise<void> = Promise.resolve();
  /** Under way. */
  readonly #searches = new Set<Promise<IndexAnswer>>();
  /** Whether what was there at the beginning is read, but for its words. */
  #isOpen = false;
  #isClosed = false;

  private constructor(store: SentenceStore, { dimensions, log }: LocalIndexOptions) {
    this.#store = store;
    this.#log = log;
    this.#vectors = new VectorTable(dimensions);
  }

  /** Opens a store and reads it; begins anew where it can be opened, but not read. */
  static async open(options: LocalIndexOptions): Promise<LocalIndex> {
    const store = SentenceStore.open(options);
    try {
      return await LocalIndex.#opened(store, options);
    } catch (error) {
      if (options.fresh) throw error;
      options.log(
        `The index is begun anew, because it can't be read. ${error instanceof Error ? error.message : error}`,
      );
      await store.close().catch(() => {});
      return LocalIndex.open({ ...options, fresh: true });
    }
  }

  static async #opened(store: SentenceStore, options: LocalIndexOptions): Promise<LocalIndex> {
    const index = new LocalIndex(store, options);
    await index.follow();
    index.#isOpen = true;
    await index.#dropUnused();
    index.#wordsListed = index.#listWords();
    return index;
  }

  /** Whether this is what would be opened now, by other processes, too. */
  get isCurrent(): boolean {
    return this.#store.isCurrent;
  }

  /** Resolves when all is read that was in the store when this was called, by whichever process. */
  follow(): Promise<void> {
    this.#following = this.#following.catch(() => {}).then(() => this.#catchUp());
    return this.#following;
  }

  async files(folders: readonly string[]): Promise<readonly FileState[]> {
    await this.follow();
    const states = [...this.#entries.values()].map(({ state }) => state);
    return states.filter(({ uri }) => folders.some((folder) => isWithin(uri, folder)));
  }

  async lacking(keys: readonly ContentKey[]): Promise<readonly ContentKey[]> {
    return [...new Set(keys)].filter((key) => !this.#store.hasVector(key));
  }

  addVectors(vectors: readonly KeyedVector[]): Promise<void> {
    return this.#store.addVectors(vectors);
  }

  async putFile(file: IndexedFile): Promise<void> {
    const vectors = this.#vectorsOf(file);
    if (!vectors) throw new Error(`There are sentences without a vector in ${file.uri}.`);
    const [stamp] = await this.#store.putFiles([file]);
    this.#addWords(this.#list(file, vectors, stamp!), file);
  }

  async confirm(files: readonly FileState[]): Promise<void> {
    const confirmed = files.flatMap((state) => {
      const file = this.#store.file(state.uri);
      return file?.hash === state.hash ? { ...file, ...state } : [];
    });
    const stamps = await this.#store.putFiles(confirmed);
    for (const [i, { sentences: _, ...state }] of confirmed.entries()) {
      const entry = this.#entries.get(recordKey(state.uri));
      if (entry?.state.hash === state.hash) Object.assign(entry, { state, stamp: stamps[i] });
    }
  }

  async remove(uris: readonly string[]): Promise<void> {
    await this.follow();
    const known = [...this.#entries.values()].map(({ state }) => state.uri);
    const removed = known.filter((each) => uris.some((uri) => isWithin(each, uri)));
    await this.#store.removeFiles(removed);
    for (const uri of removed) this.#forget(recordKey(uri));
  }

  async search(query: IndexQuery, token: CancellationToken): Promise<IndexAnswer> {
    const search = this.#search(query, token);
    this.#searches.add(search);
    try {
      return await search;
    } finally {
      this.#searches.delete(search);
    }
  }

  async #search(query: IndexQuery, token: CancellationToken): Promise<IndexAnswer> {
    await this.follow();
    const slices = new Slices(token);
    const searched = this.#searched(query);
    const includes = (row: number): boolean => searched.has(this.#places[row]!.entry);
    const nearest = await this.#vectors.search(query.vector, RANKED, includes, slices);
    const texts = query.others.map(({ text }) => text);
    const byWords = this.#words.ranked(query.text, RANKED, includes, texts);
    const { best, rank } = rankTogether(nearest, query.others, byWords);
    const fileAt = once((uri: string) => this.#store.file(uri));
    const hits: IndexHit[] = [];
    for (const row of best.slice(0, query.limit)) {
      await slices.giveWay();
      const place = this.#places[row];
      const cosine = this.#vectors.cosine(query.vector, row);
      const hit = place && searched.has(place.entry) && hitAt(place, fileAt(place.entry.state.uri), cosine, rank(row));
      if (hit) hits.push(hit);
    }
    return { hits, others: query.others.map((_, i) => rank(-1 - i)) };
  }

  /** Resolves when what was opened can be found by its words, too; by its vectors it can be at once. */
  get wordsListed(): Promise<void> {
    return this.#wordsListed;
  }

  /** How many sentences there are. */
  get size(): number {
    return [...this.#entries.values()].reduce((sum, { rows }) => sum + rows.length, 0);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#wordsListed;
    await this.#store.close();
  }

  /** Reads what has changed in the store; a file of which anything is damaged is forgotten, so that it is read anew. */
  async #catchUp(): Promise<void> {
    const { version } = this.#store;
    if (version === this.#version || this.#isClosed) return;
    const slices = new Slices();
    const stamps = this.#store.stamps();
    const damaged: Stamp[] = [];
    for (const { key, stamp } of stamps) {
      if (this.#entries.get(key)?.stamp === stamp) continue;
      await slices.giveWay();
      if (!this.#read(key) && this.#store.isWritable) damaged.push({ key, stamp });
    }
    const present = new Set(stamps.map(({ key }) => key));
    for (const key of this.#entries.keys()) {
      if (!present.has(key) && !this.#store.record(key)) this.#forget(key);
    }
    const removed = damaged.length > 0 ? await this.#store.removeStamped(damaged) : 0;
    if (removed > 0) this.#log(`${removed} files of the index were damaged and are read anew.`);
    this.#version = version;
  }

  /** Takes a file from the store; false where it is damaged, or its vectors are. */
  #read(key: string): boolean {
    const record = this.#store.record(key);
    const vectors = record && this.#vectorsOf(record.file);
    if (!vectors) return false;
    const entry = this.#list(record.file, vectors, record.stamp);
    if (this.#isOpen) this.#addWords(entry, record.file);
    return true;
  }

  async #dropUnused(): Promise<void> {
    const { vectorCount, isWritable } = this.#store;
    if (!isWritable || vectorCount <= FEW_VECTORS || vectorCount <= (1 + UNUSED_SHARE) * this.size) return;
    const stamps = this.#store.stamps();
    const files = stamps.map(({ key }) => this.#store.record(key)?.file);
    const used = new Set(files.flatMap((file) => file?.sentences.map(({ key }) => key) ?? []));
    await this.#store.keepVectors(used, stamps);
  }

  #vectorsOf({ sentences }: IndexedFile): readonly Int8Array[] | undefined {
    const vectors = sentences.flatMap(({ key }) => this.#store.vector(key) ?? []);
    return vectors.length === sentences.length ? vectors : undefined;
  }

  /** In place of what was known of the file. */
  #list({ sentences: _, ...state }: IndexedFile, vectors: readonly Int8Array[], stamp: string): Entry {
    const key = recordKey(state.uri);
    this.#forget(key);
    const rows = vectors.map((vector) => this.#vectors.add(vector));
    const entry: Entry = { state, stamp, rows, hasWords: false };
    this.#entries.set(key, entry);
    for (const [sentence, row] of rows.entries()) this.#places[row] = { entry, sentence };
    return entry;
  }

  /** Takes twice as long as all else that opening takes, so that it is done afterwards, in slices, while nobody searches. */
  async #listWords(): Promise<void> {
    const slices = new Slices();
    for (const [key, entry] of [...this.#entries]) {
      if (await slices.giveWay()) await Promise.allSettled(this.#searches);
      if (this.#isClosed) return;
      const file = this.#store.record(key)?.file;
      const isCurrent = this.#entries.get(key) === entry && file?.hash === entry.state.hash;
      if (isCurrent && !entry.hasWords) this.#addWords(entry, file);
    }
  }

  #addWords(entry: Entry, { sentences }: IndexedFile): void {
    entry.hasWords = true;
    for (const [sentence, row] of entry.rows.entries()) this.#words.add(row, sentences[sentence]!.text);
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    for (const row of entry?.rows ?? []) {
      this.#vectors.remove(row);
      if (entry?.hasWords) this.#words.remove(row);
      this.#places[row] = undefined;
    }
    this.#entries.delete(key);
  }

  #searched({ folders, without }: IndexQuery): ReadonlySet<Entry> {
    const left = new Set(without);
    const entries = [...this.#entries.values()].filter(
      ({ state: { uri } }) => !left.has(uri) && folders.some((folder) => isWithin(uri, folder)),
    );
    return new Set(entries);
  }
}

/** A hit in a file as it is stored; undefined where that changed, or was damaged, since it was read. */
function hitAt(
  { entry: { state }, sentence: number }: Place,
  file: IndexedFile | undefined,
  cosine: number,
  rank: Rank,
): IndexHit | undefined {
  const sentence = file?.hash === state.hash ? file.sentences[number] : undefined;
  if (!file || !sentence) return undefined;
  return {
    file: state,
    range: sentence.range,
    text: sentence.text,
    before: file.sentences[number - 1]?.text ?? '',
    after: file.sentences[number + 1]?.text ?? '',
    cosine,
    ...rank,
  };
}

/** Calls `read` once for each key. */
function once<Value>(read: (key: string) => Value): (key: string) => Value {
  const values = new Map<string, Value>();
  return (key) => {
    if (!values.has(key)) values.set(key, read(key));
    return values.get(key) as Value;
  };
}
