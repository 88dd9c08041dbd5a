import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameSense, sameSenseProbability } from '../../../server/src/heads/sameSense.ts';
import { wordUse } from './wordUse.ts';

test('two uses that surely have one sense mean the same, two that surely have different ones do not', () => {
  const river = wordUse({ river: 0.95, money: 0.05 }, [1, 0]);
  expect(isSameSense(river, wordUse({ river: 0.9, money: 0.1 }, [1, 1]))).toBe(true);
  expect(isSameSense(river, wordUse({ river: 0.1, money: 0.9 }, [1, 1]))).toBe(false);
});

test('where the senses are unsure, the vectors decide', () => {
  const unsure = { river: 0.5, money: 0.5 };
  expect(isSameSense(wordUse(unsure, [1, 0]), wordUse(unsure, [1, 0]))).toBe(true);
  expect(isSameSense(wordUse(unsure, [1, 0]), wordUse(unsure, [-1, 1]))).toBe(false);
});

test('a word with one sense means the same in contexts that have nothing in common', () => {
  expect(isSameSense(wordUse({ only: 1 }, [1, 0]), wordUse({ only: 1 }, [0, 1]))).toBe(true);
});

test('a sense that one use lacks counts for nothing', () => {
  const name = wordUse({ company: 1 });
  expect(sameSenseProbability(name, wordUse({ fruit: 1 }))).toBeLessThan(0.5);
});

const numbers = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 3, maxLength: 3 });
const uses = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), numbers)
  .map(([share, vector]) => wordUse({ river: share, money: 1 - share }, vector));

test('the order of the two does not matter, and the answer is a probability', () => {
  fc.assert(
    fc.property(uses, uses, (a, b) => {
      const probability = sameSenseProbability(a, b);
      expect(probability).toBeCloseTo(sameSenseProbability(b, a), 12);
      expect(probability).toBeGreaterThan(0);
      expect(probability).toBeLessThan(1);
    }),
  );
});
