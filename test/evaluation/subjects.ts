import { words } from '../../server/src/documents/prose.ts';
import type { SenseReading } from '../../server/src/heads/senseReader.ts';
import { parseProse } from '../../server/src/text/prose.ts';
import documents from '../fixtures/subjects/documents.json' with { type: 'json' };
import type { Figure, Surroundings, Task } from './task.ts';

/** Whether words with a sense of computing are read right in texts about it, and still are in other texts. */
export const subjects: Task = {
  name: 'subjects',
  async run({ lens }: Surroundings): Promise<Figure[]> {
    const figures: Figure[] = [];
    for (const computing of [true, false]) {
      const texts = documents.filter((document) => document.computing === computing);
      const [alone, inText] = [[], []] as [boolean[], boolean[]];
      for (const { text, senses } of texts) {
        const sentences = parseProse(text, 'plaintext').flatMap((paragraph) => paragraph.sentences.map(words));
        const gold = new Map<string, readonly string[]>(Object.entries(senses));
        alone.push(...judge((await lens.senses.readAll(sentences)).flat(), gold));
        inText.push(...judge((await lens.senses.readText(text, sentences)).flat(), gold));
      }
      figures.push({
        set: `${texts.length} short texts ${computing ? 'about computing' : 'about something else'} (${inText.length} words)`,
        measure: 'read right (%)',
        ours: 100 * share(inText),
        baseline: { name: 'sentences by themselves', value: 100 * share(alone) },
        reference: '',
      });
    }
    return figures;
  },
};

/** For each reading of a word with a gold sense, whether it is that. */
function judge(readings: readonly SenseReading[], gold: ReadonlyMap<string, readonly string[]>): boolean[] {
  return readings.flatMap(({ lemma, pos, senses }) => {
    const keys = gold.get(lemma)?.filter((key) => key.startsWith(`${lemma}%${pos === 'v' ? 2 : 1}`)) ?? [];
    return keys.length > 0 && (pos === 'n' || pos === 'v') ? [keys.includes(senses[0]!.senseKey)] : [];
  });
}

function share(judgements: readonly boolean[]): number {
  return judgements.filter(Boolean).length / judgements.length;
}
