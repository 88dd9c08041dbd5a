import { type Connection, DidChangeWorkspaceFoldersNotification, type TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientSettings } from '../clientSettings.ts';
import type { LargeDocuments } from '../documents/large.ts';
import type { Hidden } from '../features/hidden.ts';
import type { PinnedSenses } from '../features/pinnedSenses.ts';
import {
  HiddenNotification,
  PinnedSensesNotification,
  ReadFilesNotification,
  VisibleRangesNotification,
} from '../protocol.ts';
import type { Features } from './answers.ts';
import type { Refresher } from './refresher.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';

interface Parts {
  readonly documents: TextDocuments<TextDocument>;
  readonly largeDocuments: LargeDocuments;
  readonly settings: ClientSettings;
  readonly pins: PinnedSenses;
  readonly hidden: Hidden;
  readonly refresher: Refresher;
  readonly files: WorkspaceFiles;
  readonly initialized: Promise<void>;
  readonly features: Promise<Features>;
  readonly log: (line: string) => void;
}

/** What the client tells without waiting for an answer: documents, what is visible of them, settings, pins, what is hidden. */
export function routeNotifications(
  connection: Connection,
  { documents, largeDocuments, settings, pins, hidden, refresher, files, initialized, features, log }: Parts,
): void {
  documents.onDidChangeContent(({ document }) => {
    largeDocuments.update(document); // opened, too
    void features.then(({ entities, unlikelyWords }) => {
      entities.schedule(document);
      unlikelyWords.schedule(document);
    });
  });
  documents.onDidClose(({ document }) => {
    largeDocuments.close(document.uri);
    void features.then(({ entities, unlikelyWords }) => {
      entities.close(document.uri);
      unlikelyWords.close(document);
    });
  });

  documents.onDidSave(({ document: { uri } }) => files.noteSaved(uri));
  connection.onDidChangeWatchedFiles(({ changes }) => files.noteChanges(changes));
  connection.onNotification(ReadFilesNotification, () => files.resume());

  connection.onNotification(VisibleRangesNotification, ({ textDocument, ranges }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return;
    const shown = ranges.map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }));
    void features.then(({ entities, unlikelyWords }) => {
      entities.setVisible(document, shown);
      unlikelyWords.setVisible(document, shown);
    });
  });

  const showAnew = async (changed: readonly TextDocument[]): Promise<void> => {
    refresher.refresh();
    const { entities, unlikelyWords } = await features;
    for (const document of changed) {
      entities.schedule(document, 0);
      unlikelyWords.schedule(document, 0);
    }
  };
  connection.onDidChangeConfiguration(async (params) => {
    await settings.change(params.settings);
    files.update();
    await showAnew(documents.all());
  });
  // Not before: the library takes this message, too, as soon as it knows that the client sends it.
  void initialized.then(() =>
    connection.onNotification(DidChangeWorkspaceFoldersNotification.type, async ({ event: { added, removed } }) => {
      const addresses = (folders: typeof added) => folders.map(({ uri }) => uri);
      await settings.changeFolders(addresses(added), addresses(removed));
      files.changeFolders(addresses(added), addresses(removed));
      await showAnew(documents.all());
    }),
  );
  connection.onNotification(HiddenNotification, async ({ textDocument, hidden: hiddenThere }) => {
    restoreHidden(hidden, { [textDocument.uri]: hiddenThere }, log);
    files.update();
    await showAnew(documents.all().filter(({ uri }) => uri === textDocument.uri));
  });

  connection.onNotification(PinnedSensesNotification, ({ textDocument, pins: pinned }) =>
    restorePins(pins, { [textDocument.uri]: pinned }, log),
  );
}

/** Takes the pins that a client remembers, in place of what was; what can't be read is left out, with a line to `log`. */
export function restorePins(pins: PinnedSenses, raw: unknown, log: (line: string) => void): void {
  try {
    pins.restore(raw);
  } catch (error) {
    log(`Pinned senses that can't be read are left out: ${error}`);
  }
}

/** As `restorePins`, for what is hidden. */
export function restoreHidden(hidden: Hidden, raw: unknown, log: (line: string) => void): void {
  try {
    hidden.restore(raw);
  } catch (error) {
    log(`What is hidden can't be read and is left out: ${error}`);
  }
}
