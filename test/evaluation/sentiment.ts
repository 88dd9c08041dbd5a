import { words } from '../../server/src/documents/prose.ts';
import { parseSentences } from '../../server/src/text/prose.ts';
import { sst2 } from './data.ts';
import { accuracy } from './scorers.ts';
import type { Figure, Surroundings, Task } from './task.ts';

export const sentiment: Task = {
  name: 'sentiment',
  async run({ lens, data }: Surroundings): Promise<Figure[]> {
    const set = sst2(data.read('classify/sst2_binary/glue-dev.tsv'));
    const gold = set.map(({ label }) => label);
    const readings = await lens.sentiment.read(set.map(({ text }) => parseSentences(text).map(words)));
    const positives = gold.filter((label) => label === 'positive').length;
    return [
      {
        set: 'GLUE SST-2 dev',
        measure: 'accuracy',
        ours:
          100 *
          accuracy(
            gold,
            readings.map(({ label }) => label),
          ),
        baseline: { name: 'majority', value: (100 * Math.max(positives, gold.length - positives)) / gold.length },
        reference: 'biLSTM with ELMo and attention 90.4 (GLUE test)',
      },
    ];
  },
};
