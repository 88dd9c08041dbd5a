import { words } from '../../server/src/documents/prose.ts';
import { parseSentences } from '../../server/src/text/prose.ts';
import { agNews } from './data.ts';
import { accuracy } from './scorers.ts';
import type { Figure, Surroundings, Task } from './task.ts';

/** Texts classified together, so that not all of their vectors are held at once. */
const BATCH_TEXTS = 100;

export const topic: Task = {
  name: 'topic',
  async run({ lens, data }: Surroundings): Promise<Figure[]> {
    const set = agNews(data.read('classify/ag_news/train-sample-10k.tsv.xz'));
    const gold = set.map(({ label }) => label);
    const found: string[] = [];
    while (found.length < set.length) {
      const batch = set.slice(found.length, found.length + BATCH_TEXTS);
      const answers = await lens.topic.classify(batch.map(({ text }) => parseSentences(text).map(words)));
      found.push(...answers.map(({ label }) => label));
    }
    const counts = [...new Set(gold)].map((label) => gold.filter((other) => other === label).length);
    return [
      {
        set: 'AG News, 1,001 held-out texts',
        measure: 'accuracy',
        ours: 100 * accuracy(gold, found),
        baseline: { name: 'majority', value: (100 * Math.max(...counts)) / gold.length },
        reference: 'on the test set, learned from 120,000 texts: 93-94',
      },
    ];
  },
};
