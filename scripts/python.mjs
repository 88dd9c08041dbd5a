/** The Python environment of the training code, in models/training/.venv. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, ROOT, run } from './common.mjs';

export const TRAINING = join(ROOT, 'models/training');
const REQUIREMENTS = join(TRAINING, 'requirements.txt');
const ENVIRONMENT = join(TRAINING, '.venv');
const PYTHON = join(ENVIRONMENT, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
/** Holds the requirements that are installed. */
const INSTALLED = join(ENVIRONMENT, 'installed.txt');

/**
 * Installs what the training code needs where it is missing or out of date.
 * @returns {Promise<string>} the path of the environment's Python
 * @throws {Error} with one sentence saying what is missing and what to do
 */
export async function setUpPython() {
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === readFileSync(REQUIREMENTS, 'utf8')) return PYTHON;
  const python = findOnPath('python3', 'python');
  if (!python) throw new Error('Training needs Python 3.11 or newer: install it and run the command again.');
  console.log(`Setting up Python packages in ${ENVIRONMENT}`);
  const steps = [
    [python, ['-m', 'venv', ENVIRONMENT]],
    [PYTHON, ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS]],
    [PYTHON, ['-c', 'import shutil, sys; shutil.copyfile(*sys.argv[1:])', REQUIREMENTS, INSTALLED]],
  ];
  for (const [command, args] of steps) {
    if ((await run(command, args)) !== 0)
      throw new Error(`${command} failed (see above): mend it and run the command again.`);
  }
  return PYTHON;
}
