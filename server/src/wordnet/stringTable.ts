import { bytesOf, type Sections } from './sections.ts';

/** Many strings in one stretch of UTF-8, decoded one by one when they are asked for. */
export class StringTable {
  readonly #bytes: Buffer;
  readonly #offsets: Uint32Array;

  constructor(sections: Sections, name: string) {
    this.#bytes = sections.bytes(name);
    this.#offsets = sections.uint32(`${name}Offsets`);
  }

  /** The two sections that hold `strings`. */
  static sections(name: string, strings: readonly string[]): Record<string, Uint8Array> {
    const offsets = new Uint32Array(strings.length + 1);
    for (const [i, string] of strings.entries()) offsets[i + 1] = offsets[i]! + Buffer.byteLength(string);
    return { [name]: Buffer.from(strings.join('')), [`${name}Offsets`]: bytesOf(offsets) };
  }

  get length(): number {
    return this.#offsets.length - 1;
  }

  at(index: number): string {
    return this.#bytes.toString('utf8', this.#offsets[index], this.#offsets[index + 1]);
  }

  /** Whether the string at `index` begins with `prefix`. */
  startsWith(index: number, prefix: Uint8Array): boolean {
    const start = this.#offsets[index]!;
    const end = start + prefix.length;
    return end <= this.#offsets[index + 1]! && this.#bytes.compare(prefix, 0, prefix.length, start, end) === 0;
  }

  /** The first index whose string is not before `key`; for a table sorted by bytes. */
  lowerBound(key: Uint8Array): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.#bytes.compare(key, 0, key.length, this.#offsets[middle], this.#offsets[middle + 1]);
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
