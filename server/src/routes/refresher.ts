import type { ClientCapabilities, Connection } from 'vscode-languageserver';

/** Has the editor ask anew for what it shows by itself, where it can be told to. */
export class Refresher {
  readonly #connection: Connection;
  #hints = false;
  #tokens = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  initialize({ workspace }: ClientCapabilities): void {
    this.#hints = workspace?.inlayHint?.refreshSupport === true;
    this.#tokens = workspace?.semanticTokens?.refreshSupport === true;
  }

  refresh(): void {
    if (this.#hints) void this.#connection.languages.inlayHint.refresh();
    if (this.#tokens) void this.#connection.languages.semanticTokens.refresh();
  }
}
