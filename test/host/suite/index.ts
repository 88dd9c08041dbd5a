/** What VS Code calls to run the suite: mocha over every bundled `*.test.cjs` beside this file. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { watchSockets } from './sockets.ts';

/** Enough for the first test, which waits until the server has loaded its model, on a busy machine. */
const TEST_LIMIT_MS = 30_000;

/**
 * Runs the suite, then writes its counts to the file that ELMO_LENS_HOST_RESULTS names. A crash of the extension host
 * ends with exit code 0, so that file is the only proof that the suite ended.
 */
export async function run(): Promise<void> {
  const sockets = watchSockets();
  const mocha = new Mocha({ ui: 'bdd', timeout: TEST_LIMIT_MS, reporter: 'spec', color: false });
  for (const name of readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs'))) {
    mocha.addFile(join(__dirname, name));
  }
  const { passes, failures, pending } = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats!));
  });
  const problems = sockets?.problems() ?? [];
  if (sockets) console.log(`Sockets that were tried to open: ${problems.length}\n${problems.join('\n')}`);
  const results = process.env['ELMO_LENS_HOST_RESULTS'];
  if (results)
    writeFileSync(results, JSON.stringify({ passed: passes, failed: failures + problems.length, skipped: pending }));
  if (failures > 0) throw new Error(`${failures} of the tests in VS Code failed.`);
  if (problems.length > 0) throw new Error('A process of the extension tried to open a socket, or was not watched.');
}
