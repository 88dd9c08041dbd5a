import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlaneView, principalPlane } from '../../../server/src/features/principalComponents.ts';

function plane(rows: readonly (readonly number[])[]): Promise<PlaneView> {
  return principalPlane(rows.map((row) => Float32Array.from(row)));
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => value - b[i]!));
}

/** How far all pairs of rows are apart, in order. */
function distances(rows: readonly (readonly number[])[]): number[] {
  return rows.flatMap((a, i) => rows.slice(i + 1).map((b) => distance(a, b)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe('the plane of most difference', () => {
  test('leaves out the direction in which rows differ least', async () => {
    // Ten wide, four high, hardly deep; in no direction of the axes' own.
    const box = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z) => [5 * x, 2 * y, 0.01 * z])));
    const turned = box.map(([x = 0, y = 0, z = 0]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2, z]);
    const { points, shares } = await plane(turned);
    for (const [x, y] of points) {
      expect(Math.abs(x)).toBeCloseTo(5, 4);
      expect(Math.abs(y)).toBeCloseTo(2, 4);
    }
    expect(shares[0]).toBeCloseTo(25 / 29, 4);
    expect(shares[1]).toBeCloseTo(4 / 29, 4);
  });

  test('keeps two groups apart along its first direction', async () => {
    const { points } = await plane([
      [1, 0, 0, 0.1],
      [1, 0, 0.1, 0],
      [0, 1, 0, 0.1],
      [0, 1, 0.1, 0],
    ]);
    const sides = points.map(([x]) => Math.sign(x));
    expect(sides[0]).toBe(sides[1]);
    expect(sides[2]).toBe(sides[3]);
    expect(sides[0]).toBe(-sides[2]!);
  });

  test('shows two rows on a line, which they are', async () => {
    const { points, shares } = await plane([
      [0, 0],
      [2.3632116, 1.0768e-12],
    ]);
    expect(points.map(([, y]) => y)).toEqual([0, 0]);
    expect(distances(points)[0]).toBeCloseTo(2.3632116, 6);
    expect(shares).toEqual([expect.closeTo(1, 9), 0]);
  });

  test('shows rows that do not differ in one place', async () => {
    const { points, shares } = await plane([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(points.flat().every((value) => value === 0)).toBe(true);
    expect(shares).toEqual([0, 0]);
  });

  test('of no rows has no points', async () => {
    expect(await plane([])).toEqual({ points: [], shares: [0, 0] });
  });
});

const value = fc.integer({ min: -100, max: 100 }).map((tenths) => tenths / 10);
const values = (columns: number) => fc.array(value, { minLength: columns, maxLength: columns });
const rowsOf = (columns: number) => fc.array(values(columns), { minLength: 2, maxLength: 12 });

test('rows of two numbers keep their distances', () => {
  return fc.assert(
    fc.asyncProperty(rowsOf(2), async (rows) => {
      const apart = distances((await plane(rows)).points);
      for (const [i, wanted] of distances(rows).entries()) expect(apart[i]).toBeCloseTo(wanted, 3);
    }),
  );
});

test('whatever the rows: their middle is the origin, none is further apart, and the shares are those of the points', () => {
  return fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 8 }).chain(rowsOf), async (rows) => {
      const { points, shares } = await plane(rows);
      expect(points).toHaveLength(rows.length);
      for (const axis of [0, 1] as const) expect(sum(points.map((point) => point[axis]))).toBeCloseTo(0, 6);

      const all = distances(rows);
      for (const [i, shown] of distances(points).entries()) expect(shown).toBeLessThanOrEqual(all[i]! + 1e-6);

      // Of the sum of squared distances, which is the variance but for a factor.
      const total = sum(all.map((value) => value ** 2));
      if (total === 0) return;
      for (const axis of [0, 1] as const) {
        const along = sum(distances(points.map((point) => [point[axis]])).map((value) => value ** 2));
        expect(shares[axis]).toBeCloseTo(along / total, 4);
      }
      expect(shares[0]).toBeGreaterThanOrEqual(shares[1] - 1e-4);
    }),
  );
});

test('no direction of the axes holds more variance than the first, and the same rows give the same view', () => {
  return fc.assert(
    fc.asyncProperty(rowsOf(5), async (rows) => {
      const { shares } = await plane(rows);
      expect(await plane(rows)).toEqual(await plane(rows));
      const total = sum(distances(rows).map((value) => value ** 2));
      if (total === 0) return;
      for (const column of rows[0]!.keys()) {
        const along = sum(distances(rows.map((row) => [row[column]!])).map((value) => value ** 2));
        expect(along / total).toBeLessThanOrEqual(shares[0] + 1e-2);
      }
    }),
  );
});
