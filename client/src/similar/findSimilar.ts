import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { CancellationTokenSource, commands, type Disposable, type TextEditor, Uri, window, workspace } from 'vscode';
import { type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node';
import { type SimilarParams, SimilarRequest, type SimilarResult, SimilarSoFar } from '../../../server/src/protocol.ts';
import { toTextPlace } from '../convert.ts';
import { activeProseEditor } from '../prose.ts';
import { settingsFor } from '../settings.ts';
import { TrackedPlaces } from '../trackedPlaces.ts';
import { unopenedDocuments } from '../unopenedTabs.ts';
import { type SimilarView, similarViewId } from './view.ts';

/** What is looked for, and in which folder where not everywhere. */
type Asked = Pick<SimilarParams, 'query' | 'folder'>;

/**
 * Searches the open documents and the workspace's files for passages that mean something like a text. One search at a time:
 * a new one ends the old.
 */
export class SimilarSearch implements Disposable {
  readonly #client: LanguageClient;
  readonly #view: SimilarView;
  /** What was searched for last; where that was a place, it follows the edits of its document. */
  #asked: Asked | undefined;
  readonly #place = new TrackedPlaces();
  #running: CancellationTokenSource | undefined;

  constructor(client: LanguageClient, view: SimilarView) {
    this.#client = client;
    this.#view = view;
  }

  /** Finds what is similar to the selection or, without one, to the sentence at the cursor. */
  async fromEditor(): Promise<readonly SimilarResult[]> {
    const { document, selection } = activeProseEditor();
    return this.#search({ query: toTextPlace(document.uri, selection) });
  }

  /** Finds what is similar to the paragraph at the cursor. */
  async fromParagraph(): Promise<readonly SimilarResult[]> {
    const { document, selection } = activeProseEditor();
    return this.#search({ query: { ...toTextPlace(document.uri, selection), paragraph: true } });
  }

  /** Asks for a text and finds what is similar to it, in `folder` or everywhere. Undefined where the user gave none. */
  async fromTypedText(folder?: Uri): Promise<readonly SimilarResult[] | undefined> {
    const text = await window.showInputBox({
      title: folder ? l10n.t('Find in {0}', workspace.asRelativePath(folder)) : l10n.t('Find Semantically Similar'),
      prompt: l10n.t(
        'A sentence or a few words. Passages that mean something like it are listed, whatever words they use.',
      ),
      // In English, as the texts that are searched.
      placeHolder: 'The lender agreed to a loan',
    });
    return text?.trim() ? this.#search({ query: { text }, ...(folder && { folder: folder.toString() }) }) : undefined;
  }

  /** Finds what the user chooses; in `folder`, which menus pass, a text that is typed. */
  async fromChoice(folder?: unknown): Promise<readonly SimilarResult[] | undefined> {
    if (folder instanceof Uri) return this.fromTypedText(folder);
    const items = [
      { label: l10n.t('The paragraph at the cursor'), find: () => this.fromParagraph() },
      { label: l10n.t('A text that I type'), find: () => this.fromTypedText() },
      { label: l10n.t('A text that I type, in a folder'), find: () => this.#inFolder() },
    ];
    const chosen = await window.showQuickPick(items, {
      title: l10n.t('Find Semantically Similar'),
      placeHolder: l10n.t('Similar to what?'),
    });
    return chosen?.find();
  }

  async #inFolder(): Promise<readonly SimilarResult[] | undefined> {
    const folder = await chooseFolder();
    return folder && this.fromTypedText(folder);
  }

  /** As `fromEditor`, for a cursor that is followed: the view is not opened or focused, and failures are nobody's concern. */
  async quietly({ document, selection }: TextEditor): Promise<void> {
    try {
      await this.#inPlaceOfOthers(async (running) => {
        const answer = await this.#ask({ query: toTextPlace(document.uri, selection) }, running);
        if (running === this.#running && answer.query !== '') await this.#view.show(answer, { select: false });
      });
    } catch (error) {
      this.#client.debug(`Following the cursor: ${error}`);
    }
  }

  /** Lists anew what the list is about, where it is about something: after the settings have another measure. */
  async again(): Promise<void> {
    if (!this.#asked || !this.#view.listsSimilar) return;
    const { query } = this.#asked;
    const place = this.#place.at(0);
    if ('text' in query) await this.#search(this.#asked);
    else if (place) await this.#search({ ...this.#asked, query: { ...query, ...place } });
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  cancel(): void {
    this.#running?.cancel();
  }

  #search(asked: Asked): Promise<readonly SimilarResult[]> {
    return this.#inPlaceOfOthers(async (running) => {
      void commands.executeCommand('setContext', 'elmoLens.searchingSimilar', true);
      const [workDoneToken, partialResultToken] = [randomUUID(), randomUUID()];
      let progress = l10n.t('Searching…');
      const progressListener = this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
        if (running === this.#running && 'percentage' in value && value.percentage !== undefined) {
          progress = l10n.t('Searching… {0} %', value.percentage);
          this.#view.showProgress(progress);
        }
      });
      const soFarListener = this.#client.onProgress(SimilarSoFar, partialResultToken, (soFar) => {
        if (running !== this.#running || soFar.results.length === 0) return;
        void this.#view.show(soFar, { folder: asked.folder, select: false });
        this.#view.showProgress(progress);
      });
      try {
        return await window.withProgress({ location: { viewId: similarViewId } }, async () => {
          this.#view.showProgress(progress);
          await this.#view.open();
          const answer = await this.#ask({ ...asked, workDoneToken, partialResultToken }, running);
          if (running === this.#running) await this.#view.show(answer, { folder: asked.folder });
          return answer.results;
        });
      } finally {
        progressListener.dispose();
        soFarListener.dispose();
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
    const { query, folder } = params;
    this.#asked = { query, ...(folder !== undefined && { folder }) };
    this.#place.track('text' in query ? [] : [query]);
    return answer;
  }

  dispose(): void {
    this.cancel();
    this.#place.dispose();
  }
}

async function chooseFolder(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: l10n.t('Where to look'),
    openLabel: l10n.t('Look Here'),
    ...(workspace.workspaceFolders?.[0] && { defaultUri: workspace.workspaceFolders[0].uri }),
  });
  return chosen?.[0];
}
