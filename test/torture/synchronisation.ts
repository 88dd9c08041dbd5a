import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Position, Range } from 'vscode-languageserver-textdocument';
import { synchronisation } from '../../server/src/documents/synchronisation.ts';

/** Line ends of all kinds, characters of several UTF-16 units and their halves, marks that join, turn or hide. */
const PIECES = [
  ...['\n', '\r', '\r\n', '\n\n', '\n\r', '\r\r\n', '\u2028', '\u0085', '\v'],
  ...[
    'a',
    ' ',
    '\t',
    'the bank',
    'né',
    'e\u0301',
    '\u{1f600}',
    '\ud83d',
    '\ude00',
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  ],
  ...['\u200d', '\u200f', '\u202e', 'שלום', 'مرحبا', '\ufeff', '\0', '水'],
];
const anyText = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(''));
const anyNumber = fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 0, max: 12 }) }, fc.constantFrom(-1, 50, 1e9));
const anyPosition = fc.record({ line: anyNumber, character: anyNumber });
const anyChange = fc.oneof(
  { weight: 12, arbitrary: fc.record({ range: fc.record({ start: anyPosition, end: anyPosition }), text: anyText }) },
  fc.record({ text: anyText }),
);
/** Edits come one by one, or several in a message. */
const anyMessage = fc.oneof(
  { weight: 6, arbitrary: fc.array(anyChange, { minLength: 1, maxLength: 1 }) },
  fc.array(anyChange, { minLength: 2, maxLength: 4 }),
);

/**
 * Random edits of a document, as editors send them, against a plain string: after each, the text is the same, and so is
 * the place of every offset. Throws with seed and smallest example.
 */
export async function synchronise(sequences: number, seed: number, edits = 30): Promise<string> {
  fc.assert(
    fc.property(anyText, fc.array(anyMessage, { minLength: edits, maxLength: edits }), (start, messages) => {
      const document = synchronisation.create('file:///a.md', 'markdown', 1, start);
      let text = start;
      expectSame(document, text);
      for (const [i, changes] of messages.entries()) {
        synchronisation.update(document, changes, i + 2);
        for (const change of changes) text = 'range' in change ? edited(text, change) : change.text;
        assert.equal(document.version, i + 2);
        expectSame(document, text);
      }
    }),
    { numRuns: sequences, seed },
  );
  return `${sequences} sequences of ${edits} edits, 0 mismatches`;
}

function expectSame(document: ReturnType<typeof synchronisation.create>, text: string): void {
  assert.equal(document.getText(), text);
  const lines = linesOf(text);
  assert.equal(document.lineCount, lines.length);
  for (const [line, { start, content }] of lines.entries()) {
    assert.deepEqual(document.positionAt(start), { line, character: 0 });
    assert.equal(document.offsetAt({ line, character: 1e9 }), start + content.length);
  }
  assert.equal(document.offsetAt({ line: 1e9, character: 0 }), text.length);
}

/** The model: what LSP says of an edit, on a string. */
function edited(text: string, { range, text: inserted }: { readonly range: Range; readonly text: string }): string {
  const [a, b] = [offsetIn(text, range.start), offsetIn(text, range.end)];
  return text.slice(0, Math.min(a, b)) + inserted + text.slice(Math.max(a, b));
}

/** A line beyond the text means its end, a character beyond a line the line's end, a negative number zero. */
function offsetIn(text: string, { line, character }: Position): number {
  const lines = linesOf(text);
  if (line < 0) return 0;
  if (line >= lines.length) return text.length;
  const { start, content } = lines[line]!;
  return start + Math.min(Math.max(0, character), content.length);
}

function linesOf(text: string): { readonly start: number; readonly content: string }[] {
  const parts = text.split(/(\r\n|\r|\n)/u); // contents at even places, line ends between them
  let start = 0;
  return parts.flatMap((part, i) => {
    const line = { start, content: part };
    start += part.length;
    return i % 2 === 0 ? [line] : [];
  });
}
