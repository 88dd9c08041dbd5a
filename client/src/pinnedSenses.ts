import { Disposable, type Memento, type Uri, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type PinnedSense, PinnedSensesNotification } from '../../server/src/protocol.ts';

const prefix = 'pinnedSenses:';

/** The senses that the user pinned in the documents of this workspace, for the server when it starts. */
export function rememberedPins(workspaceState: Memento): Record<string, readonly PinnedSense[]> {
  const keys = workspaceState.keys().filter((key) => key.startsWith(prefix));
  return Object.fromEntries(keys.map((key) => [key.slice(prefix.length), workspaceState.get(key, [])]));
}

/** Remembers with the workspace which senses the user pins; the server's code actions pin and unpin them. */
export class PinnedSenses implements Disposable {
  readonly #workspaceState: Memento;
  readonly #client: LanguageClient;
  readonly #subscriptions: Disposable;

  constructor(workspaceState: Memento, client: LanguageClient) {
    this.#workspaceState = workspaceState;
    this.#client = client;
    this.#subscriptions = Disposable.from(
      client.onNotification(PinnedSensesNotification, ({ textDocument, pins }) =>
        this.#remember(textDocument.uri, pins),
      ),
      workspace.onDidRenameFiles(async ({ files }) => {
        for (const { oldUri, newUri } of files) {
          const pins = this.#pinsOf(oldUri);
          if (pins.length === 0) continue;
          await this.#set(newUri, pins);
          await this.#set(oldUri, []);
        }
      }),
      workspace.onDidCloseTextDocument(async ({ uri }) => {
        if (uri.scheme === 'untitled' && this.#pinsOf(uri).length > 0) await this.#set(uri, []);
      }),
    );
  }

  #pinsOf(uri: Uri): readonly PinnedSense[] {
    return this.#workspaceState.get(prefix + uri.toString(), []);
  }

  async #set(uri: Uri, pins: readonly PinnedSense[]): Promise<void> {
    const textDocument = { uri: uri.toString() };
    // A server that is not running gets all of them when it starts.
    if (this.#client.isRunning()) void this.#client.sendNotification(PinnedSensesNotification, { textDocument, pins });
    await this.#remember(textDocument.uri, pins);
  }

  async #remember(uri: string, pins: readonly PinnedSense[]): Promise<void> {
    await this.#workspaceState.update(prefix + uri, pins.length > 0 ? pins : undefined);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
