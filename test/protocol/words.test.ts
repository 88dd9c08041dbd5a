/** What an editor does with a word: highlights and references of its sense, synonyms. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CodeActionTriggerKind,
  DocumentHighlightRequest,
  ReferencesRequest,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { SenseReferenceParams } from '../../server/src/protocol.ts';
import { LanguageServer, positionOf, rangeOf } from './languageServer.ts';

const URI = 'file:///notes.md';
const TEXT = `We had a picnic on the grassy bank of the river and watched the boats go by.
She deposited her salary in the bank and asked the manager about a loan.

The *banks* of the stream were muddy after the rain. Two banks refused to lend the company any money.

The meeting takes place on Friday. The last meetings took place in the town hall. The prices are in the table.

\`\`\`
the bank of code
\`\`\`
`;

let server: LanguageServer;
let document: TextDocument;
beforeAll(async () => {
  server = await LanguageServer.start();
  document = await server.open(URI, TEXT);
});
afterAll(() => server.close());

function highlights(word: string, occurrence = 1) {
  return server.connection.sendRequest(DocumentHighlightRequest.type, {
    textDocument: { uri: URI },
    position: positionOf(document, word, occurrence),
  });
}

async function highlighted(word: string, occurrence = 1) {
  return (await highlights(word, occurrence))?.map(({ range }) => range);
}

describe('highlights', () => {
  test('are on the occurrences of one sense, inflected or not, and not on those of another', async () => {
    const river = [rangeOf(document, 'bank', 1), rangeOf(document, 'banks', 1)];
    const money = [rangeOf(document, 'bank', 2), rangeOf(document, 'banks', 2)];
    expect(await highlighted('bank', 1)).toEqual(river);
    expect(await highlighted('banks', 1)).toEqual(river);
    expect(await highlighted('bank', 2)).toEqual(money);
    expect(await highlighted('banks', 2)).toEqual(money);
  });

  test('several words that form one are highlighted as one', async () => {
    const both = [rangeOf(document, 'takes place'), rangeOf(document, 'took place')];
    expect(await highlighted('place', 1)).toEqual(both);
    expect(await highlighted('took')).toEqual(both);
  });

  test('a word without senses, and what is no prose, leave the answer to the editor', async () => {
    expect(await highlights('the river')).toBeNull();
    expect(await highlights('bank of code')).toBeNull();
  });
});

describe('references', () => {
  function references(params: Partial<SenseReferenceParams> = {}) {
    return server.connection.sendRequest(ReferencesRequest.type, {
      textDocument: { uri: URI },
      position: positionOf(document, 'bank', 1),
      context: { includeDeclaration: true },
      ...params,
    });
  }

  test('are in all open documents, those of the document itself first, and in one sense', async () => {
    const text = 'The bank approved the loan. They walked along the bank of the stream to the old mill.';
    const other = await server.open('file:///other.txt', text, 'plaintext');
    expect(await references()).toEqual([
      { uri: URI, range: rangeOf(document, 'bank', 1) },
      { uri: URI, range: rangeOf(document, 'banks', 1) },
      { uri: other.uri, range: rangeOf(other, 'bank', 2) },
    ]);
  });

  test('are found in text that was never opened', async () => {
    const text = 'They sat on the *bank* of the river.';
    const tab = TextDocument.create('file:///tab.md', 'markdown', 0, text);
    const found = await references({ alsoSearch: [{ uri: tab.uri, languageId: 'markdown', text }] });
    expect(found).toContainEqual({ uri: tab.uri, range: rangeOf(tab, 'bank') });
  });

  test('there are none of a word without senses', async () => {
    expect(await references({ position: positionOf(document, 'the river') })).toBeNull();
  });
});

describe('code actions', () => {
  test('are there for who asks for them, not at every move of the cursor', async () => {
    expect(await server.codeActions(document, 'bank')).not.toEqual([]);
    expect(await server.codeActions(document, 'bank', 1, { triggerKind: CodeActionTriggerKind.Automatic })).toEqual([]);
  });

  test('are of the kinds that are asked for', async () => {
    const kinds = async (only: string[]) =>
      new Set((await server.codeActions(document, 'salary', 1, { only })).map(({ kind }) => kind));
    expect(await kinds(['refactor.rewrite'])).toEqual(new Set(['refactor.rewrite']));
    expect(await kinds(['source'])).toEqual(new Set());
  });

  test('there are none where there is no word with senses', async () => {
    expect(await server.codeActions(document, 'the river')).toEqual([]);
    expect(await server.codeActions(document, 'bank of code')).toEqual([]);
  });
});

describe('synonyms', () => {
  /** The text with each of the synonyms in place. */
  async function replaced(text: string, word: string): Promise<string[]> {
    const written = await server.open('file:///synonyms.md', text);
    const found = await server.codeActions(written, word, 1, { only: ['refactor.rewrite'] });
    return found.map(({ edit }) => TextDocument.applyEdits(written, edit!.changes![written.uri]!));
  }

  test('have the form of the word', async () => {
    expect(await replaced('They *purchased* a big house near the lake.', 'purchased')).toContain(
      'They *bought* a big house near the lake.',
    );
    expect(await replaced('Physicians help the sick.', 'Physicians')).toContain('Doctors help the sick.');
  });

  test('take the article and the case with them', async () => {
    const found = await replaced('A car stood in front of the house this morning.', 'car');
    expect(found).toContain('An automobile stood in front of the house this morning.');
  });

  test('stand for all words that form one', async () => {
    expect(await replaced('The meeting took place in London.', 'took')).toContain('The meeting occurred in London.');
  });

  test('there are none of names', async () => {
    expect(await replaced('She works for Avon Boats in Bristol.', 'Boats')).toEqual([]);
  });

  test('are at most eight, and none where none fits', async () => {
    expect((await replaced('It was a beautiful evening and the sea was calm.', 'beautiful')).length).toBeLessThan(9);
    expect(await replaced('The meeting was on Friday.', 'Friday')).toEqual([]);
  });
});
