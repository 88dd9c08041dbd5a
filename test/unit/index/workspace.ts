/** A folder of files with an index over them, as in a workspace; only the encoder is a stand-in, which counts. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationToken } from 'vscode-languageserver-protocol';
import type { CrawlRules } from '../../../server/src/index/crawl.ts';
import { Indexer } from '../../../server/src/index/indexer.ts';
import { LocalIndex } from '../../../server/src/index/localIndex.ts';
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

/** A vector that depends on the words alone. */
function encode(words: readonly string[]): Float32Array {
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

export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), 'elmo-lens-workspace-'));
  readonly folder = pathToFileURL(join(this.root, 'notes')).href;
  readonly lines: string[] = [];
  /** Sentences that were encoded, as one line each. */
  readonly encoded: string[] = [];
  rules: CrawlRules = RULES;
  #local: LocalIndex | undefined;
  #index: WorkspaceIndex | undefined;

  constructor(files: Readonly<Record<string, string | Uint8Array>>) {
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
    const log = (line: string) => this.lines.push(line);
    const store = join(this.root, 'store');
    this.#local = await LocalIndex.open({ folder: store, model: 'm', dimensions: DIMENSIONS, log });
    const indexer = new Indexer({
      index: this.#local,
      encode: async (sentences) => {
        this.encoded.push(...sentences.map((words) => words.join(' ')));
        return sentences.map(encode);
      },
      parse: async (text, language) => parseProse(text, language),
      log,
    });
    this.#index = new WorkspaceIndex({
      index: this.#local,
      indexer,
      turns: new WriterTurns(store, log),
      rules: async () => this.rules,
      confirm: async () => true,
      showProgress: async () => undefined,
      log,
      quietMilliseconds: 0,
      ...options,
    });
    this.#index.setFolders([this.folder]);
    await this.#index.settled();
    return this.#index;
  }

  /** Paths of the files that the index knows. */
  async known(): Promise<string[]> {
    const files = await this.#local!.files([this.folder]);
    return files.map(({ uri }) => decodeURIComponent(uri.slice(this.folder.length + 1))).sort();
  }

  /** What is found first for a text. */
  async find(text: string, open: readonly string[] = []) {
    const query = { vector: encode(text.split(' ')), text, others: [], limit: 5, open };
    return (await this.#index!.search(query, CancellationToken.None))!.hits;
  }

  async stop(): Promise<void> {
    await this.#index?.dispose();
    await this.#local?.close();
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.root, { recursive: true });
  }
}
