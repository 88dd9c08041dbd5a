import { expect, test } from 'vitest';
import { synonymCandidates } from '../../../server/src/features/synonyms.ts';
import type { WordNetPos } from '../../../server/src/wordnet/wordnet.ts';
import { wordUse } from '../heads/wordUse.ts';
import { builtWordNet } from '../wordnet/builtWordNet.ts';

const wordNet = await builtWordNet();

function candidates(lemma: string, pos: WordNetPos, senseKey: string) {
  const { synset } = wordNet.senseOfKey(senseKey)!;
  const [sense] = wordUse({ [senseKey]: 1 }).senses;
  return synonymCandidates(wordNet, { lemma, pos, senses: [{ ...sense!, synset }] });
}

const lemmas = (...word: Parameters<typeof candidates>) => candidates(...word).map(({ lemma }) => lemma);

test('come from the synset of the sense and the one above it, the frequent members first', () => {
  const found = lemmas('car', 'n', 'car%1:06:00::');
  expect(found.slice(0, 2).toSorted()).toEqual(['automobile', 'machine']);
  expect(found).toContain('motor vehicle');
});

test('of an adjective, from those similar to it, directly or through the one in between', () => {
  expect(lemmas('beautiful', 'a', 'beautiful%3:00:00::')).toContain('lovely');
  expect(candidates('substantial', 'a', 'substantial%5:00:00:considerable:00')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ lemma: 'considerable', kinship: 'similar' }),
      expect.objectContaining({ lemma: 'appreciable', kinship: 'neighbour' }),
    ]),
  );
});

test('leave out adjectives that only have the kind of their meaning in common', () => {
  expect(lemmas('second', 'a', 'second%5:00:00:ordinal:00')).not.toContain('third');
});

test('are neither the word itself nor names, and each is there once', () => {
  const found = lemmas('city', 'n', 'city%1:15:00::');
  expect(found).not.toContain('city');
  expect(found.filter((lemma) => lemma !== lemma.toLowerCase())).toEqual([]);
  expect(new Set(found).size).toBe(found.length);
});
