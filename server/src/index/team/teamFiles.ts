import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { CancellationToken } from 'vscode-languageserver-protocol';
import { CancelledError } from '../../engine/errors.ts';
import type { IndexedFiles } from '../../features/fileSearch.ts';
import type { HeadFiles } from '../../heads/manifest.ts';
import { normalAddress, pathOf } from '../addresses.ts';
import { modelName } from '../open.ts';
import { type IndexAnswer, IndexError, type IndexHit } from '../sentenceIndex.ts';
import { quantise } from '../vectors.ts';
import type { WorkspaceQuery } from '../workspaceIndex.ts';
import type { TeamIndex } from './teamIndex.ts';

/** Nobody who looks for a passage waits longer than this for a server. */
const LIMIT_MS = 1500;
/** So long a server that failed is left alone. */
const PAUSE_MS = 60_000;
/** Two for each search; what was cancelled may still be at work. */
const CONNECTIONS = 4;
/** The shared index has files of any folder. */
const ANYWHERE = ['file://'];

export interface TeamFilesOptions {
  /** The files of this machine. */
  readonly local: IndexedFiles;
  readonly isInWorkspace: (uri: string) => boolean;
  /** Tells the user why the server is not searched: once, until it can be again. */
  readonly warn: (message: string) => void;
  readonly log: (line: string) => void;
}

/**
 * The files of this machine and, where the user has set one, those of an index that a team shares, ranked together. Where
 * the server does not answer in time, this machine answers alone. Nothing is written there.
 */
export class TeamFiles implements IndexedFiles {
  readonly #options: TeamFilesOptions;
  #index: TeamIndex | undefined;
  #failedAt: number | undefined;

  constructor(options: TeamFilesOptions) {
    this.#options = options;
  }

  /** From now on, the server at an address is searched with vectors by these heads; none where it is empty. */
  async start(url: string, heads: HeadFiles): Promise<void> {
    if (url === '') return;
    try {
      const { TeamIndex } = await import('./teamIndex.ts'); // what speaks to a server is loaded for who has one
      const { dimensions } = heads.parameters('sentence');
      const limits = { connections: CONNECTIONS, limitMilliseconds: LIMIT_MS };
      this.#index = new TeamIndex({ url, model: modelName(heads), dimensions, ...limits, log: this.#options.log });
    } catch (error) {
      this.#fail(error);
    }
  }

  async search(query: WorkspaceQuery, token: CancellationToken): Promise<IndexAnswer | undefined> {
    const { local, isInWorkspace } = this.#options;
    const shared = await this.#searchServer(query, token);
    if (!shared) return local.search(query, token);
    const others = [...query.others, ...shared.hits.map(({ text, cosine }) => ({ text, cosine }))];
    const answer = await local.search({ ...query, others }, token);
    if (!answer) return shared;
    // What this machine knows of a file of its own is newer, and whoever has a sentence need not see it twice.
    const known = new Set([...answer.hits, ...query.others].map(({ text }) => text));
    const sharedHits = shared.hits
      .map((hit, i) => ({ ...hit, ...answer.others[query.others.length + i]! }))
      .filter(({ file, text }) => !isInWorkspace(file.uri) && !known.has(text));
    const hits = [...answer.hits, ...sharedHits].sort((a, b) => b.relevance - a.relevance);
    return { hits: hits.slice(0, query.limit), others: answer.others.slice(0, query.others.length) };
  }

  dispose(): void {
    void this.#index?.close();
    this.#index = undefined;
  }

  /** Undefined where there is no server, or it can't be searched now. */
  async #searchServer(
    { vector, open, folder, ...query }: WorkspaceQuery,
    token: CancellationToken,
  ): Promise<IndexAnswer | undefined> {
    const isLeftAlone = this.#failedAt !== undefined && performance.now() - this.#failedAt < PAUSE_MS;
    if (!this.#index || isLeftAlone) return undefined;
    try {
      const folders = folder === undefined ? ANYWHERE : [normalAddress(folder)];
      const wanted = { ...query, vector: quantise(vector), folders, without: open.map(normalAddress) };
      const { hits, others } = await inTime(this.#index.search(wanted, token), token);
      this.#failedAt = undefined;
      const current = await Promise.all(hits.map(isCurrent));
      return { hits: hits.filter((_, i) => current[i]), others };
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    const isNews = this.#failedAt === undefined;
    this.#failedAt = performance.now();
    const why = error instanceof Error ? error.message : String(error);
    const message = l10n.t('Similar passages are looked for on this machine alone. {0}', why);
    if (isNews) this.#options.warn(message);
    this.#options.log(message);
  }
}

/** Rejects when it takes too long in all, and when the search is cancelled: the server may go on for a while. */
function inTime<Result>(answer: Promise<Result>, token: CancellationToken): Promise<Result> {
  return new Promise((resolve, reject) => {
    const listener = token.onCancellationRequested(() => reject(new CancelledError()));
    const timer = setTimeout(() => reject(new IndexError(l10n.t('The shared index takes too long.'))), LIMIT_MS);
    const settled = answer.then(resolve, reject);
    void settled.finally(() => {
      listener.dispose();
      clearTimeout(timer);
    });
  });
}

/** Whether a file is as it was when it was indexed, or not on this machine. */
async function isCurrent({ file }: IndexHit): Promise<boolean> {
  // The address comes from elsewhere, and may name another machine: to look there would tell who asks.
  const path = file.uri.startsWith('file:///') ? pathOf(file.uri) : undefined;
  const stats = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (path === undefined || !stats) return true;
  if (!stats.isFile() || stats.size !== file.size) return false;
  const bytes = await readFile(path).catch(() => undefined);
  return bytes !== undefined && hash('sha256', bytes, 'base64url') === file.hash;
}
