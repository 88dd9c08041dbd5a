import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogMessageNotification } from 'vscode-languageserver-protocol/node';
import { SimilarRequest } from '../../server/src/protocol.ts';
import { LanguageServer } from './languageServer.ts';

const QUERY = 'The manager of the bank approved the loan.';
const SAME = 'The bank manager agreed to lend them the money.';
const OTHER = 'The bishop came down the river in a small boat.';

let root: string;
let servers: LanguageServer[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'elmo-lens-shared-'));
  servers = [];
  mkdirSync(join(root, 'notes'));
  write('a.md', `${SAME}\n`);
});
afterEach(async () => {
  for (const server of servers) await server.close();
  rmSync(root, { recursive: true });
});

const uri = (name: string): string => pathToFileURL(join(root, 'notes', name)).href;
const write = (name: string, text: string): void => writeFileSync(join(root, 'notes', name), text);

/** A server as of one window more on the folder. */
async function start(): Promise<LanguageServer> {
  const server = new LanguageServer();
  servers.push(server);
  await server.initialize({
    workspaceFolders: [{ uri: uri(''), name: 'notes' }],
    initializationOptions: { indexFolder: join(root, 'index') },
  });
  await server.status('ready');
  return server;
}

const readings = ({ messages }: LanguageServer): string[] =>
  messages.flatMap(({ method, params }) => {
    const { message } = params as { message: string };
    return method === LogMessageNotification.method && message.startsWith('Index: ') ? [message] : [];
  });

async function find(server: LanguageServer, text: string): Promise<string[]> {
  const { results } = await server.connection.sendRequest(SimilarRequest, { query: { text }, limit: 5 });
  return results.map((result) => result.text);
}

/** Saves a file in one window's editor. */
async function save(server: LanguageServer, name: string, text: string): Promise<void> {
  write(name, text);
  await server.open(uri(name), text);
  await server.connection.sendNotification('textDocument/didSave', { textDocument: { uri: uri(name) } });
  await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uri(name) } });
}

const nextReading = (server: LanguageServer, after: number): Promise<unknown> =>
  server.next(LogMessageNotification.type, () => readings(server).length > after);

test('of two windows on one workspace, one reads the files, and the other finds what is in them', async () => {
  const writer = await start();
  await nextReading(writer, 0);
  const reader = await start();
  expect(await find(reader, QUERY)).toEqual([SAME]);
  await save(writer, 'b.md', `${OTHER}\n`);
  await nextReading(writer, 1);
  expect(await find(reader, 'A churchman travelled on the water.')).toContain(OTHER);
  expect(readings(reader)).toEqual([]);
});

test('the place of a window that died is taken within 10 s, and nothing is read twice', async () => {
  const writer = await start();
  await nextReading(writer, 0);
  const reader = await start();
  expect(await find(reader, QUERY)).toEqual([SAME]);
  const exited = once(writer.process, 'exit');
  writer.process.kill('SIGKILL');
  await exited;
  write('b.md', `${OTHER}\n`);
  await nextReading(reader, 0);
  expect(readings(reader)).toEqual([expect.stringMatching(/^Index: 1 files read in .* s, 1 sentences, 1 of them/)]);
  expect(await find(reader, QUERY)).toContain(SAME);
});

test('a window that is closed leaves no lock', async () => {
  const server = await start();
  await nextReading(server, 0);
  expect(readdirSync(join(root, 'index', 'writers'))).toHaveLength(1);
  await server.close();
  expect(readdirSync(join(root, 'index', 'writers'))).toEqual([]);
});
