import { describe, expect, it } from 'vitest';
import { Analyser } from '../../../server/src/engine/analyser.ts';
import { HeadFiles } from '../../../server/src/heads/manifest.ts';
import { SenseRanker } from '../../../server/src/heads/senses.ts';
import type { WordNetPos } from '../../../server/src/wordnet/wordnet.ts';
import { builtWordNet } from '../wordnet/builtWordNet.ts';

const MODEL = 'models/default';

const analyser = await Analyser.load(MODEL);
const wordNet = await builtWordNet();
const ranker = new SenseRanker(await HeadFiles.open(MODEL).read('senses'), wordNet);

/** The ranked senses of the words in brackets. */
async function rank(marked: string, lemma: string, pos: WordNetPos) {
  const words = marked.split(' ');
  const index = words.findIndex((word) => word.startsWith('['));
  const length = words.findIndex((word) => word.endsWith(']')) - index + 1;
  const tokens = words.map((word) => word.replace(/[[\]]/g, ''));
  const [outputs] = await analyser.analyse([tokens], ['states', 'senseQueries']);
  const { states, senseQueries } = outputs!;
  return ranker.rank({ states: states!, queries: senseQueries!, index, length, lemma, pos })?.senses;
}

describe('The sense ranker', () => {
  it.each([
    ['They sat on the grassy [bank] of the river .', 'bank', 'n', 'bank%1:17:01::'],
    ['He deposited the money in the [bank] .', 'bank', 'n', 'bank%1:14:00::'],
    ['The [bank] refused to lend the company more money .', 'bank', 'n', 'bank%1:14:00::'],
    ['We walked along the muddy [bank] of the stream .', 'bank', 'n', 'bank%1:17:01::'],
    ['The workers built a new chemical [plant] near the city .', 'plant', 'n', 'plant%1:06:01::'],
    ['Water the [plant] so that its leaves stay green .', 'plant', 'n', 'plant%1:03:00::'],
    ['The [mouse] ran across the kitchen floor .', 'mouse', 'n', 'mouse%1:05:00::'],
    ['She was born in the [spring] of 1950 .', 'spring', 'n', 'spring%1:28:00::'],
    ['The meeting [took place] on Friday .', 'take_place', 'v', 'take_place%2:30:00::'],
  ] as const)('reads: %s', async (marked, lemma, pos, key) => {
    const ranked = await rank(marked, lemma, pos);
    expect(ranked![0]!.senseKey).toBe(key);
  });

  it('gives each sense of the word once, the likeliest first, with probabilities that add up to 1', async () => {
    const sentence = 'They [run] the company from a small office .';
    const ranked = (await rank(sentence, 'run', 'v'))!;
    const keys = wordNet.senses('run', 'v').map(({ key }) => key);
    expect(new Set(ranked.map(({ senseKey }) => senseKey))).toEqual(new Set(keys));
    const probabilities = ranked.map(({ probability }) => probability);
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
    expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 6);
  });

  it('tells definition, examples and members of the synset of a sense', async () => {
    const [first] = (await rank('He deposited the money in the [bank] .', 'bank', 'n'))!;
    expect(first!.definition).toBe(
      'a financial institution that accepts deposits and channels the money into lending activities',
    );
    expect(first!.examples).toContain('he cashed a check at the bank');
    expect(first!.words).toContain('bank');
  });

  it('is certain of a word with one sense', async () => {
    const ranked = await rank('A [carburetor] mixes air and fuel .', 'carburetor', 'n');
    expect(ranked!.map(({ senseKey, probability }) => [senseKey, probability])).toEqual([['carburetor%1:06:00::', 1]]);
  });

  it('has no senses for a word, or a part of speech of it, that WordNet lacks', async () => {
    expect(await rank('The [xyzzy] is here .', 'xyzzy', 'n')).toBeUndefined();
    expect(await rank('The [carburetor] is here .', 'carburetor', 'v')).toBeUndefined();
    expect(await rank('[It] is here .', '', 'n')).toBeUndefined();
  });

  it('takes the lemma of a multi-word unit with spaces or underscores, in any case', async () => {
    const sentence = 'He ate two [hot dogs] at the game .';
    expect(await rank(sentence, 'Hot Dog', 'n')).toEqual(await rank(sentence, 'hot_dog', 'n'));
  });

  it('reads a word at either end of its sentence and alone', async () => {
    for (const sentence of ['[Banks] lend money', 'They own [banks]', '[banks]']) {
      expect((await rank(sentence, 'bank', 'n'))!).toHaveLength(10);
    }
  });

  it('refuses a file that is none of its own', () => {
    expect(() => new SenseRanker(Buffer.from('not sense vectors'), wordNet)).toThrow();
  });
});
