import { open } from 'node:fs/promises';
import type { Dataset, File } from 'h5wasm/node';
import { ConversionError } from './conversionError.ts';
import type { Matrix } from './matrix.ts';

type Hdf5Library = typeof import('h5wasm/node');

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** Reads data sets of known names and shapes from an HDF5 file, and remembers which. */
export class Hdf5Reader {
  readonly #library: Hdf5Library;
  readonly #path: string;
  readonly #file: File;
  readonly #read = new Set<string>();

  private constructor(library: Hdf5Library, path: string, file: File) {
    this.#library = library;
    this.#path = path;
    this.#file = file;
  }

  /** Throws `ConversionError` for what is not a complete HDF5 file. */
  static async open(path: string): Promise<Hdf5Reader> {
    await requireSignature(path);
    // The library is an ES module and stays outside the bundle, which is CommonJS.
    const library = await import('h5wasm/node');
    await library.ready;
    try {
      return new Hdf5Reader(library, path, new library.File(path, 'r'));
    } catch {
      throw new ConversionError(`${path}: is not a readable HDF5 file; it may be cut off. Download it again.`);
    }
  }

  close(): void {
    this.#file.close();
  }

  matrix(name: string, rows: number, columns: number): Matrix {
    return { rows, columns, values: this.values(name, [rows, columns]) };
  }

  /** Values of a data set in float32, row-major. Throws `ConversionError` if it is missing, misshapen or not numbers. */
  values(name: string, shape: readonly number[]): Float32Array {
    const dataset = this.#dataset(name);
    if (!dataset) {
      throw new ConversionError(
        `${this.#path}: data set ${name} is missing; the options ask for it with shape ${show(shape)}.`,
      );
    }
    if (show(dataset.shape) !== show(shape)) {
      throw new ConversionError(
        `${this.#path}: data set ${name} has shape ${show(dataset.shape)}, but the options ask for ${show(shape)}.`,
      );
    }
    const { value } = dataset;
    if (!(value instanceof Float32Array || value instanceof Float64Array)) {
      throw new ConversionError(`${this.#path}: data set ${name} does not hold floating-point numbers.`);
    }
    if (!value.every(Number.isFinite)) {
      throw new ConversionError(`${this.#path}: data set ${name} holds numbers that are not finite.`);
    }
    this.#read.add(name);
    return Float32Array.from(value);
  }

  /** Throws `ConversionError` if a top-level group with a name of this pattern has a data set that was not read. */
  refuseUnread(groups: RegExp): void {
    for (const group of this.#file.keys().filter((name) => groups.test(name))) {
      const unread = this.#datasetNames(group).find((name) => !this.#read.has(name));
      if (unread === undefined) continue;
      const shape = show(this.#dataset(unread)!.shape);
      throw new ConversionError(
        `${this.#path}: data set ${unread} of shape ${shape} has no place in the options; they belong to another model.`,
      );
    }
  }

  #dataset(name: string): Dataset | undefined {
    const entity = this.#file.get(name);
    return entity instanceof this.#library.Dataset ? entity : undefined;
  }

  #datasetNames(path: string): string[] {
    const entity = this.#file.get(path);
    if (entity instanceof this.#library.Dataset) return [path];
    if (!(entity instanceof this.#library.Group)) return [];
    return entity.keys().flatMap((name) => this.#datasetNames(`${path}/${name}`));
  }
}

async function requireSignature(path: string): Promise<void> {
  const start = Buffer.alloc(SIGNATURE.length);
  try {
    const file = await open(path);
    try {
      await file.read(start, 0, start.length, 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new ConversionError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (!start.equals(SIGNATURE)) throw new ConversionError(`${path}: is not an HDF5 file.`);
}

function show(shape: readonly number[] | null): string {
  return `[${shape?.join(', ') ?? ''}]`;
}
