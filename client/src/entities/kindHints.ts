import {
  type Disposable,
  EventEmitter,
  InlayHint,
  type InlayHintsProvider,
  languages,
  type Range,
  type TextDocument,
} from 'vscode';
import { toEditorRange } from '../convert.ts';
import { proseSelector } from '../prose.ts';
import { entityMarkdown } from './hover.ts';
import { hintText } from './labels.ts';
import type { ShownEntities } from './shown.ts';

/**
 * Writes the kind of each entity beside it, since colour alone does not say it to everyone. Inlay hints, unlike text
 * attached to decorations, count when lines are wrapped, and screen readers find them.
 */
export class EntityKindHints implements InlayHintsProvider, Disposable {
  readonly #shown: ShownEntities;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: readonly Disposable[];

  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(shown: ShownEntities) {
    this.#shown = shown;
    this.#subscriptions = [
      languages.registerInlayHintsProvider(proseSelector, this),
      shown.onDidChange(() => this.#changed.fire()),
    ];
  }

  provideInlayHints({ uri }: TextDocument, visible: Range): InlayHint[] {
    return this.#shown.of(uri).flatMap((entity) => {
      const { end } = toEditorRange(entity.range);
      if (!visible.contains(end)) return [];
      const hint = new InlayHint(end, hintText(entity.label));
      hint.paddingLeft = true;
      hint.tooltip = entityMarkdown(entity, uri);
      return [hint];
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
