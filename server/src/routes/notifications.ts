import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientSettings } from '../clientSettings.ts';
import type { LargeDocuments } from '../documents/large.ts';
import type { PinnedSenses } from '../features/pinnedSenses.ts';
import { PinnedSensesNotification, VisibleRangesNotification } from '../protocol.ts';
import type { Features } from './answers.ts';

interface Parts {
  readonly documents: TextDocuments<TextDocument>;
  readonly largeDocuments: LargeDocuments;
  readonly settings: ClientSettings;
  readonly pins: PinnedSenses;
  readonly features: Promise<Features>;
  readonly log: (line: string) => void;
}

/** What the client tells without waiting for an answer: documents, what is visible of them, settings, pins. */
export function routeNotifications(
  connection: Connection,
  { documents, largeDocuments, settings, pins, features, log }: Parts,
): void {
  documents.onDidChangeContent(({ document }) => {
    largeDocuments.update(document); // opened, too
    void features.then(({ entities }) => entities.schedule(document));
  });
  documents.onDidClose(({ document }) => {
    largeDocuments.close(document.uri);
    void features.then(({ entities }) => entities.close(document.uri));
  });

  connection.onNotification(VisibleRangesNotification, ({ textDocument, ranges }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return;
    const shown = ranges.map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }));
    void features.then(({ entities }) => entities.setVisible(document, shown));
  });

  connection.onDidChangeConfiguration(async (params) => {
    await settings.change(params.settings);
    const { entities } = await features;
    for (const document of documents.all()) entities.schedule(document, 0);
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
