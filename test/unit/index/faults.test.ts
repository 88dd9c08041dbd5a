import { expect, test } from 'vitest';
import { damageIndex, killIndexer } from '../../torture/indexFaults.ts';

// `npm run torture` does the same more often.
const SEED = 8;

test('the index process can be killed at any moment, and nothing is lost', async () => {
  expect(await killIndexer(4, SEED)).toMatch(/^4 kills, /);
});

test('a store can be damaged at any place, and no hit is wrong', async () => {
  expect(await damageIndex(8, SEED)).toMatch(/, 0 wrong hits$/);
});
