/** Checks types (TypeScript) and style (Biome); a warning is an error. */
import { pathToFileURL } from 'node:url';
import { fail, runTool } from './common.mjs';
import { setup } from './setup.mjs';

/** @throws {Error} naming the checks that failed; what they found is printed */
export async function lint() {
  const checks = {
    'the type check': await runTool('typescript/bin/tsc', ['--noEmit']),
    // In a project of its own: only web pages have a document and a window.
    'the type check of the web pages': await runTool('typescript/bin/tsc', [
      '--noEmit',
      '-p',
      'client/src/webview/page',
    ]),
    'the style check': await runTool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings']),
  };
  const failed = Object.keys(checks).filter((name) => checks[name] !== 0);
  if (failed.length > 0) throw new Error(`${failed.join(' and ')} failed (see above).`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setup().then(lint).catch(fail);
}
