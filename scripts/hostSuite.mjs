/** Runs the host suite against the packaged extension, in the best VS Code that this machine has. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
 * @returns {Promise<{ code: number, results: { passed: number, failed: number, skipped: number } | undefined }>} the exit
 *   code, and what the suite wrote when it ended; a crash of the extension host ends with code 0 and no results
 */
export async function runHostSuite(host, vsix) {
  // A short path: VS Code puts sockets in the profile, and their names have a limit of about 100 characters.
  const temporary = mkdtempSync(join(tmpdir(), 'elmo-lens-'));
  const resultFile = join(temporary, 'results.json');
  try {
    const workspace = join(temporary, 'workspace');
    mkdirSync(workspace);
    const options = {
      vscodeExecutablePath: host.executable,
      extensionDevelopmentPath: await unpack(vsix, join(temporary, 'vsix')),
      extensionTestsPath: await buildHostSuite(),
      extensionTestsEnv: {
        ELMO_LENS_HOST_RESULTS: resultFile,
        ELMO_LENS_NO_SOCKETS: join(ROOT, 'test/fixtures/noSockets.cjs'),
        NO_SOCKETS_RECORD: join(temporary, 'sockets.jsonl'),
      },
      launchArgs: [
        workspace,
        '--user-data-dir',
        join(temporary, 'user-data'),
        '--extensions-dir',
        join(temporary, 'extensions'),
      ],
    };
    console.log(`Host: ${host.name}`);
    const code = await runTests(options).catch((error) => error.code ?? 1);
    return { code, results: existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined };
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Unpacks a VSIX into a folder. Returns the extension's own folder in it. */
async function unpack(vsix, folder) {
  const { files } = await JSZip.loadAsync(readFileSync(vsix));
  for (const file of Object.values(files).filter(({ dir }) => !dir)) {
    const path = join(folder, file.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await file.async('nodebuffer'));
  }
  return join(folder, 'extension');
}
