import { beforeAll, expect, test, vi } from 'vitest';
import { BiLM } from '../../../server/src/elmo/bilm.ts';
import { Analyser } from '../../../server/src/engine/analyser.ts';
import { DEFAULT_MODEL } from '../elmo/models.ts';

const RIVER = ['She', 'sat', 'on', 'the', 'bank', 'of', 'the', 'river', '.'];
const MONEY = ['The', 'bank', 'lent', 'her', 'the', 'money', '.'];

let analyser: Analyser;
beforeAll(async () => {
  analyser = await Analyser.load(DEFAULT_MODEL);
});

/** The sentences that the biLM read while `work` ran. */
async function readBy(work: () => Promise<unknown>): Promise<string[]> {
  const states = vi.spyOn(BiLM.prototype, 'states');
  await work();
  const read = states.mock.calls.flatMap(([sentences]) => sentences.map((tokens) => tokens.join(' ')));
  states.mockRestore();
  return read;
}

test('another head over a sentence does not run the biLM again', async () => {
  await analyser.analyse([RIVER], ['entities']);
  expect(await readBy(() => analyser.analyse([RIVER], ['partsOfSpeech', 'states']))).toEqual([]);
});

test('only the sentences that are new are read, and each gets its own outputs', async () => {
  const [river] = await analyser.analyse([RIVER], ['states']);
  let both: Awaited<ReturnType<typeof analyser.analyse>> = [];
  expect(
    await readBy(async () => {
      both = await analyser.analyse([MONEY, RIVER], ['states']);
    }),
  ).toEqual([MONEY.join(' ')]);
  expect(both[1]!.states!.data).toEqual(river!.states!.data);
  expect(both[0]!.states!.tokens).toBe(MONEY.length);
});

test('sentences whose tokens join to the same text are told apart', async () => {
  const [joined, apart] = await analyser.analyse([['ice cream'], ['ice', 'cream']], ['states']);
  expect([joined!.states!.tokens, apart!.states!.tokens]).toEqual([1, 2]);
  const read = await readBy(() => analyser.analyse([['ice\ncream'], ['ice\\ncream']], ['states']));
  expect(read).toHaveLength(2);
});
