import { randomUUID } from 'node:crypto';
import { CancellationTokenSource, commands, type Disposable, type TextEditor, window } from 'vscode';
import { type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node';
import { type SimilarParams, SimilarRequest, type SimilarResult } from '../../../server/src/protocol.ts';
import { toTextPlace } from '../convert.ts';
import { activeProseEditor } from '../prose.ts';
import { similarLimit } from '../settings.ts';
import { unopenedDocuments } from '../unopenedTabs.ts';
import { type SimilarView, similarViewId } from './view.ts';

type Query = SimilarParams['query'];

/** Searches the open documents for passages that mean something like a text. One search at a time: a new one ends the old. */
export class SimilarSearch implements Disposable {
  readonly #client: LanguageClient;
  readonly #view: SimilarView;
  #running: CancellationTokenSource | undefined;

  constructor(client: LanguageClient, view: SimilarView) {
    this.#client = client;
    this.#view = view;
  }

  /** Finds what is similar to the selection or, without one, to the sentence at the cursor. */
  async fromEditor(): Promise<readonly SimilarResult[]> {
    const { document, selection } = activeProseEditor();
    return this.#search(toTextPlace(document.uri, selection));
  }

  /** Asks for a text and finds what is similar to it. Undefined where the user gave none. */
  async fromTypedText(): Promise<readonly SimilarResult[] | undefined> {
    const text = await window.showInputBox({
      title: 'Find Semantically Similar',
      prompt: 'A sentence or a few words. Passages that mean something like it are listed, whatever words they use.',
      placeHolder: 'The lender agreed to a loan',
    });
    return text?.trim() ? this.#search({ text }) : undefined;
  }

  /** As `fromEditor`, for a cursor that is followed: the view is not opened or focused, and failures are nobody's concern. */
  async quietly({ document, selection }: TextEditor): Promise<void> {
    this.cancel();
    const running = new CancellationTokenSource();
    this.#running = running;
    try {
      const query = toTextPlace(document.uri, selection);
      const answer = await this.#ask({ query }, running);
      if (running === this.#running && answer.query !== '') await this.#view.show(answer.query, answer.results, false);
    } catch (error) {
      this.#client.debug(`Following the cursor: ${error}`);
    } finally {
      if (running === this.#running) this.#running = undefined;
      running.dispose();
    }
  }

  cancel(): void {
    this.#running?.cancel();
  }

  async #search(query: Query): Promise<readonly SimilarResult[]> {
    this.cancel();
    const running = new CancellationTokenSource();
    this.#running = running;
    void commands.executeCommand('setContext', 'elmoLens.searchingSimilar', true);
    const workDoneToken = randomUUID();
    const progressListener = this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (running === this.#running && 'percentage' in value && value.percentage !== undefined) {
        this.#view.showProgress(`Searching… ${value.percentage} %`);
      }
    });
    try {
      return await window.withProgress({ location: { viewId: similarViewId } }, async () => {
        this.#view.showProgress('Searching…');
        await this.#view.open();
        const answer = await this.#ask({ query, workDoneToken }, running);
        if (running === this.#running) await this.#view.show(answer.query, answer.results);
        return answer.results;
      });
    } finally {
      progressListener.dispose();
      if (running === this.#running) {
        this.#running = undefined;
        this.#view.showProgress(undefined);
        void commands.executeCommand('setContext', 'elmoLens.searchingSimilar', false);
      }
      running.dispose();
    }
  }

  async #ask(params: SimilarParams, { token }: CancellationTokenSource) {
    const parameters = { ...params, alsoSearch: await unopenedDocuments(), limit: similarLimit() };
    return this.#client.sendRequest(SimilarRequest, parameters, token);
  }

  dispose(): void {
    this.cancel();
  }
}
