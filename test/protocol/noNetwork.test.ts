import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DocumentHighlightRequest, DocumentSymbolRequest } from 'vscode-languageserver-protocol/node';
import { CompareRequest, RepeatedRequest, SentimentRequest, SimilarRequest } from '../../server/src/protocol.ts';
import { LanguageServer, positionOf, rangeOf } from './languageServer.ts';

const URI = 'file:///notes.md';
const TEXT = `We had a picnic on the grassy bank of the river, where Angela Merkel met Kofi Annan.

She deposited her salary in the bank and asked about a loan at https://example.com/loans.
`;

let folder: string;
let environment: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elmo-lens-sockets-'));
  environment = {
    ...process.env,
    NODE_OPTIONS: `--require ${JSON.stringify(resolve('test/fixtures/noSockets.cjs'))}`,
    NO_SOCKETS_RECORD: join(folder, 'record.jsonl'),
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the processes wrote down: those that were watched, and the sockets that they tried to open. */
function recorded(kind: 'watched' | 'attempt'): string[] {
  const lines = readFileSync(environment['NO_SOCKETS_RECORD']!, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line)).flatMap((entry) => (entry.kind === kind ? [entry.what] : []));
}

test('server, engine and parser work with all sockets blocked, and never try to open one', async () => {
  const server = await LanguageServer.start({}, [], environment);
  const document = await server.open(URI, TEXT);
  const textDocument = { uri: URI };
  const place = { uri: URI, range: rangeOf(document, 'grassy bank of the river') };

  expect(await server.hover(document, 'bank')).not.toBeNull();
  expect(await server.entities(URI)).not.toHaveLength(0);
  const { connection } = server;
  await connection.sendRequest(DocumentHighlightRequest.type, { textDocument, position: positionOf(document, 'bank') });
  await connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
  await connection.sendRequest(SimilarRequest, { query: { text: 'a meadow by the water' } });
  await connection.sendRequest(RepeatedRequest, {});
  await connection.sendRequest(CompareRequest, { a: place, b: place });
  await connection.sendRequest(SentimentRequest, place);
  await server.codeActions(document, 'picnic');
  expect(await server.close()).toBe(0);

  // The worker thread is the parser's.
  expect(recorded('watched')).toEqual(expect.arrayContaining(['cli.cjs', 'engine.cjs', 'a worker thread']));
  expect(recorded('attempt')).toEqual([]);
}, 60_000);

test.each([
  ['a connection', "require('node:http').get('http://127.0.0.1:4711')"],
  ['a fetch', "fetch('http://127.0.0.1:4711').catch(() => {})"],
  ['a datagram', "require('node:dgram').createSocket('udp4').send('x', 9, '127.0.0.1')"],
  ['a look-up of a name', "require('node:dns').lookup('example.com', () => {})"],
])('%s would be noticed', (_, code) => {
  spawnSync(process.execPath, ['-e', `try { ${code} } catch {}`], { env: environment });
  expect(recorded('attempt')).not.toEqual([]);
});
