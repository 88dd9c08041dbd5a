import { expect, test } from 'vitest';
import { MAX_SENTENCE_TOKENS, parseProse } from '../../../server/src/text/prose.ts';
import type { ProseLanguage } from '../../../server/src/text/types.ts';
import { HARD_DOCUMENTS, readHardDocument } from '../../torture/parsers.ts';
import { sentencesOf } from './show.ts';

const LANGUAGES: readonly ProseLanguage[] = ['plaintext', 'markdown', 'latex'];

// Some of them; how long they all take, `npm run torture -- parsers` says.
test.each([...HARD_DOCUMENTS.keys()].filter((_, i) => i % 5 === 0))('a document of nothing but %s is read', (name) => {
  readHardDocument(name, 10_000);
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
