import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { elmoLens, filter, inFolder, RIVER } from './elmoLens.ts';

const MONEY = 'She deposited her salary in the bank and asked about a loan .'.split(' ');

interface Scored {
  readonly scores: Record<string, number>;
}

test('embed gives three layers of 2P numbers for each token', async () => {
  const [{ layers }] = (await filter('embed', { tokens: RIVER })) as [{ layers: number[][][] }];
  expect(layers.map((layer) => [layer.length, layer[0]!.length])).toEqual(Array(3).fill([RIVER.length, 256]));
});

test('embed passes an id through', async () => {
  expect(await filter('embed', { id: 'x', tokens: ['A'] }, { tokens: ['B'] })).toEqual([
    { id: 'x', layers: expect.any(Array) },
    { layers: expect.any(Array) },
  ]);
});

test('embed --output writes one array that NumPy reads', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'x.npy');
    await elmoLens(
      ['embed', '--output', path],
      `${JSON.stringify({ tokens: RIVER })}\n${JSON.stringify({ tokens: MONEY })}\n`,
    );
    const bytes = await readFile(path);
    const header = bytes.subarray(10, 128).toString('latin1');
    const tokens = RIVER.length + MONEY.length;
    expect(bytes.subarray(0, 6).toString('latin1')).toBe('\x93NUMPY');
    expect(header).toContain(`'descr': '<f4', 'fortran_order': False, 'shape': (3, ${tokens}, 256)`);
    expect(bytes.length).toBe(128 + 3 * tokens * 256 * 4);
  });
});

test('senses tells the two banks apart, and null where WordNet has no such lemma', async () => {
  const bank = { lemma: 'bank', pos: 'n' };
  const answers = await filter(
    'senses',
    { id: 's1', tokens: RIVER, targets: [{ id: 't1', index: 4, ...bank }] },
    {
      id: 's2',
      tokens: MONEY,
      targets: [
        { id: 't2', index: 6, ...bank },
        { id: 't3', index: 0, lemma: 'xyzzy', pos: 'v' },
      ],
    },
  );
  expect(answers).toEqual([
    { id: 's1', targets: [{ id: 't1', senseKey: 'bank%1:17:01::', probability: expect.any(Number) }] },
    {
      id: 's2',
      targets: [
        { id: 't2', senseKey: 'bank%1:14:00::', probability: expect.any(Number) },
        { id: 't3', senseKey: null, probability: null },
      ],
    },
  ]);
});

test('senses takes a target of several words', async () => {
  const tokens = 'The meeting took place in the hall .'.split(' ');
  const target = { id: 1, index: 2, length: 2, lemma: 'take_place', pos: 'v' };
  const [answer] = await filter('senses', { id: 1, tokens, targets: [target] });
  expect(answer).toMatchObject({ targets: [{ senseKey: expect.stringMatching(/^take_place%2:/) }] });
});

test('entities labels tokens in BIO2, and places entities in a text', async () => {
  const answers = await filter(
    'entities',
    { id: 1, tokens: ['Angela', 'Merkel', 'visited', 'Paris', '.'] },
    { id: 2, text: 'I met **Angela Merkel** in “Paris”.', language: 'markdown' },
  );
  expect(answers[0]).toEqual({ id: 1, labels: ['B-PER', 'I-PER', 'O', 'B-LOC', 'O'] });
  expect(answers[1]).toMatchObject({
    id: 2,
    entities: [
      { start: 8, end: 21, label: 'PER' },
      { start: 28, end: 33, label: 'LOC' },
    ],
  });
});

test('similarity is higher for a paraphrase than for another subject', async () => {
  const answers = (await filter(
    'similarity',
    { id: 'near', a: 'A man is playing a guitar.', b: 'Someone plays the guitar.' },
    { id: 'far', a: 'A man is playing a guitar.', b: 'The stock market fell on Monday.' },
  )) as { id: string; score: number }[];
  expect(answers.map(({ id }) => id)).toEqual(['near', 'far']);
  expect(answers[0]!.score).toBeGreaterThan(answers[1]!.score + 0.2);
});

test('classify tells praise from blame', async () => {
  const answers = await filter(
    'classify',
    { id: 1, text: 'A wonderful, moving film.' },
    { id: 2, text: 'A dull and tedious waste of time.' },
  );
  expect(answers).toEqual([
    { id: 1, label: 'positive', score: expect.any(Number), neutral: expect.any(Boolean) },
    { id: 2, label: 'negative', score: expect.any(Number), neutral: expect.any(Boolean) },
  ]);
});

test('classify calls a text neutral that is not English', async () => {
  const text = 'Ce livre est ennuyeux, mal traduit et beaucoup trop long.';
  const answers = await filter('classify', { id: 1, text });
  expect(answers).toEqual([
    { id: 1, label: expect.stringMatching(/^(?:posi|nega)tive$/), score: expect.any(Number), neutral: true },
  ]);
});

test('classify --topic files texts as a newspaper would', async () => {
  const texts = [
    'The striker scored twice as the club won the cup.',
    'Shares fell after the bank cut its profit forecast.',
  ];
  const answers = await filter(['classify', '--topic'], ...texts.map((text, id) => ({ id, text })));
  expect(answers).toMatchObject([
    { id: 0, label: 'Sports', score: expect.any(Number) },
    { id: 1, label: 'Business', score: expect.any(Number) },
  ]);
  expect(Object.keys((answers[0] as Scored).scores).sort()).toEqual(['Business', 'Sci/Tech', 'Sports', 'World']);
});

test('sentences gives tokens with their places in the source', async () => {
  const text = 'It’s “fine”… Don’t worry!';
  const [answer] = (await filter('sentences', { id: 1, text })) as [
    { sentences: { tokens: { text: string; start: number; end: number }[] }[] },
  ];
  const tokens = answer.sentences.flatMap((sentence) => sentence.tokens);
  expect(tokens.map((token) => token.text)).toEqual(['It', "'s", '"', 'fine', '"', '...', 'Do', "n't", 'worry', '!']);
  expect(tokens.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text.replaceAll(' ', ''));
});

test('hover answers what the editor shows, and nulls where it shows nothing', async () => {
  const text = 'We sat on the bank of the river and watched the boats.';
  const answers = await filter(
    'hover',
    { id: 1, text, offset: text.indexOf('bank') + 1 },
    { id: 2, text, offset: text.indexOf('the') },
  );
  expect(answers).toEqual([
    { id: 1, contents: expect.stringContaining('sloping land'), senseKey: 'bank%1:17:01::' },
    { id: 2, contents: null, senseKey: null },
  ]);
});

test('the same lines give the same answers to the last digit', async () => {
  const input = Array.from({ length: 100 }, (_, i) =>
    JSON.stringify({ tokens: [...RIVER.slice(0, 2 + (i % 9)), `n${i}`] }),
  ).join('\n');
  const [first, second] = [await elmoLens(['embed'], input), await elmoLens(['embed'], input)];
  expect(first.output).toBe(second.output);
  expect(first.output.trimEnd().split('\n')).toHaveLength(100);
});
