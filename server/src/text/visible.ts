import { readProse } from './prose.ts';
import type { Paragraph, ProseLanguage, Range } from './types.ts';
import { moveParagraph, visibleSlice } from './visibleSlice.ts';

/** The prose around a visible range of a document that is too large to be read whole; see `visibleSlice`. */
export function parseVisible(text: string, language: ProseLanguage, range: Range): Paragraph[] {
  const { start, end } = visibleSlice(text, range);
  const paragraphs = readProse({ text: text.slice(start, end), language, startsDocument: start === 0 });
  return [...paragraphs].map((paragraph) => moveParagraph(paragraph, start));
}
