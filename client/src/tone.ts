import * as l10n from '@vscode/l10n';
import {
  type Disposable,
  EventEmitter,
  InlayHint,
  type InlayHintsProvider,
  languages,
  type Position,
  type Range,
  type TextDocument,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type Sentiment, SentimentRequest } from '../../server/src/protocol.ts';
import { toEditorRange, toTextPlace } from './convert.ts';
import { activeProseEditor, proseSelector } from './prose.ts';
import { UserError } from './userError.ts';
import { percent } from './wording.ts';

/** What stands after a text that was read. */
interface Note {
  readonly editor: TextEditor;
  readonly position: Position;
  readonly text: string;
}

/**
 * Reads the tone of the selection or paragraph and writes it after the text until the next edit or cursor move. It is an
 * inlay hint: text attached to a decoration does not count when lines are wrapped, and would be cut off.
 */
export class ToneReader implements InlayHintsProvider, Disposable {
  readonly #client: LanguageClient;
  readonly #readText: TextEditorDecorationType;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: readonly Disposable[];
  #note: Note | undefined;

  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#readText = window.createTextEditorDecorationType({
      backgroundColor: new ThemeColor('elmoLens.toneBackground'),
    });
    this.#subscriptions = [
      languages.registerInlayHintsProvider(proseSelector, this),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.#note?.editor.document) this.#clear();
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === this.#note?.editor) this.#clear();
      }),
    ];
  }

  /** Undefined where there is nothing to read, or where the text changed meanwhile. */
  async read(): Promise<Sentiment | undefined> {
    const editor = activeProseEditor();
    const { document, selection } = editor;
    const { version } = document;
    const sentiment = await this.#client.sendRequest(SentimentRequest, toTextPlace(document.uri, selection));
    if (!sentiment) throw new UserError(l10n.t('There is no English prose at the cursor.'));
    if (document.version !== version) return undefined;
    this.#annotate(editor, sentiment);
    return sentiment;
  }

  provideInlayHints(document: TextDocument, visible: Range): InlayHint[] {
    if (document !== this.#note?.editor.document || !visible.contains(this.#note.position)) return [];
    const hint = new InlayHint(this.#note.position, this.#note.text);
    hint.paddingLeft = true;
    return [hint];
  }

  #annotate(editor: TextEditor, sentiment: Sentiment): void {
    this.#clear();
    const range = toEditorRange(sentiment.range);
    const text = describe(sentiment);
    editor.setDecorations(this.#readText, [range]);
    this.#note = { editor, position: range.end, text };
    this.#changed.fire();
    window.setStatusBarMessage(`ELMo Lens: ${text}`, 10_000);
  }

  #clear(): void {
    if (!this.#note) return;
    this.#note.editor.setDecorations(this.#readText, []);
    this.#note = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#readText.dispose();
    this.#changed.dispose();
  }
}

/** "Positive tone, 93 % sure". */
function describe({ label, score, neutral }: Sentiment): string {
  if (neutral) return l10n.t('Neutral tone, neither positive nor negative');
  const sureness = percent(score);
  return label === 'positive'
    ? l10n.t('Positive tone, {0} sure', sureness)
    : l10n.t('Negative tone, {0} sure', sureness);
}
