import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';

/** What the plain script exports. */
interface Build {
  readonly renameWhenComplete: Plugin;
}

const { renameWhenComplete } = (await import(new URL('../../../scripts/build.mjs', import.meta.url).href)) as Build;

test('a bundle is replaced whole: who has opened the old one reads it to its end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  const outfile = join(folder, 'dist/bundle.cjs');
  const bundle = async (source: string) => {
    await writeFile(join(folder, 'source.ts'), source);
    await build({ entryPoints: [join(folder, 'source.ts')], outfile, plugins: [renameWhenComplete] });
  };
  try {
    await bundle('console.log("old");');
    const old = await open(outfile);
    await bundle('console.log("new");');
    expect(await old.readFile('utf8')).toContain('old');
    await old.close();
    expect(await readFile(outfile, 'utf8')).toContain('new');
    expect(await readdir(join(folder, 'dist'))).toEqual(['bundle.cjs']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
