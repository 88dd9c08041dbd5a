import { expect, test } from 'vitest';
import { MAX_SENTENCE_TOKENS, parseProse } from '../../../server/src/text/prose.ts';
import type { ProseLanguage } from '../../../server/src/text/types.ts';
import { sentencesOf } from './show.ts';

const LANGUAGES: readonly ProseLanguage[] = ['plaintext', 'markdown', 'latex'];
const LENGTH = 100_000;

/** Inputs on which a pattern that looks back or ahead too far takes minutes: each must end within the test's time. */
const floods: { name: string; unit: string }[] = [
  { name: 'one word', unit: 'a' },
  { name: 'full stops', unit: '.' },
  { name: 'question marks and spaces', unit: '? ' },
  { name: 'stops and quotes', unit: '. "' },
  { name: 'opening brackets', unit: '(' },
  { name: 'quotes', unit: '"' },
  { name: 'apostrophes', unit: "'" },
  { name: 'hyphens', unit: '-' },
  { name: 'letters with stops', unit: 'a.' },
  { name: 'names of mail addresses', unit: 'a+' },
  { name: 'broken mail addresses', unit: 'a@' },
  { name: 'domains of mail addresses', unit: 'a@b.c_' },
  { name: 'web addresses', unit: 'http://a.b/(' },
  { name: 'broken web addresses', unit: 'www._' },
  { name: 'underscores', unit: '_' },
  { name: 'contractions', unit: "n't" },
  { name: 'numbers', unit: '1,' },
  { name: 'hyphenated letters', unit: 'a-' },
  { name: 'ampersands', unit: 'A&B' },
  { name: 'NULs', unit: '\0' },
  { name: 'lone surrogates', unit: '\ud800' },
  { name: 'emoji', unit: '\u{1f600}' },
  { name: 'spaces', unit: ' ' },
  { name: 'tabs', unit: '\t' },
  { name: 'capitals', unit: 'A' },
  { name: 'plain words', unit: 'the bank of the river ' },
  { name: 'sentences', unit: 'It is so. ' },
];

test.each(floods)('a line of 100,000 characters of $name is read', ({ unit }) => {
  const flood = unit.repeat(LENGTH / unit.length);
  for (const language of LANGUAGES) {
    const text = `So it was.\n\nIt ${flood} was.\n\nSo it ended.`;
    const sentences = sentencesOf(text, language);
    expect(text.slice(sentences[0]!.start, sentences[0]!.end)).toBe('So it was.');
    expect(text.slice(sentences.at(-1)!.start, sentences.at(-1)!.end)).toBe('So it ended.');
  }
});

test('a line of a million characters of data is read, although nothing in it parts words', () => {
  const record = '{"id":12,"name":"value","tags":["a1","b2"],"size":{"w":10.5,"h":null}},';
  const text = `So it was.\n\n[${record.repeat(1_000_000 / record.length)}0]\n\nSo it ended.`;
  for (const language of LANGUAGES) {
    const sentences = sentencesOf(text, language);
    expect(sentences.map(({ start, end }) => text.slice(start, end))).toEqual(['So it was.', 'So it ended.']);
  }
});

test('a long sentence is cut into parts of about the same length', () => {
  const text = `${'the bank '.repeat(200)}ends.`;
  for (const language of LANGUAGES) {
    const sentences = sentencesOf(text, language);
    expect(sentences.map(({ tokens }) => tokens.length)).toEqual([134, 134, 134]);
    expect(sentences.flatMap(({ tokens }) => tokens).map((token) => text.slice(token.start, token.end))).toEqual([
      ...Array.from({ length: 200 }, () => ['the', 'bank']).flat(),
      'ends',
      '.',
    ]);
  }
  expect(MAX_SENTENCE_TOKENS).toBe(200);
});

test.each(['', '\n', '\r\n\r\n', '\ufeff', '\0', '\ud800', '---', '---\n', '```', '[', '<!--', '\\', '&'])(
  'the document %j is read without an error',
  (text) => {
    for (const language of LANGUAGES) expect(parseProse(text, language).length).toBeLessThanOrEqual(1);
  },
);
