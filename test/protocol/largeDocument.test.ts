import { afterEach, expect, test } from 'vitest';
import {
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  HoverRequest,
  type Range,
} from 'vscode-languageserver-protocol/node';
import { WHOLE_DOCUMENT_LIMIT } from '../../server/src/documents/prose.ts';
import { LargeDocumentNotification, VisibleRangesNotification } from '../../server/src/protocol.ts';
import { LanguageServer } from './languageServer.ts';

const PARAGRAPH = 'Angela Merkel sat on the bank of the river in Berlin and watched the water.\n\n';

let server: LanguageServer;
afterEach(() => server.close());

test('a document is large while it has more characters than are read whole, and while it is open', async () => {
  server = await LanguageServer.start();
  const uri = 'file:///growing.md';
  const start = { line: 0, character: 0 };
  await server.open(uri, 'a'.repeat(WHOLE_DOCUMENT_LIMIT));
  await edit(uri, 2, { start, end: start }, 'b');
  await edit(uri, 3, { start, end: { line: 0, character: 1 } }, '');
  await edit(uri, 4, { start, end: start }, 'cc');
  await edit(uri, 5, { start, end: start }, 'd');
  await server.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  await server.hover(await server.open('file:///small.md', PARAGRAPH), 'bank');
  const told = server.messages.filter(({ method }) => method === LargeDocumentNotification.method);
  expect(told.map(({ params }) => params)).toEqual(
    [true, false, true, false].map((large) => ({ textDocument: { uri }, large })),
  );
});

test('a document of 50 MB is read around what is visible, also after edits', async () => {
  server = await LanguageServer.start();
  const uri = 'file:///huge.txt';
  await server.open(uri, PARAGRAPH.repeat(50_000_000 / PARAGRAPH.length), 'plaintext');
  const line = 800_000;
  const start = { line, character: 0 };
  await server.connection.sendNotification(VisibleRangesNotification, {
    textDocument: { uri },
    ranges: [{ start, end: { line: line + 20, character: 0 } }],
  });
  for (const [i, text] of [...'Then '].reverse().entries()) await edit(uri, i + 2, { start, end: start }, text);
  const entities = await server.entities(uri, 6);
  const onLine = entities.filter(({ range }) => range.start.line === line);
  expect(onLine.map(({ text, range }) => [text, range.start.character])).toEqual([
    ['Angela Merkel', 'Then '.length],
    ['Berlin', `Then ${PARAGRAPH}`.indexOf('Berlin')],
  ]);
  const position = { line: line + 2, character: PARAGRAPH.indexOf('bank') };
  const hover = await server.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  expect(hover?.range).toEqual({ start: position, end: { ...position, character: position.character + 4 } });
});

async function edit(uri: string, version: number, range: Range, text: string): Promise<void> {
  await server.connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version },
    contentChanges: [{ range, text }],
  });
}
