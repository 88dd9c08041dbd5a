import type { Connection, InitializeParams } from 'vscode-languageserver';
import type { DocumentSettings } from './features/hidden.ts';
import { defaultSettings, type Settings, updateSettings } from './settings.ts';

const section = 'elmoLens';

/** The user's settings as the client told them last; each folder of the workspace can have its own. */
export class ClientSettings implements DocumentSettings {
  readonly #connection: Connection;
  readonly #log: (line: string) => void;
  /** Whether the client is asked for them; another pushes them. */
  #pulls = false;
  #current: Settings = defaultSettings;
  /** Addresses. */
  #folders: readonly string[] = [];
  #inFolders: ReadonlyMap<string, Settings> = new Map();

  constructor(connection: Connection, log: (line: string) => void) {
    this.#connection = connection;
    this.#log = log;
  }

  /** Those of the whole window. */
  get current(): Settings {
    return this.#current;
  }

  /** Those for a document. */
  of(uri: string): Settings {
    return this.#inFolders.get(this.folderOf(uri) ?? '') ?? this.#current;
  }

  /** The innermost, where one lies in another. */
  folderOf(uri: string): string | undefined {
    const around = this.#folders.filter((folder) => uri.startsWith(`${folder.replace(/\/$/, '')}/`));
    return around.sort((a, b) => b.length - a.length)[0];
  }

  /** Settings may stand by their groups in the client's `initializationOptions`. */
  initialize({ capabilities, initializationOptions, workspaceFolders }: InitializeParams): void {
    this.#pulls = capabilities.workspace?.configuration === true;
    this.#folders = workspaceFolders?.map(({ uri }) => uri) ?? [];
    this.#current = updateSettings(this.#current, initializationOptions, this.#log);
  }

  /** Asks a client that can be asked, once for the window and once for each folder. */
  async pull(): Promise<void> {
    if (!this.#pulls) return;
    const folders = this.#folders;
    const scopes = [{ section }, ...folders.map((scopeUri) => ({ scopeUri, section }))];
    const [ofWindow, ...ofFolders]: unknown[] = await this.#connection.workspace.getConfiguration(scopes);
    const log = withoutRepetition(this.#log);
    this.#current = updateSettings(this.#current, ofWindow, log);
    this.#inFolders = new Map(
      folders.map((folder, i) => {
        const previous = this.#inFolders.get(folder) ?? this.#current;
        return [folder, updateSettings(previous, ofFolders[i] ?? ofWindow, log)];
      }),
    );
  }

  /** After the client said that they have changed, with `pushed` where it tells how. */
  async change(pushed: unknown): Promise<void> {
    if (this.#pulls) return this.pull();
    const settings = (pushed as { elmoLens?: unknown } | null)?.elmoLens;
    this.#current = updateSettings(this.#current, settings, this.#log);
  }

  /** After folders came to the workspace or left it. */
  async changeFolders(added: readonly string[], removed: readonly string[]): Promise<void> {
    this.#folders = [...this.#folders.filter((folder) => !removed.includes(folder)), ...added];
    await this.pull();
  }
}

/** What is wrong in all of a window is wrong in each of its folders. */
function withoutRepetition(log: (line: string) => void): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    if (!said.has(line)) log(line);
    said.add(line);
  };
}
