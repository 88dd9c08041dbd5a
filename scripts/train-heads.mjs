/**
 * Trains every head of a model: `npm run train-heads [-- --model FOLDER --data FOLDER]`. Sets up a Python environment in
 * models/training/.venv on the first run. A single head: `-- --only entities`. One thread, so that the weights
 * come out the same each time; `-- --threads 2` is faster.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, findOnPath, ROOT, run, userFolder } from './common.mjs';

const TRAINING = join(ROOT, 'models/training');
const ENVIRONMENT = join(TRAINING, '.venv');
const PYTHON = join(ENVIRONMENT, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** In this order: the senses' vectors lean on the tagger. */
const HEADS = ['parts_of_speech', 'entities', 'sentence', 'sentiment', 'topic', 'senses'];

async function main() {
  const { values } = parseArgs({
    options: {
      model: { type: 'string' },
      data: { type: 'string' },
      threads: { type: 'string' },
      only: { type: 'string', multiple: true, default: HEADS },
    },
  });
  const unknown = values.only.find((head) => !HEADS.includes(head));
  if (unknown) throw new Error(`There is no head "${unknown}": choose from ${HEADS.join(', ')}.`);
  await setUpPython();
  const folders = ['model', 'data'].flatMap((name) =>
    values[name] ? [`--${name}`, resolve(userFolder(), values[name])] : [],
  );
  const threads = values.threads ? ['--threads', values.threads] : [];
  for (const head of values.only) {
    console.log(`\nTraining ${head}`);
    if ((await run(PYTHON, [join(TRAINING, `${head}.py`), ...folders, ...threads])) !== 0) {
      throw new Error(`Training of ${head} failed (see above).`);
    }
  }
}

async function setUpPython() {
  const installed = join(ENVIRONMENT, 'complete');
  if (existsSync(installed)) return;
  const python = findOnPath('python3', 'python');
  if (!python) throw new Error('Training the heads needs Python 3.10 or newer: install it and run the command again.');
  console.log(`Setting up Python packages in ${ENVIRONMENT}`);
  const steps = [
    [python, ['-m', 'venv', ENVIRONMENT]],
    [PYTHON, ['-m', 'pip', 'install', '--quiet', '-r', join(TRAINING, 'requirements.txt')]],
    [PYTHON, ['-c', `open(${JSON.stringify(installed)}, "w")`]],
  ];
  for (const [command, args] of steps) {
    if ((await run(command, args)) !== 0)
      throw new Error(`${command} failed (see above): mend it and run the command again.`);
  }
}

await main().catch(fail);
