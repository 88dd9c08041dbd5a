import { open } from 'node:fs/promises';
import { Dataset, File, Group, ready } from 'h5wasm/node';
import { ConversionError } from './conversionError.ts';
import type { Matrix } from './matrix.ts';

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** Reads data sets of known names and shapes from an HDF5 file, and remembers which. */
export class Hdf5Reader {
  readonly #path: string;
  readonly #file: File;
  readonly #read = new Set<string>();

  private constructor(path: string, file: File) {
    this.#path = path;
    this.#file = file;
  }

  /** Throws `ConversionError` for what is not a complete HDF5 file. */
  static async open(path: string): Promise<Hdf5Reader> {
    await requireSignature(path);
    const library = await ready;
    // Without it the library prints its errors and goes on with invalid handles.
    library.activate_throwing_error_handler();
    const file = attempt(() => new File(path, 'r'));
    if (!file) throw new ConversionError(`${path}: is not a readable HDF5 file; it may be cut off. Download it again.`);
    return new Hdf5Reader(path, file);
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
    const value = attempt(() => dataset.value);
    if (value === undefined)
      throw new ConversionError(`${this.#path}: data set ${name} is damaged. Download it again.`);
    if (!(value instanceof Float32Array || value instanceof Float64Array)) {
      throw new ConversionError(`${this.#path}: data set ${name} does not hold floating-point numbers.`);
    }
    if (!value.every(Number.isFinite)) {
      throw new ConversionError(`${this.#path}: data set ${name} holds numbers that are not finite.`);
    }
    this.#read.add(name);
    return new Float32Array(value);
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
    const entity = attempt(() => this.#file.get(name));
    return entity instanceof Dataset ? entity : undefined;
  }

  #datasetNames(path: string): string[] {
    const entity = this.#file.get(path);
    if (entity instanceof Dataset) return [path];
    if (!(entity instanceof Group)) return [];
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

/** The result, or nothing where HDF5 fails, which is the case for names that are not there too. */
function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function show(shape: readonly number[] | null): string {
  return `[${shape?.join(', ') ?? ''}]`;
}
