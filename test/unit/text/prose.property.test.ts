import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MappedText } from '../../../server/src/text/mappedText.ts';
import { normalise } from '../../../server/src/text/normalise.ts';
import { MAX_SENTENCE_TOKENS, parseProse, parseSentences } from '../../../server/src/text/prose.ts';
import type { ProseLanguage, Range, Sentence } from '../../../server/src/text/types.ts';

/** What the readers care about: markup, line ends, marks that normalisation changes, halves of surrogate pairs. */
const PIECES = [
  '\n¦\n\n¦\r¦\r\n¦ ¦  ¦\t¦    ¦\u00a0¦\u200b¦\u00ad¦\ufeff¦\0¦\x1c¦\x85',
  '*¦**¦_¦`¦```¦~~¦# ¦> ¦- ¦1. ¦[¦]¦](x)¦![¦<b>¦<br>¦<!--¦-->¦|¦|-|¦---¦===¦+++¦\\¦&amp;¦&#0;¦&#x1f600;',
  "[^1]¦[^1]: ¦[x] ¦www.a.b¦a@b.c¦<http://a>¦\"¦'¦''¦\u201c¦\u2019¦\u2014¦\u2013¦\u2026¦.¦..¦?!¦(¦)¦-¦--¦\ufb01¦&¦,¦@¦$",
  "\\emph{¦\\footnote{¦\\section{¦}¦{¦\\begin{itemize}¦\\end{itemize}¦\\item ¦$¦$$¦%¦~¦``¦''¦\\\"o¦\\c ¦\\ss ¦\\foo¦\\%¦\\\\¦\\verb|",
  "The¦bank¦I¦J¦Mr.¦U.S.¦don't¦n't¦etc.¦1990¦\u00e9¦\u0416¦\u6c34¦\u{1f600}¦\u{1d7cf}¦\ud83d¦\ude00",
].flatMap((pieces) => pieces.split('¦'));
const anyText = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 60,
  })
  .map((pieces) => pieces.join(''));
const anyLanguage = fc.constantFrom<ProseLanguage>('plaintext', 'markdown', 'latex');

/** That parts lie inside a whole, one after the other or the later inside the earlier (a footnote in its paragraph). */
function expectNested(parts: readonly Range[], whole: Range): void {
  const around = [whole];
  for (const part of parts) {
    while (part.start >= around.at(-1)!.end && around.length > 1) around.pop();
    expect(part.start).toBeGreaterThanOrEqual(around.at(-1)!.start);
    expect(part.end).toBeLessThanOrEqual(around.at(-1)!.end);
    around.push(part);
  }
}

/** That parts lie one after the other inside a whole. */
function expectInOrder(parts: readonly Range[], whole: Range): void {
  let reached = whole.start;
  for (const { start, end } of parts) {
    expect(start).toBeGreaterThanOrEqual(reached);
    expect(end).toBeGreaterThanOrEqual(start);
    reached = end;
  }
  expect(reached).toBeLessThanOrEqual(whole.end);
}

function expectSound(sentences: readonly Sentence[], whole: Range): void {
  expectInOrder(sentences, whole);
  for (const sentence of sentences) {
    expectInOrder(sentence.tokens, sentence);
    expect(sentence.tokens.length).toBeGreaterThan(0);
    expect(sentence.tokens.length).toBeLessThanOrEqual(MAX_SENTENCE_TOKENS);
    expect(sentence.tokens.map(({ text }) => text).filter((text) => /^$|[ \n\r\t]/u.test(text))).toEqual([]);
  }
}

test('ranges are in order and inside what they are part of, whatever the document', () => {
  fc.assert(
    fc.property(anyText, anyLanguage, (text, language) => {
      const paragraphs = parseProse(text, language);
      const whole = { start: 0, end: text.length };
      if (language === 'latex') expectNested(paragraphs, whole);
      else expectInOrder(paragraphs, whole);
      for (const paragraph of paragraphs) {
        expect(paragraph.end).toBeGreaterThan(paragraph.start);
        expectSound(paragraph.sentences, paragraph);
      }
    }),
    { numRuns: 500 },
  );
});

test('ranges of a text read as one paragraph are sound, whatever the text', () => {
  fc.assert(
    fc.property(anyText, (text) => expectSound(parseSentences(text), { start: 0, end: text.length })),
    { numRuns: 500 },
  );
});

test('the source of a token is spelt as the token, unless it is an ellipsis', () => {
  // A hyphen is a dash between spaces only, so that a token's source is tried both ways. An ellipsis is one token
  // however many dots it has, and where a token ends inside one, the token before it has the whole character.
  const spellings = (source: string) =>
    [source, ` ${source} `].map((spelt) => normalise(MappedText.of(spelt)).text.replaceAll(' ', ''));
  fc.assert(
    fc.property(anyText, (text) => {
      for (const token of parseSentences(text).flatMap(({ tokens }) => tokens)) {
        const source = text.slice(token.start, token.end);
        if (source === '' || source.includes('\u2026') || token.text.includes('..')) continue;
        expect(spellings(source)).toContain(token.text);
      }
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
