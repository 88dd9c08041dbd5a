import { fitLogisticRegression } from '../../server/src/heads/logisticRegression.ts';
import { pulledSenses } from '../../server/src/heads/pinnedSenses.ts';
import { isSameSense, sameSenseFeatures } from '../../server/src/heads/sameSense.ts';
import type { WordUse } from '../../server/src/heads/senses.ts';
import { normaliseToken } from '../../server/src/text/normaliseToken.ts';
import { heldOutSemcor } from './senses.ts';
import type { Figure, Surroundings, Task } from './task.ts';

/** A use of a word in a document, and the keys of the senses that it was annotated with. */
interface AnnotatedUse {
  readonly keys: readonly string[];
  readonly use: WordUse;
}

interface Pair {
  readonly a: AnnotatedUse;
  readonly b: AnnotatedUse;
  readonly same: boolean;
}

/** Weights below this penalty hardly change: two features, thousands of pairs. */
const PENALTY = 1e-4;

/** What the editor makes of the readings of a word in one document: same-sense highlights, and what a pin changes. */
export const sameSense: Task = {
  name: 'same-sense',
  async run({ lens, data }: Surroundings): Promise<Figure[]> {
    const words = await usesByWord(lens.senses, data);
    const pairs = words.flatMap(pairsOf);
    console.log(`\nFitted again to ${pairs.length} pairs: ${describe(regression(pairs))}.`);
    const pinned = words.flatMap(afterPins);
    return [
      {
        set: `${pairs.length} pairs of uses of a word in one document`,
        measure: 'mean accuracy on same and different',
        ours: 100 * balancedAccuracy(pairs, ({ a, b }) => isSameSense(a.use, b.use)),
        baseline: { name: 'equal first senses', value: 100 * balancedAccuracy(pairs, hasEqualFirstSenses) },
        reference: '',
      },
      {
        set: `${pinned.length} other uses of a word that was misread and pinned`,
        measure: 'read right (%)',
        ours: 100 * share(pinned, ({ after }) => after),
        baseline: { name: 'before the pin', value: 100 * share(pinned, ({ before }) => before) },
        reference: '',
      },
    ];
  },
};

/** The uses of each word of each document that uses it several times. */
async function usesByWord(
  reader: Surroundings['lens']['senses'],
  data: Surroundings['data'],
): Promise<AnnotatedUse[][]> {
  const sentences = heldOutSemcor(data);
  const uses = await reader.uses(
    sentences.map(({ tokens, targets }) => ({ tokens: tokens.map(normaliseToken), targets })),
  );
  const words = new Map<string, AnnotatedUse[]>();
  for (const [i, { targets }] of sentences.entries()) {
    for (const [k, { id, lemma, pos, keys }] of targets.entries()) {
      const use = uses[i]![k];
      if (!use || use.senses.length === 1) continue;
      const word = `${id.split('.')[0]} ${lemma} ${pos}`;
      words.set(word, [...(words.get(word) ?? []), { keys, use }]);
    }
  }
  return [...words.values()].filter((ofWord) => ofWord.length > 1);
}

function pairsOf(uses: readonly AnnotatedUse[]): Pair[] {
  return uses.flatMap((a, i) =>
    uses.slice(i + 1).map((b) => ({ a, b, same: a.keys.some((key) => b.keys.includes(key)) })),
  );
}

/** Weights of the features and the bias, pairs of one sense weighing as much as those of two. */
function regression(pairs: readonly Pair[]): number[] {
  const same = pairs.filter((pair) => pair.same);
  const different = pairs.filter((pair) => !pair.same);
  const often = Math.max(1, Math.round(same.length / different.length));
  const balanced = [...same, ...Array.from({ length: often }, () => different).flat()];
  const examples = balanced.map(({ a, b, same: label }) => ({
    features: Float32Array.from(sameSenseFeatures(a.use, b.use)),
    label: Number(label),
  }));
  const weights = fitLogisticRegression(examples, 2, PENALTY);
  const width = weights.length / 2;
  return Array.from({ length: width }, (_, i) => weights[width + i]! - weights[i]!);
}

function describe([agreement, meaning, bias]: readonly number[]): string {
  const [a, m, b] = [agreement, meaning, bias].map((weight) => weight!.toFixed(2));
  return `agreement ${a}, meaning ${m}, bias ${b}`;
}

const isRight = (senseKey: string | undefined, { keys }: AnnotatedUse): boolean =>
  senseKey !== undefined && keys.includes(senseKey);

/** For each misread use, as if the user had pinned what it means: whether the others are read right before and after. */
function afterPins(uses: readonly AnnotatedUse[]): { before: boolean; after: boolean }[] {
  return uses.flatMap((pin) => {
    if (isRight(pin.use.senses[0]!.senseKey, pin)) return [];
    const senseKey = pin.use.senses.find((sense) => pin.keys.includes(sense.senseKey))?.senseKey;
    if (senseKey === undefined) return [];
    return uses
      .filter((other) => other !== pin)
      .map((other) => ({
        before: isRight(other.use.senses[0]!.senseKey, other),
        after: isRight(pulledSenses(other.use, [{ senseKey, use: pin.use }])[0]!.senseKey, other),
      }));
  });
}

function hasEqualFirstSenses({ a, b }: Pair): boolean {
  return a.use.senses[0]!.senseKey === b.use.senses[0]!.senseKey;
}

function balancedAccuracy(pairs: readonly Pair[], says: (pair: Pair) => boolean): number {
  const ofSame = share(
    pairs.filter(({ same }) => same),
    says,
  );
  const ofDifferent = share(
    pairs.filter(({ same }) => !same),
    (pair) => !says(pair),
  );
  return (ofSame + ofDifferent) / 2;
}

function share<Item>(items: readonly Item[], passes: (item: Item) => boolean): number {
  return items.filter(passes).length / items.length;
}
