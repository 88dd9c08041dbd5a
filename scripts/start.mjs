/** `npm start`: sets up, then analyses the sample document (or `npm start -- FILE…`) and prints the report. */
import { join } from 'node:path';
import { fail, ROOT, runBundle } from './common.mjs';
import { setup } from './setup.mjs';

const SAMPLE = 'client/media/sample.md';

await setup().catch(fail);

const files = process.argv.slice(2);
if (files.length === 0) console.log(`Analysing ${SAMPLE} (npm start -- FILE for another)\n`);
process.exitCode = await runBundle('cli', ['report', ...(files.length > 0 ? files : [join(ROOT, SAMPLE)])]);
if (process.exitCode === 0) console.log('\nnpm run vscode opens VS Code with the extension on the sample document.');
