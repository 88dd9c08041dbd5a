/**
 * Takes pictures of every feature, as a user sees it, into out/screenshots/<picture>-<theme>.png.
 * `npm run screenshots -- hover similar --themes dark,light` takes some of them.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ROOT } from './common.mjs';
import { setup } from './setup.mjs';

/**
 * One function a picture: it brings the workbench, fresh on the sample document, into the state to show.
 * @type {Record<string, (workbench: import('../test/host/user/workbench.mjs').Workbench) => Promise<unknown>>}
 */
const PICTURES = {
  entities: (workbench) => workbench.waitForDecorations(),

  'hover-river': (workbench) => workbench.hoverWord('bank', { occurrence: 1 }),

  'hover-money': (workbench) => workbench.hoverWord('bank', { occurrence: 2 }),

  similar: async (workbench) => {
    await workbench.waitForDecorations();
    await workbench.clickText('The manager approved the new credit');
    await workbench.runCommand('ELMo Lens: Find Semantically Similar');
    await workbench.waitFor('[id="workbench.view.extension.elmoLens"] .monaco-list-row');
  },

  compare: async (workbench) => {
    await workbench.waitForDecorations();
    await workbench.selectText('bank', { occurrence: 1 });
    await workbench.selectText('bank', { occurrence: 2, add: true });
    await workbench.runCommand('ELMo Lens: Compare Two Selections');
    await workbench.pause();
  },

  tone: async (workbench) => {
    await workbench.waitForDecorations();
    await workbench.clickText('In December it rained');
    await workbench.runCommand('ELMo Lens: Read the Tone');
    await workbench.pause();
  },

  'context-menu': async (workbench) => {
    await workbench.waitForDecorations();
    await workbench.openContextMenu('Barclays', 'ELMo Lens');
  },

  status: async (workbench) => {
    await workbench.waitForDecorations();
    await workbench.openLanguageStatus();
  },
};

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { themes: { type: 'string', default: 'dark,light,highContrast' } },
  });
  await setup();
  const { packageExtension } = await import('./package.mjs');
  const { THEMES, Workbench } = await import('../test/host/user/workbench.mjs');
  const names = choose('picture', positionals.length > 0 ? positionals : Object.keys(PICTURES), PICTURES);
  const themes = choose('theme', values.themes.split(','), THEMES);

  const folder = join(ROOT, 'out/screenshots');
  mkdirSync(folder, { recursive: true });
  const vsix = await packageExtension();
  const temporary = mkdtempSync(join(tmpdir(), 'elmo-lens-'));
  const file = join(temporary, 'writing', 'sample.md');
  mkdirSync(dirname(file));
  copyFileSync(join(ROOT, 'client/media/sample.md'), file);
  for (const name of names) {
    const workbench = await Workbench.open({ vsix, file, theme: themes[0] });
    try {
      await PICTURES[name](workbench);
      for (const theme of themes) {
        await workbench.setTheme(theme);
        await workbench.screenshot(join(folder, `${name}-${theme}.png`));
        console.log(`out/screenshots/${name}-${theme}.png`);
      }
    } catch (error) {
      // What the user would see instead, to find out why.
      await workbench.screenshot(join(folder, `${name}-failed.png`));
      console.error(`${name}: ${error.message} (see out/screenshots/${name}-failed.png)`);
      process.exitCode = 1;
    } finally {
      await workbench.close();
    }
  }
  rmSync(temporary, { recursive: true });
}

function choose(kind, names, known) {
  const unknown = names.find((name) => !(name in known));
  if (unknown) throw new Error(`There is no ${kind} "${unknown}": choose from ${Object.keys(known).join(', ')}.`);
  return names;
}

await main().catch(fail);
