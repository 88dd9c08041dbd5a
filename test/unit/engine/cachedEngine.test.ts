import { expect, test } from 'vitest';
import { CachedEngine } from '../../../server/src/engine/cachedEngine.ts';
import type { AnalyseOptions, Engine, SentenceOutputs } from '../../../server/src/engine/engine.ts';

/** Answers with the sentence's length as its sentiment, and remembers what it was asked. */
class CountingEngine implements Engine {
  readonly asked: string[] = [];
  readonly askedOutputs: string[] = [];

  async analyse(sentences: readonly (readonly string[])[], { outputs }: AnalyseOptions): Promise<SentenceOutputs[]> {
    this.askedOutputs.push(outputs.join(' '));
    return sentences.map((tokens) => {
      this.asked.push(tokens.join(' '));
      return {
        ...(outputs.includes('sentiment') && { sentiment: tokens.length }),
        ...(outputs.includes('sentence') && { sentence: new Float32Array(1000) }),
      };
    });
  }
}

const sentiment = { outputs: ['sentiment'] } as const;

test('after an edit only the changed sentence is computed again', async () => {
  const engine = new CountingEngine();
  const cached = new CachedEngine(engine);
  await cached.analyse(
    [
      ['One', '.'],
      ['Two', '.'],
    ],
    sentiment,
  );
  engine.asked.length = 0;
  const results = await cached.analyse(
    [
      ['One', '.'],
      ['Two', 'more', '.'],
    ],
    sentiment,
  );
  expect(engine.asked).toEqual(['Two more .']);
  expect(results.map((result) => result.sentiment)).toEqual([2, 3]);
});

test('a sentence that stands twice is computed once', async () => {
  const engine = new CountingEngine();
  const results = await new CachedEngine(engine).analyse([['Yes', '.'], ['No'], ['Yes', '.']], sentiment);
  expect(engine.asked).toEqual(['Yes .', 'No']);
  expect(results.map((result) => result.sentiment)).toEqual([2, 1, 2]);
});

test('another output of a known sentence is computed and joined to what was known', async () => {
  const engine = new CountingEngine();
  const cached = new CachedEngine(engine);
  await cached.analyse([['One']], sentiment);
  await cached.analyse([['One']], { outputs: ['sentence'] });
  engine.asked.length = 0;
  const [result] = await cached.analyse([['One']], { outputs: ['sentence', 'sentiment'] });
  expect(engine.asked).toEqual([]);
  expect(result?.sentiment).toBe(1);
  expect(result?.sentence).toHaveLength(1000);
});

test('tokens with spaces in them are not taken for several tokens', async () => {
  const engine = new CountingEngine();
  const results = await new CachedEngine(engine).analyse([['a b'], ['a', 'b']], sentiment);
  expect(results.map((result) => result.sentiment)).toEqual([1, 2]);
});

test('the cache stays within its bytes: what was used longest ago is computed anew', async () => {
  const engine = new CountingEngine();
  const cached = new CachedEngine(engine, 10_000);
  for (const word of ['a', 'b', 'c']) await cached.analyse([[word]], { outputs: ['sentence'] });
  engine.asked.length = 0;
  await cached.analyse([['c'], ['a']], { outputs: ['sentence'] });
  expect(engine.asked).toEqual(['a']);
});

test('sentences whose tokens join to the same text are told apart', async () => {
  const engine = new CountingEngine();
  const results = await new CachedEngine(engine).analyse([['ice\ncream'], ['ice', 'cream']], sentiment);
  expect(results.map((result) => result.sentiment)).toEqual([1, 2]);
});

test('of a sentence that is known in part, only the rest is computed', async () => {
  const engine = new CountingEngine();
  const cached = new CachedEngine(engine);
  await cached.analyse([['One', '.']], sentiment);
  const [both] = await cached.analyse([['One', '.']], { outputs: ['sentiment', 'sentence'] });
  expect(engine.askedOutputs).toEqual(['sentiment', 'sentence']);
  expect(both).toMatchObject({ sentiment: 2, sentence: expect.any(Float32Array) });
});
