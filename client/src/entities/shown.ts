import { type Disposable, EventEmitter, type Position, type Uri, workspace } from 'vscode';
import { nameTest } from '../../../server/src/features/hidden.ts';
import type { Entity } from '../../../server/src/protocol.ts';
import { toEditorRange } from '../convert.ts';
import type { Hidden } from '../hidden/hidden.ts';
import { isProse } from '../prose.ts';
import { onDidChangeSettings, settingsFor } from '../settings.ts';
import type { EntityStore } from './store.ts';

/** The entities that the user sees: what the server found, less what settings and the user's own choice hide. */
export class ShownEntities implements Disposable {
  readonly #store: EntityStore;
  readonly #hidden: Hidden;
  readonly #changed = new EventEmitter<Uri>();
  readonly #subscriptions: readonly Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor(store: EntityStore, hidden: Hidden) {
    this.#store = store;
    this.#hidden = hidden;
    this.#subscriptions = [
      store.onDidChange((uri) => this.#changed.fire(uri)),
      hidden.onDidChange((uri) => this.#changed.fire(uri)),
      onDidChangeSettings(() => {
        for (const document of workspace.textDocuments) if (isProse(document)) this.#changed.fire(document.uri);
      }),
    ];
  }

  /** In the order of the text. */
  of(uri: Uri): readonly Entity[] {
    const settings = settingsFor(uri).entities;
    if (!settings.enabled) return [];
    const isHidden = nameTest(this.#hidden.namesIn(uri));
    return this.#store
      .get(uri)
      .filter(
        ({ label, confidence, text }) =>
          settings.labels.includes(label) && confidence >= settings.minimumConfidence && !isHidden(text),
      );
  }

  at(uri: Uri, position: Position): Entity | undefined {
    return this.of(uri).find(({ range }) => toEditorRange(range).contains(position));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
