import type { Disposable, Event, Uri } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type Comparison, type TextPlace, WordByWordRequest } from '../../../server/src/protocol.ts';
import type { WordByWordContent } from '../webview/messages.ts';
import { WebView } from '../webview/view.ts';
import { wordByWordContent } from './wordByWordContent.ts';

/** Two texts and where they are. */
export interface ComparedTexts extends Pick<Comparison, 'a' | 'b'> {
  readonly places: { readonly a: TextPlace; readonly b: TextPlace };
}

/** Shows two texts side by side as a heat map: how alike each word of one is to each of the other. */
export class WordByWordView implements Disposable {
  readonly #client: LanguageClient;
  readonly #view: WebView<WordByWordContent>;

  /** Fires with how many pairs of words are shown. */
  readonly onDidDraw: Event<number>;

  constructor(client: LanguageClient, extension: Uri) {
    this.#client = client;
    this.#view = new WebView(extension, 'wordByWord');
    this.onDidDraw = this.#view.onDidDraw;
  }

  async show({ a, b, places }: ComparedTexts): Promise<void> {
    const content = wordByWordContent(await this.#client.sendRequest(WordByWordRequest, places), a, b);
    this.#view.show(content.heading, content);
  }

  dispose(): void {
    this.#view.dispose();
  }
}
