/**
 * `npm test`: sets up, checks types and style, and runs the unit tests, the protocol tests (the built server over stdio)
 * and the host suite (the packaged extension in a real VS Code). `npm test -- unit protocol host` names some of them.
 * The last line is `N passed, N failed`; what was skipped stands before it.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ROOT, runTool } from './common.mjs';
import { setup } from './setup.mjs';
import { summary } from './testSummary.mjs';

const PARTS = ['unit', 'protocol', 'host'];

/** @typedef {import('./testSummary.mjs').Counts} Counts */

const chosen = process.argv.slice(2);
const unknown = chosen.find((part) => !PARTS.includes(part));
if (unknown) fail(`There is no part "${unknown}" of the tests: choose from ${PARTS.join(', ')}.`);

await setup().catch(fail);
const all = chosen.length === 0;
const counts = [];
if (all) counts.push(await step('Types and style', lint));
const folders = PARTS.slice(0, 2).filter((part) => all || chosen.includes(part));
if (folders.length > 0) counts.push(await step(`Tests: ${folders.join(', ')}`, () => runVitest(folders)));
if (all || chosen.includes('host')) counts.push(await step('Tests: host', runHost));

console.log(`\n${summary(counts).join('\n')}`);
process.exitCode = counts.some(({ failed }) => failed > 0) ? 1 : 0;

/** Runs a step under a heading; one that breaks counts as a failure, so that the last line cannot hide it. */
async function step(heading, action) {
  console.log(`\n== ${heading} ==`);
  try {
    return await action();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function lint() {
  const { lint } = await import('./lint.mjs');
  await lint();
  return { passed: 0, failed: 0, skipped: 0 };
}

/** @returns {Promise<Counts>} */
async function runVitest(folders) {
  const results = join(ROOT, 'out/results-vitest.json');
  rmSync(results, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const code = await runTool('vitest/vitest.mjs', ['run', ...folders.map((name) => `test/${name}/`), ...reporters]);
  if (!existsSync(results)) throw new Error('No results from vitest: it ended before its tests did.');
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(results, 'utf8'));
  const counts = { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  // A file that does not load, or an error outside a test, fails without a failed test.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** @returns {Promise<Counts>} */
async function runHost() {
  const { packageExtension } = await import('./package.mjs');
  const { chooseHost, runHostSuite } = await import('./hostSuite.mjs');
  const vsix = await packageExtension();
  let host;
  try {
    host = chooseHost();
  } catch (error) {
    // Where the suite was asked for by name, and on a build machine, a host that cannot be had is a failure.
    if (!all || process.env.CI) throw error;
    return { passed: 0, failed: 0, skipped: 0, left: `The host suite did not run. ${error.message}` };
  }
  const { code, results } = await runHostSuite(host, vsix);
  if (!results) throw new Error('No results from the suite in VS Code: it ended before its tests did.');
  if (results.passed + results.failed === 0) throw new Error('The suite in VS Code ran no test.');
  return code !== 0 && results.failed === 0 ? { ...results, failed: 1 } : results;
}
