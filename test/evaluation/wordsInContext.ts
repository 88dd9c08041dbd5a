import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../server/src/engine/engine.ts';
import { OnnxHead } from '../../server/src/engine/onnxHead.ts';
import { HeadFiles } from '../../server/src/heads/manifest.ts';
import { isSameSense } from '../../server/src/heads/sameSense.ts';
import { SenseReader } from '../../server/src/heads/senseReader.ts';
import { SenseRanker } from '../../server/src/heads/senses.ts';
import { normaliseToken } from '../../server/src/text/normaliseToken.ts';
import { MissingDataError, wordPairs } from './data.ts';
import { accuracy } from './scorers.ts';
import type { Figure, Surroundings, Task } from './task.ts';

/**
 * Where models/training/senses.py puts a head that has not learned from WordNet's example sentences, which WiC is made
 * from.
 */
const WITHOUT_EXAMPLES = join(__dirname, '../models/training/.cache/without-examples');

/** Whether highlights and references would join two uses of a word. */
export const wordsInContext: Task = {
  name: 'wic',
  async run(surroundings: Surroundings): Promise<Figure[]> {
    const { data } = surroundings;
    const set = wordPairs(data.read('wsd/wic/dev.data.txt'), data.read('wsd/wic/dev.gold.txt'));
    const uses = await (await sensesWithoutExamples(surroundings)).uses(
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

async function sensesWithoutExamples({ engine, lens, wordNet }: Surroundings): Promise<SenseReader> {
  const again = '`npm run train-heads -- --only senses` makes it.';
  if (!existsSync(WITHOUT_EXAMPLES)) throw new MissingDataError(`${WITHOUT_EXAMPLES} is missing: ${again}`);
  const heads = HeadFiles.open(WITHOUT_EXAMPLES);
  if (heads.bilm !== lens.bilm) throw new MissingDataError(`${WITHOUT_EXAMPLES} belongs to another biLM: ${again}`);
  const queries = await OnnxHead.load(await heads.read('senseQueries'));
  const withQueries: Engine = {
    async analyse(sentences, options) {
      const outputs = await engine.analyse(sentences, { ...options, outputs: ['states'] });
      const rows = await queries.run(
        outputs.map(({ states }) => states!),
        'all',
      );
      return outputs.map((output, i) => ({ ...output, senseQueries: rows[i]! }));
    },
  };
  return new SenseReader(withQueries, wordNet, new SenseRanker(await heads.read('senses'), wordNet), []);
}
