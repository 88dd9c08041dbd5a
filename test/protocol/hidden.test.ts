/** What the user hides: nobody hears of it, until it is shown again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ConfigurationRequest,
  DidChangeConfigurationNotification,
  DidChangeWorkspaceFoldersNotification,
  DocumentHighlightRequest,
  DocumentSymbolRequest,
  InlayHintRequest,
  SemanticTokensRequest,
} from 'vscode-languageserver-protocol/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  EntitiesNotification,
  type HiddenInDocument,
  HiddenNotification,
  SimilarRequest,
  WordRequest,
} from '../../server/src/protocol.ts';
import { LanguageServer, positionOf } from './languageServer.ts';

const TEXT = `Angela Merkel walked along the bank of the river in Berlin, which was a lovely afternoon.

They fished from the bank of the lake. Two banks refused to lend the company any money.
`;
const FOLDER = 'file:///work';

const nothing: HiddenInDocument = { words: [], names: [], file: false };

let server: LanguageServer;
let document: TextDocument;
beforeAll(async () => {
  server = await LanguageServer.start({
    hover: { senses: 'all' },
    tone: { inlayHints: true },
    hidden: { 'file:///remembered.md': { ...nothing, words: ['bank'] } },
  });
  document = await server.open('file:///notes.md', TEXT);
});
afterAll(() => server.close());

const textDocument = { uri: 'file:///notes.md' };
const at = (word: string, occurrence = 1) => ({ textDocument, position: positionOf(document, word, occurrence) });

function hide(hidden: Partial<HiddenInDocument>): Promise<void> {
  return server.connection.sendNotification(HiddenNotification, { textDocument, hidden: { ...nothing, ...hidden } });
}

/** Everything that an editor asks by itself. */
async function heard(word: string, occurrence = 1) {
  const { connection } = server;
  return {
    hover: (await server.hover(document, word, occurrence)) !== null,
    highlights: (await connection.sendRequest(DocumentHighlightRequest.type, at(word, occurrence)))?.length ?? 0,
    actions: (await server.codeActions(document, word, occurrence)).length > 0,
    word: (await connection.sendRequest(WordRequest, at(word, occurrence)))?.lemma,
  };
}

async function symbols(): Promise<string[]> {
  const found = await server.connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
  return (found ?? []).map(({ name }) => name);
}

describe('a word', () => {
  test('is silent in all its forms while it is hidden, and others are not', async () => {
    expect(await heard('banks')).toMatchObject({ hover: true, actions: true, word: 'bank' });
    await hide({ words: ['bank'] });
    for (const occurrence of [1, 2]) {
      expect(await heard('bank', occurrence)).toEqual({ hover: false, highlights: 0, actions: false, word: undefined });
    }
    expect(await heard('banks')).toEqual({ hover: false, highlights: 0, actions: false, word: undefined });
    expect(await heard('river')).toMatchObject({ hover: true, word: 'river' });
    await hide({});
    expect(await heard('bank')).toMatchObject({ hover: true, word: 'bank' });
  });

  test('that the client remembers as hidden is silent from the start', async () => {
    const remembered = await server.open('file:///remembered.md', TEXT);
    expect(await server.hover(remembered, 'bank')).toBeNull();
    expect(await server.hover(remembered, 'river')).not.toBeNull();
  });
});

test('a hidden name is no symbol, no token and no highlight', async () => {
  const tokens = async () =>
    (await server.connection.sendRequest(SemanticTokensRequest.type, { textDocument }))!.data.length / 5;
  expect(await symbols()).toEqual(['Angela Merkel', 'Berlin']);
  const before = await tokens();
  const published = server.messages.length;
  await hide({ names: ['Berlin'] });
  expect(await symbols()).toEqual(['Angela Merkel']);
  expect(await tokens()).toBe(before - 1);
  const { entities } = await server.next(EntitiesNotification, (params) => {
    const isNew = server.messages.findIndex((message) => message.params === params) >= published;
    return params.textDocument.uri === textDocument.uri && isNew;
  });
  expect(entities.map(({ text }) => text)).toEqual(['Angela Merkel']);
  await hide({});
});

test('of a hidden file nothing is heard, and it is not searched', async () => {
  const other = await server.open('file:///other.md', 'They sat on the bank of the river and fished all day long.');
  const search = async () => {
    const query = { uri: other.uri, range: { start: other.positionAt(3), end: other.positionAt(3) } };
    const { results } = await server.connection.sendRequest(SimilarRequest, { query });
    return results.filter(({ uri }) => uri === textDocument.uri).length;
  };
  const hints = async () => {
    const range = { start: document.positionAt(0), end: document.positionAt(TEXT.length) };
    return (await server.connection.sendRequest(InlayHintRequest.type, { textDocument, range }))!.length;
  };
  expect(await search()).toBeGreaterThan(0);
  expect(await hints()).toBeGreaterThan(0);
  await hide({ file: true });
  expect(await heard('bank')).toMatchObject({ hover: false, highlights: 0, actions: false });
  expect(await symbols()).toEqual([]);
  expect(await search()).toBe(0);
  expect(await hints()).toBe(0);
  await hide({});
  expect(await heard('bank')).toMatchObject({ hover: true, actions: true });
});

describe('a client with folders', () => {
  /** By folder, and for the rest of the window. */
  const settings: Record<string, object> = { '': {}, [FOLDER]: { files: { hidden: ['drafts'] } } };
  let server: LanguageServer;
  let draft: TextDocument;
  beforeAll(async () => {
    server = new LanguageServer();
    server.connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(({ scopeUri = '' }) => settings[scopeUri]),
    );
    await server.initialize({
      capabilities: { workspace: { configuration: true, workspaceFolders: true } },
      workspaceFolders: [{ name: 'work', uri: FOLDER }],
    });
    draft = await server.open(`${FOLDER}/drafts/a.md`, TEXT);
  });
  afterAll(() => server.close());

  test('has its own settings in each', async () => {
    expect(await server.hover(draft, 'bank')).toBeNull();
    const outside = await server.open('file:///elsewhere/drafts/a.md', TEXT);
    expect(await server.hover(outside, 'bank')).not.toBeNull();
  });

  test('changes them, and its folders', async () => {
    settings[FOLDER] = { words: { hidden: ['river'] } };
    await server.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await expect.poll(() => server.hover(draft, 'bank')).not.toBeNull();
    const added = 'file:///more';
    settings[added] = { words: { hidden: ['bank'] } };
    const document = await server.open(`${added}/a.md`, TEXT);
    expect(await server.hover(document, 'bank')).not.toBeNull();
    await server.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: [{ name: 'more', uri: added }], removed: [] },
    });
    await expect.poll(() => server.hover(document, 'bank')).toBeNull();
  });
});
