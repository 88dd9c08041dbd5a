import { expect, test } from 'vitest';
import { ambiguousWordLines, type WordInContext } from '../../../server/src/cli/ambiguousWords.ts';

const SENSES = { loan: 'a lender', river: 'a slope', row: 'a row of things' };

/** A use of a word, with the probabilities of its senses in order of likelihood. */
function use(
  lemma: string,
  probabilities: Partial<Record<keyof typeof SENSES, number>>,
  context = `the [${lemma}] here`,
): WordInContext {
  const senses = Object.entries(probabilities).map(([sense, probability], synset) => ({
    senseKey: `${lemma}-${sense}`,
    probability,
    synset,
    definition: SENSES[sense as keyof typeof SENSES],
    examples: [],
    words: [lemma],
  }));
  return { reading: { lemma, pos: 'n', senses }, context };
}

function linesOf(...found: WordInContext[]): string[] {
  return ambiguousWordLines(found, (share) => `${Math.round(100 * share)} %`).map((line) => line.trim());
}

test('a word is listed once, each of its senses once, in the surest of its contexts', () => {
  const lines = linesOf(
    use('bank', { river: 0.8, loan: 0.2 }, 'a [bank]'),
    use('bank', { loan: 0.9, river: 0.1 }, 'the [bank] lent'),
    use('bank', { river: 0.95, loan: 0.05 }, 'the [bank] of the river'),
  );
  expect(lines).toEqual([
    'bank (noun)',
    '95 %  a slope',
    'the [bank] of the river (and 1 more)',
    '90 %  a lender',
    'the [bank] lent',
  ]);
});

test('a second sense is told where it is close', () => {
  expect(linesOf(use('bank', { river: 0.5, loan: 0.4, row: 0.1 }))).toContain('40 %  or: a lender');
  expect(linesOf(use('bank', { river: 0.7, loan: 0.3 })).join()).not.toContain('or:');
});

test('words with one sense are left out, and verbs that say nothing by themselves', () => {
  const be = use('be', { river: 0.5, loan: 0.5 });
  expect(linesOf(use('boat', { river: 1 }), { ...be, reading: { ...be.reading, pos: 'v' } })).toEqual([]);
});

test('words that mean different things come first, then those that a sentence tells most about', () => {
  const lines = linesOf(
    use('dull', { river: 0.4, loan: 0.3, row: 0.3 }),
    use('clear', { river: 0.98, loan: 0.01, row: 0.01 }),
    use('bank', { river: 0.6, loan: 0.4 }),
    use('bank', { loan: 0.6, river: 0.4 }),
  );
  expect(lines.filter((line) => line.endsWith('(noun)'))).toEqual(['bank (noun)', 'clear (noun)', 'dull (noun)']);
});

test('words of every part of speech are listed, and what is left out is counted', () => {
  const found = Array.from({ length: 23 }, (_, i) => use(`word${i}`, { river: 0.9, loan: 0.1 }));
  const verb = use('run', { river: 0.99, loan: 0.01 });
  const lines = linesOf({ ...verb, reading: { ...verb.reading, pos: 'v' } }, ...found);
  expect(lines[0]).toBe('run (verb)');
  expect(lines.at(-1)).toBe('and 4 more ambiguous words');
});
