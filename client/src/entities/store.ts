import { type Disposable, EventEmitter, type TextDocumentChangeEvent, type Uri, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { EntitiesNotification, type Entity } from '../../../server/src/protocol.ts';
import { toProtocolRange } from '../convert.ts';
import { rangeAfterChanges } from '../textChanges.ts';

/**
 * The entities of each open document as the server last sent them, moved along with the edits since. What belongs to
 * an older version than the document's is dropped: the server sends the newer one soon.
 */
export class EntityStore implements Disposable {
  readonly #entities = new Map<string, readonly Entity[]>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #subscriptions: readonly Disposable[];

  /** Fires when entities came or went; not when an edit only moved them, which VS Code's decorations follow alone. */
  readonly onDidChange = this.#changed.event;

  constructor(client: LanguageClient) {
    this.#subscriptions = [
      client.onNotification(EntitiesNotification, ({ textDocument, entities }) => {
        const document = workspace.textDocuments.find(({ uri }) => uri.toString() === textDocument.uri);
        if (document?.version !== textDocument.version) return;
        this.#entities.set(textDocument.uri, entities.toSorted(byPosition));
        this.#changed.fire(document.uri);
      }),
      workspace.onDidChangeTextDocument((event) => this.#followEdit(event)),
      // Closing comes before another language, too.
      workspace.onDidCloseTextDocument(({ uri }) => {
        if (this.#entities.delete(uri.toString())) this.#changed.fire(uri);
      }),
    ];
  }

  /** In the order of the text. */
  get(uri: Uri): readonly Entity[] {
    return this.#entities.get(uri.toString()) ?? [];
  }

  #followEdit({ document, contentChanges }: TextDocumentChangeEvent): void {
    const before = this.#entities.get(document.uri.toString());
    if (!before || contentChanges.length === 0) return;
    const changes = contentChanges.map(({ range, text }) => ({ range: toProtocolRange(range), text }));
    const after = before.flatMap((entity) => {
      const range = rangeAfterChanges(entity.range, changes);
      return range ? [{ ...entity, range }] : [];
    });
    this.#entities.set(document.uri.toString(), after);
    if (after.length < before.length) this.#changed.fire(document.uri);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

function byPosition({ range: { start: a } }: Entity, { range: { start: b } }: Entity): number {
  return a.line - b.line || a.character - b.character;
}
