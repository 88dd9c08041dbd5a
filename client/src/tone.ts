import {
  type Disposable,
  Range,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type Sentiment, SentimentRequest } from '../../server/src/protocol.ts';
import { percent, toEditorRange, toTextPlace } from './convert.ts';
import { activeProseEditor } from './prose.ts';

/** Reads the tone of the selection or paragraph and writes it after the text until the next edit or cursor move. */
export class ToneReader implements Disposable {
  readonly #client: LanguageClient;
  readonly #readText: TextEditorDecorationType;
  readonly #note: TextEditorDecorationType;
  readonly #subscriptions: readonly Disposable[];
  #annotated: TextEditor | undefined;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#readText = window.createTextEditorDecorationType({
      backgroundColor: new ThemeColor('elmoLens.toneBackground'),
    });
    this.#note = window.createTextEditorDecorationType({
      after: { color: new ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 1.5em', fontStyle: 'italic' },
    });
    this.#subscriptions = [
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.#annotated?.document) this.#clear();
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === this.#annotated) this.#clear();
      }),
    ];
  }

  /** Undefined where there is nothing to read, or where the text changed meanwhile. */
  async read(): Promise<Sentiment | undefined> {
    const editor = activeProseEditor();
    const { document, selection } = editor;
    const { version } = document;
    const sentiment = await this.#client.sendRequest(SentimentRequest, toTextPlace(document.uri, selection));
    if (!sentiment)
      throw new Error('There is no English prose here. Put the cursor in a paragraph or select some text.');
    if (document.version !== version) return undefined;
    this.#annotate(editor, sentiment);
    return sentiment;
  }

  #annotate(editor: TextEditor, sentiment: Sentiment): void {
    this.#clear();
    this.#annotated = editor;
    const text = describe(sentiment);
    const range = toEditorRange(sentiment.range);
    const lineEnd = editor.document.lineAt(range.end).range.end;
    editor.setDecorations(this.#readText, [range]);
    editor.setDecorations(this.#note, [
      { range: new Range(lineEnd, lineEnd), renderOptions: { after: { contentText: text } } },
    ]);
    window.setStatusBarMessage(`ELMo Lens: ${text}`, 10_000);
  }

  #clear(): void {
    this.#annotated?.setDecorations(this.#readText, []);
    this.#annotated?.setDecorations(this.#note, []);
    this.#annotated = undefined;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#readText.dispose();
    this.#note.dispose();
  }
}

/** "Positive tone, 93 % sure". */
function describe({ label, score, neutral }: Sentiment): string {
  if (neutral) return 'Neutral tone, neither positive nor negative';
  return `${label === 'positive' ? 'Positive' : 'Negative'} tone, ${percent(score)} sure`;
}
