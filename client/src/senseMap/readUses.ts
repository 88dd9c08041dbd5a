import * as l10n from '@vscode/l10n';
import { ProgressLocation, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type SenseMap, SenseMapRequest } from '../../../server/src/protocol.ts';
import { toProtocolRange } from '../convert.ts';
import { activeProseEditor } from '../prose.ts';
import { unopenedDocuments } from '../unopenedTabs.ts';

/** The uses of the word at the cursor in the open documents. Rejects where there is no word, or no other use of it. */
export async function readUses(client: LanguageClient): Promise<SenseMap> {
  const { document, selection } = activeProseEditor();
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t('Reading the uses of the word in the open documents'),
    cancellable: true,
  };
  return await window.withProgress(options, async (_, token) => {
    const place = { textDocument: { uri: document.uri.toString() }, position: toProtocolRange(selection).start };
    return client.sendRequest(SenseMapRequest, { ...place, alsoSearch: await unopenedDocuments() }, token);
  });
}
