/** Runs the host suite against the packaged extension, in the best VS Code that this machine has. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import JSZip from 'jszip';
import { findChromium } from '../test/host/code-server/browser.mjs';
import { installVSCodeServer } from '../test/host/code-server/install.mjs';
import { buildHostSuite } from './build.mjs';
import { ROOT } from './common.mjs';
import { findDesktopVSCode } from './desktop.mjs';

/** @typedef {{ name: string, executable: string }} Host */

/**
 * A desktop VS Code where there is one, else the VS Code server with Chromium (installed now where it is missing).
 * @returns {Host}
 * @throws {Error} with one sentence saying what this machine lacks
 */
export function chooseHost() {
  const desktop = findDesktopVSCode();
  if (desktop) return { name: `desktop VS Code (${desktop})`, executable: desktop };
  if (process.platform === 'win32')
    throw new Error('The host suite needs a desktop VS Code on Windows: none was found.');
  const chromium = findChromium();
  const { version } = installVSCodeServer();
  return {
    name: `VS Code server ${version} with ${chromium}`,
    executable: join(ROOT, 'test/host/code-server/code.mjs'),
  };
}

/**
 * @param {Host} host
 * @param {string} vsix
 * @param {string} results file that the suite writes its counts to
 * @returns {Promise<number>} 0, or the code of a failed run
 */
export async function runHostSuite(host, vsix, results) {
  const extension = await unpack(vsix, join(ROOT, 'out/vsix'));
  const suite = await buildHostSuite();
  // A short path: VS Code puts sockets in the profile, and their names have a limit of about 100 characters.
  const profile = mkdtempSync(join(tmpdir(), 'elmo-lens-'));
  console.log(`Host: ${host.name}`);
  try {
    return await runTests({
      vscodeExecutablePath: host.executable,
      extensionDevelopmentPath: extension,
      extensionTestsPath: suite,
      extensionTestsEnv: { ELMO_LENS_HOST_RESULTS: results, ELMO_LENS_FIXTURES: join(ROOT, 'test/fixtures') },
      launchArgs: ['--user-data-dir', join(profile, 'user-data'), '--extensions-dir', join(profile, 'extensions')],
    });
  } catch (error) {
    return error.code ?? 1;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Unpacks a VSIX into an emptied folder. Returns the extension's own folder in it. */
async function unpack(vsix, folder) {
  rmSync(folder, { recursive: true, force: true });
  const { files } = await JSZip.loadAsync(readFileSync(vsix));
  for (const file of Object.values(files).filter(({ dir }) => !dir)) {
    const path = join(folder, file.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await file.async('nodebuffer'));
  }
  return join(folder, 'extension');
}
