/** A folder of files with an index over them, as in a workspace; only the encoder is a stand-in, which counts. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationToken } from 'vscode-languageserver-protocol';
import type { CrawlRules } from '../../../server/src/index/crawl.ts';
import { IndexClient } from '../../../server/src/index/indexClient.ts';
import { Indexer } from '../../../server/src/index/indexer.ts';
import { LocalIndex } from '../../../server/src/index/localIndex.ts';
import type { SentenceIndex } from '../../../server/src/index/sentenceIndex.ts';
import { WorkspaceIndex, type WorkspaceIndexOptions } from '../../../server/src/index/workspaceIndex.ts';
import { WriterTurns } from '../../../server/src/index/writerTurns.ts';
import { parseProse } from '../../../server/src/text/prose.ts';
import { DIMENSIONS } from './sample.ts';

export const RULES: CrawlRules = {
  include: ['**/*.{md,txt,tex}'],
  exclude: ['**/node_modules', '**/.git'],
  maximumBytes: 10_000,
  hides: () => false,
};

/** A unit vector that depends on the words alone. */
export function encode(words: readonly string[]): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  for (const word of words) {
    let hash = 7;
    for (const character of word) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
    for (let i = 0; i < DIMENSIONS; i++) {
      hash = (Math.imul(hash, 1664525) + 1013904223) >>> 0;
      vector[i]! += hash / 2 ** 31 - 1;
    }
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

export interface OpenedIndex {
  readonly index: SentenceIndex;
  /** Of its process, where it has one and that runs. */
  pid(): number | undefined;
  close(): Promise<void>;
}

/** Opens an index in a folder; `onReopened` as `IndexClient`'s. */
export type OpenIndex = (folder: string, log: (line: string) => void, onReopened: () => void) => Promise<OpenedIndex>;

const openLocal: OpenIndex = async (folder, log) => {
  const index = await LocalIndex.open({ folder, model: 'm', dimensions: DIMENSIONS, log });
  return { index, pid: () => undefined, close: () => index.close() };
};

/** In a process of its own, as in the product. */
export const openInProcess: OpenIndex = async (folder, log, onReopened) => {
  const script = resolve('dist/index.cjs');
  const options = { folder, model: 'm', dimensions: DIMENSIONS, retryMilliseconds: 0 };
  const index = new IndexClient({ script, ...options, log, onReopened });
  return { index, pid: () => index.pid, close: () => index.dispose() };
};

export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), 'elmo-lens-workspace-'));
  readonly folder = pathToFileURL(join(this.root, 'notes')).href;
  readonly lines: string[] = [];
  /** Sentences that were encoded, as one line each. */
  readonly encoded: string[] = [];
  rules: CrawlRules = RULES;
  /** Of the index. */
  store = join(this.root, 'store');
  readonly #openIndex: OpenIndex;
  #opened: OpenedIndex | undefined;
  #turns: WriterTurns | undefined;
  #index: WorkspaceIndex | undefined;

  constructor(files: Readonly<Record<string, string | Uint8Array>>, openIndex = openLocal) {
    this.#openIndex = openIndex;
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  path(path: string): string {
    return join(this.root, 'notes', path);
  }

  uri(path: string): string {
    return pathToFileURL(this.path(path)).href;
  }

  write(path: string, text: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  /** Opens the index, and waits until it is up to date. */
  async start(options: Partial<WorkspaceIndexOptions> = {}): Promise<WorkspaceIndex> {
    const index = await this.open(options);
    await index.settled();
    return index;
  }

  /** Opens the index, which then begins to be brought up to date. */
  async open(options: Partial<WorkspaceIndexOptions> = {}): Promise<WorkspaceIndex> {
    const log = (line: string) => this.lines.push(line);
    this.#opened = await this.#openIndex(this.store, log, () => this.#index?.lookAgain());
    const { index } = this.#opened;
    const indexer = new Indexer({
      index,
      encode: async (sentences) => {
        this.encoded.push(...sentences.map((words) => words.join(' ')));
        return sentences.map(encode);
      },
      parse: async (text, language) => parseProse(text, language),
      log,
    });
    this.#turns = new WriterTurns(this.store, log);
    this.#index = new WorkspaceIndex({
      index,
      indexer,
      turns: this.#turns,
      rules: async () => this.rules,
      confirm: async () => true,
      showProgress: async () => undefined,
      log,
      quietMilliseconds: 0,
      ...options,
    });
    this.#index.setFolders([this.folder]);
    return this.#index;
  }

  /** Resolves when the turn to read the files came, or was lost. */
  turnsChanged(): Promise<void> {
    return new Promise((resolve) => this.#turns!.onDidChange(resolve));
  }

  get indexPid(): number | undefined {
    return this.#opened?.pid();
  }

  /** Paths of the files that the index knows. */
  async known(): Promise<string[]> {
    const files = await this.#opened!.index.files([this.folder]);
    return files.map(({ uri }) => decodeURIComponent(uri.slice(this.folder.length + 1))).sort();
  }

  /** What is found first for a text. */
  async find(text: string, open: readonly string[] = []) {
    return (await this.findIfAny(text, open))!;
  }

  /** As `find`; undefined where the index can't be searched. */
  async findIfAny(text: string, open: readonly string[] = []) {
    const query = { vector: encode(text.split(' ')), text, others: [], limit: 5, open };
    return (await this.#index!.search(query, CancellationToken.None))?.hits;
  }

  async stop(): Promise<void> {
    await this.#index?.dispose();
    await this.#opened?.close();
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.root, { recursive: true });
  }
}
