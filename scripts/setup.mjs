/**
 * What every other script runs first: checks Node, installs the pinned packages where they are missing or out of date,
 * and builds. On a fresh clone this is all the set-up there is; on a fresh build it takes about a second.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, ROOT, run } from './common.mjs';

const OLDEST_NODE = [20, 19];

/** @throws {Error} with one sentence saying what is missing and what to do */
export async function setup() {
  checkNode();
  if (!installedAsLocked()) await install();
  // Imported late: the build needs packages that the line above installs.
  const { build } = await import('./build.mjs');
  await build();
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Error(
    `ELMo Lens needs Node ${OLDEST_NODE.join('.')} or newer, and this is Node ${process.versions.node}: install a newer one from https://nodejs.org.`,
  );
}

/** Whether node_modules holds every package in the version that package-lock.json asks for. */
function installedAsLocked() {
  const hidden = join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = readJson(join(ROOT, 'package-lock.json')).packages;
  const installed = readJson(hidden).packages;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const present = installed[path];
    // Optional packages are binaries for one platform each; npm leaves out those of the others.
    return present ? present.version === version : Boolean(optional || devOptional);
  });
}

async function install() {
  console.log('Installing the packages named in package-lock.json (npm ci)');
  // No package that is used here needs its install script, and onnxruntime-node's tries to download CUDA libraries.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await run('npm', args, { shell: process.platform === 'win32' });
  if (code !== 0) {
    throw new Error('npm ci failed (see above): check the connection to the npm registry and run the command again.');
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await setup().catch(fail);
