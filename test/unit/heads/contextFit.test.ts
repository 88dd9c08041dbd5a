import { resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { EngineClient } from '../../../server/src/engine/engineClient.ts';
import { ContextFit } from '../../../server/src/heads/contextFit.ts';
import { converted, DEFAULT_MODEL, tinyPair } from '../elmo/models.ts';

const engines: EngineClient[] = [];
afterAll(() => {
  for (const engine of engines) engine.dispose();
});

function contextFit(modelDirectory: string): ContextFit {
  const engine = new EngineClient({ script: resolve('dist/engine.cjs'), modelDirectory });
  engines.push(engine);
  return new ContextFit(engine);
}

/** The sentence with `words` in place of the underscore. */
function place(sentence: string, words: string) {
  const [before = '', after = ''] = sentence.split('_');
  const [start, inPlace] = [before.trim().split(' ').length, words.split(' ')];
  return { tokens: `${before}${words}${after}`.split(' '), start, end: start + inPlace.length };
}

test.each([
  ['She paid the _ into her account at the bank .', 'money', 'river'],
  ['They had to _ their holiday because of the storm .', 'put off', 'give birth'],
])('in "%s" *%s* was more to be expected than *%s*', async (sentence, likelier, other) => {
  const [a, b] = await contextFit(DEFAULT_MODEL).of([place(sentence, likelier), place(sentence, other)]);
  expect(a).toBeGreaterThan(b!);
});

test('nothing is known without a softmax', async () => {
  const fit = contextFit(await converted(tinyPair('unclipped')));
  expect(await fit.of([{ tokens: ['the', 'bank'], start: 1, end: 2 }])).toEqual([undefined]);
});
