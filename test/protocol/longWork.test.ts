/** Work that takes seconds, of a word that stands everywhere: other messages are read in between. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CancellationToken,
  CancellationTokenSource,
  DocumentHighlightRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  ReferencesRequest,
} from 'vscode-languageserver-protocol/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { LanguageServer, positionOf } from './languageServer.ts';

const MANY_BANKS = `They sat on ${'the bank of the river and '.repeat(12)}the bank of the stream.`;
const TEXT = `The people of Rome crossed the bridge.\n\n${`${MANY_BANKS}\n\n`.repeat(450)}`;

let server: LanguageServer;
let document: TextDocument;
beforeAll(async () => {
  server = await LanguageServer.start();
  document = await server.open('file:///banks.md', TEXT);
  await server.entities(document.uri);
});
afterAll(() => server.close());

const bank = () => ({ textDocument: { uri: document.uri }, position: positionOf(document, 'bank', 3000) });
const requests = {
  highlight: (token: CancellationToken) => server.connection.sendRequest(DocumentHighlightRequest.type, bank(), token),
  'search for references': (token: CancellationToken) =>
    server.connection.sendRequest(ReferencesRequest.type, { ...bank(), context: { includeDeclaration: true } }, token),
};

for (const [name, send] of Object.entries(requests)) {
  test(`a ${name} that is cancelled while it goes on stops, and others were answered before`, async () => {
    const source = new CancellationTokenSource();
    let ended = false;
    const outcome = send(source.token)
      .catch((error: Error) => error.message)
      .finally(() => {
        ended = true;
      });
    const hover = await server.hover(document, 'bridge');
    const symbols = (await server.connection.sendRequest(DocumentSymbolRequest.type, {
      textDocument: { uri: document.uri },
    })) as DocumentSymbol[];
    expect(JSON.stringify(hover)).toContain('bridge');
    expect(symbols.map((symbol) => symbol.name)).toEqual(['Rome']);
    expect(ended).toBe(false);
    source.cancel();
    // Who highlights asks by itself, and is told nothing rather than an error.
    expect(await outcome).toBe(name === 'highlight' ? null : 'Cancelled');
  });
}
