import { describe, expect, test } from 'vitest';
import { accuracy, chunks, entityF1, pearson, rocAuc, senseF1, spearman } from '../../evaluation/scorers.ts';

describe('chunks', () => {
  test('begins a chunk at B-, and at I- after O or another type', () => {
    expect(chunks(['I-PER', 'I-PER', 'O', 'B-LOC', 'B-LOC', 'I-ORG'])).toEqual([
      { start: 0, end: 2, type: 'PER' },
      { start: 3, end: 4, type: 'LOC' },
      { start: 4, end: 5, type: 'LOC' },
      { start: 5, end: 6, type: 'ORG' },
    ]);
  });

  test('finds none in a sentence without entities', () => {
    expect(chunks(['O', 'O'])).toEqual([]);
  });
});

describe('entityF1', () => {
  test('counts an entity only if its type and both its ends are right', () => {
    const gold = [
      ['B-PER', 'I-PER', 'O', 'B-LOC'],
      ['B-ORG', 'O', 'O', 'B-MISC'],
    ];
    const predicted = [
      ['B-PER', 'O', 'O', 'B-LOC'], // one too short, one right
      ['B-LOC', 'O', 'O', 'O'], // a wrong type, one missed
    ];
    const { precision, recall, f1 } = entityF1(gold, predicted);
    expect(precision).toBeCloseTo(1 / 3);
    expect(recall).toBeCloseTo(1 / 4);
    expect(f1).toBeCloseTo(2 / 7);
  });

  test('reads IOB1 and IOB2 alike', () => {
    expect(entityF1([['I-LOC', 'I-LOC', 'O']], [['B-LOC', 'I-LOC', 'O']]).f1).toBe(1);
  });

  test('is zero where nothing is found', () => {
    expect(entityF1([['B-LOC']], [['O']])).toEqual({ precision: 0, recall: 0, f1: 0 });
  });
});

describe('senseF1', () => {
  const gold = new Map([
    ['a', ['bank%1:14:00::', 'bank%1:06:00::']],
    ['b', ['run%2:38:00::']],
    ['c', ['art%1:06:00::']],
  ]);

  test('takes any of the gold keys as right', () => {
    const predicted = new Map([
      ['a', 'bank%1:06:00::'],
      ['b', 'run%2:38:04::'],
      ['c', 'art%1:06:00::'],
    ]);
    expect(senseF1(gold, predicted).f1).toBeCloseTo(2 / 3);
  });

  test('counts an unanswered instance against recall only', () => {
    const { precision, recall, f1 } = senseF1(gold, new Map([['b', 'run%2:38:00::']]));
    expect(precision).toBe(1);
    expect(recall).toBeCloseTo(1 / 3);
    expect(f1).toBeCloseTo(1 / 2);
  });
});

test('accuracy is the share of equal answers', () => {
  expect(accuracy(['a', 'b', 'a', 'a'], ['a', 'a', 'a', 'b'])).toBe(0.5);
});

test('pearson follows the textbook example', () => {
  expect(pearson([1, 2, 3, 4, 5], [2, 4, 5, 4, 5])).toBeCloseTo(Math.sqrt(0.6));
});

describe('spearman', () => {
  test('is 1 for any rising relation', () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1);
  });

  test('gives equal values their mean rank', () => {
    // ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4
    expect(spearman([10, 20, 20, 30], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5));
  });
});

describe('rocAuc', () => {
  test('is the share of pairs in the right order', () => {
    expect(rocAuc([true, false, true, false], [0.9, 0.8, 0.7, 0.1])).toBeCloseTo(3 / 4);
  });

  test('counts a tie as half', () => {
    expect(rocAuc([true, false], [0.5, 0.5])).toBe(0.5);
  });
});
