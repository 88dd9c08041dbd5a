import heldOutDocuments from '../../models/training/semcor-held-out.json' with { type: 'json' };
import { normaliseToken } from '../../server/src/text/normaliseToken.ts';
import { type DataFolder, frameworkSentences, type SenseSentence, type SenseTarget, semcorSentences } from './data.ts';
import { senseF1 } from './scorers.ts';
import type { Figure, Surroundings, Task } from './task.ts';

interface SenseSet {
  readonly name: string;
  readonly read: (data: DataFolder) => SenseSentence[];
  readonly reference: string;
}

const SETS: readonly SenseSet[] = [
  {
    name: 'SemEval-2007',
    read: (data) => {
      const base = 'wsd/Evaluation_Datasets/semeval2007/semeval2007';
      return frameworkSentences(data.read(`${base}.data.xml`), data.read(`${base}.gold.key.txt`));
    },
    reference: 'ELMo 1-NN 62.2, BERT-large 1-NN (LMMS) 68.1',
  },
  {
    name: `SemCor, ${heldOutDocuments.length} held-out documents`,
    read: heldOutSemcor,
    reference: '',
  },
];

export const senses: Task = {
  name: 'senses',
  async run({ lens, wordNet, data }: Surroundings): Promise<Figure[]> {
    const figures: Figure[] = [];
    for (const { name, read, reference } of SETS) {
      const sentences = read(data);
      const targets = sentences.flatMap((sentence) => sentence.targets);
      const gold = new Map(targets.map(({ id, keys }) => [id, keys]));
      const firstSense = ({ lemma, pos }: SenseTarget) => wordNet.senses(lemma, pos)[0]?.key;
      const uses = await lens.senses.uses(
        sentences.map(({ tokens, targets }) => ({ tokens: tokens.map(normaliseToken), targets })),
      );
      const answers = uses.flat().map((use) => use?.senses[0]?.senseKey);
      figures.push({
        set: name,
        measure: 'F1',
        ours: 100 * senseF1(gold, answered(targets, answers)).f1,
        baseline: { name: 'first sense', value: 100 * senseF1(gold, answered(targets, targets.map(firstSense))).f1 },
        reference,
      });
    }
    return figures;
  },
};

/** SemCor's documents from which the senses are not learned. */
export function heldOutSemcor(data: DataFolder): SenseSentence[] {
  const keep = (document: string) => heldOutDocuments.includes(document);
  return ['brown1', 'brown2'].flatMap((name) => semcorSentences(data.read(`wsd/semcor3/${name}.tsv.xz`), keep));
}

/** The answers by instance; targets without one are left out. */
function answered(targets: readonly SenseTarget[], answers: readonly (string | undefined)[]): Map<string, string> {
  return new Map(targets.flatMap(({ id }, i) => (answers[i] === undefined ? [] : [[id, answers[i]] as const])));
}
