/**
 * `npm run vscode`: opens a real VS Code with the extension on a copy of the sample document, in a fresh profile. A
 * desktop VS Code where there is one (`code` on PATH, or named by ELMO_LENS_CODE), else the VS Code server for a browser.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ROOT, run } from './common.mjs';
import { findDesktopVSCode } from './desktop.mjs';
import { setup } from './setup.mjs';

async function main() {
  await setup();
  const temporary = mkdtempSync(join(tmpdir(), 'elmo-lens-'));
  const folder = join(temporary, 'sample');
  const file = join(folder, 'sample.md');
  mkdirSync(folder);
  copyFileSync(join(ROOT, 'client/media/sample.md'), file);
  try {
    const desktop = findDesktopVSCode();
    await (desktop ? openDesktop(desktop, temporary, folder, file) : serve(folder, file));
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function openDesktop(executable, temporary, folder, file) {
  console.log(`Opening ${executable}; this ends when its window is closed.`);
  await run(executable, [
    `--extensionDevelopmentPath=${ROOT}`,
    `--user-data-dir=${join(temporary, 'user-data')}`,
    `--extensions-dir=${join(temporary, 'extensions')}`,
    ...['--disable-workspace-trust', '--new-window', '--wait', folder, file],
  ]);
}

async function serve(folder, file) {
  console.log('No desktop VS Code was found here (PATH, ELMO_LENS_CODE), so the VS Code server is started.');
  const { packageExtension } = await import('./package.mjs');
  const { VSCodeServer } = await import('../test/host/code-server/server.mjs');
  const server = await VSCodeServer.start({ vsix: await packageExtension() });
  const interrupted = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(`stopped by ${signal}`));
  });
  console.log(
    `\nOpen this address in a browser; Ctrl+C here ends it.\n${server.url(folder, [['openFile', server.uri(file)]])}`,
  );
  console.log(await Promise.race([interrupted, server.ended]));
  await server.stop();
}

await main().catch(fail);
