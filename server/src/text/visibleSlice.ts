import type { Paragraph, Range, Sentence, Token } from './types.ts';

/** The longest slice, in UTF-16 units; a visible range that is longer is read from its start. */
export const VISIBLE_LIMIT = 20_000;

const LINE_BREAK = '(?:\\r\\n|\\r(?!\\n)|\\n)';
const BLANK_LINE = new RegExp(`${LINE_BREAK}[ \\t]*${LINE_BREAK}`, 'gu');
const LINE_END = new RegExp(LINE_BREAK, 'gu');

/**
 * The part of a large document that is read to show the visible range: as much around it as the limit allows, from
 * blank line to blank line where there are any, so that paragraphs are whole. What surrounds it is not looked at: a
 * Markdown code block that begins before the slice and ends in it is taken for prose.
 */
export function visibleSlice(text: string, range: Range): Range {
  const visibleEnd = Math.min(range.end, range.start + VISIBLE_LIMIT);
  const margin = Math.floor((VISIBLE_LIMIT - (visibleEnd - range.start)) / 2);
  const lowest = Math.max(0, range.start - margin);
  const highest = Math.min(text.length, visibleEnd + margin);
  return {
    start: lowest === 0 ? 0 : lowest + firstBreak(text.slice(lowest, range.start)),
    end: highest === text.length ? highest : visibleEnd + lastBreak(text.slice(visibleEnd, highest)),
  };
}

/** The same paragraph of a text that stands `by` units further on. */
export function moveParagraph(paragraph: Paragraph, by: number): Paragraph {
  if (by === 0) return paragraph;
  const moved = <T extends Range>(part: T): T => ({ ...part, start: part.start + by, end: part.end + by });
  return {
    ...moved(paragraph),
    sentences: paragraph.sentences.map(
      (sentence): Sentence => ({
        ...moved(sentence),
        tokens: sentence.tokens.map((token): Token => moved(token)),
      }),
    ),
  };
}

/** Where the text after the first blank line begins, or else after the first line, or else the whole. */
function firstBreak(text: string): number {
  for (const pattern of [BLANK_LINE, LINE_END]) {
    for (const { index, 0: match } of text.matchAll(pattern)) return index + match.length;
  }
  return 0;
}

/** Where the text before the last blank line ends, or else before the last line, or else the whole. */
function lastBreak(text: string): number {
  for (const pattern of [BLANK_LINE, LINE_END]) {
    const last = [...text.matchAll(pattern)].at(-1);
    if (last) return last.index;
  }
  return text.length;
}
