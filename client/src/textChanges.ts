/** Where places in a document lie after an edit. Positions are LSP's: lines and UTF-16 columns, counted from 0. */
import type { Position, Range } from 'vscode-languageserver-protocol';

/** One replacement of text, as editors report it: `range` in the document before, `text` in its place. */
export interface TextChange {
  readonly range: Range;
  readonly text: string;
}

/** The range after the change; undefined where the change cuts into it. */
export function rangeAfterChange(range: Range, change: TextChange): Range | undefined {
  if (compare(change.range.start, range.end) >= 0) return range;
  if (compare(change.range.end, range.start) > 0) return undefined;
  const end = endOfInsertion(change);
  return { start: move(range.start, change.range.end, end), end: move(range.end, change.range.end, end) };
}

/** The range after all changes of one edit, in the order in which the editor reports them. */
export function rangeAfterChanges(range: Range, changes: readonly TextChange[]): Range | undefined {
  let moved: Range | undefined = range;
  for (const change of changes) {
    moved = rangeAfterChange(moved, change);
    if (!moved) return undefined;
  }
  return moved;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

function endOfInsertion({ range: { start }, text }: TextChange): Position {
  const lines = text.split(/\r\n|\r|\n/);
  const lastLength = lines[lines.length - 1]!.length;
  if (lines.length === 1) return { line: start.line, character: start.character + lastLength };
  return { line: start.line + lines.length - 1, character: lastLength };
}

/** A position at or after `from`, once the text that ended at `from` ends at `to`. */
function move(position: Position, from: Position, to: Position): Position {
  if (position.line > from.line) return { line: position.line + to.line - from.line, character: position.character };
  return { line: to.line, character: position.character + to.character - from.character };
}
