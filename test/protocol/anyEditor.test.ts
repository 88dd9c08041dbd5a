import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CodeActionRequest,
  CodeActionTriggerKind,
  DocumentHighlightRequest,
  DocumentSymbolRequest,
  HoverRequest,
  InlayHintRequest,
  ReferencesRequest,
  SemanticTokensRequest,
  type ServerCapabilities,
} from 'vscode-languageserver-protocol/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { LanguageServer, positionOf, rangeOf } from './languageServer.ts';

const textDocument = { uri: 'file:///letter.md' };
const TEXT = `Angela Merkel walked along the bank of the river in Berlin.

They fished from the bank of the lake. She asked the bank for a loan.
`;

let server: LanguageServer;
let capabilities: ServerCapabilities;
let document: TextDocument;
beforeAll(async () => {
  server = new LanguageServer();
  ({ capabilities } = await server.initialize({ capabilities: {}, initializationOptions: undefined }));
  document = await server.open(textDocument.uri, TEXT);
});
afterAll(() => server.close());

/** What an editor sends that knows nothing optional; each must be answered, and with something. */
const requests: { provider: keyof ServerCapabilities; ask: () => Promise<unknown> }[] = [
  { provider: 'hoverProvider', ask: () => server.connection.sendRequest(HoverRequest.type, bank()) },
  {
    provider: 'documentHighlightProvider',
    ask: () => server.connection.sendRequest(DocumentHighlightRequest.type, bank()),
  },
  {
    provider: 'referencesProvider',
    ask: () =>
      server.connection.sendRequest(ReferencesRequest.type, { ...bank(), context: { includeDeclaration: true } }),
  },
  {
    provider: 'documentSymbolProvider',
    ask: () => server.connection.sendRequest(DocumentSymbolRequest.type, { textDocument }),
  },
  {
    provider: 'codeActionProvider',
    ask: () =>
      server.connection.sendRequest(CodeActionRequest.type, {
        textDocument,
        range: rangeOf(document, 'bank'),
        context: { diagnostics: [], triggerKind: CodeActionTriggerKind.Invoked },
      }),
  },
];

function bank() {
  return { textDocument, position: positionOf(document, 'bank') };
}

test.each(requests)('an editor without any optional capability has its $provider', async ({ provider, ask }) => {
  expect(capabilities[provider]).toBeTruthy();
  const answer = await ask();
  expect(answer).toBeTruthy();
  if (Array.isArray(answer)) expect(answer.length).toBeGreaterThan(0);
});

test('the bank of the river and that of the lake are one sense, the bank with the loan another', async () => {
  const highlights = await server.connection.sendRequest(DocumentHighlightRequest.type, bank());
  expect(highlights?.map(({ range }) => range)).toEqual([rangeOf(document, 'bank', 1), rangeOf(document, 'bank', 2)]);
});

test('an editor without our highlights gets the names as semantic tokens', async () => {
  const { legend } = capabilities.semanticTokensProvider!;
  const tokens = await server.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
  const [line, character, length, type] = tokens!.data;
  expect([line, character, length]).toEqual([0, 0, 'Angela Merkel'.length]);
  expect(legend.tokenTypes[type!]).toBe('variable');
});

test('one that highlights names itself is not offered semantic tokens', async () => {
  const other = new LanguageServer();
  const offered = await other.initialize({ initializationOptions: { highlightsEntities: true } });
  await other.close();
  expect(offered.capabilities.semanticTokensProvider).toBeUndefined();
  expect(offered.capabilities.hoverProvider).toBe(true);
});

test('tone hints are an empty list until they are switched on', async () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  expect(await server.connection.sendRequest(InlayHintRequest.type, { textDocument, range })).toEqual([]);
});
