import { stat } from 'node:fs/promises';
import { type CancellationToken, CancellationTokenSource } from 'vscode-languageserver-protocol';
import { CancelledError } from '../engine/errors.ts';
import { normalAddress, pathOf } from './addresses.ts';
import { type CrawlRules, crawl, type FoundFile } from './crawl.ts';
import type { Indexer } from './indexer.ts';
import { type FileState, type IndexAnswer, type IndexQuery, isWithin, type SentenceIndex } from './sentenceIndex.ts';
import { quantise } from './vectors.ts';
import type { WriterTurns } from './writerTurns.ts';

/** How long after the start, or after a change, files are looked for: first comes what the user looks at. */
const QUIET_MS = 1500;
/** More files than this are read only if the user says so. */
export const MANY_FILES = 5000;
/** Fewer files than this are read before anyone would look at how far it is. */
const FEW_FILES = 20;

/** Shows how far the reading of files is. */
export interface IndexProgress {
  /** Fires when the user ends it. */
  readonly token: CancellationToken;
  report(done: number, total: number): void;
  done(): void;
}

export interface WorkspaceIndexOptions {
  readonly index: SentenceIndex;
  readonly indexer: Indexer;
  /** Of several servers that share the index, one reads a folder's files. Disposed with this. */
  readonly turns: WriterTurns;
  readonly rules: (folder: string) => Promise<CrawlRules>;
  /** Asks whether so many files are to be read. */
  readonly confirm: (files: number) => Promise<boolean>;
  /** Begins to show progress where it can be shown. */
  readonly showProgress: () => Promise<IndexProgress | undefined>;
  readonly log: (line: string) => void;
  readonly quietMilliseconds?: number;
}

export interface WorkspaceQuery extends Pick<IndexQuery, 'text' | 'others' | 'limit'> {
  /** A unit vector. */
  readonly vector: Float32Array;
  /** Addresses of the files that are open. */
  readonly open: readonly string[];
  /** Address of a folder: only files in it are searched. */
  readonly folder?: string;
}

/** Keeps the index of a workspace's files up to date in the background, and searches it. */
export class WorkspaceIndex {
  readonly #options: WorkspaceIndexOptions;
  #folders: readonly string[] = [];
  /** Whether turns were tried for. */
  #competing: Promise<void> = Promise.resolve();
  /** By address, as they were found last. */
  #found = new Map<string, FoundFile>();
  #maximumBytes = new Map<string, number>();
  readonly #changed = new Set<string>();
  readonly #removed = new Set<string>();
  #isCrawlDue = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #reading: CancellationTokenSource | undefined;
  /** Whether the user, or an error, has put an end to reading; until it is resumed. */
  #stopped = false;
  #disposed = false;
  #confirmed = false;

  constructor(options: WorkspaceIndexOptions) {
    this.#options = options;
    options.turns.onDidChange(() => {
      this.#reading?.cancel(); // its folders may be another's now
      this.lookAgain();
    });
  }

  /** The addresses of the workspace's folders; their files are looked for anew. */
  setFolders(folders: readonly string[]): void {
    this.#folders = folders.filter((uri) => pathOf(uri) !== undefined).map(normalAddress);
    this.#competing = this.#options.turns.setFolders(this.#folders);
    this.lookAgain();
  }

  /** Looks for all files: after the rules have changed. */
  lookAgain(): void {
    this.#isCrawlDue = true;
    this.#schedule();
  }

  /** Takes up again what the user, or an error, has put an end to. */
  resume(): void {
    this.#stopped = false;
    this.#confirmed = true;
    this.lookAgain();
  }

  /** Some files were made, changed or saved. */
  noteChanges(uris: readonly string[]): void {
    for (const uri of this.#ours(uris)) {
      if (uri.endsWith('/.gitignore') || !this.#found.has(uri)) this.#isCrawlDue = true;
      else this.#changed.add(uri);
    }
    this.#schedule();
  }

  /** Some files or folders are gone. */
  noteRemovals(uris: readonly string[]): void {
    for (const uri of this.#ours(uris)) this.#removed.add(uri);
    this.#schedule();
  }

  /** Resolves when all that is known to have changed is read. */
  async settled(): Promise<void> {
    await this.#competing;
    while (this.#timer || this.#running) await (this.#running ?? new Promise((resolve) => setTimeout(resolve, 20)));
  }

  /** Hits are what the files hold now. Undefined where the index can't be used; the log says why. Rejects with `CancelledError`. */
  async search(query: WorkspaceQuery, token: CancellationToken): Promise<IndexAnswer | undefined> {
    if (this.#folders.length === 0) return undefined;
    const { vector, open, folder, ...rest } = query;
    const without = open.map(normalAddress);
    const indexQuery = { ...rest, vector: quantise(vector), folders: this.#within(folder), without };
    try {
      const { hits, others } = await this.#options.index.search(indexQuery, token);
      const fresh = await Promise.all(hits.map(({ file }) => this.#isFresh(file)));
      return { hits: hits.filter((_, i) => fresh[i]), others };
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      this.#options.log(`The index was not searched. ${messageOf(error)}`);
      return undefined;
    }
  }

  /** Resolves when another server can take its turn. */
  dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#reading?.cancel();
    return this.#options.turns.dispose();
  }

  /** Of the workspace's folders, what is in `folder`. */
  #within(folder: string | undefined): readonly string[] {
    if (folder === undefined) return this.#folders;
    const wanted = normalAddress(folder);
    if (this.#folders.some((each) => isWithin(wanted, each))) return [wanted];
    return this.#folders.filter((each) => isWithin(each, wanted));
  }

  /** The folders whose files this server reads. */
  get #turns(): readonly string[] {
    return this.#folders.filter((folder) => this.#options.turns.has(folder));
  }

  /** In their normal form, those addresses in folders whose files this server reads: the others' are heard of when their turn comes. */
  #ours(uris: readonly string[]): readonly string[] {
    const turns = this.#turns;
    return uris.map(normalAddress).filter((uri) => turns.some((folder) => isWithin(uri, folder)));
  }

  async #isFresh({ uri, changed, size }: FileState): Promise<boolean> {
    const now = await stat(pathOf(uri) ?? '').catch(() => undefined);
    if (now?.mtimeMs === changed && now.size === size) return true;
    if (now) this.noteChanges([uri]);
    else this.noteRemovals([uri]);
    return false;
  }

  #schedule(): void {
    if (this.#disposed || this.#stopped || this.#timer || this.#running || this.#turns.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#running = this.#catchUp().finally(() => {
        this.#running = undefined;
        if (this.#isDue()) this.#schedule();
      });
    }, this.#options.quietMilliseconds ?? QUIET_MS);
  }

  #isDue(): boolean {
    return this.#isCrawlDue || this.#changed.size > 0 || this.#removed.size > 0;
  }

  async #catchUp(): Promise<void> {
    try {
      await this.#forgetRemoved();
      const changed = [...this.#changed];
      this.#changed.clear();
      const known = changed.flatMap((uri) => this.#found.get(uri) ?? []);
      // One that was removed and made again is known no longer.
      const files = this.#isCrawlDue || known.length < changed.length ? await this.#crawl() : known;
      if (files.length > 0) await this.#read(files);
    } catch (error) {
      if (error instanceof CancelledError) return; // by the user, or because it is another's turn
      this.#stopped = true;
      this.#options.log(`Files are no longer indexed. ${messageOf(error)}`);
    }
  }

  async #forgetRemoved(): Promise<void> {
    const removed = [...this.#removed];
    this.#removed.clear();
    if (removed.length === 0) return;
    for (const uri of this.#found.keys()) {
      if (removed.some((each) => isWithin(uri, each))) this.#found.delete(uri);
    }
    await this.#options.index.remove(removed);
  }

  /** Finds all files, and tells those that are to be read. */
  async #crawl(): Promise<FoundFile[]> {
    this.#isCrawlDue = false;
    const found = new Map<string, FoundFile>();
    const folders = this.#turns;
    for (const folder of folders) {
      const rules = await this.#options.rules(folder);
      this.#maximumBytes.set(folder, rules.maximumBytes);
      for (const file of await crawl(folder, rules)) found.set(file.uri, file);
    }
    this.#found = found;
    return this.#options.indexer.compare(folders, [...found.values()]);
  }

  async #read(files: readonly FoundFile[]): Promise<void> {
    if (files.length > MANY_FILES && !this.#confirmed) {
      this.#confirmed = await this.#options.confirm(files.length);
      if (!this.#confirmed) {
        this.#stopped = true;
        return;
      }
    }
    const progress = files.length >= FEW_FILES ? await this.#options.showProgress() : undefined;
    const reading = new CancellationTokenSource();
    this.#reading = reading;
    const listener = progress?.token.onCancellationRequested(() => {
      this.#stopped = true;
      reading.cancel();
    });
    const start = performance.now();
    try {
      const { sentences, encoded } = await this.#options.indexer.read(
        files,
        ({ folder }) => this.#maximumBytes.get(folder)!,
        (done) => progress?.report(done, files.length),
        reading.token,
      );
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      this.#options.log(
        `Index: ${files.length} files read in ${seconds} s, ${sentences} sentences, ${encoded} of them encoded`,
      );
    } finally {
      this.#reading = undefined;
      listener?.dispose();
      progress?.done();
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
