import { describe, expect, it } from 'vitest';
import { Analyser } from '../../../server/src/engine/analyser.ts';
import type { Engine } from '../../../server/src/engine/engine.ts';
import { HeadFiles } from '../../../server/src/heads/manifest.ts';
import { PinnedSenseReader, pulledSenses } from '../../../server/src/heads/pinnedSenses.ts';
import { SenseReader } from '../../../server/src/heads/senseReader.ts';
import { SenseRanker } from '../../../server/src/heads/senses.ts';
import type { PinnedSense } from '../../../server/src/protocol.ts';
import { builtWordNet } from '../wordnet/builtWordNet.ts';
import { wordUse } from './wordUse.ts';

describe('pulled senses', () => {
  const unsure = wordUse({ river: 0.6, money: 0.4 }, [1, 0]);
  const like = (senseKey: string, vector: readonly number[]) => ({ senseKey, use: wordUse({}, vector) });

  it('go to the sense of an example that is close', () => {
    const [first] = pulledSenses(unsure, [like('money', [1, 0.1])]);
    expect(first).toMatchObject({ senseKey: 'money' });
    expect(first!.probability).toBeGreaterThan(0.9);
  });

  it('go away from that of an example that is far', () => {
    expect(pulledSenses(unsure, [like('river', [0, 1])])[0]).toMatchObject({ senseKey: 'money' });
  });

  it('are decided by the closest of several examples', () => {
    const examples = [like('money', [0.3, 1]), like('river', [1, 0]), like('money', [0.2, 1])];
    expect(pulledSenses(unsure, examples)[0]).toMatchObject({ senseKey: 'river' });
  });

  it('add up to 1, the likeliest first', () => {
    const probabilities = pulledSenses(unsure, [like('money', [1, 0])]).map(({ probability }) => probability);
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
    expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9);
  });
});

describe('the reader of a document with pins', async () => {
  const MODEL = 'models/default';
  const heads = HeadFiles.open(MODEL);
  const analyser = await Analyser.load(MODEL);
  const engine: Engine = { analyse: (sentences, { outputs }) => analyser.analyse(sentences, outputs) };
  const wordNet = await builtWordNet();
  const ranker = new SenseRanker(await heads.read('senses'), wordNet);
  const reader = new SenseReader(engine, wordNet, ranker, heads.parameters('partsOfSpeech').tags);

  const tokens = 'They sat on the grassy bank of the river .'.split(' ');
  const pin: PinnedSense = { lemma: 'bank', pos: 'n', senseKey: 'bank%1:14:00::', tokens, start: 5, end: 6 };

  it('takes the pinned word at the user’s word', async () => {
    const reading = await new PinnedSenseReader(reader, [pin]).read(tokens, 5);
    expect(reading?.pinned).toBe('here');
    expect(reading?.senses[0]).toMatchObject({ senseKey: pin.senseKey, probability: 1 });
  });

  it('reads other words as if there were no pin', async () => {
    const pinned = new PinnedSenseReader(reader, [pin]);
    for (const index of [1, 8]) {
      const { senses, pinned: isPinned } = (await pinned.read(tokens, index)) ?? {};
      expect(senses).toEqual((await reader.read(tokens, index))?.senses);
      expect(isPinned).toBeUndefined();
    }
  });

  it('leaves out a pin whose sense the word does not have', async () => {
    const strange = { ...pin, senseKey: 'bank%9:99:99::' };
    const reading = await new PinnedSenseReader(reader, [strange]).read(tokens, 5);
    expect(reading?.pinned).toBeUndefined();
    expect(reading?.senses[0]?.senseKey).toBe('bank%1:17:01::');
  });
});
