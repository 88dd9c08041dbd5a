import { expect, test } from 'vitest';
import { MappedText, MappedTextBuilder } from '../../../server/src/text/mappedText.ts';

/** Every unit with the source it stands for. */
const units = ({ text, starts, ends }: MappedText): string[] =>
  text.split('').map((unit, i) => `${unit} ${starts[i]}-${ends[i]}`);

test('a part of the source stands for itself', () => {
  expect(units(MappedText.of('a bank', 2, 4))).toEqual(['b 2-3', 'a 3-4']);
});

test('an inserted text takes its range with its first unit that is no space, and the others take nothing', () => {
  const mapped = new MappedTextBuilder().insert(' -- ', { start: 3, end: 5 }).build();
  expect(units(mapped)).toEqual(['  3-3', '- 3-5', '- 5-5', '  5-5']);
});

test('an inserted space takes its range', () => {
  expect(units(new MappedTextBuilder().insert(' ', { start: 3, end: 5 }).build())).toEqual(['  3-5']);
});

test('replaced and deleted text leaves what follows in its place', () => {
  const mapped = MappedText.of('a\u2026b\u00adc')
    .replace(/\u2026/gu, '...')
    .replace(/\u00ad/gu, '');
  expect(units(mapped)).toEqual(['a 0-1', '. 1-2', '. 2-2', '. 2-2', 'b 2-3', 'c 4-5']);
  expect(mapped.sourceRange(1, 5)).toEqual({ start: 1, end: 3 });
});

test('a text in which nothing is replaced is the same one', () => {
  const mapped = MappedText.of('bank');
  expect(mapped.replace(/x/gu, 'y')).toBe(mapped);
});
