import { describe, expect, test } from 'vitest';
import { wordByWordContent } from '../../../client/src/comparison/wordByWordContent.ts';
import type { WordByWord } from '../../../server/src/protocol.ts';

const meaning = [
  [0.9, 0.1, -0.2],
  [0.3, 1, -0.001],
];
const comparison: WordByWord = {
  a: { words: ['cats', 'sleep'], more: false },
  b: { words: ['dogs', 'sleep', 'often'], more: true },
  layers: [meaning.map((row) => row.map(() => 0)), meaning.map((row) => row.map(() => 0.5)), meaning],
};
const content = wordByWordContent(comparison, 'Cats sleep.', `Dogs sleep often ${'and long '.repeat(50)}.`);
const cells = content.layers[2]!.cells;

describe('two passages word by word', () => {
  test('have a cell for each pair of words, in each layer', () => {
    expect(content.rows.words).toEqual(['cats', 'sleep']);
    expect(content.columns.words).toEqual(['dogs', 'sleep', 'often']);
    expect(content.layers.map(({ cells }) => cells.map(({ length }) => length))).toEqual([
      [3, 3],
      [3, 3],
      [3, 3],
    ]);
  });

  test('are compared by the layer of meaning first, and each says which vectors it compares', () => {
    expect(content.firstLayer).toBe(2);
    for (const [i, { explanation }] of content.layers.entries()) {
      expect(explanation).toMatch(new RegExp(`cosine of ELMo’s vectors.*layer ${i}`, 'i'));
    }
  });

  test('say each similarity in a sentence', () => {
    expect(cells[1]![0]!.label).toBe('“sleep” and “dogs”: 0.30');
    expect(cells[0]![2]!.label).toContain('−0.20');
    expect(cells[1]![2]!.label).toContain('0.00');
    expect(cells[1]![2]!.label).not.toContain('−');
  });

  test('are the stronger in colour, the closer two words are', () => {
    expect(cells.map((row) => row.map(({ strength }) => strength))).toEqual([
      [0.9, 0.1, 0],
      [0.3, 1, 0],
    ]);
  });

  test('mark the closest word of each row, which its sentence says too', () => {
    expect(cells.map((row) => row.map(({ closest }) => closest))).toEqual([
      [true, false, false],
      [false, true, false],
    ]);
    expect(cells[0]![0]!.label).toContain('the closest to “cats”');
  });

  test('name the limit of the text that was cut, and show a long one by its beginning', () => {
    expect(content.notes).toContain('Only the first 3 words of the second text are compared.');
    expect(content.notes.join()).not.toContain('words of the first text');
    expect(content.rows.text).toBe('Cats sleep.');
    expect(content.columns.text).toMatch(/^Dogs sleep often .*…$/);
  });
});
