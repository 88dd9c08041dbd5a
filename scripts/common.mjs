/** Small helpers that the scripts share; Node's own modules only, because they run before anything is installed. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Runs a command with this terminal's input and output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} the exit code
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

/** Runs a package's command-line tool from node_modules (`tool` is its script's path there). */
export function runTool(tool, args, options) {
  return run(process.execPath, [join(ROOT, 'node_modules', tool), ...args], options);
}

/** The folder that the user stands in. npm runs scripts in the package's folder, and names this one in a variable. */
export function userFolder() {
  return process.env.INIT_CWD ?? process.cwd();
}

/**
 * Runs a bundle of dist/ in the user's folder, so that it finds files by the names that they have from there.
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export function runBundle(name, args) {
  return run(process.execPath, [join(ROOT, 'dist', `${name}.cjs`), ...args], { cwd: userFolder() });
}

/** The first of these commands that PATH has, as a full path; undefined where it has none. */
export function findOnPath(...names) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      const found = suffixes.map((suffix) => join(folder, name + suffix)).find((file) => existsSync(file));
      if (found) return found;
    }
  }
  return undefined;
}

/** Prints one sentence about what went wrong and ends the process. */
export function fail(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
