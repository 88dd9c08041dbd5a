import * as l10n from '@vscode/l10n';
import {
  commands,
  type Disposable,
  type Range,
  type TextDocument,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { CompareRequest, type Comparison } from '../../../server/src/protocol.ts';
import { toEditorRange, toProtocolRange, toTextPlace } from '../convert.ts';
import { activeProseEditor } from '../prose.ts';
import { rangeAfterChanges } from '../textChanges.ts';
import { UserError } from '../userError.ts';
import { showComparison } from './presentation.ts';

interface Selected {
  readonly document: TextDocument;
  readonly range: Range;
}

/**
 * Compares two selections: both at once where the editor has two, otherwise the first when the command runs once and
 * the second, in the same document or another, when it runs again. An outline marks the text that waits for its second.
 */
export class Comparer implements Disposable {
  readonly #client: LanguageClient;
  readonly #mark: TextEditorDecorationType;
  readonly #subscriptions: readonly Disposable[];
  #first: Selected | undefined;
  #request: Disposable | undefined;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#mark = window.createTextEditorDecorationType({
      border: '1px dashed',
      borderColor: new ThemeColor('focusBorder'),
      borderRadius: '2px',
    });
    this.#subscriptions = [
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document !== this.#first?.document) return;
        const changes = contentChanges.map(({ range, text }) => ({ range: toProtocolRange(range), text }));
        const range = rangeAfterChanges(toProtocolRange(this.#first.range), changes);
        this.#remember(range && { document, range: toEditorRange(range) });
      }),
      workspace.onDidCloseTextDocument((document) => {
        if (document === this.#first?.document) this.#remember(undefined);
      }),
      window.onDidChangeVisibleTextEditors(() => this.#drawMark()),
    ];
  }

  /** Undefined where a second text is still to come. */
  async compare(): Promise<Comparison | undefined> {
    const editor = activeProseEditor();
    const [first, second, third] = selectedTexts(editor);
    if (!first) throw new UserError(l10n.t('Select a text, or put the cursor on a word.'));
    if (third) throw new UserError(l10n.t('Select two texts at most.'));
    if (second) return this.#show(first, second);

    const remembered = this.#first;
    if (!remembered) {
      this.#remember(first);
      this.#request = window.setStatusBarMessage(`ELMo Lens: ${l10n.t('select the second text and compare again')}`);
      return undefined;
    }
    this.#remember(undefined);
    if (remembered.document === first.document && remembered.range.isEqual(first.range)) {
      const why = l10n.t('comparison given up, the same text was selected twice');
      window.setStatusBarMessage(`ELMo Lens: ${why}`, 5000);
      return undefined;
    }
    return this.#show(remembered, first);
  }

  async #show(a: Selected, b: Selected): Promise<Comparison> {
    const places = { a: toTextPlace(a.document.uri, a.range), b: toTextPlace(b.document.uri, b.range) };
    const comparison = await this.#client.sendRequest(CompareRequest, places);
    showComparison(comparison, () => commands.executeCommand('elmoLens.showWordByWord', { ...comparison, places }));
    return comparison;
  }

  #remember(selected: Selected | undefined): void {
    this.#first = selected;
    if (!selected) this.#request?.dispose();
    this.#drawMark();
  }

  #drawMark(): void {
    for (const editor of window.visibleTextEditors) {
      editor.setDecorations(this.#mark, editor.document === this.#first?.document ? [this.#first.range] : []);
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#request?.dispose();
    this.#mark.dispose();
  }
}

/** The selections in the order of the text; an empty one stands for the word at the cursor. */
function selectedTexts({ document, selections }: TextEditor): readonly Selected[] {
  return selections
    .flatMap((selection) => (selection.isEmpty ? (document.getWordRangeAtPosition(selection.active) ?? []) : selection))
    .toSorted((a, b) => a.start.compareTo(b.start))
    .map((range) => ({ document, range }));
}
