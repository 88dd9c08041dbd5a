import { isEnglish } from './english.ts';
import { latexBlocks } from './latex.ts';
import { MappedText } from './mappedText.ts';
import { markdownBlocks } from './markdown.ts';
import { normalise } from './normalise.ts';
import { plainTextBlocks } from './plainText.ts';
import type { ProseBlock } from './proseBlock.ts';
import { sentenceRanges } from './sentences.ts';
import { tokenize } from './tokenize.ts';
import type { Paragraph, ProseLanguage, Sentence, Token } from './types.ts';

/** A sentence of more tokens than this (a table as text, a list of names) is cut into several. */
export const MAX_SENTENCE_TOKENS = 200;

/** What is to be read. `startsDocument` is false for a slice of a larger document, which cannot hold front matter. */
export interface ProseSource {
  readonly text: string;
  readonly language: ProseLanguage;
  readonly startsDocument: boolean;
}

/** The paragraphs of a document that hold prose, in order, with every range in UTF-16 units of `text`. */
export function parseProse(text: string, language: ProseLanguage): Paragraph[] {
  return [...readProse({ text, language, startsDocument: true })];
}

/** The sentences of a text that is one paragraph of English, whatever it looks like. */
export function parseSentences(text: string): Sentence[] {
  return sentences(normalise(MappedText.of(text)));
}

/** As `parseProse`, one paragraph after the other. */
export function* readProse({ text, language, startsDocument }: ProseSource): Generator<Paragraph> {
  for (const { start, end, prose } of blocksOf(text, language, startsDocument)) {
    const normalised = normalise(prose);
    if (normalised.text === '') continue;
    const english = isEnglish(normalised.text);
    yield { start, end, english, sentences: english ? sentences(normalised) : [] };
  }
}

function blocksOf(text: string, language: ProseLanguage, startsDocument: boolean): Iterable<ProseBlock> {
  switch (language) {
    case 'markdown':
      return markdownBlocks(text, startsDocument);
    case 'latex':
      return latexBlocks(text);
    case 'plaintext':
      return plainTextBlocks(text);
  }
}

function sentences(paragraph: MappedText): Sentence[] {
  return sentenceRanges(paragraph.text).flatMap(({ start, end }) => {
    const tokens = tokenize(paragraph.text.slice(start, end)).map((token) => ({
      text: token.text,
      ...tokenSource(paragraph, start, token),
    }));
    return cut(tokens).map((part) => ({ start: part[0]!.start, end: part.at(-1)!.end, tokens: part }));
  });
}

/** Where a token of the sentence that begins at `sentenceStart` stands in the source. */
function tokenSource(paragraph: MappedText, sentenceStart: number, { start, end }: Token) {
  if (start < end) return paragraph.sourceRange(sentenceStart + start, sentenceStart + end);
  const before = paragraph.sourceRange(sentenceStart + start - 1, sentenceStart + start).end;
  return { start: before, end: before };
}

function cut(tokens: readonly Token[]): (readonly Token[])[] {
  const parts = Math.ceil(tokens.length / MAX_SENTENCE_TOKENS);
  const size = Math.ceil(tokens.length / parts);
  return Array.from({ length: parts }, (_, part) => tokens.slice(part * size, (part + 1) * size));
}
