import { VocabularySoftmax } from '../../server/src/elmo/vocabularySoftmax.ts';
import type { LikelierWord } from '../../server/src/heads/likelierWords.ts';
import type { UnlikelyWordFinder } from '../../server/src/heads/unlikelyWords.ts';
import { type HeldOutSentence, heldOutSentences } from './data.ts';
import { confusedSwaps, mistypedSwaps, type Swap } from './swaps.ts';
import type { Figure, Surroundings, Task } from './task.ts';

/** Sentences read together, so that not all of their vectors are held at once. */
const BATCH_SENTENCES = 256;
const SWAPS_OF_EACH_KIND = 100;
const SEED = 2018;
const HAS_LETTER = /[\p{L}\p{N}]/u;

/** The thresholds were chosen on the documents of even number; these figures are of the others. */
export const unlikelyWords: Task = {
  name: 'unlikely',
  async run({ lens, data, modelDirectory }: Surroundings): Promise<Figure[]> {
    const measured = heldOutSentences(data.read('corpus/heldout.txt.xz')).filter(({ document }) => document % 2 === 1);
    const edited = tokensOf(measured.filter(({ isEdited }) => isEdited));
    const others = tokensOf(measured.filter(({ isEdited }) => !isEdited));
    const softmax = await VocabularySoftmax.load(modelDirectory);
    const confused = confusedSwaps(edited, SWAPS_OF_EACH_KIND, randomNumbers(SEED));
    const mistyped = mistypedSwaps(edited, (word) => softmax.has(word), SWAPS_OF_EACH_KIND, randomNumbers(SEED));
    const finder = lens.unlikelyWords;
    return [
      await falseAlarms('news, books, encyclopedia, manuals …', edited, finder),
      await falseAlarms('reviews, exam texts, podcasts', others, finder),
      await recall(`${confused.length} words taken for others`, confused, finder),
      await recall(`${mistyped.length} words mistyped`, mistyped, finder),
    ];
  },
};

async function falseAlarms(name: string, sentences: Tokens[], finder: UnlikelyWordFinder): Promise<Figure> {
  const words = sentences.flat().filter((token) => HAS_LETTER.test(token)).length;
  const found = await findAll(sentences, finder);
  return {
    set: `${name} (${words.toLocaleString('en')} words)`,
    measure: 'false alarms in 2,000 words',
    ours: (2000 * found.flat().length) / words,
    baseline: { name: 'allowed', value: 1 },
    reference: '',
  };
}

/** Of the swaps that were found, those count for which the right word was proposed. */
async function recall(set: string, swaps: readonly Swap[], finder: UnlikelyWordFinder): Promise<Figure> {
  const found = await findAll(
    swaps.map(({ tokens }) => tokens),
    finder,
  );
  const right = swaps.filter((swap, i) =>
    found[i]!.some(({ start, end, text }) => start === swap.start && end === swap.end && text === swap.right),
  );
  return {
    set,
    measure: 'found, right word proposed (%)',
    ours: (100 * right.length) / swaps.length,
    baseline: { name: 'spelling checker', value: 0 },
    reference: '',
  };
}

type Tokens = readonly string[];

function tokensOf(sentences: readonly HeldOutSentence[]): Tokens[] {
  return sentences.map(({ tokens }) => tokens);
}

async function findAll(sentences: readonly Tokens[], finder: UnlikelyWordFinder): Promise<(readonly LikelierWord[])[]> {
  const found: (readonly LikelierWord[])[] = [];
  for (let at = 0; at < sentences.length; at += BATCH_SENTENCES) {
    const batch = sentences.slice(at, at + BATCH_SENTENCES);
    found.push(...(await finder.find(batch, { priority: 'background' })));
  }
  return found;
}

/** Numbers from 0 to 1, the same for the same seed: mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
