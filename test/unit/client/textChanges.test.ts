import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { rangeAfterChange, rangeAfterChanges } from '../../../client/src/textChanges.ts';

/** Texts with all kinds of line ends, and characters of two UTF-16 units. */
const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\r\n', '😀'), maxLength: 30 });

function documentOf(text: string): TextDocument {
  return TextDocument.create('untitled:text', 'plaintext', 1, text);
}

function rangeIn(document: TextDocument, start: number, end: number) {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

describe('rangeAfterChange', () => {
  it('keeps on the same text whatever is replaced before or after it', () => {
    fc.assert(
      fc.property(
        fc.tuple(texts, texts, fc.constantFrom('Ada', 'Ada\nLovelace'), texts, texts),
        texts,
        fc.boolean(),
        ([first, second, name, third, fourth], replacement, changesBefore) => {
          // Plain separators, so that no text joins with its neighbour into one line end.
          const before = `${first}<${second}>`;
          const after = `<${third}>${fourth}`;
          const document = documentOf(before + name + after);
          const range = rangeIn(document, before.length, before.length + name.length);
          const start = changesBefore ? first.length + 1 : before.length + name.length + 1;
          const end = start + (changesBefore ? second : third).length;
          const change = { range: rangeIn(document, start, end), text: replacement };
          const moved = rangeAfterChange(range, change)!;
          TextDocument.update(document, [change], 2);
          expect(document.getText(moved)).toBe(name);
        },
      ),
    );
  });

  it.each([
    ['inside', 5, 6],
    ['over its start', 2, 6],
    ['over its end', 6, 12],
    ['over all of it', 0, 20],
  ])('is gone after a change %s', (_, start, end) => {
    const document = documentOf('And Berlin, then Hamburg.');
    const change = { range: rangeIn(document, start, end), text: 'x' };
    expect(rangeAfterChange(rangeIn(document, 4, 10), change)).toBeUndefined();
  });

  it.each([
    ['before', 4, 'in ', 7],
    ['after', 10, 'er', 4],
  ])('does not grow with text inserted directly %s it', (_, at, text, start) => {
    const document = documentOf('And Berlin, then Hamburg.');
    const change = { range: rangeIn(document, at, at), text };
    expect(rangeAfterChange(rangeIn(document, 4, 10), change)).toEqual(rangeIn(document, start, start + 6));
  });
});

describe('rangeAfterChanges', () => {
  it('follows several changes of one edit, which editors report from the last to the first', () => {
    const document = documentOf('one two\nthree four\n');
    const range = rangeIn(document, 14, 18);
    const changes = [
      { range: rangeIn(document, 19, 19), text: 'five' },
      { range: rangeIn(document, 8, 13), text: '3' },
      { range: rangeIn(document, 3, 8), text: ' ' },
    ];
    const moved = rangeAfterChanges(range, changes)!;
    TextDocument.update(document, changes, 2);
    expect(document.getText(moved)).toBe('four');
  });
});
