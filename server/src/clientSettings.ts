import type { ClientCapabilities, Connection } from 'vscode-languageserver';
import { defaultSettings, type Settings, updateSettings } from './settings.ts';

/** The user's settings as the client told them last. */
export class ClientSettings {
  readonly #connection: Connection;
  readonly #log: (line: string) => void;
  /** Whether the client is asked for them; another pushes them. */
  #pulls = false;
  #refreshesHints = false;
  #current: Settings = defaultSettings;

  constructor(connection: Connection, log: (line: string) => void) {
    this.#connection = connection;
    this.#log = log;
  }

  get current(): Settings {
    return this.#current;
  }

  /** `options`: the client's `initializationOptions`, in which settings may stand by their groups. */
  initialize({ workspace }: ClientCapabilities, options: unknown): void {
    this.#pulls = workspace?.configuration === true;
    this.#refreshesHints = workspace?.inlayHint?.refreshSupport === true;
    this.#update(options);
  }

  /** Asks a client that can be asked. */
  async pull(): Promise<void> {
    if (this.#pulls) this.#update(await this.#connection.workspace.getConfiguration('elmoLens'));
  }

  /** After the client said that they have changed, with `pushed` where it tells how; has it ask for its hints anew. */
  async change(pushed: unknown): Promise<void> {
    if (this.#pulls) await this.pull();
    else this.#update((pushed as { elmoLens?: unknown } | null)?.elmoLens);
    if (this.#refreshesHints) void this.#connection.languages.inlayHint.refresh();
  }

  #update(raw: unknown): void {
    this.#current = updateSettings(this.#current, raw, this.#log);
  }
}
