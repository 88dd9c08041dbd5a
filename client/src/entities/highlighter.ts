import { type Disposable, type TextEditor, type TextEditorDecorationType, window } from 'vscode';
import { toEditorRange } from '../convert.ts';
import { decorationOptions } from './appearance.ts';
import { type EntityLabel, entityLabels } from './labels.ts';
import type { ShownEntities } from './shown.ts';

/** Draws the entities into every editor that shows their document. */
export class EntityHighlighter implements Disposable {
  readonly #shown: ShownEntities;
  readonly #decorations: ReadonlyMap<EntityLabel, TextEditorDecorationType>;
  readonly #subscriptions: readonly Disposable[];

  constructor(shown: ShownEntities) {
    this.#shown = shown;
    this.#decorations = new Map(
      entityLabels.map((label) => [label, window.createTextEditorDecorationType(decorationOptions(label))]),
    );
    this.#subscriptions = [
      shown.onDidChange((uri) => {
        for (const editor of window.visibleTextEditors) {
          if (editor.document.uri.toString() === uri.toString()) this.#draw(editor);
        }
      }),
      window.onDidChangeVisibleTextEditors((editors) => {
        for (const editor of editors) this.#draw(editor);
      }),
    ];
  }

  #draw(editor: TextEditor): void {
    const entities = this.#shown.of(editor.document.uri);
    for (const [label, decoration] of this.#decorations) {
      editor.setDecorations(
        decoration,
        entities.filter((entity) => entity.label === label).map(({ range }) => toEditorRange(range)),
      );
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const decoration of this.#decorations.values()) decoration.dispose();
  }
}
