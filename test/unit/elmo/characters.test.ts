import { describe, expect, test } from 'vitest';
import { batchToIds, characterIds } from '../../../server/src/elmo/characters.ts';

/** Ids before the padding, as AllenNLP's ELMoCharacterMapper gives them. */
const GOLDEN: [word: string, ids: number[]][] = [
  ['a', [259, 98, 260]],
  ['.', [259, 47, 260]],
  ['Second', [259, 84, 102, 100, 112, 111, 101, 260]],
  ['Āt', [259, 197, 129, 117, 260]],
  ['東', [259, 231, 158, 178, 260]],
  ['🙂', [259, 241, 160, 154, 131, 260]],
  ['', [259, 260]],
  ['<S>', [259, 257, 260]],
  ['</S>', [259, 258, 260]],
  ['<s>', [259, 61, 116, 63, 260]],
  ['\ud800', [259, 240, 192, 190, 260]],
];
const padded = (ids: number[]) => [...ids, ...new Array<number>(50 - ids.length).fill(261)];

describe('character ids', () => {
  test.each(GOLDEN)('of %j are the reference ones', (word, ids) => {
    expect([...characterIds(word).ids]).toEqual(padded(ids));
    expect(characterIds(word).length).toBe(ids.length);
  });

  test('hold 48 bytes of a longer word, framed', () => {
    expect([...characterIds('y'.repeat(49)).ids]).toEqual([259, ...new Array<number>(48).fill(122), 260]);
    expect(characterIds('y'.repeat(49))).toEqual(characterIds('y'.repeat(50_000)));
  });

  test('cut a multi-byte character as the references do', () => {
    expect([...characterIds(`x${'é'.repeat(24)}`).ids].slice(-3)).toEqual([170, 196, 260]);
  });
});

describe('batchToIds', () => {
  test('pads shorter sentences with zeros', () => {
    const { data, dims } = batchToIds([['a'], ['Second', '.']]);
    expect(dims).toEqual([2, 2, 50]);
    expect([...data]).toEqual([
      ...padded([259, 98, 260]),
      ...new Array<number>(50).fill(0),
      ...padded(GOLDEN[2]![1]),
      ...padded(GOLDEN[1]![1]),
    ]);
  });

  test('gives nothing for nothing', () => {
    expect(batchToIds([])).toEqual({ data: new Int32Array(), dims: [0, 0, 50] });
    expect(batchToIds([[]])).toEqual({ data: new Int32Array(), dims: [1, 0, 50] });
  });
});
