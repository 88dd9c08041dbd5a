import { expect, test } from 'vitest';
import type { Engine } from '../../../server/src/engine/engine.ts';
import { readClassifier, TextClassifier, writeClassifier } from '../../../server/src/heads/textClassifier.ts';

/** One state number for each token: its length; -9 at the boundaries. */
const engine: Engine = {
  analyse: async (sentences) =>
    sentences.map((tokens) => ({
      states: { tokens: tokens.length, width: 1, data: Float32Array.from([-9, ...tokens.map((t) => t.length), -9]) },
    })),
};

// Long words on average, against one word at least that is long.
const model = { bilm: 'abc', labels: ['mean', 'maximum'], weights: Float32Array.of(1, 0, 0, 0, 1, -3) };
const file = writeClassifier(model);

test('mean and maximum are taken over the tokens of all sentences, without the boundaries', async () => {
  const [answer] = await new TextClassifier(engine, model).classify([[['a', 'abc'], ['abcde']]]);
  const odds = Math.exp(3 - (5 - 3)); // mean (1 + 3 + 5) / 3, maximum 5
  expect(answer!.label).toBe('mean');
  expect(answer!.score).toBeCloseTo(odds / (1 + odds), 6);
  expect(answer!.scores['maximum']).toBeCloseTo(1 / (1 + odds), 6);
});

test('a text without a sentence is refused', async () => {
  await expect(new TextClassifier(engine, model).classify([[]])).rejects.toThrow('no sentence');
});

test('a file holds the classifier to the last bit', () => {
  expect(readClassifier(file, 'x.json', 'abc')).toEqual(model);
});

test.each([
  ['something else', '{"format":1}', 'abc', 'x.json is not a classifier'],
  ['half of a file', file.slice(0, file.length / 2), 'abc', 'x.json is not a classifier'],
  ['a file of another biLM', file, 'def', 'x.json was trained on another biLM'],
  ['weights that were changed', file.replace('"weights": "AACA', '"weights": "AACB'), 'abc', 'x.json is damaged'],
])('%s is refused with what to do', (_, text, bilm, message) => {
  expect(() => readClassifier(text, 'x.json', bilm)).toThrow(message);
  expect(() => readClassifier(text, 'x.json', bilm)).toThrow('train-classifier');
});
