import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { ProgressLocation, RelativePattern, Uri, window, workspace } from 'vscode';
import { type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node';
import { RepeatedRequest, type UnopenedDocument } from '../../../server/src/protocol.ts';
import { proseFileGlob, readDocuments, unopenedDocuments } from '../unopenedTabs.ts';
import type { SimilarView } from './view.ts';

/** More files than a person compares; they could not be shown either. */
const MAXIMUM_FILES = 2000;

interface Scope {
  /** Completes "Said more than once in". */
  readonly name: string;
  readonly documents: () => Promise<readonly UnopenedDocument[]>;
  readonly onlyThese: boolean;
}

/** Lists what is said more than once, in the open documents or in a folder. */
export class RepeatedSearch {
  readonly #client: LanguageClient;
  readonly #view: SimilarView;

  constructor(client: LanguageClient, view: SimilarView) {
    this.#client = client;
    this.#view = view;
  }

  /** In `folder`, or where the user chooses; undefined where the user chose nothing. */
  async find(folder?: Uri): Promise<number | undefined> {
    const scope = folder instanceof Uri ? folderScope(folder) : await chooseScope();
    return scope && this.#findIn(scope);
  }

  async #findIn({ name, documents, onlyThese }: Scope): Promise<number> {
    const options = {
      location: ProgressLocation.Notification,
      title: l10n.t('Comparing what is said in {0}', name),
      cancellable: true,
    };
    const repeated = await window.withProgress(options, async (progress, token) => {
      const workDoneToken = randomUUID();
      let shown = 0;
      const listener = this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
        if (!('percentage' in value) || value.percentage === undefined) return;
        progress.report({ increment: value.percentage - shown });
        shown = value.percentage;
      });
      try {
        const parameters = { alsoSearch: await documents(), onlyThese, workDoneToken };
        return await this.#client.sendRequest(RepeatedRequest, parameters, token);
      } finally {
        listener.dispose();
      }
    });
    await this.#view.open();
    this.#view.showRepeated(name, repeated);
    return repeated.length;
  }
}

function openDocuments(): Scope {
  return { name: l10n.t('the open documents'), documents: unopenedDocuments, onlyThese: false };
}

function folderScope(folder: Uri): Scope {
  return {
    name: workspace.asRelativePath(folder),
    documents: async () =>
      readDocuments(await workspace.findFiles(new RelativePattern(folder, proseFileGlob), undefined, MAXIMUM_FILES)),
    onlyThese: true,
  };
}

async function chooseScope(): Promise<Scope | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) return openDocuments();
  const items = [
    { label: `$(files) ${l10n.t('Open documents')}`, scope: openDocuments() },
    ...folders.map(({ name, uri }) => ({ label: `$(folder) ${name}`, scope: folderScope(uri) })),
  ];
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Find Repeated Passages'),
    placeHolder: l10n.t('Where to look'),
  });
  return chosen?.scope;
}
