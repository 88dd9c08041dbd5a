/**
 * Trains every head of a model: `npm run train-heads [-- --model FOLDER --data FOLDER]`. Sets up a Python environment in
 * models/training/.venv on the first run. A single head: `-- --only entities`. One thread, so that the weights
 * come out the same each time; `-- --threads 2` is faster.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, run, userFolder } from './common.mjs';
import { setUpPython, TRAINING } from './python.mjs';

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
  const python = await setUpPython();
  const folders = ['model', 'data'].flatMap((name) =>
    values[name] ? [`--${name}`, resolve(userFolder(), values[name])] : [],
  );
  const threads = values.threads ? ['--threads', values.threads] : [];
  for (const head of values.only) {
    console.log(`\nTraining ${head}`);
    if ((await run(python, [join(TRAINING, `${head}.py`), ...folders, ...threads])) !== 0) {
      throw new Error(`Training of ${head} failed (see above).`);
    }
  }
}

await main().catch(fail);
