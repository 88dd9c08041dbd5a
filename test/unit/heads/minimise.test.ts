import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimise } from '../../../server/src/heads/minimise.ts';

/** sum of curvature * (x - least)^2, whose curvatures may differ by a factor of 10,000. */
function bowl(least: readonly number[], curvatures: readonly number[]) {
  return (x: Float64Array, gradient: Float64Array): number => {
    let value = 0;
    for (const [i, at] of least.entries()) {
      value += curvatures[i]! * (x[i]! - at) ** 2;
      gradient[i] = 2 * curvatures[i]! * (x[i]! - at);
    }
    return value;
  };
}

const dimensions = fc.array(
  fc.record({
    least: fc.double({ min: -9, max: 9, noNaN: true }),
    curvature: fc.double({ min: 0.01, max: 100, noNaN: true }),
  }),
  { minLength: 1, maxLength: 6 },
);

test('the bottom of any bowl is found', () => {
  fc.assert(
    fc.property(dimensions, (all) => {
      const least = all.map((dimension) => dimension.least);
      const objective = bowl(
        least,
        all.map(({ curvature }) => curvature),
      );
      const found = minimise(objective, new Float64Array(all.length), 1e-8);
      for (const [i, at] of least.entries()) expect(found[i]).toBeCloseTo(at, 4);
    }),
  );
});

test('a start that is the minimum is given back', () => {
  expect([...minimise(bowl([3, -2], [1, 1]), Float64Array.of(3, -2))]).toEqual([3, -2]);
});

test('a step that would overshoot is shortened', () => {
  const steep = (x: Float64Array, gradient: Float64Array): number => {
    gradient[0] = 4 * x[0]! ** 3;
    return x[0]! ** 4;
  };
  expect(minimise(steep, Float64Array.of(50))[0]).toBeCloseTo(0, 1);
});
