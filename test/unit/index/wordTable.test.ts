import { expect, test } from 'vitest';
import { WordTable } from '../../../server/src/index/wordTable.ts';

const SENTENCES = [
  'The river rose.',
  'A river bank.',
  'The river at Cambridge.',
  'River 1024 flows here.',
  'It rained.',
];

function table(mostMentions?: number): WordTable {
  const words = new WordTable(mostMentions);
  for (const [row, text] of SENTENCES.entries()) words.add(row, text);
  return words;
}

const ranked = (words: WordTable, query: string) => words.ranked(query, 10, () => true);

test('names and numbers are found, in whatever case', () => {
  expect(ranked(table(), 'CAMBRIDGE')).toEqual([2]);
  expect(ranked(table(), '1024')).toEqual([3]);
});

test('the sentence with the rare word comes before those with the frequent one', () => {
  expect(ranked(table(), 'the river at Cambridge')[0]).toBe(2);
  expect(ranked(table(), 'the river at Cambridge')).toHaveLength(4);
});

test('of a query with too many mentions, the rarest words are looked for', () => {
  expect(ranked(table(3), 'the river at Cambridge')).toEqual([2]);
});

test('a word is looked for however frequent it is, where there is no other', () => {
  expect(ranked(table(3), 'river')).toHaveLength(4);
});

test('what was removed is not found', () => {
  const words = table();
  words.remove(2);
  expect(ranked(words, 'Cambridge')).toEqual([]);
});
