import type { CancellationToken } from 'vscode-languageserver-protocol';
import { Slices } from '../slices.ts';
import { fuse } from './fusion.ts';
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
import { SentenceStore, type StoreOptions } from './store.ts';
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
  /** Of its sentences, in order. */
  readonly rows: readonly number[];
  /** Whether its words can be found. */
  hasWords: boolean;
}

interface Place {
  readonly entry: Entry;
  readonly sentence: number;
}

/** The index of this machine: a store on disk, and all vectors and words in memory, where they are searched. */
export class LocalIndex implements SentenceIndex {
  readonly #store: SentenceStore;
  readonly #vectors: VectorTable;
  readonly #words = new WordTable();
  readonly #entries = new Map<string, Entry>();
  /** Of each row. */
  readonly #places: (Place | undefined)[] = [];
  #wordsListed: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(store: SentenceStore, dimensions: number) {
    this.#store = store;
    this.#vectors = new VectorTable(dimensions);
  }

  /** Opens a store and reads it. `dimensions` is the length of its vectors. */
  static async open(options: StoreOptions & { readonly dimensions: number }): Promise<LocalIndex> {
    const index = new LocalIndex(SentenceStore.open(options), options.dimensions);
    await index.#load(options.log);
    index.#wordsListed = index.#listWords();
    return index;
  }

  async files(folders: readonly string[]): Promise<readonly FileState[]> {
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
    await this.#store.putFiles([file]);
    this.#forget(file.uri);
    this.#addWords(this.#list(file, vectors), file);
  }

  async confirm(files: readonly FileState[]): Promise<void> {
    const confirmed = files.flatMap((state) => {
      const file = this.#store.file(state.uri);
      return file?.hash === state.hash ? { ...file, ...state } : [];
    });
    await this.#store.putFiles(confirmed);
    for (const { sentences: _, ...state } of confirmed) {
      const entry = this.#entries.get(state.uri);
      if (entry) entry.state = state;
    }
  }

  async remove(uris: readonly string[]): Promise<void> {
    const removed = [...this.#entries.keys()].filter((known) => uris.some((uri) => isWithin(known, uri)));
    await this.#store.removeFiles(removed);
    for (const uri of removed) this.#forget(uri);
  }

  async search(query: IndexQuery, token: CancellationToken): Promise<IndexAnswer> {
    const slices = new Slices(token);
    const searched = this.#searched(query);
    const includes = (row: number): boolean => searched.has(this.#places[row]!.entry);
    const nearest = await this.#vectors.search(query.vector, RANKED, includes, slices);
    // What is not of the index has rows below 0.
    const byMeaning = [...nearest, ...query.others.map(({ cosine }, i) => ({ row: -1 - i, cosine }))];
    byMeaning.sort((a, b) => b.cosine - a.cosine);
    const texts = query.others.map(({ text }) => text);
    const byWords = this.#words.ranked(query.text, RANKED, includes, texts);
    const relevance = fuse([byMeaning.map(({ row }) => row), byWords]);
    const wordRows = new Set(byWords);
    const rank = (row: number): Rank => ({ relevance: relevance.get(row)!, sharesWords: wordRows.has(row) });
    const best = [...relevance.keys()].filter((row) => row >= 0);
    best.sort((a, b) => relevance.get(b)! - relevance.get(a)!);
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

  /** Reads the store; a file of which anything is damaged is forgotten, so that it is read anew. */
  async #load(log: (line: string) => void): Promise<void> {
    const slices = new Slices();
    const used = new Set<ContentKey>();
    const incomplete: string[] = [];
    let damaged = 0;
    for (const file of this.#store.files()) {
      await slices.giveWay();
      const vectors = file && this.#vectorsOf(file);
      if (vectors) {
        this.#list(file, vectors);
        for (const { key } of file.sentences) used.add(key);
      } else if (file) incomplete.push(file.uri);
      else damaged++;
    }
    if (incomplete.length > 0) await this.#store.removeFiles(incomplete);
    const lost = damaged + incomplete.length;
    if (lost > 0) log(`${lost} files of the index were damaged and are read anew.`);
    const { vectorCount } = this.#store;
    if (vectorCount > FEW_VECTORS && vectorCount > (1 + UNUSED_SHARE) * used.size) await this.#store.keepVectors(used);
  }

  #vectorsOf({ sentences }: IndexedFile): readonly Int8Array[] | undefined {
    const vectors = sentences.flatMap(({ key }) => this.#store.vector(key) ?? []);
    return vectors.length === sentences.length ? vectors : undefined;
  }

  #list({ sentences: _, ...state }: IndexedFile, vectors: readonly Int8Array[]): Entry {
    const rows = vectors.map((vector) => this.#vectors.add(vector));
    const entry: Entry = { state, rows, hasWords: false };
    this.#entries.set(state.uri, entry);
    for (const [sentence, row] of rows.entries()) this.#places[row] = { entry, sentence };
    return entry;
  }

  /** Takes twice as long as all else that opening takes, so that it is done afterwards, in slices. */
  async #listWords(): Promise<void> {
    const slices = new Slices();
    for (const [uri, entry] of [...this.#entries]) {
      await slices.giveWay();
      if (this.#isClosed) return;
      const file = this.#store.file(uri);
      const isCurrent = this.#entries.get(uri) === entry && file?.hash === entry.state.hash;
      if (isCurrent && !entry.hasWords) this.#addWords(entry, file);
    }
  }

  #addWords(entry: Entry, { sentences }: IndexedFile): void {
    entry.hasWords = true;
    for (const [sentence, row] of entry.rows.entries()) this.#words.add(row, sentences[sentence]!.text);
  }

  #forget(uri: string): void {
    const entry = this.#entries.get(uri);
    for (const row of entry?.rows ?? []) {
      this.#vectors.remove(row);
      if (entry?.hasWords) this.#words.remove(row);
      this.#places[row] = undefined;
    }
    this.#entries.delete(uri);
  }

  #searched({ folders, without }: IndexQuery): ReadonlySet<Entry> {
    const left = new Set(without);
    const entries = [...this.#entries].filter(
      ([uri]) => !left.has(uri) && folders.some((folder) => isWithin(uri, folder)),
    );
    return new Set(entries.map(([, entry]) => entry));
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
