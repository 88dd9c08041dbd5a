import { expect, test } from 'vitest';

/** What the plain script exports. */
interface TestSummary {
  summary(counts: readonly { passed: number; failed: number; skipped: number; left?: string }[]): string[];
}

const { summary } = (await import(new URL('../../../scripts/testSummary.mjs', import.meta.url).href)) as TestSummary;

const NOTHING = { passed: 0, failed: 0, skipped: 0 };

test('the last line is the sum of what passed and failed', () => {
  const counts = [
    { ...NOTHING, passed: 2 },
    { ...NOTHING, passed: 1, failed: 1 },
  ];
  expect(summary(counts)).toEqual(['3 passed, 1 failed']);
});

test('what was skipped or left out stands before the last line', () => {
  const lines = summary([
    { passed: 2, failed: 0, skipped: 3 },
    { ...NOTHING, left: 'The host suite did not run. No Chromium was found.' },
  ]);
  expect(lines[0]).toMatch(/^3 skipped/);
  expect(lines.slice(1)).toEqual(['The host suite did not run. No Chromium was found.', '2 passed, 0 failed']);
});
