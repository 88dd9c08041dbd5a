import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** The line ends of LSP. */
const LINE_END = /\r\n|\r|\n/gu;
/** So many arguments a function takes on every platform. */
const MOST_ARGUMENTS = 10_000;

/**
 * A text kept line by line, so that an edit costs its own lines. `TextDocument.create` keeps one string, which each edit
 * copies: of 50 million characters, 50 to 100 MB a keystroke; and it miscounts lines after an edit beyond the last one.
 */
export class LineDocument implements TextDocument {
  readonly uri: string;
  readonly languageId: string;
  #version: number;
  /** With their line ends; the last has none. */
  #lines: string[];
  /** Where each line begins, and where the text ends; made when an offset is asked for. */
  #offsets: Uint32Array | undefined;

  constructor(uri: string, languageId: string, version: number, text: string) {
    this.uri = uri;
    this.languageId = languageId;
    this.#version = version;
    this.#lines = splitLines(text);
  }

  get version(): number {
    return this.#version;
  }

  get lineCount(): number {
    return this.#lines.length;
  }

  update(changes: readonly TextDocumentContentChangeEvent[], version: number): this {
    for (const change of changes) {
      if ('range' in change) this.#replace(change.range, change.text);
      else this.#lines = splitLines(change.text);
      this.#offsets = undefined;
    }
    this.#version = version;
    return this;
  }

  getText(range?: Range): string {
    if (!range) return this.#lines.join('');
    const { start, end } = this.#wellFormed(range);
    if (start.line === end.line) return this.#lines[start.line]!.slice(start.character, end.character);
    return [
      this.#lines[start.line]!.slice(start.character),
      ...this.#lines.slice(start.line + 1, end.line),
      this.#lines[end.line]!.slice(0, end.character),
    ].join('');
  }

  getLineRange(line: number): Range {
    if (line < 0) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const existing = Math.min(line, this.#lines.length - 1);
    return {
      start: { line: existing, character: 0 },
      end: { line: existing, character: lengthWithoutEnd(this.#lines[existing]!) },
    };
  }

  getEOLCharacters(line: number): string {
    const text = this.#lines[line] ?? '';
    return text.slice(lengthWithoutEnd(text));
  }

  offsetAt(position: Position): number {
    const { line, character } = this.#inside(position);
    return this.#lineOffsets()[line]! + character;
  }

  positionAt(offset: number): Position {
    const offsets = this.#lineOffsets();
    let line = 0;
    for (let after = this.#lines.length; after - line > 1; ) {
      const middle = (line + after) >> 1;
      if (offsets[middle]! <= offset) line = middle;
      else after = middle;
    }
    return this.#inside({ line, character: offset - offsets[line]! });
  }

  #replace(range: Range, text: string): void {
    const { start, end } = this.#wellFormed(range);
    // With the line before: it may end in a CR which the text goes on with an LF.
    const first = Math.max(0, start.line - 1);
    const kept = this.getText({ start: { line: first, character: 0 }, end: start });
    const lines = splitLines(kept + text + this.#lines[end.line]!.slice(end.character));
    // What ended in a line end still does, so that no empty line is added before the next.
    if (end.line < this.#lines.length - 1) lines.pop();
    if (lines.length < MOST_ARGUMENTS) this.#lines.splice(first, end.line - first + 1, ...lines);
    else this.#lines = this.#lines.slice(0, first).concat(lines, this.#lines.slice(end.line + 1));
  }

  #wellFormed({ start, end }: Range): Range {
    const [a, b] = [this.#inside(start), this.#inside(end)];
    const inOrder = a.line < b.line || (a.line === b.line && a.character <= b.character);
    return inOrder ? { start: a, end: b } : { start: b, end: a };
  }

  /** The place in the text that is meant, never inside of a line end. */
  #inside({ line, character }: Position): Position {
    if (line < 0) return { line: 0, character: 0 };
    const last = this.#lines.length - 1;
    if (line > last) return { line: last, character: this.#lines[last]!.length };
    return { line, character: Math.min(Math.max(character, 0), lengthWithoutEnd(this.#lines[line]!)) };
  }

  #lineOffsets(): Uint32Array {
    if (this.#offsets) return this.#offsets;
    const offsets = new Uint32Array(this.#lines.length + 1);
    for (let line = 0; line < this.#lines.length; line++)
      offsets[line + 1] = offsets[line]! + this.#lines[line]!.length;
    this.#offsets = offsets;
    return offsets;
  }
}

function lengthWithoutEnd(line: string): number {
  let length = line.length;
  while (line[length - 1] === '\n' || line[length - 1] === '\r') length--;
  return length;
}

function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const { index, 0: lineEnd } of text.matchAll(LINE_END)) {
    const end = index + lineEnd.length;
    lines.push(text.slice(start, end));
    start = end;
  }
  lines.push(text.slice(start));
  return lines;
}
