import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ASPECT, layOut, type Place } from '../../../client/src/senseMap/layout.ts';

/** In percent of the map's width, as both directions are drawn. */
function apart(a: Place, b: Place): number {
  return Math.hypot(a.left - b.left, (a.top - b.top) / ASPECT);
}

describe('the layout of a map', () => {
  test('fills the map, with one scale for both directions and up being up', () => {
    const [right, left, middle] = layOut([
      { x: 3, y: 1 },
      { x: -1, y: -1 },
      { x: 1, y: 0 },
    ]);
    expect(right).toEqual({ left: 100, top: 50 - 25 * ASPECT });
    expect(left).toEqual({ left: 0, top: 50 + 25 * ASPECT });
    expect(middle).toEqual({ left: 50, top: 50 });
  });

  test('fits what is higher than wide into the height', () => {
    const [top, bottom] = layOut([
      { x: 0, y: 2 },
      { x: 0, y: -2 },
    ]);
    expect(top).toEqual({ left: 50, top: 0 });
    expect(bottom).toEqual({ left: 50, top: 100 });
  });

  test('moves points in one place apart, so that each can be seen', () => {
    const places = layOut(Array.from({ length: 5 }, () => ({ x: 0.3, y: 0.3 })));
    for (const [i, a] of places.entries()) {
      for (const b of places.slice(i + 1)) expect(apart(a, b)).toBeGreaterThan(2);
    }
  });

  test('moves points apart at the edge of the map, too', () => {
    const places = layOut([...Array.from({ length: 5 }, () => ({ x: 0, y: 0 })), { x: 1, y: 0.2 }]);
    for (const [i, a] of places.entries()) {
      for (const b of places.slice(i + 1)) expect(apart(a, b)).toBeGreaterThan(2);
    }
  });

  test('leaves a point alone that has room', () => {
    const crowd = Array.from({ length: 4 }, () => ({ x: 0, y: 0 }));
    const places = layOut([...crowd, { x: -1, y: 0 }, { x: 1, y: 0 }, { x: 0, y: -0.5 }, { x: 0.5, y: 0.5 }]);
    expect(places.at(-1)).toEqual({ left: 75, top: 50 - 25 * ASPECT });
  });

  test('is inside the map and the same each time, whatever the points', () => {
    const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
    const somePoints = fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(somePoints, (points) => {
        const places = layOut(points);
        expect(layOut(points)).toEqual(places);
        for (const value of places.flatMap(({ left, top }) => [left, top])) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
