#!/usr/bin/env node
/**
 * Stands in for the `code` executable that @vscode/test-electron's runTests starts: takes the same arguments, runs the
 * suite in the VS Code server's extension host with the workbench in headless Chromium, and exits with its code.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from './browser.mjs';
import { VSCodeServer } from './server.mjs';

const SUITE_LIMIT_MS = 10 * 60_000;

/** What the workbench itself logs in a server without a desktop's services, and for native parts that it can do without. */
const NOISE =
  /^Creation of workbench|^\[(AgentHost|ChatModelSelection|AccountPolicyGate|Service Worker)|ENOTFOUND|Creating a socket|connection token|grace.time|additional builtin|authentication provider|bindings file|native-watchdog/;

/** Errors in the page's console: of interest only where the suite fails. */
const errors = [];

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});

/** @returns {Promise<number>} the suite's exit code */
async function runSuite() {
  const emptyFolder = mkdtempSync(join(tmpdir(), 'elmo-lens-workspace-'));
  const server = await VSCodeServer.start({ testDriver: true });
  let browser;
  try {
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.exposeFunction('codeAutomationLog', log);
    const finished = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    const crashed = new Promise((resolve) => page.on('crash', () => resolve('the page crashed')));
    const late = new Promise((resolve) => {
      setTimeout(() => resolve(`the suite took more than ${SUITE_LIMIT_MS / 60_000} minutes`), SUITE_LIMIT_MS).unref();
    });
    const interrupted = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(`stopped by ${signal}`));
    });
    await page.goto(server.url(resolve(positionals[0] ?? emptyFolder), payload(server)));
    const end = await Promise.race([finished, crashed, late, interrupted, server.ended]);
    if (end === 0) return 0;
    console.error(errors.join('\n'));
    if (typeof end === 'number') return end;
    console.error(`The suite did not end: ${end}.`);
    return 1;
  } finally {
    await browser?.close().catch(() => {});
    await server.stop();
    rmSync(emptyFolder, { recursive: true, force: true });
  }
}

/** The workbench's instructions: which extension to load from its folder, which suite to run, with which variables. */
function payload(server) {
  const variables = Object.entries(process.env).filter(([name]) => name.startsWith('ELMO_LENS_'));
  return [
    ...values.extensionDevelopmentPath.map((path) => ['extensionDevelopmentPath', server.uri(resolve(path))]),
    ['extensionTestsPath', server.uri(resolve(values.extensionTestsPath))],
    ['extensionEnvironment', JSON.stringify(Object.fromEntries(variables))],
  ];
}

function log(type, [format, ...rest]) {
  const line = [String(format).replace(/%[sdo]/g, (mark) => (rest.length > 0 ? rest.shift() : mark)), ...rest].join(
    ' ',
  );
  if (NOISE.test(line)) return;
  if (type === 'error') errors.push(line);
  else process.stdout.write(`${line}\n`);
}

process.exit(await runSuite());
