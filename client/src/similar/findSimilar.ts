import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { CancellationTokenSource, commands, type Disposable, type TextEditor, window } from 'vscode';
import { type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node';
import { type SimilarParams, SimilarRequest, type SimilarResult } from '../../../server/src/protocol.ts';
import { toTextPlace } from '../convert.ts';
import { activeProseEditor } from '../prose.ts';
import { settingsFor } from '../settings.ts';
import { TrackedPlaces } from '../trackedPlaces.ts';
import { unopenedDocuments } from '../unopenedTabs.ts';
import { type SimilarView, similarViewId } from './view.ts';

type Query = SimilarParams['query'];

/** Searches the open documents for passages that mean something like a text. One search at a time: a new one ends the old. */
export class SimilarSearch implements Disposable {
  readonly #client: LanguageClient;
  readonly #view: SimilarView;
  /** What was searched for last: a typed text, or a place that follows the edits of its document. */
  #typed: { readonly text: string } | undefined;
  readonly #place = new TrackedPlaces();
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
      title: l10n.t('Find Semantically Similar'),
      prompt: l10n.t(
        'A sentence or a few words. Passages that mean something like it are listed, whatever words they use.',
      ),
      // In English, as the texts that are searched.
      placeHolder: 'The lender agreed to a loan',
    });
    return text?.trim() ? this.#search({ text }) : undefined;
  }

  /** As `fromEditor`, for a cursor that is followed: the view is not opened or focused, and failures are nobody's concern. */
  async quietly({ document, selection }: TextEditor): Promise<void> {
    try {
      await this.#inPlaceOfOthers(async (running) => {
        const answer = await this.#ask({ query: toTextPlace(document.uri, selection) }, running);
        if (running === this.#running && answer.query !== '') await this.#view.show(answer, false);
      });
    } catch (error) {
      this.#client.debug(`Following the cursor: ${error}`);
    }
  }

  /** Lists anew what the list is about, where it is about something: after the settings have another measure. */
  async again(): Promise<void> {
    const query = this.#typed ?? this.#place.at(0);
    if (query && this.#view.listsSimilar) await this.#search(query);
  }

  cancel(): void {
    this.#running?.cancel();
  }

  #search(query: Query): Promise<readonly SimilarResult[]> {
    return this.#inPlaceOfOthers(async (running) => {
      void commands.executeCommand('setContext', 'elmoLens.searchingSimilar', true);
      const workDoneToken = randomUUID();
      const progressListener = this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
        if (running === this.#running && 'percentage' in value && value.percentage !== undefined) {
          this.#view.showProgress(l10n.t('Searching… {0} %', value.percentage));
        }
      });
      try {
        return await window.withProgress({ location: { viewId: similarViewId } }, async () => {
          this.#view.showProgress(l10n.t('Searching…'));
          await this.#view.open();
          const answer = await this.#ask({ query, workDoneToken }, running);
          if (running === this.#running) await this.#view.show(answer);
          return answer.results;
        });
      } finally {
        progressListener.dispose();
      }
    });
  }

  /** Ends the search before, and clears away what says that one is under way unless another took its place. */
  async #inPlaceOfOthers<Result>(search: (running: CancellationTokenSource) => Promise<Result>): Promise<Result> {
    this.cancel();
    const running = new CancellationTokenSource();
    this.#running = running;
    try {
      return await search(running);
    } finally {
      if (running === this.#running) {
        this.#running = undefined;
        this.#view.showProgress(undefined);
        void commands.executeCommand('setContext', 'elmoLens.searchingSimilar', false);
      }
      running.dispose();
    }
  }

  async #ask(params: SimilarParams, { token }: CancellationTokenSource) {
    const parameters = { ...settingsFor().similar, ...params, alsoSearch: await unopenedDocuments() };
    const answer = await this.#client.sendRequest(SimilarRequest, parameters, token);
    this.#remember(params.query);
    return answer;
  }

  #remember(query: Query): void {
    this.#typed = 'text' in query ? query : undefined;
    this.#place.track('text' in query ? [] : [query]);
  }

  dispose(): void {
    this.cancel();
    this.#place.dispose();
  }
}
