import { isSameSense } from '../../server/src/heads/sameSense.ts';
import { normaliseToken } from '../../server/src/text/normaliseToken.ts';
import { wordPairs } from './data.ts';
import { accuracy } from './scorers.ts';
import type { Figure, Surroundings, Task } from './task.ts';

/** Whether highlights and references would join two uses of a word. */
export const wordsInContext: Task = {
  name: 'wic',
  async run({ lens, data }: Surroundings): Promise<Figure[]> {
    const set = wordPairs(data.read('wsd/wic/dev.data.txt'), data.read('wsd/wic/dev.gold.txt'));
    const uses = await lens.senses.uses(
      set.flatMap(({ lemma, pos, places }) =>
        places.map(({ tokens, index }) => ({
          tokens: tokens.map(normaliseToken),
          targets: [{ index, length: 1, lemma, pos }],
        })),
      ),
    );
    const [gold, decisions, firstSenses] = [[], [], []] as [boolean[], boolean[], boolean[]];
    for (const [i, { same }] of set.entries()) {
      const [a, b] = [uses[2 * i]![0], uses[2 * i + 1]![0]];
      gold.push(same);
      decisions.push(a !== undefined && b !== undefined && isSameSense(a, b));
      firstSenses.push(a !== undefined && a.senses[0]?.senseKey === b?.senses[0]?.senseKey);
    }
    return [
      {
        set: 'WiC dev',
        measure: 'accuracy',
        ours: 100 * accuracy(gold, decisions),
        baseline: { name: 'equal first senses', value: 100 * accuracy(gold, firstSenses) },
        reference: 'on WiC test: chance 50.0, ELMo 57.7, context2vec 59.3, BERT-large 65.5',
      },
    ];
  },
};
