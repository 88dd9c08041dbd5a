import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const NEEDED = 'import h5py, numpy, onnx, torch';

/** A Python with the packages of the training code: the one named in a variable, the training's own, or the one on PATH. */
const python = [process.env['ELMO_LENS_PYTHON'], join(ROOT, 'models/training/.venv/bin/python'), 'python3']
  .filter((candidate) => candidate !== undefined)
  .find((candidate) => spawnSync(candidate, ['-c', NEEDED]).status === 0);
if (!python) {
  console.log(
    'Skipped the tests of the training code: no Python with PyTorch, h5py and onnx. ' +
      '`npm run train-bilm -- --help` sets one up; ELMO_LENS_PYTHON names another.',
  );
}

describe.skipIf(!python)('the training code', () => {
  test.for(readdirSync(import.meta.dirname).filter((name) => /^test_.*\.py$/u.test(name)))(
    'passes %s',
    { timeout: 300_000 },
    (name) => {
      const args = ['-m', 'unittest', 'discover', import.meta.dirname, '--pattern', name];
      const { status, stdout, stderr } = spawnSync(python!, args, { cwd: ROOT, encoding: 'utf8' });
      expect(status, `${stdout}\n${stderr}`).toBe(0);
      expect(stderr).toMatch(/^Ran [1-9]/mu);
    },
  );
});
