import { expect, test } from 'vitest';
import { parseVisible } from '../../../server/src/text/visible.ts';
import { VISIBLE_LIMIT, visibleSlice } from '../../../server/src/text/visibleSlice.ts';

const PARAGRAPH = 'The bank was closed, and nobody could say when it would open. So they left.';
const DOCUMENT = Array.from({ length: 2000 }, (_, i) => `Part ${i}. ${PARAGRAPH}`).join('\n\n');
const MIDDLE = { start: 80_000, end: 82_000 };

test('the slice holds the visible range, is within the limit and reaches from blank line to blank line', () => {
  const { start, end } = visibleSlice(DOCUMENT, MIDDLE);
  expect(start).toBeLessThanOrEqual(MIDDLE.start);
  expect(end).toBeGreaterThanOrEqual(MIDDLE.end);
  expect(end - start).toBeLessThanOrEqual(VISIBLE_LIMIT);
  expect(DOCUMENT.slice(start - 2, start + 5)).toBe('\n\nPart ');
  expect(DOCUMENT.slice(end - 5, end + 2)).toBe('left.\n\n');
});

test('at the ends of the document the slice ends with it', () => {
  expect(visibleSlice(DOCUMENT, { start: 0, end: 10 }).start).toBe(0);
  expect(visibleSlice(DOCUMENT, { start: DOCUMENT.length, end: DOCUMENT.length }).end).toBe(DOCUMENT.length);
  expect(visibleSlice('', { start: 0, end: 0 })).toEqual({ start: 0, end: 0 });
});

test('without blank lines the slice is made of whole lines, and without lines of what fits', () => {
  const lines = DOCUMENT.replaceAll('\n\n', '\r\n');
  const { start, end } = visibleSlice(lines, MIDDLE);
  expect(lines.slice(start - 2, start + 5)).toBe('\r\nPart ');
  expect(lines.slice(end - 5, end + 2)).toBe('left.\r\n');
  const line = 'a '.repeat(100_000);
  expect(visibleSlice(line, MIDDLE)).toEqual({ start: 71_000, end: 91_000 });
});

test('a visible range over the limit is read from its start', () => {
  const { start, end } = visibleSlice(DOCUMENT, { start: 50_000, end: 120_000 });
  expect({ start, end }).toEqual({ start: 50_000, end: 70_000 });
});

test('the prose around a visible range has its place in the whole document', () => {
  for (const language of ['plaintext', 'markdown'] as const) {
    const paragraphs = parseVisible(DOCUMENT, language, MIDDLE);
    expect(paragraphs.length).toBeGreaterThan(100);
    for (const { start, end, sentences } of paragraphs) {
      expect(DOCUMENT.slice(start, end)).toMatch(/^Part \d+\. The bank .* left\.$/u);
      expect(sentences).toHaveLength(3);
      for (const { tokens } of sentences) {
        expect(tokens.map((token) => DOCUMENT.slice(token.start, token.end))).toEqual(tokens.map(({ text }) => text));
      }
    }
  }
});

test('front matter is only looked for at the start of the document', () => {
  const text = `---\ntitle: x\n---\n\n${PARAGRAPH}\n\n`.repeat(1000);
  const titles = (start: number) =>
    parseVisible(text, 'markdown', { start, end: start + 10 }).filter((p) => text.startsWith('title: x', p.start));
  const all = visibleSlice(text, { start: 0, end: 10 });
  const documents = text.slice(all.start, all.end).split('title: x').length - 1;
  expect(titles(0)).toHaveLength(documents - 1);
  expect(titles(40_000).length).toBeGreaterThan(100);
});
