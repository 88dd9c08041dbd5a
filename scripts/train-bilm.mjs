/**
 * The recipe of the biLM: `npm run train-bilm -- prepare|guides|train|evaluate|export …`, which models/training/bilm/README.md
 * describes. Sets up a Python environment in models/training/.venv on the first run.
 */
import { delimiter } from 'node:path';
import { fail, run, userFolder } from './common.mjs';
import { setUpPython, TRAINING } from './python.mjs';

async function main() {
  const python = await setUpPython();
  const paths = [TRAINING, process.env.PYTHONPATH].filter(Boolean).join(delimiter);
  const options = { cwd: userFolder(), env: { ...process.env, PYTHONPATH: paths } };
  process.exitCode = await run(python, ['-m', 'bilm', ...process.argv.slice(2)], options);
}

await main().catch(fail);
