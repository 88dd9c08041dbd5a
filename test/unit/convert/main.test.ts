import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { temporaryFolder, tinyPair } from '../elmo/models.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Runs the converter's command line from source, as a process of its own. */
async function run(args: readonly string[]): Promise<{ code: number; stderr: string }> {
  const script = join(await temporaryFolder(), 'convert.mjs');
  await build({
    entryPoints: [join(ROOT, 'models/convert/main.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
  });
  return promisify(execFile)(process.execPath, [script, ...args]).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }) => ({ code, stderr }),
  );
}

test('the command converts and says what it wrote', async () => {
  const output = join(await temporaryFolder(), 'model');
  const { options, weights } = tinyPair('unclipped');
  const { code, stderr } = await run(['--options', options, '--weights', weights, '--output', output]);
  expect(code).toBe(0);
  for (const name of await readdir(output)) expect(stderr).toContain(`Wrote ${join(output, name)}`);
  expect(JSON.parse(await readFile(join(output, 'manifest.json'), 'utf8')).format).toBe(1);
});

test('the command refuses in one sentence, without a stack, and with exit code 1', async () => {
  const { weights } = tinyPair('unclipped');
  const { code, stderr } = await run(['--options', weights, '--weights', weights, '--output', 'nowhere']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/weights\.hdf5: is not JSON/);
  expect(stderr).not.toMatch(/\n +at /);
});

test('the command tells its usage when a path is missing', async () => {
  const { code, stderr } = await run(['--options', 'options.json']);
  expect(code).toBe(1);
  expect(stderr).toContain('Usage: npm run convert -- --options options.json --weights weights.hdf5 --output FOLDER');
});
