/** The uses of a word on a map, and two passages word by word. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type SenseMap,
  type SenseMapParams,
  SenseMapRequest,
  type SenseMapUse,
  type WordByWord,
  WordByWordRequest,
} from '../../server/src/protocol.ts';
import { LanguageServer, positionOf, rangeOf } from './languageServer.ts';

const RIVER = 'river';
const MONEY = 'money';

/** Each with what its *bank* means. */
const USES = [
  ['We had a picnic on the grassy bank of the river and watched the boats go by.', RIVER],
  ['She deposited her salary in the bank and asked the manager about a loan.', MONEY],
  ['They walked along the bank of the stream to the old mill.', RIVER],
  ['The bank refused to lend the company any money.', MONEY],
  ['Willows grew on both *banks* of the river.', RIVER],
  ['Two banks lowered their interest rates on Monday.', MONEY],
] as const;

const TEXT = `${USES.map(([sentence]) => sentence).join('\n\n')}

The moon rose over the harbour, and nobody said anything about it.

\`\`\`
the bank of code
\`\`\`
`;

let server: LanguageServer;
let document: TextDocument;
beforeAll(async () => {
  server = await LanguageServer.start();
  document = await server.open('file:///notes.md', TEXT);
});
afterAll(() => server.close());

describe('a sense map', () => {
  function senseMap(word: string, params: Partial<SenseMapParams> = {}, occurrence = 1): Promise<SenseMap> {
    return server.connection.sendRequest(SenseMapRequest, {
      textDocument: { uri: document.uri },
      position: positionOf(document, word, occurrence),
      ...params,
    });
  }

  test('has the uses of a word in all its senses and forms, where they stand in the text', async () => {
    const { lemma, pos, uses, current, more } = await senseMap('bank', {}, 2);
    expect({ lemma, pos, more }).toEqual({ lemma: 'bank', pos: 'n', more: false });
    expect(uses.map(({ word }) => word)).toEqual(['bank', 'bank', 'bank', 'bank', 'banks', 'banks']);
    for (const [i, use] of uses.entries()) {
      expect(use.before + use.word + use.after).toBe(USES[i]![0]);
      expect(document.getText(use.range)).toBe(use.word);
    }
    expect(current).toBe(1);
  });

  test('tells the two senses of bank, which lie in two groups', async () => {
    const { senses, uses } = await senseMap('bank');
    expect(senses).toHaveLength(2);
    expect(senses.map(({ definition }) => definition).join()).toMatch(/water.*financial|financial.*water/);
    const ofSense = (sense: string): readonly SenseMapUse[] => uses.filter((_, i) => USES[i]![1] === sense);
    for (const sense of [RIVER, MONEY]) expect(new Set(ofSense(sense).map((use) => use.sense)).size).toBe(1);

    // Each lies closer to the middle of its own group than to that of the other.
    for (const [own, other] of [
      [RIVER, MONEY],
      [MONEY, RIVER],
    ] as const) {
      for (const use of ofSense(own)) {
        expect(distance(use, middle(ofSense(own)))).toBeLessThan(distance(use, middle(ofSense(other))));
      }
    }
  });

  test('is about a plane that holds much of what the uses differ in, the most of it from side to side', async () => {
    const { uses, shares } = await senseMap('bank');
    expect(shares[0]).toBeGreaterThan(shares[1]);
    expect(shares[0] + shares[1]).toBeGreaterThan(0.4);
    expect(shares[0] + shares[1]).toBeLessThanOrEqual(1);
    const width = uses.map(({ x }) => x);
    const height = uses.map(({ y }) => y);
    expect(Math.max(...width) - Math.min(...width)).toBeGreaterThan(Math.max(...height) - Math.min(...height));
  });

  test('takes in other documents, those that the editor never opened too', async () => {
    const before = (await senseMap('bank')).uses.length;
    const other = await server.open('file:///other.txt', 'The bank lent her the money at once.', 'plaintext');
    const unopened = {
      uri: 'file:///third.md',
      languageId: 'markdown',
      text: 'We swam to the other bank of the river.',
    };
    const { uses } = await senseMap('bank', { alsoSearch: [unopened] });
    expect(uses.slice(before).map(({ uri, range }) => ({ uri, range }))).toEqual([
      { uri: other.uri, range: rangeOf(other, 'bank') },
      { uri: unopened.uri, range: rangeOf(TextDocument.create(unopened.uri, 'markdown', 0, unopened.text), 'bank') },
    ]);
  });

  test('shows the uses nearest to the cursor of a word that there is more of than can be shown', async () => {
    const sentence = 'The house on the corner was old.';
    const uri = 'file:///many.txt';
    const many = await server.open(uri, Array.from({ length: 600 }, () => sentence).join('\n'), 'plaintext');
    const position = positionOf(many, 'house', 550);
    const { uses, current, more } = await senseMap('', { textDocument: { uri }, position });
    expect(more).toBe(true);
    expect(uses).toHaveLength(500);
    expect(uses[current]!.range.start.line).toBe(position.line);
    expect(uses.at(-1)!.range.start.line).toBe(599);
    expect(uses[0]!.range.start.line).toBe(100);
  });

  test.each([
    ['that has no other use', 'harbour', /“harbour” is .* only once/],
    ['without senses', 'the river', /Put the cursor on a noun/],
    ['in code', 'bank of code', /Put the cursor on a noun/],
  ])('of a word %s says so', async (_, word, sentence) => {
    await expect(senseMap(word)).rejects.toThrow(sentence);
  });

  test('of a document that is not open says so', async () => {
    await expect(senseMap('bank', { textDocument: { uri: 'file:///closed.md' } })).rejects.toThrow(/Put the cursor/);
  });
});

type Point = Pick<SenseMapUse, 'x' | 'y'>;

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(points: readonly Point[]): Point {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
}

describe('two passages word by word', () => {
  function wordByWord(a: string, b: string): Promise<WordByWord> {
    const place = (text: string) => ({ uri: document.uri, range: rangeOf(document, text) });
    return server.connection.sendRequest(WordByWordRequest, { a: place(a), b: place(b) });
  }

  test('are compared by their words, without punctuation or markup', async () => {
    const { a, b, layers } = await wordByWord('both *banks* of the river.', 'interest rates on Monday.');
    expect(a).toEqual({ words: ['both', 'banks', 'of', 'the', 'river'], more: false });
    expect(b).toEqual({ words: ['interest', 'rates', 'on', 'Monday'], more: false });
    expect(layers).toHaveLength(3);
    for (const layer of layers) expect(layer.map(({ length }) => length)).toEqual([4, 4, 4, 4, 4]);
    for (const value of layers.flat(2)) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-5);
  });

  test('a word has the vector of its whole sentence, not of what is selected of it', async () => {
    const { layers } = await wordByWord('grassy bank of the river', 'in the bank and asked');
    const [alone, grammar, meaning] = layers.map((layer) => layer[1]![2]!);
    expect(alone).toBeCloseTo(1, 4); // "bank" and "bank", which layer 0 sees without their sentences
    expect(grammar).toBeLessThan(0.999);
    expect(meaning).toBeLessThan(0.999);
    const ofItself = await wordByWord('grassy bank of the river', 'bank of the river and watched');
    expect(ofItself.layers.map((layer) => layer[1]![0])).toEqual([1, 1, 1].map((same) => expect.closeTo(same, 4)));
  });

  test('are compared by their first forty words', async () => {
    const { a, b, layers } = await wordByWord(TEXT.slice(0, TEXT.indexOf('```')), 'the old mill');
    expect(a.words).toHaveLength(40);
    expect(a.more).toBe(true);
    expect(b.more).toBe(false);
    expect(layers[0]).toHaveLength(40);
  });

  test('where one is no prose, that is said', async () => {
    await expect(wordByWord('bank of code', 'the old mill')).rejects.toThrow(
      'One of the two texts has no English prose.',
    );
  });
});
