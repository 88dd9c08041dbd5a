import { expect, test } from 'vitest';
import { normaliseToken } from '../../../server/src/text/normaliseToken.ts';

test.each([
  ['``', '"'],
  ["''", '"'],
  ['\u201c', '"'],
  ['`', "'"],
  ['\u2019s', "'s"],
  ['-LRB-', '('],
  ['-rrb-', ')'],
  ['-LSB-', '['],
  ['-RSB-', ']'],
  ['-LCB-', '{'],
  ['-RCB-', '}'],
  ['\\/', '/'],
  ['1\\/2', '1/2'],
  ['\\*', '*'],
  ['\u2014', '--'],
  ['\u2013', '--'],
  ['-', '--'],
  ['---', '--'],
  ['--', '--'],
  ['\u2026', '...'],
  ['....', '...'],
  ['.', '.'],
  ['1990\u20131995', '1990-1995'],
  ['co\u2010op', 'co-op'],
  ['\ufb01sh', 'fish'],
  ['U.S.', 'U.S.'],
  ['Bank', 'Bank'],
  ['\u200b', '\u200b'],
])('%j is read as %j', (token, expected) => {
  expect(normaliseToken(token)).toBe(expected);
});
