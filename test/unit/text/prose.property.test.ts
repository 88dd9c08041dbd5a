import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseProse, parseSentences } from '../../../server/src/text/prose.ts';
import { anyText, expectSound, expectStandsFor, readRanges } from '../../torture/ranges.ts';

test('ranges of paragraphs, sentences, tokens and names are in order and stand for what they slice, whatever the document', () =>
  readRanges(500, 8));

test('ranges of a text read as one paragraph are sound, whatever the text', () => {
  fc.assert(
    fc.property(anyText, (text) => expectSound(parseSentences(text), { start: 0, end: text.length })),
    { numRuns: 500 },
  );
});

test('the source of a token is spelt as the token, unless it is an ellipsis', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const { tokens } of parseSentences(text)) for (const token of tokens) expectStandsFor(token, text);
    }),
    { numRuns: 500 },
  );
});

test('a document of plain sentences reads the same in both languages', () => {
  const word = fc.constantFrom(
    'the',
    'bank',
    'of',
    'river',
    'they',
    'kept',
    'Anna',
    '\u201cgood\u201d',
    'don\u2019t',
    'Mr. Lee',
  );
  const sentence = fc.array(word, { minLength: 3, maxLength: 12 }).map((words) => `They said that ${words.join(' ')}.`);
  const document = fc
    .array(fc.array(sentence, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    .map((paragraphs) => paragraphs.map((sentences) => sentences.join(' ')).join('\n\n'));
  fc.assert(
    fc.property(document, (text) => {
      expect(parseProse(text, 'markdown')).toEqual(parseProse(text, 'plaintext'));
    }),
  );
});
