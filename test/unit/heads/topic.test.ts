import { expect, test } from 'vitest';
import type { Engine } from '../../../server/src/engine/engine.ts';
import { TopicReader } from '../../../server/src/heads/topic.ts';

/** Sentences of `ball`s score for Sports, others for Business. */
const engine: Engine = {
  analyse: async (sentences) =>
    sentences.map(([word]) => ({ topic: word === 'ball' ? Float32Array.of(2, 0) : Float32Array.of(0, 1) })),
};
const reader = new TopicReader(engine, { labels: ['Sports', 'Business'] });

test('longer sentences count more', async () => {
  const [answer] = await reader.classify([[['ball'], ['bank', 'bank', 'bank']]]);
  const margin = (1 * 2) / 4 - (3 * 1) / 4;
  expect(answer!.label).toBe('Business');
  expect(answer!.scores['Sports']).toBeCloseTo(1 / (1 + Math.exp(-margin)), 9);
  expect(answer!.score).toBeCloseTo(1 - answer!.scores['Sports']!, 9);
});

test('each text has its own answer, in order', async () => {
  const answers = await reader.classify([[['ball']], [['bank'], ['bank']], [['ball']]]);
  expect(answers.map(({ label }) => label)).toEqual(['Sports', 'Business', 'Sports']);
});

test('a text without a sentence is refused', async () => {
  await expect(reader.classify([[]])).rejects.toThrow('no sentence');
});
