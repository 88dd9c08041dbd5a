import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { convert } from '../../../models/convert/convert.ts';

export const DEFAULT_MODEL = join(import.meta.dirname, '../../../models/default');
const TINY_MODELS = join(import.meta.dirname, '../../fixtures/tiny-elmo');

/** Two random models in the official format, made by test/fixtures/tiny-elmo/make.py. */
export const TINY = ['clipped', 'unclipped'] as const;
export type Tiny = (typeof TINY)[number];

export function tinyPair(name: Tiny): { options: string; weights: string } {
  return { options: join(TINY_MODELS, name, 'options.json'), weights: join(TINY_MODELS, name, 'weights.hdf5') };
}

/** Sentences and their `[layers][tokens][width]` by the implementation in make.py. */
export async function expectedVectors(name: Tiny): Promise<{ sentences: string[][]; layers: number[][][][] }> {
  return JSON.parse(await readFile(join(TINY_MODELS, name, 'expected.json'), 'utf8'));
}

/** Converts a pair into a folder that goes when the test ends. */
export async function converted(pair: { options: string; weights: string }): Promise<string> {
  const output = await temporaryFolder();
  await convert({ ...pair, output }, () => {});
  return output;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'elmo-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

export function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  return Array.from(a).reduce((greatest, value, index) => Math.max(greatest, Math.abs(value - b[index]!)), 0);
}
