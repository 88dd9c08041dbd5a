import { expect, test } from 'vitest';
import { RestartPolicy } from '../../../server/src/engine/restartPolicy.ts';

test('each crash within three minutes makes the wait longer, and the fifth is the last', () => {
  const policy = new RestartPolicy();
  const waits = [0, 1000, 2000, 3000, 4000].map((now) => policy.delayAfterCrash(now));
  expect(waits).toEqual([100, 250, 500, 1000, undefined]);
});

test('a crash that is longer ago than three minutes is forgotten', () => {
  const policy = new RestartPolicy();
  for (const now of [0, 1, 2, 3]) policy.delayAfterCrash(now);
  expect(policy.delayAfterCrash(3 * 60_000 + 10)).toBe(100);
});
