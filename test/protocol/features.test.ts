import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DocumentSymbolRequest,
  ErrorCodes,
  InlayHintRequest,
  type MarkupContent,
} from 'vscode-languageserver-protocol/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { CompareRequest, RepeatedRequest, SentimentRequest, SimilarRequest } from '../../server/src/protocol.ts';
import { LanguageServer, positionOf, rangeOf } from './languageServer.ts';

const URI = 'file:///notes.md';
const TEXT = `# Notes

We had a picnic on the grassy bank of the river and watched the boats go by.
She deposited her salary in the bank and asked about a loan.

Angela Merkel met Kofi Annan of the World Bank in Berlin. The picnic was **wonderful** and everybody loved it.

The meal was horrible, cold and far too expensive, and the waiter was rude.

Der Fluss fließt langsam durch die alte Stadt, und die Kinder spielen am Ufer unter den Bäumen.

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

async function hoverText(word: string, occurrence = 1): Promise<string | undefined> {
  const hover = await server.hover(document, word, occurrence);
  return (hover?.contents as MarkupContent | undefined)?.value;
}

describe('hover', () => {
  test('the bank of a river is sloping land, the bank with a salary in it an institution', async () => {
    expect(await hoverText('bank', 1)).toContain('sloping land');
    expect(await hoverText('bank', 2)).toContain('financial institution');
  });

  test('the range is that of the word', async () => {
    const hover = await server.hover(document, 'picnic');
    expect(hover?.range).toEqual(rangeOf(document, 'picnic'));
  });

  test('a word that is part of a name has no sense of its own', async () => {
    expect(await hoverText('Bank in')).toBeUndefined();
  });

  test('function words, code and what lies between paragraphs have none', async () => {
    expect(await hoverText('the river')).toBeUndefined();
    expect(await hoverText('bank of code')).toBeUndefined();
    expect(await hoverText('```')).toBeUndefined();
  });

  test('a paragraph in another language says that it is not read, at the word that the editor takes', async () => {
    const hover = await server.hover(document, 'Fluss');
    expect(hover?.contents).toMatchObject({ value: expect.stringContaining('does not look like English') });
    expect(hover?.range).toBeUndefined();
  });
});

describe('entities', () => {
  test('people, places and organisations are published with their ranges', async () => {
    const entities = await server.entities(URI);
    const found = entities.map(({ text, label }) => `${label} ${text}`);
    expect(found).toEqual(
      expect.arrayContaining(['PER Angela Merkel', 'PER Kofi Annan', 'ORG World Bank', 'LOC Berlin']),
    );
    for (const { text, range } of entities) expect(document.getText(range)).toBe(text);
  });

  test('the same are the symbols of the document', async () => {
    const symbols = await server.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: URI } });
    const names = symbols?.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Angela Merkel', 'Berlin']));
  });
});

describe('similar passages', () => {
  test('the sentence closest in meaning is found in another document, first, and the query itself never', async () => {
    await server.open(
      'file:///other.txt',
      'The committee will vote on the budget tomorrow. We sat on the shore by the water and looked at the ships.',
      'plaintext',
    );
    const range = { start: positionOf(document, 'picnic'), end: positionOf(document, 'picnic') };
    const { query, results } = await server.connection.sendRequest(SimilarRequest, { query: { uri: URI, range } });
    expect(query).toMatch(/^We had a picnic on the grassy bank/);
    expect(results[0]).toMatchObject({
      uri: 'file:///other.txt',
      text: expect.stringContaining('looked at the ships'),
    });
    expect(results.map(({ text }) => text)).not.toContain(query);
  });

  test('typed text finds passages too, also in text that was never opened', async () => {
    const { results } = await server.connection.sendRequest(SimilarRequest, {
      query: { text: 'The cat sleeps on the sofa.' },
      alsoSearch: [{ uri: 'file:///tab.md', languageId: 'markdown', text: 'Our *cat* was sleeping on the couch.' }],
      limit: 1,
    });
    expect(results).toEqual([expect.objectContaining({ uri: 'file:///tab.md' })]);
  });

  test('where nothing says the same, the few passages are listed that have something to do with it', async () => {
    const text = Array.from({ length: 9 }, (_, i) => `The bank lent the company ${i + 2} million dollars.`).join(' ');
    const { results } = await server.connection.sendRequest(SimilarRequest, {
      query: { text: 'Where did the company get its first loan?' },
      alsoSearch: [{ uri: 'file:///loans.txt', languageId: 'plaintext', text }],
    });
    expect(results.map(({ uri }) => uri)).toContain('file:///loans.txt');
    expect(results.filter(({ score }) => score < 0.2).length).toBeLessThanOrEqual(5);
  });

  test('a query without words finds nothing', async () => {
    const { results } = await server.connection.sendRequest(SimilarRequest, { query: { text: '  ' } });
    expect(results).toEqual([]);
  });
});

describe('repeated passages', () => {
  const GUIDE = `The server reads its configuration file at startup. It then waits for requests from a client.

To install the package, run this command in a terminal.

The bank lent the company two million dollars last year.`;
  const MANUAL = `At startup, the server reads the configuration file. Then it waits until a client sends requests.

The committee will vote on the budget tomorrow.

Last year, the bank lent the company two million dollars.

It rained for nine days and nobody went outside.`;
  const asked = {
    alsoSearch: [
      { uri: 'file:///guide.txt', languageId: 'plaintext', text: GUIDE },
      { uri: 'file:///manual.txt', languageId: 'plaintext', text: MANUAL },
    ],
    onlyThese: true,
  };

  test('what is said twice in other words is listed, a paragraph as a whole, the closest first', async () => {
    const repeated = await server.connection.sendRequest(RepeatedRequest, asked);
    expect(repeated.map(({ places }) => places.map(({ text }) => text))).toEqual(
      expect.arrayContaining([
        [GUIDE.split('\n\n')[0], MANUAL.split('\n\n')[0]],
        [GUIDE.split('\n\n')[2], MANUAL.split('\n\n')[2]],
      ]),
    );
    expect(repeated).toHaveLength(2);
    expect(repeated[0]!.score).toBeGreaterThanOrEqual(repeated[1]!.score);
    for (const { places } of repeated) {
      expect(places.map(({ uri }) => uri)).toEqual(['file:///guide.txt', 'file:///manual.txt']);
    }
  });

  test('without a repetition nothing is listed', async () => {
    const [guide] = asked.alsoSearch;
    expect(await server.connection.sendRequest(RepeatedRequest, { ...asked, alsoSearch: [guide!] })).toEqual([]);
  });
});

describe('comparison', () => {
  test('a word in two contexts is the same without context, and differs in the layers above', async () => {
    const { words, sentences } = await server.connection.sendRequest(CompareRequest, {
      a: { uri: URI, range: rangeOf(document, 'bank', 1) },
      b: { uri: URI, range: rangeOf(document, 'bank', 2) },
    });
    expect(words?.layers).toHaveLength(3);
    expect(words?.layers[0]).toBeCloseTo(1, 5);
    expect(words?.layers[2]).toBeLessThan(0.9);
    expect(sentences).toBeLessThan(0.7);
  });

  test('a passage is as close to itself as can be, and has no layers', async () => {
    const place = {
      uri: URI,
      range: rangeOf(document, 'She deposited her salary in the bank and asked about a loan.'),
    };
    const comparison = await server.connection.sendRequest(CompareRequest, { a: place, b: place });
    expect(comparison.sentences).toBeGreaterThan(0.95);
    expect(comparison.words).toBeUndefined();
  });

  test('where there is no prose, a sentence says so', async () => {
    const code = { uri: URI, range: rangeOf(document, 'bank of code') };
    await expect(server.connection.sendRequest(CompareRequest, { a: code, b: code })).rejects.toMatchObject({
      code: ErrorCodes.InvalidParams,
      message: 'One of the two texts has no English prose.',
    });
  });
});

describe('tone', () => {
  test.each([
    ['everybody loved it', 'positive'],
    ['The meal was horrible', 'negative'],
  ])('"%s" is %s', async (text, label) => {
    const reading = await server.connection.sendRequest(SentimentRequest, { uri: URI, range: rangeOf(document, text) });
    expect(reading).toMatchObject({ label, neutral: false });
  });

  test('a cursor means its paragraph', async () => {
    const cursor = positionOf(document, 'waiter');
    const reading = await server.connection.sendRequest(SentimentRequest, {
      uri: URI,
      range: { start: cursor, end: cursor },
    });
    expect(document.getText(reading!.range)).toMatch(/^The meal .* was rude\.$/);
  });

  test('stands at the end of each English paragraph once it is switched on', async () => {
    const hintsOf = (asked: LanguageServer) =>
      asked.connection.sendRequest(InlayHintRequest.type, {
        textDocument: { uri: URI },
        range: { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } },
      });
    expect(await hintsOf(server)).toEqual([]);

    const asking = await LanguageServer.start({ tone: { inlayHints: true } });
    await asking.open(URI, TEXT);
    const hints = (await hintsOf(asking)) ?? [];
    await asking.close();
    const ends = ['loan.', 'loved it.', 'was rude.'].map((last) => rangeOf(document, last).end);
    expect(hints.map(({ position }) => position)).toEqual(ends);
    expect(hints[2]?.label).toMatch(/^negative \d\d %$/);
  });

  test('code has no tone', async () => {
    const range = rangeOf(document, 'bank of code');
    expect(await server.connection.sendRequest(SentimentRequest, { uri: URI, range })).toBeNull();
  });
});
