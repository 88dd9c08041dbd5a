import { isAbsolute } from 'node:path';
import * as l10n from '@vscode/l10n';
import {
  type CancellationToken,
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  FileChangeType,
  type InitializeParams,
  WatchKind,
} from 'vscode-languageserver';
import type { ClientSettings } from '../clientSettings.ts';
import { isBoundedGlob } from '../documents/globLimits.ts';
import type { IndexedFiles } from '../features/fileSearch.ts';
import type { Hidden } from '../features/hidden.ts';
import type { CrawlRules } from '../index/crawl.ts';
import { IdleParser } from '../index/idleParser.ts';
import { type IndexModel, type OpenIndex, openWorkspaceIndex } from '../index/open.ts';
import type { IndexAnswer } from '../index/sentenceIndex.ts';
import type { IndexProgress, WorkspaceQuery } from '../index/workspaceIndex.ts';
import type { Installation } from '../installation.ts';

const BYTES_PER_KILOBYTE = 1000;
/** What is left out where the client has no settings of its own for it. */
const USUAL_EXCLUDES = ['**/.git', '**/node_modules'];
/** Kinds of settings of VS Code whose globs name files that the user does not want to see, or to search. */
export const EXCLUDING_SETTINGS = ['files.exclude', 'search.exclude'] as const;

interface Parts {
  readonly settings: ClientSettings;
  readonly hidden: Hidden;
  readonly installation: Installation;
  readonly log: (line: string) => void;
}

/**
 * The files of the workspace, in an index that follows the client's folders, settings and notices of changes. There is one
 * where the client names a folder for it, and the settings and the model allow it.
 */
export class WorkspaceFiles implements IndexedFiles {
  readonly #connection: Connection;
  readonly #parts: Parts;
  readonly #parser: IdleParser;
  #capabilities: InitializeParams['capabilities'] = {};
  /** Given by the client; the settings can name another. */
  #folder: string | undefined;
  #folders: readonly string[] = [];
  #model: IndexModel | undefined;
  #running: OpenIndex | undefined;
  #watched: { readonly include: readonly string[]; readonly watcher: Promise<Disposable> } | undefined;

  constructor(connection: Connection, parts: Parts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#parser = new IdleParser(parts.installation.parserScript);
  }

  /** `folder`: where the client wants the index to be kept. */
  initialize({ capabilities, workspaceFolders }: InitializeParams, folder: unknown): void {
    this.#capabilities = capabilities;
    this.#folder = typeof folder === 'string' && folder !== '' ? folder : undefined;
    this.#folders = workspaceFolders?.map(({ uri }) => uri) ?? [];
  }

  /** From now on, files are read by this model. */
  start(model: IndexModel): void {
    this.#model = model;
    this.update();
  }

  /** After the settings, or what is hidden, have changed. */
  update(): void {
    const location = this.#location();
    if (location !== this.#running?.location) this.#stop();
    if (location === undefined || !this.#model) return;
    try {
      this.#running ??= this.#open(location, this.#model);
    } catch (error) {
      this.#parts.log(`Files are not indexed. ${error instanceof Error ? error.message : error}`);
      return;
    }
    this.#running.index.setFolders(this.#folders);
    this.#watch(this.#parts.settings.current.index.include);
  }

  changeFolders(added: readonly string[], removed: readonly string[]): void {
    this.#folders = [...this.#folders.filter((folder) => !removed.includes(folder)), ...added];
    this.update();
  }

  /** Some files may have changed; for clients that don't watch them. */
  noteSaved(uri: string): void {
    if (!this.#watchesFiles) this.#running?.index.noteChanges([uri]);
  }

  /** Goes on reading, where the user or an error has put an end to it. */
  resume(): void {
    this.#running?.index.resume();
  }

  /** As `WorkspaceIndex.search`; undefined where there is no index. */
  async search(query: WorkspaceQuery, token: CancellationToken): Promise<IndexAnswer | undefined> {
    return this.#running?.index.search(query, token);
  }

  dispose(): void {
    this.#stop();
    this.#parser.dispose();
  }

  get #watchesFiles(): boolean {
    return this.#capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  }

  #location(): string | undefined {
    const { enabled, location } = this.#parts.settings.current.index;
    if (!enabled || this.#folders.length === 0 || this.#folder === undefined) return undefined;
    return isAbsolute(location) ? location : this.#folder;
  }

  #open(location: string, model: IndexModel): OpenIndex {
    const { log, installation } = this.#parts;
    return openWorkspaceIndex({
      script: installation.indexScript,
      location,
      model,
      parse: (text, language, token) => this.#parser.parse(text, language, token),
      rules: (folder) => this.#rules(folder),
      confirm: (files) => this.#confirm(files),
      showProgress: () => this.#showProgress(),
      log,
    });
  }

  #stop(): void {
    void this.#running?.index.dispose();
    void this.#running?.client.dispose();
    this.#running = undefined;
    this.#unwatch();
  }

  async #rules(folder: string): Promise<CrawlRules> {
    const { settings, hidden } = this.#parts;
    const { include, maximumKilobytes } = settings.of(`${folder}/`).index;
    return {
      include,
      exclude: await this.#excludes(folder),
      maximumBytes: maximumKilobytes * BYTES_PER_KILOBYTE,
      hides: (uri) => hidden.hidesFile(uri),
    };
  }

  /** The globs of VS Code's own settings that are not set to false, nor depend on other files. */
  async #excludes(scopeUri: string): Promise<readonly string[]> {
    if (this.#capabilities.workspace?.configuration !== true) return USUAL_EXCLUDES;
    const items = EXCLUDING_SETTINGS.map((section) => ({ scopeUri, section }));
    const settings: unknown[] = await this.#connection.workspace.getConfiguration(items);
    const globs = settings.flatMap((setting) => Object.entries(setting ?? {}));
    return globs.flatMap(([glob, on]) => (on === true && isBoundedGlob(glob) ? glob : []));
  }

  /** Has the client tell what changes in the files that are read, and what is deleted: a folder's name has no ending. */
  #watch(include: readonly string[]): void {
    if (!this.#watchesFiles || include === this.#watched?.include) return;
    this.#unwatch();
    const watcher = this.#connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [
        ...[...include, '**/.gitignore'].map((globPattern) => ({ globPattern })),
        { globPattern: '**', kind: WatchKind.Delete },
      ],
    });
    this.#watched = { include, watcher };
  }

  #unwatch(): void {
    void this.#watched?.watcher.then((watcher) => watcher.dispose());
    this.#watched = undefined;
  }

  /** What the client that watches files tells. */
  noteChanges(changes: readonly { readonly uri: string; readonly type: FileChangeType }[]): void {
    const of = (deleted: boolean) =>
      changes.filter(({ type }) => (type === FileChangeType.Deleted) === deleted).map(({ uri }) => uri);
    if (of(true).length > 0) this.#running?.index.noteRemovals(of(true));
    if (of(false).length > 0) this.#running?.index.noteChanges(of(false));
  }

  async #confirm(files: number): Promise<boolean> {
    const yes = l10n.t('Read Them');
    const question = l10n.t(
      'This workspace has {0} files with prose. Is ELMo Lens to read them in the background, so that “Find Semantically Similar” searches them, too?',
      files,
    );
    const chosen = await this.#connection.window.showInformationMessage(
      question,
      { title: yes },
      { title: l10n.t('Not Now') },
    );
    return chosen?.title === yes;
  }

  async #showProgress(): Promise<IndexProgress | undefined> {
    if (this.#capabilities.window?.workDoneProgress !== true) return undefined;
    const progress = await this.#connection.window.createWorkDoneProgress();
    progress.begin(l10n.t('ELMo Lens reads the files of the workspace'), 0, undefined, true);
    return {
      token: progress.token,
      report: (done, total) => {
        progress.report(Math.floor((100 * done) / total), l10n.t('{0} of {1}', done, total));
      },
      done: () => progress.done(),
    };
  }
}
