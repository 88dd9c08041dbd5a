import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Range, TextDocument } from 'vscode-languageserver-textdocument';
import { LineDocument } from '../../../server/src/documents/lineDocument.ts';

const anyText = fc
  .array(fc.constantFrom('a', 'the bank', '\u{1f600}', '\n', '\r', '\r\n', '\n\n'), { maxLength: 15 })
  .map((pieces) => pieces.join(''));
const anyPosition = fc.record({
  line: fc.integer({ min: -1, max: 12 }),
  character: fc.integer({ min: -1, max: 12 }),
});
const anyRange = fc.record({ start: anyPosition, end: anyPosition });
const anyChange = fc.oneof(
  { weight: 8, arbitrary: fc.record({ range: anyRange, text: anyText }) },
  fc.record({ text: anyText }),
);

/** All that the two kinds of documents can be asked. */
function answers(document: TextDocument, ranges: readonly Range[]) {
  const text = document.getText();
  const offsets = Array.from({ length: text.length + 3 }, (_, i) => i - 1);
  const lines = Array.from({ length: document.lineCount + 2 }, (_, i) => i - 1);
  return {
    text,
    version: document.version,
    lineCount: document.lineCount,
    positions: offsets.map((offset) => document.positionAt(offset)),
    lines: lines.map((line) => [document.getLineRange(line), document.getEOLCharacters(line)]),
    offsets: ranges.flatMap(({ start, end }) => [document.offsetAt(start), document.offsetAt(end)]),
  };
}
test('it answers as a document of one string does, after every edit', () => {
  fc.assert(
    fc.property(anyText, fc.array(anyChange, { maxLength: 6 }), fc.array(anyRange), (text, changes, ranges) => {
      let expected = TextDocument.create('file:///a.md', 'markdown', 1, text);
      const document = new LineDocument('file:///a.md', 'markdown', 1, text);
      expect(answers(document, ranges)).toEqual(answers(expected, ranges));
      for (const [i, change] of changes.entries()) {
        // Made anew, as the library's line numbers go wrong after an edit beyond the last line.
        const edited = TextDocument.update(expected, [change], i + 2).getText();
        expected = TextDocument.create('file:///a.md', 'markdown', i + 2, edited);
        document.update([change], i + 2);
        expect(answers(document, ranges)).toEqual(answers(expected, ranges));
      }
    }),
    { numRuns: 1000 },
  );
});

test('the text of a range is that of a document of one string', () => {
  fc.assert(
    fc.property(anyText, anyRange, (text, { start, end }) => {
      const expected = TextDocument.create('file:///a.md', 'markdown', 1, text);
      const document = new LineDocument('file:///a.md', 'markdown', 1, text);
      const range = expected.offsetAt(start) <= expected.offsetAt(end) ? { start, end } : { start: end, end: start };
      expect(document.getText(range)).toBe(expected.getText(range));
    }),
  );
});

test('a pasted text of very many lines goes where it belongs', () => {
  const document = new LineDocument('file:///a.md', 'markdown', 1, 'one\ntwo\nthree');
  const pasted = 'line\n'.repeat(300_000);
  document.update([{ range: { start: { line: 1, character: 1 }, end: { line: 1, character: 2 } }, text: pasted }], 2);
  expect(document.getText()).toBe(`one\nt${pasted}o\nthree`);
  expect(document.lineCount).toBe(300_003);
});
