import { describe, expect, test } from 'vitest';
import { heldOutSentences } from '../../evaluation/data.ts';
import { confusedSwaps, mistypedSwaps } from '../../evaluation/swaps.ts';

const SENTENCES = ["Their house is bigger than it 's worth .", 'He is there , and she came from the office .'].map(
  (line) => line.split(' '),
);

/** 0, 0.1, 0.2, … and from the start again. */
function steps(): () => number {
  let step = -1;
  return () => (++step % 10) / 10;
}

describe('made-up swaps', () => {
  test('of confused words keep what was right, each pair once', () => {
    const swaps = confusedSwaps(SENTENCES, 100, steps());
    const pairs = swaps.map(({ tokens, start, end, right }) => `${right} > ${tokens.slice(start, end).join('')}`);
    expect(pairs.sort()).toEqual(['from > form', "it's > its", 'than > then', 'there > their', "there > they're"]);
  });

  test('of mistyped words put another word of the vocabulary in one place', () => {
    const vocabulary = ['hour', 'mouse', 'cane', 'form', 'house', 'came'];
    const swaps = mistypedSwaps(SENTENCES, (word) => vocabulary.includes(word), 2, steps());
    for (const { tokens, start, end, right } of swaps) {
      expect(vocabulary).toContain(tokens[start]);
      expect(SENTENCES).toContainEqual(tokens.toSpliced(start, end - start, right));
    }
    expect(swaps).toHaveLength(2);
  });
});

test('held-out sentences know their document, and whether an editor has read it', () => {
  const lines = Array.from({ length: 13_170 }, (_, i) => (i === 3 ? '' : `line ${i + 1}`));
  const sentences = heldOutSentences(lines.join('\n'));
  const at = (line: number) => sentences.find(({ tokens }) => tokens[1] === String(line));
  expect([1, 3, 5].map((line) => at(line)?.document)).toEqual([0, 0, 1]);
  expect([6909, 6910, 13_169, 13_170].map((line) => at(line)?.isEdited)).toEqual([true, false, false, true]);
});
