import { expect, test } from 'vitest';
import type { AnalyseOptions, Engine, SentenceOutputs } from '../../../server/src/engine/engine.ts';
import { EntityTagger } from '../../../server/src/heads/entities.ts';
import { UnlikelyWordFinder } from '../../../server/src/heads/unlikelyWords.ts';

const LABELS = ['O', 'B-PER', 'I-PER'];
const zeros = LABELS.map(() => 0);
const CRF = { labels: LABELS, transitions: LABELS.map(() => zeros), start: zeros, end: zeros };

/** Takes every "rice" for "rise", and what has a capital for a name, with what follows an "of". */
class FakeEngine implements Engine {
  readonly asked: string[] = [];

  async analyse(sentences: readonly (readonly string[])[], { outputs }: AnalyseOptions): Promise<SentenceOutputs[]> {
    this.asked.push(`${outputs.join()} of ${sentences.length}`);
    const emission = (tokens: readonly string[], i: number) => {
      if (/^[A-Z]/.test(tokens[i]!)) return [0, 9, 0];
      return tokens[i] === 'of' || tokens[i - 1] === 'of' ? [0, 0, 9] : [9, 0, 0];
    };
    return sentences.map((tokens) => ({
      likelierWords: tokens.flatMap((token, start) =>
        token === 'rice' ? [{ start, end: start + 1, text: 'rise' }] : [],
      ),
      entities: Float32Array.from(tokens.flatMap((_, i) => emission(tokens, i))),
    }));
  }
}

const SENTENCES = ['the House of rice and rice', 'nothing', 'prices rice'].map((sentence) => sentence.split(' '));

test('parts of names are no slips, and names are only looked for where there are slips', async () => {
  const engine = new FakeEngine();
  const found = await new UnlikelyWordFinder(engine, new EntityTagger(engine, CRF)).find(SENTENCES);
  expect(found.map((words) => words.map(({ start }) => start))).toEqual([[5], [], [1]]);
  expect(engine.asked).toEqual(['likelierWords of 3', 'entities of 2']);
});

test('a model without a tagger has its slips found all the same', async () => {
  const engine = new FakeEngine();
  const found = await new UnlikelyWordFinder(engine).find(SENTENCES);
  expect(found.map((words) => words.map(({ start }) => start))).toEqual([[3, 5], [], [1]]);
  expect(engine.asked).toEqual(['likelierWords of 3']);
});
