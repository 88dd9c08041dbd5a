/**
 * A gate against losses of speed: ratios of the processor time that the engine took, the least of several tries. Neither a
 * slow machine nor a busy one changes them much.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Output } from '../../../server/src/engine/engine.ts';
import { EngineClient } from '../../../server/src/engine/engineClient.ts';
import { WordNet } from '../../../server/src/wordnet/wordnet.ts';
import { type BenchDocument, benchDocument } from '../../bench/document.ts';
import { DEFAULT_MODEL } from '../elmo/models.ts';

const TRIES = 5;
const HEADS: readonly Output[] = ['partsOfSpeech', 'senseQueries', 'entities', 'sentence', 'sentiment', 'topic'];

let engine: EngineClient;
let document: BenchDocument;
beforeAll(async () => {
  engine = new EngineClient({ script: resolve('dist/engine.cjs'), modelDirectory: DEFAULT_MODEL });
  document = benchDocument(await WordNet.load(resolve('dist/wordnet.bin')));
  await engine.analyse(document.sentences, { outputs: HEADS }); // now all its words are known, and all heads loaded
});
afterAll(() => engine.dispose());

let turn = 0;
/** The sentences as the engine has not seen them yet, of the words that it knows. */
function unseen(): readonly (readonly string[])[] {
  turn++;
  return document.sentences.map((tokens) => {
    const at = turn % tokens.length;
    return [...tokens.slice(at), `${turn}`, ...tokens.slice(0, at)];
  });
}

/** Processor time of the engine so far, of all its threads, in ticks of the system's clock. */
function ticks(): number {
  const fields = readFileSync(`/proc/${engine.pids[0]}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]); // utime and stime, by proc(5)
}

/** The least ticks that the actions took, which take turns. */
async function least(...actions: (() => Promise<unknown>)[]): Promise<number[]> {
  const taken = actions.map(() => Number.POSITIVE_INFINITY);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    for (const [i, action] of actions.entries()) {
      const start = ticks();
      await action();
      taken[i] = Math.min(taken[i]!, ticks() - start);
    }
  }
  return taken;
}

const isTold = process.platform === 'linux';

test.runIf(isTold)('sentences together cost less than one by one', async () => {
  const [together, oneByOne] = await least(
    () => engine.analyse(unseen().slice(0, 24), { outputs: ['states'] }),
    async () => {
      for (const tokens of unseen().slice(0, 24)) await engine.analyse([tokens], { outputs: ['states'] });
    },
  );
  expect(together! / oneByOne!).toBeLessThan(0.5);
});

test.runIf(isTold)('twice as many sentences take about twice as long', async () => {
  const [half, all] = await least(
    () => engine.analyse(unseen().slice(0, 64), { outputs: ['states'] }),
    () => engine.analyse(unseen(), { outputs: ['states'] }),
  );
  expect(all! / half!).toBeLessThan(2.7);
});

test.runIf(isTold)('all heads together cost less than the vectors that they read', async () => {
  let sentences = unseen();
  const [vectors, heads] = await least(
    () => {
      sentences = unseen();
      return engine.analyse(sentences, { outputs: ['states'] });
    },
    () => engine.analyse(sentences, { outputs: HEADS }),
  );
  expect(heads! / vectors!).toBeLessThan(0.6);
});

test.runIf(isTold)('words that were seen before are cheaper than new ones', async () => {
  const [seen, fresh] = await least(
    () => engine.analyse(unseen(), { outputs: ['states'] }),
    () => {
      const sentences = unseen().map((tokens) => tokens.map((token, i) => `${token}${i}${turn}`));
      return engine.analyse(sentences, { outputs: ['states'] });
    },
  );
  expect(seen! / fresh!).toBeLessThan(0.85);
});
