/**
 * Takes pictures of every feature, as a user sees it, into out/screenshots/<picture>-<theme>.png.
 * `npm run screenshots -- entities similar --themes dark,light` takes some of them, `--readme` those of the README.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ROOT } from './common.mjs';
import { PICTURES, README_PICTURES, SETTINGS, TEXTS } from './pictures.mjs';
import { setup } from './setup.mjs';

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      themes: { type: 'string', default: 'dark,light,highContrast' },
      readme: { type: 'boolean', default: false },
    },
  });
  await setup();
  const { packageExtension } = await import('./package.mjs');
  const { THEMES } = await import('../test/host/user/workbench.mjs');
  const pictures = values.readme ? README_PICTURES : PICTURES;
  const names = choose('picture', positionals.length > 0 ? positionals : Object.keys(pictures), pictures);
  const themes = choose('theme', values.themes.split(','), THEMES);

  const vsix = await packageExtension();
  const temporary = mkdtempSync(join(tmpdir(), 'elmo-lens-'));
  const fileOf = (picture) => copyInto(join(temporary, picture), TEXTS[picture] ?? 'client/media/sample.md');
  if (values.readme) {
    for (const name of names) {
      const { picture, part, size } = README_PICTURES[name];
      const options = { vsix, file: fileOf(picture), settings: SETTINGS[picture], theme: 'light', size };
      await photograph(picture, options, async (workbench) => {
        const path = picturePath('docs', name);
        await workbench.screenshot(path, part);
        shrink(path);
      });
    }
  } else {
    for (const name of names) {
      const options = { vsix, file: fileOf(name), settings: SETTINGS[name], theme: themes[0] };
      await photograph(name, options, async (workbench) => {
        for (const theme of themes) {
          await workbench.setTheme(theme);
          await workbench.screenshot(picturePath('out/screenshots', `${name}-${theme}`));
        }
      });
    }
  }
  rmSync(temporary, { recursive: true });
}

/** Copies a file of the repository into a new folder of its own. Returns the copy's path. */
function copyInto(folder, path) {
  const copy = join(folder, basename(path));
  mkdirSync(folder);
  copyFileSync(join(ROOT, path), copy);
  return copy;
}

/** Opens a workbench, brings it into the state to show, and has it photographed. */
async function photograph(name, options, takePictures) {
  const { Workbench } = await import('../test/host/user/workbench.mjs');
  const workbench = await Workbench.open(options);
  try {
    await workbench.waitForDecorations();
    await PICTURES[name](workbench);
    await takePictures(workbench);
  } catch (error) {
    console.error(`${name}: ${error.message} What the user sees instead:`);
    await workbench.screenshot(picturePath('out/screenshots', `${name}-failed`));
    process.exitCode = 1;
  } finally {
    await workbench.close();
  }
}

function picturePath(folder, name) {
  const path = join(folder, `${name}.png`);
  mkdirSync(join(ROOT, folder), { recursive: true });
  console.log(path);
  return join(ROOT, path);
}

/** Reduces a picture to 256 colours, which is a third of its size: the README's pictures are in the VSIX. */
function shrink(path) {
  const { error } = spawnSync('pngquant', ['--force', '--ext', '.png', '--strip', '256', path], { stdio: 'inherit' });
  if (error)
    console.error(`${path} is three times as large as it need be: install pngquant (Debian's package has the name).`);
}

function choose(kind, names, known) {
  const unknown = names.find((name) => !(name in known));
  if (unknown) throw new Error(`There is no ${kind} "${unknown}": choose from ${Object.keys(known).join(', ')}.`);
  return names;
}

await main().catch(fail);
