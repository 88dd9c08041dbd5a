/**
 * A file of named sections, read without copying: the length of a JSON header (uint32, little-endian), the header
 * `{ ...facts, sections: { name: [offset, bytes] } }`, then the sections. Offsets count from the end of the header, which
 * is padded with spaces so that every section begins at a multiple of eight.
 */

const ALIGNMENT = 8;

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

export function packSections(facts: object, sections: Readonly<Record<string, Uint8Array>>): Buffer {
  const directory: Record<string, [offset: number, bytes: number]> = {};
  let total = 0;
  for (const [name, bytes] of Object.entries(sections)) {
    directory[name] = [total, bytes.length];
    total += aligned(bytes.length);
  }
  const header = JSON.stringify({ ...facts, sections: directory });
  const start = aligned(4 + Buffer.byteLength(header));
  const packed = Buffer.alloc(start + total);
  packed.fill(' ', 4, start);
  packed.writeUInt32LE(start - 4, 0);
  packed.write(header, 4);
  for (const [name, bytes] of Object.entries(sections)) packed.set(bytes, start + directory[name]![0]);
  return packed;
}

/** A packed file; the typed arrays are views of its bytes. */
export class Sections {
  /** The parsed JSON header. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #directory: Readonly<Record<string, readonly [number, number]>>;

  /** Throws where `file` is not such a file or is cut short. */
  constructor(file: Buffer) {
    // Typed arrays need an aligned buffer, which a small file's share of Node's pool is not.
    this.#bytes = file.byteOffset % ALIGNMENT === 0 ? file : Buffer.from(new Uint8Array(file).buffer);
    this.#start = 4 + this.#bytes.readUInt32LE(0);
    this.header = JSON.parse(this.#bytes.toString('utf8', 4, this.#start));
    this.#directory = this.header['sections'] as Record<string, [number, number]>;
    for (const [name, [offset, length]] of Object.entries(this.#directory)) {
      if (this.#start + offset + length > file.length) throw new RangeError(`section "${name}" is cut short`);
    }
  }

  bytes(name: string): Buffer {
    const place = this.#directory[name];
    if (!place) throw new RangeError(`there is no section "${name}"`);
    return this.#bytes.subarray(this.#start + place[0], this.#start + place[0] + place[1]);
  }

  int8(name: string): Int8Array {
    const { buffer, byteOffset, length } = this.bytes(name);
    return new Int8Array(buffer, byteOffset, length);
  }

  uint16(name: string): Uint16Array {
    const { buffer, byteOffset, length } = this.bytes(name);
    return new Uint16Array(buffer, byteOffset, length / 2);
  }

  uint32(name: string): Uint32Array {
    const { buffer, byteOffset, length } = this.bytes(name);
    return new Uint32Array(buffer, byteOffset, length / 4);
  }

  float32(name: string): Float32Array {
    const { buffer, byteOffset, length } = this.bytes(name);
    return new Float32Array(buffer, byteOffset, length / 4);
  }
}

/** The bytes of a typed array, as they lie in memory (little-endian on every machine that VS Code runs on). */
export function bytesOf(array: Uint16Array | Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
