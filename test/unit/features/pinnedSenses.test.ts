import { expect, test } from 'vitest';
import { PIN_COMMAND, PinnedSenses, UNPIN_COMMAND } from '../../../server/src/features/pinnedSenses.ts';
import type { PinnedSense } from '../../../server/src/protocol.ts';

const URI = 'file:///a.md';
const tokens = ['The', 'bank', 'by', 'the', 'bank', '.'];

function pin(senseKey: string, start = 1): PinnedSense {
  return { lemma: 'bank', pos: 'n', senseKey, tokens, start, end: start + 1 };
}

function store() {
  const told: (readonly PinnedSense[])[] = [];
  return { told, pins: new PinnedSenses((_, pinned) => told.push(pinned)) };
}

test('each word of a sentence has a pin of its own, the last that it was given', () => {
  const { pins, told } = store();
  pins.run(PIN_COMMAND, [URI, pin('river')]);
  pins.run(PIN_COMMAND, [URI, pin('river', 4)]);
  pins.run(PIN_COMMAND, [URI, pin('money')]);
  expect(pins.of(URI)).toEqual([pin('river', 4), pin('money')]);
  expect(told.at(-1)).toEqual(pins.of(URI));
});

test('unpinning a sense unpins it everywhere in its document, and nowhere else', () => {
  const { pins, told } = store();
  pins.restore({ [URI]: [pin('river'), pin('river', 4), pin('money')], 'file:///b.md': [pin('river')] });
  pins.run(UNPIN_COMMAND, [URI, pin('river')]);
  expect(pins.of(URI)).toEqual([pin('money')]);
  expect(pins.of('file:///b.md')).toEqual([pin('river')]);
  expect(told).toEqual([[pin('money')]]);
});

test('what is restored takes the place of what was, and is told to nobody', () => {
  const { pins, told } = store();
  pins.restore({ [URI]: [pin('river')] });
  pins.restore({ [URI]: [] });
  pins.restore(undefined);
  expect(pins.of(URI)).toEqual([]);
  expect(told).toEqual([]);
});

test.each([
  ['another shape', { [URI]: [{ lemma: 'bank' }] }],
  ['a word outside of its sentence', { [URI]: [pin('river', 6)] }],
  ['no list', { [URI]: 'river' }],
])('%s is refused, and what was stays', (_, raw) => {
  const { pins } = store();
  pins.restore({ [URI]: [pin('river')] });
  expect(() => pins.restore(raw)).toThrow();
  expect(pins.of(URI)).toEqual([pin('river')]);
});

test('another command, or one without its arguments, is refused', () => {
  const { pins } = store();
  expect(() => pins.run('elmoLens.other', [URI, pin('river')])).toThrow('elmoLens.other');
  expect(() => pins.run(PIN_COMMAND, undefined)).toThrow();
});
