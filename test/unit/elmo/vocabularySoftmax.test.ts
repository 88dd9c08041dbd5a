import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { convert } from '../../../models/convert/convert.ts';
import { BiLM } from '../../../server/src/elmo/bilm.ts';
import { VocabularySoftmax } from '../../../server/src/elmo/vocabularySoftmax.ts';
import { copyWeights } from '../convert/weights.ts';
import { converted, DEFAULT_MODEL, greatestDifference, temporaryFolder, tinyPair } from './models.ts';

const WORDS = ['<S>', '</S>', '<UNK>', 'the', 'bank', 'by', 'a', 'river'];
const SIZE = 6;
/** Rows that int8 holds exactly: multiples of a step, the largest 127 times it. */
const ROWS = WORDS.map((_, word) =>
  Array.from({ length: SIZE }, (_, i) => (i === word % SIZE ? 127 : ((word * 37 + i * 61) % 200) - 100) / 64),
);
const BIASES = WORDS.map((_, word) => word / 4 - 1);

async function tinyModel(): Promise<string> {
  const folder = await temporaryFolder();
  const [weights, vocabulary] = [join(folder, 'softmax.hdf5'), join(folder, 'words.txt')];
  const { options, weights: original } = tinyPair('unclipped');
  await copyWeights(original, weights, (sets) => {
    sets.set('softmax/W', { data: Float32Array.from(ROWS.flat()), shape: [WORDS.length, SIZE] });
    sets.set('softmax/b', { data: Float32Array.from(BIASES), shape: [WORDS.length] });
  });
  await writeFile(vocabulary, `${WORDS.join('\n')}\n`);
  await convert({ options, weights, vocabulary, output: folder }, () => {});
  return folder;
}

/** log p of the word with this id, by the definition of the softmax. */
function logProbability(hidden: Float32Array, target: number): number {
  const logits = ROWS.map((row, word) => row.reduce((sum, weight, i) => sum + weight * hidden[i]!, BIASES[word]!));
  return logits[target]! - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
}

describe('the likelihood of a sentence', () => {
  test('is the softmax of the last layer: of what comes next, and of what came before', async () => {
    const folder = await tinyModel();
    const [bilm, softmax] = [await BiLM.load(folder), await VocabularySoftmax.load(folder)];
    const tokens = ['the', 'bank', 'by', 'a', 'unheard-of', 'river'];
    const framed = ['<S>', ...tokens, '</S>'].map((word) => (WORDS.includes(word) ? WORDS.indexOf(word) : 2));
    const [states] = await bilm.states([tokens]);
    const top = (row: number, from: number) =>
      states!.data.subarray((row + 1) * states!.width + from, (row + 1) * states!.width + from + SIZE);
    const { forward, backward } = softmax.likelihood(tokens, states!);
    const next = framed.slice(1).map((target, row) => logProbability(top(row, -2 * SIZE), target));
    const previous = framed.slice(0, -1).map((target, row) => logProbability(top(row + 1, -SIZE), target));
    expect(greatestDifference(forward, next)).toBeLessThan(1e-5);
    expect(greatestDifference(backward, previous)).toBeLessThan(1e-5);
  });

  test('is shared among the words of the vocabulary', async () => {
    const folder = await tinyModel();
    const [bilm, softmax] = [await BiLM.load(folder), await VocabularySoftmax.load(folder)];
    const states = await bilm.states(WORDS.map((word) => [word]));
    const all = WORDS.map((word, index) => softmax.likelihood([word], states[index]!));
    expect(all.reduce((sum, { forward }) => sum + Math.exp(forward[0]!), 0)).toBeCloseTo(1, 5);
    expect(all.reduce((sum, { backward }) => sum + Math.exp(backward[1]!), 0)).toBeCloseTo(1, 5);
  });

  test('is higher for a sentence than for its words in another order', async () => {
    const [bilm, softmax] = [await BiLM.load(DEFAULT_MODEL), await VocabularySoftmax.load(DEFAULT_MODEL)];
    const tokens = ['She', 'put', 'the', 'money', 'into', 'the', 'bank', '.'];
    const mixed = ['the', 'She', '.', 'into', 'money', 'bank', 'put', 'the'];
    const states = await bilm.states([tokens, mixed]);
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    const [natural, unnatural] = [softmax.likelihood(tokens, states[0]!), softmax.likelihood(mixed, states[1]!)];
    expect(sum(natural.forward)).toBeGreaterThan(sum(unnatural.forward) + 10);
    expect(sum(natural.backward)).toBeGreaterThan(sum(unnatural.backward) + 10);
  });
});

describe('how much a word was to be expected', () => {
  test('differs, between words in one place, as their probabilities and the logarithm of their ranks do', async () => {
    const folder = await tinyModel();
    const [bilm, softmax] = [await BiLM.load(folder), await VocabularySoftmax.load(folder)];
    const [index, word, other] = [1, 'bank', 'river'];
    const sentences = [word, other].map((choice) => ['the', choice, 'by', 'a']);
    const states = await bilm.states(sentences);
    const [expected, likelihoods] = [
      sentences.map((tokens, i) => softmax.expectedness(tokens, states[i]!)),
      sentences.map((tokens, i) => softmax.likelihood(tokens, states[i]!)),
    ];
    const ranks = Math.log(softmax.rank(word)! / softmax.rank(other)!) / 2;
    const gain = (direction: 0 | 1) => expected[0]![2 * index + direction]! - expected[1]![2 * index + direction]!;
    expect(gain(0)).toBeCloseTo(likelihoods[0]!.forward[index]! - likelihoods[1]!.forward[index]! + ranks, 4);
    expect(gain(1)).toBeCloseTo(likelihoods[0]!.backward[index + 1]! - likelihoods[1]!.backward[index + 1]! + ranks, 4);
  });

  test('is not known of a word that the vocabulary lacks', async () => {
    const folder = await tinyModel();
    const [bilm, softmax] = [await BiLM.load(folder), await VocabularySoftmax.load(folder)];
    const [states] = await bilm.states([['the', 'unheard-of']]);
    expect([...softmax.expectedness(['the', 'unheard-of'], states!)].map(Number.isNaN)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('a softmax is refused', () => {
  test('that the model does not have', async () => {
    const folder = await converted(tinyPair('unclipped'));
    await expect(VocabularySoftmax.load(folder)).rejects.toThrow(/softmax\.bin: .*"--vocabulary"/);
  });

  test('that was taken away', async () => {
    const folder = await tinyModel();
    await rm(join(folder, 'softmax.bin'));
    await expect(VocabularySoftmax.load(folder)).rejects.toThrow(/There is no .*softmax\.bin/);
  });

  test('that is damaged', async () => {
    const folder = await tinyModel();
    const bytes = await readFile(join(folder, 'softmax.bin'));
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(join(folder, 'softmax.bin'), bytes);
    await expect(VocabularySoftmax.load(folder)).rejects.toThrow(/softmax\.bin is damaged/);
  });
});
