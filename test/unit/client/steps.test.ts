import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepOnGrid, stepOnMap } from '../../../client/src/webview/page/steps.ts';

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

describe('on a map', () => {
  const points = [
    { left: 50, top: 10 },
    { left: 10, top: 90 },
    { left: 90, top: 50 },
  ];

  test.each([
    ['ArrowRight', 0, 2],
    ['ArrowLeft', 0, 1],
    ['ArrowDown', 0, 2],
    ['ArrowUp', 2, 0],
    ['Home', 2, 0],
    ['End', 0, 2],
  ])('%s leads from point %i to point %i', (key, from, to) => {
    expect(stepOnMap(points, key, from)).toBe(to);
  });

  test.each([
    ['ArrowLeft', 1],
    ['ArrowRight', 2],
    ['ArrowUp', 0],
    ['ArrowDown', 1],
    ['Enter', 0],
  ])('%s leads nowhere from point %i', (key, from) => {
    expect(stepOnMap(points, key, from)).toBeUndefined();
  });

  test('every point is on the way from one side to the other, also of those in one place', () => {
    const percent = fc.integer({ min: 0, max: 3 });
    const somePoints = fc.array(fc.record({ left: percent, top: percent }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(somePoints, fc.constantFrom(...ARROWS), (points, key) => {
        const opposite = {
          ArrowLeft: 'ArrowRight',
          ArrowRight: 'ArrowLeft',
          ArrowUp: 'ArrowDown',
          ArrowDown: 'ArrowUp',
        };
        let from = 0;
        for (let next: number | undefined = 0; next !== undefined; next = stepOnMap(points, key, from)) from = next;
        const seen = new Set<number>();
        const back = opposite[key as keyof typeof opposite];
        for (let at: number | undefined = from; at !== undefined; at = stepOnMap(points, back, at)) seen.add(at);
        expect(seen.size).toBe(points.length);
      }),
    );
  });
});

describe('on a grid of 2 rows and 3 columns', () => {
  test.each([
    ['ArrowRight', 0, 1],
    ['ArrowLeft', 5, 4],
    ['ArrowDown', 1, 4],
    ['ArrowUp', 4, 1],
    ['Home', 5, 3],
    ['End', 3, 5],
    ['PageDown', 2, 5],
    ['PageUp', 5, 2],
  ])('%s leads from cell %i to cell %i', (key, from, to) => {
    expect(stepOnGrid(2, 3, key, from)).toBe(to);
  });

  test.each([
    ['ArrowRight', 2], // and not to the next row
    ['ArrowLeft', 3],
    ['ArrowUp', 1],
    ['ArrowDown', 4],
    ['Tab', 0],
  ])('%s leads nowhere from cell %i', (key, from) => {
    expect(stepOnGrid(2, 3, key, from)).toBeUndefined();
  });
});
