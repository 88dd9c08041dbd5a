import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONFUSED_WORDS } from '../../../server/src/heads/confusedWords.ts';
import { areForms, nearWords } from '../../../server/src/heads/nearWords.ts';

const vocabulary = ['form', 'from', 'farm', 'for', 'forms', 'foam', 'storm', 'orm', 'fromm', 'The'];

describe('words near another', () => {
  test('have a letter less, more or changed, or two exchanged', () => {
    const near = nearWords('form', (word) => vocabulary.includes(word));
    expect(near.sort()).toEqual(['farm', 'foam', 'for', 'forms', 'from', 'orm']);
  });

  test('have the word near them in turn, each once, and never are the word itself', () => {
    const word = fc.stringMatching(/^[ab]{1,5}$/);
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(nearWords(a, (other) => other === b)).toEqual(nearWords(b, (other) => other === a).map(() => b));
        expect(nearWords(a, (other) => other === a)).toEqual([]);
        const all = nearWords(a, () => true);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  test.each([
    ['like', 'likes', true],
    ['liked', 'likes', true],
    ['nice', 'nicer', true],
    ['taken', 'take', true],
    ['form', 'from', false],
    ['then', 'than', false],
    ['sport', 'spot', false],
    ['cat', 'cats', true],
    ['cat', 'scat', false],
  ])('%s and %s look like forms of one: %s', (a, b, expected) => {
    expect(areForms(a, b)).toBe(expected);
  });
});

describe('words that are taken for each other', () => {
  test.each([
    ['their', ['there', "they 're"]],
    ["it 's", ['its']],
    ['of', ['have']],
    ['have', undefined],
  ])('where %s stands, %s may have been meant', (written, meant) => {
    expect(CONFUSED_WORDS.get(written)).toEqual(meant);
  });

  test('are words in lower case, clitics apart as the biLM reads them', () => {
    const all = [...CONFUSED_WORDS].flat(2);
    expect(all.filter((word) => !/^[a-z]+( '[a-z]+)?$/.test(word))).toEqual([]);
  });

  test('are other words, each once', () => {
    for (const [written, meant] of CONFUSED_WORDS) expect(new Set([written, ...meant]).size).toBe(meant.length + 1);
  });
});
