import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What the plain script exports. */
interface Notices {
  thirdPartyNotices(): Promise<string>;
  noticesOf(folders: readonly string[]): string;
}

const { thirdPartyNotices, noticesOf } = (await import(
  new URL('../../../scripts/notices.mjs', import.meta.url).href
)) as Notices;

const temporary = mkdtempSync(join(tmpdir(), 'elmo-lens-notices-'));
afterAll(() => rmSync(temporary, { recursive: true }));

/** The folder of a package made of these files. */
function packageWith(manifest: { name: string } & Record<string, unknown>, files: Record<string, string> = {}): string {
  const folder = join(temporary, manifest.name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.0.0', ...manifest }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('the third-party notices', () => {
  let shipped: string;

  beforeAll(async () => {
    shipped = await thirdPartyNotices();
  });

  it('name every package that a shipped source imports', () => {
    const imported = new Set(['client/src', 'server/src'].flatMap(importedPackages));
    expect(imported.size).toBeGreaterThan(10);
    expect([...imported].filter((name) => !new RegExp(`^${name} \\d`, 'm').test(shipped))).toEqual([]);
  });

  it.each([
    ['ONNX Runtime', 'Copyright (c) Microsoft Corporation'],
    ['what ONNX Runtime is built from', 'Eigen'],
    ['WordNet', 'WordNet 3.0 Copyright 2006 by'],
    ['a package without a licence file', 'Copyright (c) Jason Siefken'],
    ['a package with the Apache License', 'Apache License\n'],
  ])('carry the licence of %s', (_, text) => {
    expect(shipped).toContain(text);
  });

  it('name nothing that is only built or tested with', () => {
    expect(shipped).not.toMatch(/^(vitest|esbuild|typescript|h5wasm|@vscode\/vsce) \d/m);
  });

  it('print a text once for the packages that share it', () => {
    const files = { LICENSE: 'Do as you like. (c) A' };
    const text = noticesOf([packageWith({ name: 'one' }, files), packageWith({ name: 'two' }, files)]);
    expect(text).toContain('one 1.0.0\ntwo 1.0.0\n\nDo as you like. (c) A');
    expect(text.match(/Do as you like/g)).toHaveLength(1);
  });

  it('have the NOTICE of a package too', () => {
    const folder = packageWith({ name: 'noticed' }, { 'LICENSE.md': 'Licence.', NOTICE: 'Made by B.' });
    expect(noticesOf([folder])).toMatch(/Licence\.\n\nMade by B\./);
  });

  it('fill the author into the standard text where a package has no file', () => {
    const folder = packageWith({ name: 'bare', license: 'MIT', author: { name: 'Ada' } });
    expect(noticesOf([folder])).toMatch(/Copyright \(c\) Ada\n\nPermission is hereby granted/);
  });

  it.each([
    { name: 'unlicensed', author: 'Ada' },
    { name: 'strange', license: 'SEE ELSEWHERE', author: 'Ada' },
    { name: 'ownerless', license: 'MIT' },
  ])('cannot be made for the package "$name"', (manifest) => {
    const folder = packageWith(manifest);
    expect(() => noticesOf([folder])).toThrow(`The package ${manifest.name} has no licence file`);
  });
});

/** Packages that sources import values from, apart from what VS Code and Node bring along. */
function importedPackages(folder: string): string[] {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return sources
    .filter((name) => !name.endsWith(join('wordnet', 'build.ts')))
    .flatMap((name) => [
      ...readFileSync(join(folder, name), 'utf8').matchAll(/^import (?!type )[^;]*? from '([^.'][^']*)'/gm),
    ])
    .map(([, specifier = '']) => /^(@[^/]+\/)?[^/]+/.exec(specifier)![0])
    .filter((name) => !name.startsWith('node:') && name !== 'vscode');
}
