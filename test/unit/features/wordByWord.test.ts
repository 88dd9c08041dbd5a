import fc from 'fast-check';
import { expect, test } from 'vitest';
import { similarities } from '../../../server/src/features/wordByWord.ts';

const word = (...layers: number[][]) => layers.map((layer) => Float32Array.from(layer));

test('words are compared layer by layer: [layer][word of the first text][word of the second]', () => {
  const a = [word([1, 0], [1, 1])];
  const b = [word([0, 2], [3, 3]), word([5, 0], [-1, -1]), word([1, 1], [1, 0])];
  const [spelling, meaning] = similarities(a, b);
  expect(spelling).toEqual([[0, 1, expect.closeTo(Math.SQRT1_2, 6)]]);
  expect(meaning).toEqual([[expect.closeTo(1, 6), expect.closeTo(-1, 6), expect.closeTo(Math.SQRT1_2, 6)]]);
});

const vector = fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 });
const text = fc.array(
  fc.tuple(vector, vector).map((layers) => word(...layers)),
  { minLength: 1, maxLength: 5 },
);

test('similarities are cosines, and turning the texts round turns the table', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const forth = similarities(a, b);
      const back = similarities(b, a);
      for (const [layer, rows] of forth.entries()) {
        for (const [i, row] of rows.entries()) {
          expect(row).toHaveLength(b.length);
          for (const [j, value] of row.entries()) {
            expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-6);
            expect(back[layer]![j]![i]).toBeCloseTo(value, 6);
          }
        }
      }
    }),
  );
});
