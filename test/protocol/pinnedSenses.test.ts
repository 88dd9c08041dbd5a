import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  DocumentHighlightRequest,
  ExecuteCommandRequest,
  type Hover,
  type MarkupContent,
} from 'vscode-languageserver-protocol/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { PinnedSensesNotification } from '../../server/src/protocol.ts';
import { LanguageServer, positionOf, rangeOf } from './languageServer.ts';

const URI = 'file:///notes.md';
const TEXT = `We had a picnic on the grassy bank of the river and watched the boats go by.

She deposited her salary in the bank and asked the manager about a loan. Two banks refused to lend her any money.
`;

let server: LanguageServer;
let document: TextDocument;
beforeEach(async () => {
  server = await LanguageServer.start();
  document = await server.open(URI, TEXT);
});
afterEach(() => server.close());

async function hoverText(word: string, occurrence = 1): Promise<string> {
  const { contents } = (await server.hover(document, word, occurrence)) as Hover;
  return (contents as MarkupContent).value;
}

/** Does what the action with this title does. */
async function run(title: string, word: string, occurrence = 1): Promise<void> {
  const found = await server.codeActions(document, word, occurrence);
  const action = found.find((candidate) => candidate.title.startsWith(title));
  await server.connection.sendRequest(ExecuteCommandRequest.type, action!.command!);
}

test('a pinned sense is said in the hover, told to the client, and undone', async () => {
  await run('In this document “bank” means: a financial institution', 'bank');
  expect((await hoverText('bank')).split('\n').slice(0, 3)).toEqual([
    '**bank** · *noun* · pinned by you',
    '',
    expect.stringContaining('a financial institution'),
  ]);
  const { pins } = await server.next(PinnedSensesNotification, ({ textDocument }) => textDocument.uri === URI);
  expect(pins).toMatchObject([{ lemma: 'bank', pos: 'n', senseKey: 'bank%1:14:00::', start: 7, end: 8 }]);

  await run('Unpin “bank” in this document: a financial institution', 'banks');
  expect(await hoverText('bank')).toContain('sloping land');
  await server.next(PinnedSensesNotification, (params) => params.pins.length === 0);
});

test('another pin on the same word takes the place of the first', async () => {
  await run('In this document “bank” means: a financial institution', 'bank');
  await run('In this document “bank” means: sloping land', 'bank');
  const { pins } = await server.next(PinnedSensesNotification, (params) =>
    params.pins.some(({ senseKey }) => senseKey === 'bank%1:17:01::'),
  );
  expect(pins).toHaveLength(1);
});

test('words that are used alike follow the pin, and say so', async () => {
  await run('In this document “bank” means: a financial institution', 'banks');
  expect(await hoverText('bank', 2)).toMatch(
    /^\*\*bank\*\* .*, by your pin in this document\n\na financial institution/,
  );
  expect(await hoverText('bank')).toContain('sloping land');
});

test('pins count for the highlights', async () => {
  await run('In this document “bank” means: sloping land', 'bank', 2);
  const highlights = await server.connection.sendRequest(DocumentHighlightRequest.type, {
    textDocument: { uri: URI },
    position: positionOf(document, 'bank', 1),
  });
  expect(highlights?.map(({ range }) => range)).toContainEqual(rangeOf(document, 'bank', 2));
});

test('pins are taken over from a client that remembers them, and dropped when it says so', async () => {
  await run('In this document “bank” means: a financial institution', 'bank');
  const { pins } = await server.next(PinnedSensesNotification);
  await server.close();
  server = new LanguageServer();
  await server.initialize({ initializationOptions: { pinnedSenses: { [URI]: pins } } });
  await server.open(URI, TEXT);
  expect(await hoverText('bank')).toContain('pinned by you');
  await server.connection.sendNotification(PinnedSensesNotification, { textDocument: { uri: URI }, pins: [] });
  expect(await hoverText('bank')).not.toContain('pinned by you');
});

test('pins that make no sense are left out', async () => {
  const pins = [{ lemma: 'bank', pos: 'n', senseKey: 'x', tokens: [], start: 3, end: 2 }] as const;
  await server.connection.sendNotification(PinnedSensesNotification, { textDocument: { uri: URI }, pins });
  expect(await hoverText('bank')).toContain('sloping land');
});
