import type { Range } from './types.ts';

/**
 * Text that knows where in a source it comes from: its UTF-16 unit `i` stands for the source units
 * `starts[i]` up to `ends[i]`. Those ranges are in order and never overlap; what lies between two of them (markup,
 * deleted characters, collapsed white space) stands for nothing, and an inserted unit has an empty range.
 */
export class MappedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];

  constructor(text: string, starts: readonly number[], ends: readonly number[]) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  /** The source itself between two offsets. */
  static of(source: string, start = 0, end = source.length): MappedText {
    return new MappedTextBuilder().copy(source, { start, end }).build();
  }

  /** The source range behind the units `start` up to `end`; `end` must be greater than `start`. */
  sourceRange(start: number, end: number): Range {
    return { start: this.starts[start]!, end: this.ends[end - 1]! };
  }

  /** As `String.replaceAll` with a global pattern that matches no empty text. */
  replace(pattern: RegExp, replacement: string | ((match: string) => string)): MappedText {
    const result = new MappedTextBuilder();
    let done = 0;
    for (const { index, 0: match } of this.text.matchAll(pattern)) {
      result.append(this, done, index);
      const end = index + match.length;
      result.insert(typeof replacement === 'string' ? replacement : replacement(match), this.sourceRange(index, end));
      done = end;
    }
    return done === 0 ? this : result.append(this, done, this.text.length).build();
  }
}

/** Puts a mapped text together, piece by piece in the order of the source. */
export class MappedTextBuilder {
  #text = '';
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** Source text that stands for itself. */
  copy(source: string, { start, end }: Range): this {
    this.#text += source.slice(start, end);
    for (let offset = start; offset < end; offset++) {
      this.#starts.push(offset);
      this.#ends.push(offset + 1);
    }
    return this;
  }

  /** The units `start` up to `end` of another mapped text over the same source. */
  append(mapped: MappedText, start: number, end: number): this {
    this.#text += mapped.text.slice(start, end);
    for (let unit = start; unit < end; unit++) {
      this.#starts.push(mapped.starts[unit]!);
      this.#ends.push(mapped.ends[unit]!);
    }
    return this;
  }

  /** Text that stands for a source range: its first unit that is no space takes the range, the others are empty. */
  insert(text: string, { start, end }: Range): this {
    const owner = Math.max(0, text.search(/[^ ]/));
    for (let unit = 0; unit < text.length; unit++) {
      this.#starts.push(unit <= owner ? start : end);
      this.#ends.push(unit < owner ? start : end);
    }
    this.#text += text;
    return this;
  }

  build(): MappedText {
    return new MappedText(this.#text, this.#starts, this.#ends);
  }
}
