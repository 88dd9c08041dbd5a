import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
} from 'vscode-languageserver-protocol/node';
import { SimilarRequest } from '../../server/src/protocol.ts';
import { childrenOf, untilGone } from '../torture/processes.ts';
import { LanguageServer } from './languageServer.ts';

let server: LanguageServer;
afterEach(() => server.close());

const URI = 'file:///a.md';

test('it leaves when it is told to, with nothing left behind', async () => {
  server = await LanguageServer.start();
  await server.status('ready');
  const children = childrenOf(server.process.pid!);
  expect(children.length).toBeGreaterThan(0);
  expect(await server.close()).toBe(0);
  await Promise.all(children.map(untilGone));
});

test('an edit publishes the entities of the new text, not of the old', async () => {
  server = await LanguageServer.start();
  await server.open(URI, 'Angela Merkel lives in Berlin.');
  await server.entities(URI, 1);
  await change(2, { line: 0, character: 0 }, { line: 0, character: 13 }, 'Barack Obama');
  const entities = await server.entities(URI, 2);
  expect(entities.map(({ text }) => text)).toEqual(['Barack Obama', 'Berlin']);
});

test('a burst of edits ends with the entities of the last text', async () => {
  server = await LanguageServer.start();
  await server.open(URI, '');
  const text = 'Barack Obama flew from Chicago to Paris.';
  for (const [i, character] of [...text].entries()) {
    await change(i + 2, { line: 0, character: i }, { line: 0, character: i }, character);
  }
  const entities = await server.entities(URI, text.length + 1);
  expect(entities.map((entity) => entity.text)).toEqual(['Barack Obama', 'Chicago', 'Paris']);
});

test('with entities switched off none are published', async () => {
  server = await LanguageServer.start({ entities: { enabled: false } });
  await server.open(URI, 'Angela Merkel lives in Berlin.');
  expect(await server.entities(URI)).toEqual([]);
});

test('only the labels that are asked for are published, and hidden texts never', async () => {
  server = await LanguageServer.start({ entities: { labels: ['LOC'], hidden: ['Paris'] } });
  await server.open(URI, 'Angela Merkel flew from Paris to Berlin.');
  const entities = await server.entities(URI);
  expect(entities.map(({ text }) => text)).toEqual(['Berlin']);
});

test('with the hover off there is none', async () => {
  server = await LanguageServer.start({ hover: { senses: 'off' } });
  const document = await server.open(URI, 'The bank of the river.');
  expect(await server.hover(document, 'bank')).toBeNull();
});

test('a setting of a wrong type keeps its default and is logged', async () => {
  server = await LanguageServer.start({ hover: { senses: 42 } });
  const { message } = await server.next<{ message: string }>({ method: 'window/logMessage' } as never, ({ message }) =>
    message.includes('elmoLens.hover.senses'),
  );
  expect(message).toContain('keeps its old value');
  const document = await server.open(URI, 'We sat on the bank of the river.');
  expect(await server.hover(document, 'bank')).not.toBeNull();
});

test('a folder without a model is named in the status, and requests fail with the reason', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'no-model-'));
  try {
    server = await LanguageServer.start({ model: { path: folder } });
    expect((await server.status('error')).message).toContain(folder);
    await expect(server.connection.sendRequest(SimilarRequest, { query: { text: 'A cat.' } })).rejects.toThrow(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a document that is closed, or was never open, has no hover and breaks nothing', async () => {
  server = await LanguageServer.start();
  const document = await server.open(URI, 'The bank of the river.');
  await server.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: URI } });
  expect(await server.hover(document, 'bank')).toBeNull();
});

async function change(version: number, start: object, end: object, text: string): Promise<void> {
  await server.connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri: URI, version },
    contentChanges: [{ range: { start, end } as never, text }],
  });
}
