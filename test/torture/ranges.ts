import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { LineDocument } from '../../server/src/documents/lineDocument.ts';
import { DocumentProse } from '../../server/src/documents/prose.ts';
import type { Engine } from '../../server/src/engine/engine.ts';
import { EntityHighlighter } from '../../server/src/features/entities.ts';
import { Hidden } from '../../server/src/features/hidden.ts';
import { EntityTagger } from '../../server/src/heads/entities.ts';
import { defaultSettings } from '../../server/src/settings.ts';
import { MappedText } from '../../server/src/text/mappedText.ts';
import { normalise } from '../../server/src/text/normalise.ts';
import { MAX_SENTENCE_TOKENS, parseProse } from '../../server/src/text/prose.ts';
import type { Paragraph, ProseLanguage, Range, Sentence, Token } from '../../server/src/text/types.ts';
import { parseVisible } from '../../server/src/text/visible.ts';

/** What the readers care about: markup, line ends, marks that normalisation changes, halves of surrogate pairs. */
const PIECES = [
  '\n¦\n\n¦\r¦\r\n¦ ¦  ¦\t¦    ¦\u00a0¦\u200b¦\u00ad¦\ufeff¦\0¦\x1c¦\x85',
  '*¦**¦_¦`¦```¦~~¦# ¦> ¦- ¦1. ¦[¦]¦](x)¦![¦<b>¦<br>¦<!--¦-->¦|¦|-|¦---¦===¦+++¦\\¦&amp;¦&#0;¦&#x1f600;',
  "[^1]¦[^1]: ¦[x] ¦www.a.b¦a@b.c¦<http://a>¦\"¦'¦''¦\u201c¦\u2019¦\u2014¦\u2013¦\u2026¦.¦..¦?!¦(¦)¦-¦--¦\ufb01¦&¦,¦@¦$",
  "\\emph{¦\\footnote{¦\\section{¦}¦{¦\\begin{itemize}¦\\end{itemize}¦\\item ¦$¦$$¦%¦~¦``¦''¦\\\"o¦\\c ¦\\ss ¦\\foo¦\\%¦\\\\¦\\verb|",
  "The¦bank¦I¦J¦Mr.¦U.S.¦don't¦n't¦etc.¦1990¦\u00e9¦\u0416¦\u6c34¦\u{1f600}¦\u{1d7cf}¦\ud83d¦\ude00",
].flatMap((pieces) => pieces.split('¦'));

/** Any text at all, with much of what readers care about. */
export const anyText = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 60,
  })
  .map((pieces) => pieces.join(''));
/** As `anyText`, with more of it English, so that there are sentences. */
const anyDocument = fc
  .array(
    fc.oneof(anyText, fc.constantFrom('They met Ann Lee at the bank in Rome. ', '\n\nIt was the end of the day. ')),
    {
      maxLength: 5,
    },
  )
  .map((parts) => parts.join(''));
const anyLanguage = fc.constantFrom<ProseLanguage>('plaintext', 'markdown', 'latex');

/**
 * Random documents in each language: every paragraph, sentence, token and entity lies in order inside of what it is part
 * of, and its slice of the source is what it stands for. Throws with seed and smallest example.
 */
export async function readRanges(documents: number, seed: number): Promise<string> {
  const found = { sentences: 0, tokens: 0, entities: 0 };
  const property = fc.asyncProperty(anyDocument, anyLanguage, async (text, language) => {
    const paragraphs = parseProse(text, language);
    expectParagraphs(paragraphs, text, language);
    const sentences = paragraphs.flatMap((paragraph) => paragraph.sentences);
    const tokens = sentences.flatMap((sentence) => sentence.tokens);
    for (const token of tokens) expectStandsFor(token, text, language);
    const entities = await expectEntities(text, language, tokens);
    found.sentences += sentences.length;
    found.tokens += tokens.length;
    found.entities += entities;
  });
  await fc.assert(property, { numRuns: documents, seed });
  return `${documents} documents, ${found.sentences} sentences, ${found.tokens} tokens, ${found.entities} entities, 0 wrong`;
}

function expectParagraphs(paragraphs: readonly Paragraph[], text: string, language: ProseLanguage): void {
  const whole = { start: 0, end: text.length };
  if (language === 'latex') expectNested(paragraphs, whole);
  else expectInOrder(paragraphs, whole);
  for (const paragraph of paragraphs) {
    assert(paragraph.end > paragraph.start, 'a paragraph is not empty');
    expectSound(paragraph.sentences, paragraph);
  }
}

/** That sentences and their tokens lie one after the other inside a whole, and are what the model takes. */
export function expectSound(sentences: readonly Sentence[], whole: Range): void {
  expectInOrder(sentences, whole);
  for (const sentence of sentences) {
    const { tokens } = sentence;
    expectInOrder(tokens, sentence);
    assert(tokens.length > 0 && tokens.length <= MAX_SENTENCE_TOKENS, `a sentence has ${tokens.length} tokens`);
    assert.deepEqual(
      tokens.map(({ text }) => text).filter((text) => /^$|[ \n\r\t]/u.test(text)),
      [],
    );
  }
}

/** That parts lie inside a whole, one after the other or the later inside the earlier (a footnote in its paragraph). */
function expectNested(parts: readonly Range[], whole: Range): void {
  const around = [whole];
  for (const part of parts) {
    while (part.start >= around.at(-1)!.end && around.length > 1) around.pop();
    assert(part.start >= around.at(-1)!.start && part.end <= around.at(-1)!.end, 'a part lies inside of its whole');
    around.push(part);
  }
}

function expectInOrder(parts: readonly Range[], whole: Range): void {
  let reached = whole.start;
  for (const { start, end } of parts) {
    assert(start >= reached && end >= start, `${start}-${end} comes after ${reached}`);
    reached = end;
  }
  assert(reached <= whole.end, `${reached} lies before the end, ${whole.end}`);
}

/**
 * That the source of a token is spelt as the token. A hyphen is a dash between spaces only, so that it is tried both ways.
 * An ellipsis is one token however many dots it has. In markup, what is written otherwise (`&amp;`, `\"o`) is left out, and
 * something may stand between the letters.
 */
export function expectStandsFor(token: Token, text: string, language: ProseLanguage = 'plaintext'): void {
  const source = text.slice(token.start, token.end);
  if (source === '' || source.includes('\u2026') || token.text.includes('..')) return;
  const spellings = [source, ` ${source} `].map((spelt) => normalise(MappedText.of(spelt)).text.replaceAll(' ', ''));
  if (language === 'plaintext') {
    assert(spellings.includes(token.text), `"${token.text}" stands for "${source}"`);
  } else if (!/[&\\]/u.test(source)) {
    const letters = [...token.text].filter((character) => /[\p{L}\p{N}]/u.test(character));
    assert(isWithin(letters, spellings[0]!), `"${token.text}" stands for "${source}"`);
  }
}

/** Whether a text has these characters in this order, with others between them. */
function isWithin(characters: readonly string[], text: string): boolean {
  let at = 0;
  return characters.every((character) => {
    const found = text.indexOf(character, at);
    at = found + character.length;
    return found >= 0;
  });
}

const LABELS = ['O', 'B-PER', 'I-PER'];
const ZEROS = LABELS.map(() => 0);

/** Takes capitalised words that follow each other for a person. */
const capitals: Engine = {
  analyse: async (sentences) =>
    sentences.map((tokens) => {
      const isName = (token: string | undefined) => /^\p{Lu}/u.test(token ?? '');
      return {
        entities: Float32Array.from(
          tokens.flatMap((token, i) => {
            if (!isName(token)) return [9, 0, 0];
            return isName(tokens[i - 1]) ? [0, 0, 9] : [0, 9, 0];
          }),
        ),
      };
    }),
};
const documentSettings = { of: () => defaultSettings, folderOf: () => undefined };
const highlighter = new EntityHighlighter({
  prose: new DocumentProse({
    parse: async (text, language) => parseProse(text, language),
    parseVisible: async (text, language, range) => parseVisible(text, language, range),
  }),
  tagger: () =>
    new EntityTagger(capitals, { labels: LABELS, transitions: LABELS.map(() => ZEROS), start: ZEROS, end: ZEROS }),
  settings: documentSettings.of,
  hidden: new Hidden(documentSettings),
  publish: () => {},
  onError: (error) => {
    throw error;
  },
});

/** That entities, as the editor is told of them, lie on tokens; gives how many there are. */
async function expectEntities(text: string, language: ProseLanguage, tokens: readonly Token[]): Promise<number> {
  const document = new LineDocument('file:///a', language, 1, text);
  const entities = await highlighter.entities(document);
  const [starts, ends] = [new Set(tokens.map(({ start }) => start)), new Set(tokens.map(({ end }) => end))];
  for (const { range, text: told } of entities) {
    const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    assert(
      start < end && starts.has(start) && ends.has(end),
      `the entity at ${start}-${end} begins and ends with tokens`,
    );
    assert.equal(told, text.slice(start, end));
    assert.match(told, /\p{Lu}/u);
  }
  return entities.length;
}
