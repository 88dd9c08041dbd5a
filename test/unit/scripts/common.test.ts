import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tinyPair } from '../elmo/models.ts';

/** What the plain script exports. */
interface Common {
  userFolder(): string;
  runBundle(name: string, args: readonly string[]): Promise<number>;
}

const { userFolder, runBundle } = (await import(
  new URL('../../../scripts/common.mjs', import.meta.url).href
)) as Common;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'user-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('the user stands where npm says, or where the script was started without npm', () => {
  vi.stubEnv('INIT_CWD', folder);
  expect(userFolder()).toBe(folder);
  vi.stubEnv('INIT_CWD', undefined);
  expect(userFolder()).toBe(process.cwd());
});

test('a bundle finds and writes files by their names from there', async () => {
  const { options, weights } = tinyPair('unclipped');
  await cp(options, join(folder, 'options.json'));
  await cp(weights, join(folder, 'weights.hdf5'));
  vi.stubEnv('INIT_CWD', folder);
  const args = ['--options', 'options.json', '--weights', 'weights.hdf5', '--output', 'model'];
  expect(await runBundle('convert', args)).toBe(0);
  expect(existsSync(join(folder, 'model/manifest.json'))).toBe(true);
});
