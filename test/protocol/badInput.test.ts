import { afterAll, beforeAll, expect, test } from 'vitest';
import { HoverRequest } from 'vscode-languageserver-protocol/node';
import { VisibleRangesNotification } from '../../server/src/protocol.ts';
import { LanguageServer } from './languageServer.ts';

let server: LanguageServer;
beforeAll(async () => {
  server = await LanguageServer.start();
});
afterAll(() => server.close());

const PROSE = 'Barack Obama sat on the bank of the river in Chicago.';

const TEXTS: Record<string, string> = {
  'an empty file': '',
  'only white space': ' \t\r\n\r\n  ',
  'NUL bytes': `\0\0\0 ${PROSE} \0`,
  'lone surrogates': `\ud800 ${PROSE} \udc00\udfff \ud83d`,
  'a mixture of CR and LF': `One\rtwo\r\nthree\n\r${PROSE}\r\r\n`,
  'right-to-left text': `\u202eשלום עולם مرحبا بالعالم\u202c\n\n${PROSE}`,
  'a word of 50,000 characters': `${'a'.repeat(50_000)} ${PROSE}`,
  'a line of 100,000 characters': `${PROSE} `.repeat(2000),
  'ten thousand brackets': `${'['.repeat(10_000)} ${PROSE} ${'('.repeat(10_000)}`,
  'ten thousand quotation levels': `${'> '.repeat(10_000)} ${PROSE}`,
  'ten thousand combining marks': `e${'\u0301'.repeat(10_000)} ${PROSE}`,
  'minified JSON': JSON.stringify(Array.from({ length: 5000 }, (_, i) => ({ id: i, name: `n${i}` }))),
};

test.each(Object.keys(TEXTS))('%s is opened, read and hovered over without harm', async (name) => {
  const uri = `file:///${encodeURIComponent(name)}.md`;
  const document = await server.open(uri, TEXTS[name]!);
  await server.entities(uri);
  if (!TEXTS[name]!.includes(PROSE)) return;
  const hover = await server.hover(document, 'bank');
  expect(hover?.range && document.getText(hover.range)).toBe('bank');
});

test('a document of 5 MB is read around what is visible', async () => {
  const uri = 'file:///huge.txt';
  const document = await server.open(uri, `${`${PROSE}\n\n`.repeat(90_000)}`, 'plaintext');
  const line = 100_000;
  await server.connection.sendNotification(VisibleRangesNotification, {
    textDocument: { uri },
    ranges: [{ start: { line, character: 0 }, end: { line: line + 40, character: 0 } }],
  });
  const position = { line, character: PROSE.indexOf('bank') };
  const hover = await server.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  expect(hover?.range && document.getText(hover.range)).toBe('bank');
});

test('nothing but the protocol is written to standard output, and no error to standard error', () => {
  expect(server.errors).toBe('');
});
