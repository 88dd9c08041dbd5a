import { strict as assert } from 'node:assert';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import {
  CancellationTokenSource,
  DidCloseTextDocumentNotification,
  DocumentHighlightRequest,
  DocumentSymbolRequest,
  HoverRequest,
  SemanticTokensRequest,
} from 'vscode-languageserver-protocol/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { SimilarRequest, StatusNotification } from '../../server/src/protocol.ts';
import { LanguageServer } from '../protocol/languageServer.ts';
import { anyEdit, anyText, Writing } from './writing.ts';

const URI = 'file:///storm.md';
const PARAGRAPHS = 30;
const PAUSE_MS = 10;
const PLACES = 25;
const SETTINGS = { hover: { senses: 'all' } };
const STOPS = 5;
const CHANGES_EACH_STOP = 200;
const LONG_SENTENCES = 3000;
/** Longer than any work goes on here by itself. */
const GIVEN_UP_MS = 60_000;

/**
 * So many edits, 10 ms from one to the next: what is read in the end is what a fresh server reads in the last text. Then
 * documents that are closed, and searches that are cancelled, while the engine works. Prints how soon it stops.
 */
export async function storm(changes: number, seed: number): Promise<string> {
  const [text] = fc.sample(anyText(PARAGRAPHS), { seed, numRuns: 1 });
  const server = await LanguageServer.start(SETTINGS);
  const fresh = await LanguageServer.start(SETTINGS);
  try {
    const writing = await Writing.open(server, URI, text!);
    for (const edit of fc.sample(anyEdit, { seed, numRuns: changes })) {
      await writing.edit(edit);
      await delay(PAUSE_MS);
    }
    const { document } = writing;
    await fresh.open(URI, document.getText());
    const [read, expected] = [await allRead(server, document, document.version), await allRead(fresh, document, 1)];
    assert.deepEqual(read, expected);
    const closed: number[] = [];
    const cancelled: number[] = [];
    for (let i = 0; i < Math.min(STOPS, Math.ceil(changes / CHANGES_EACH_STOP)); i++) {
      closed.push(await closeDuringWork(server, longText(2 * i)));
      cancelled.push(await cancelDuringWork(server, longText(2 * i + 1)));
    }
    assert.equal(await server.close(), 0);
    assert.equal(await fresh.close(), 0);
    const most = (times: number[]) => `${Math.max(...times).toFixed(0)} ms`;
    return (
      `${changes} changes: as a fresh server reads it; ` +
      `the engine rests ${most(closed)} after a close, ${most(cancelled)} after a cancel (most of ${closed.length} each)`
    );
  } finally {
    server.process.kill('SIGKILL');
    fresh.process.kill('SIGKILL');
  }
}

/** Enough to read that the engine is still at it when that is noticed, on a fast machine, too; no two say the same. */
function longText(number: number): string {
  const sentence = (i: number) =>
    `In spring ${i} of year ${number} the old bank of the river near Cambridge was covered with plants.`;
  return Array.from({ length: LONG_SENTENCES }, (_, i) => sentence(i)).join('\n\n');
}

/** All that is said of a document, without probabilities: they differ in the last digits with what is read at once. */
async function allRead(server: LanguageServer, document: TextDocument, version: number) {
  const textDocument = { uri: URI };
  const entities = await server.entities(URI, version);
  const places = Array.from({ length: PLACES }, (_, i) => {
    return { textDocument, position: document.positionAt(Math.floor((i / PLACES) * document.getText().length)) };
  });
  const { connection } = server;
  return {
    entities: entities.map(({ range, text, label }) => ({ range, text, label })).sort(byPlace),
    symbols: await connection.sendRequest(DocumentSymbolRequest.type, { textDocument }),
    tokens: (await connection.sendRequest(SemanticTokensRequest.type, { textDocument }))?.data,
    hovers: (await Promise.all(places.map((place) => connection.sendRequest(HoverRequest.type, place)))).map((hover) =>
      JSON.stringify(hover)?.replaceAll(/[<>]? ?\d+ %/gu, ''),
    ),
    highlights: await Promise.all(places.map((place) => connection.sendRequest(DocumentHighlightRequest.type, place))),
  };
}

interface Placed {
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

function byPlace({ range: { start: a } }: Placed, { range: { start: b } }: Placed): number {
  return a.line - b.line || a.character - b.character;
}

async function closeDuringWork(server: LanguageServer, text: string): Promise<number> {
  const uri = 'file:///long.md';
  await server.open(uri, text);
  await untilState(server, 'working');
  return untilRest(server, () =>
    server.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } }),
  );
}

async function cancelDuringWork(server: LanguageServer, text: string): Promise<number> {
  const source = new CancellationTokenSource();
  const params = {
    query: { text: 'A river ran by.' },
    alsoSearch: [{ uri: 'file:///b.md', languageId: 'markdown', text }],
  };
  const answer = server.connection
    .sendRequest(SimilarRequest, params, source.token)
    .catch((error: Error) => error.message);
  await untilState(server, 'working');
  const time = await untilRest(server, async () => source.cancel());
  assert.equal(await answer, 'Cancelled');
  return time;
}

/** Gives the time in ms from an action until the engine has nothing to do. */
async function untilRest(server: LanguageServer, stop: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await stop();
  await untilState(server, 'ready');
  return performance.now() - start;
}

/** The server tells only when its state changes, which it may have done before: looks until it is this one. */
async function untilState(server: LanguageServer, wanted: string): Promise<void> {
  const start = performance.now();
  const state = () => {
    const told = server.messages.findLast(({ method }) => method === StatusNotification.method);
    return (told?.params as { readonly state: string } | undefined)?.state;
  };
  while (state() !== wanted) {
    if (performance.now() - start > GIVEN_UP_MS) assert.fail(`Not ${wanted} for ${GIVEN_UP_MS / 1000} s`);
    await delay(1);
  }
}
