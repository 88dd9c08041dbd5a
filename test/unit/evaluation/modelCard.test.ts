import { describe, expect, test } from 'vitest';
import { table, withTable } from '../../evaluation/modelCard.ts';

test('the table shows scores with one decimal and names the baseline', () => {
  const text = table([
    {
      set: 'STS-B dev',
      measure: 'Spearman',
      ours: 68.349,
      baseline: { name: 'mean', value: 58 },
      reference: 'USE 74.9',
    },
  ]);
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  expect(rows[2]).toEqual(['', 'STS-B dev', 'Spearman', '68.3', '58.0 (mean)', 'USE 74.9', '']);
  expect(new Set(text.split('\n').map((line) => line.length)).size).toBe(1);
});

test('a peer that was measured has a column, which is empty for the sets it was not measured on', () => {
  const figure = { set: 'a', measure: 'Spearman', ours: 70, baseline: { name: 'mean', value: 58 }, reference: '' };
  const rows = table([
    { ...figure, peer: { name: 'USE', value: 71.26 } },
    { ...figure, set: 'b' },
  ]).split('\n');
  const cells = rows.map((line) => line.split('|').map((cell) => cell.trim())[5]);
  expect([cells[0], cells[2], cells[3]]).toEqual(['USE', '71.3', '']);
});

describe('withTable', () => {
  const card =
    '# Card\n<!-- evaluation:a -->\nold\n<!-- /evaluation -->\n<!-- evaluation:b -->\n<!-- /evaluation -->\n';

  test('replaces the figures of one task and nothing else', () => {
    expect(withTable(card, 'a', 'new')).toBe(card.replace('old', 'new'));
    expect(withTable(card, 'b', 'new')).toContain('old\n<!-- /evaluation -->\n<!-- evaluation:b -->\nnew\n');
  });

  test('refuses a card without a place for the task', () => {
    expect(() => withTable(card, 'c', 'new')).toThrow('no place for the figures of c');
  });
});
