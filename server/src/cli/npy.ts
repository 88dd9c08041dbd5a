import { type FileHandle, open } from 'node:fs/promises';
import { Float16Array } from '@petamoriken/float16';

/** Room for the header, so that it can be rewritten when the number of rows is known (NumPy's format 1.0). */
const HEADER_BYTES = 128;

/** Writes an array to a `.npy` file piece by piece; its shape is told at the end. */
export class NpyWriter {
  readonly #file: FileHandle;
  readonly #type: 'float16' | 'float32';

  private constructor(file: FileHandle, type: 'float16' | 'float32') {
    this.#file = file;
    this.#type = type;
  }

  static async create(path: string, type: 'float16' | 'float32'): Promise<NpyWriter> {
    const file = await open(path, 'w');
    await file.write(Buffer.alloc(HEADER_BYTES, ' '));
    return new NpyWriter(file, type);
  }

  async append(values: Float32Array): Promise<void> {
    const array = this.#type === 'float32' ? values : Float16Array.from(values);
    await this.#file.write(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }

  async close(shape: readonly number[]): Promise<void> {
    const descr = this.#type === 'float32' ? '<f4' : '<f2';
    const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
    const bytes = Buffer.alloc(HEADER_BYTES, ' ');
    bytes.write('\x93NUMPY\x01\x00', 0, 'latin1');
    bytes.writeUInt16LE(HEADER_BYTES - 10, 8);
    bytes.write(header, 10, 'latin1');
    bytes.write('\n', HEADER_BYTES - 1, 'latin1');
    await this.#file.write(bytes, 0, HEADER_BYTES, 0);
    await this.#file.close();
  }
}
