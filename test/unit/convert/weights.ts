import { readFile, writeFile } from 'node:fs/promises';
import { Dataset, File, type Group, ready } from 'h5wasm/node';

/** A data set to write: its numbers, row-major, and their shape. */
export interface Values {
  readonly data: Float32Array | Int32Array;
  readonly shape: number[];
}

/** Copies a file of weights with its data sets changed. */
export async function copyWeights(source: string, target: string, change: (sets: Map<string, Values>) => void) {
  await ready;
  const original = new File(source, 'r');
  const sets = new Map(original.paths().flatMap((path) => read(original, path)));
  original.close();
  change(sets);
  const copy = new File(target, 'w');
  for (const [path, { data, shape }] of sets) {
    const parts = path.split('/');
    const groups = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
    for (const group of groups) if (!copy.get(group)) copy.create_group(group);
    (copy.get(groups.at(-1) ?? '/') as Group).create_dataset({ name: parts.at(-1)!, data, shape });
  }
  copy.close();
}

/** Copies the first `share` of a file. */
export async function copyBeginning(source: string, target: string, share: number): Promise<void> {
  const bytes = await readFile(source);
  await writeFile(target, bytes.subarray(0, bytes.length * share));
}

function read(file: File, path: string): [string, Values][] {
  const entity = file.get(path);
  if (!(entity instanceof Dataset)) return [];
  return [[path.replace(/^\//, ''), { data: entity.value as Float32Array, shape: entity.shape! }]];
}
