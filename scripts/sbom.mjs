/**
 * `node scripts/sbom.mjs`, and part of `npm run package`: a bill of materials of all that is in the VSIX, as CycloneDX.
 * npm's own (`npm sbom`) knows what is installed, not what is bundled, and stops at a package that asks for "latest".
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './common.mjs';
import { shippedPackages } from './notices.mjs';

/**
 * @param {readonly string[]} others folders of packages with binaries for one platform
 * @returns {Promise<object>} as in https://cyclonedx.org/docs/1.6/json
 */
export async function billOfMaterials(others = []) {
  const product = readJson(join(ROOT, 'package.json'));
  const locked = readJson(join(ROOT, 'package-lock.json')).packages;
  const components = [...(await shippedPackages()), ...others.map((folder) => join(ROOT, folder))].map((folder) =>
    componentOf(
      readJson(join(folder, 'package.json')),
      locked[relative(ROOT, folder).replaceAll('\\', '/')]?.integrity,
    ),
  );
  components.sort((a, b) => a.purl.localeCompare(b.purl));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', ...identity(product) } },
    components,
  };
}

/** @param {string | undefined} integrity the checksum of npm's archive, as the lockfile has it: `sha512-…` */
function componentOf(manifest, integrity) {
  const [, algorithm, digest] = /^sha(\d+)-(.*)$/.exec(integrity ?? '') ?? [];
  const content = Buffer.from(digest ?? '', 'base64').toString('hex');
  return { type: 'library', ...identity(manifest), ...(digest && { hashes: [{ alg: `SHA-${algorithm}`, content }] }) };
}

function identity({ name, version, license, licenses }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { 'bom-ref': purl, name, version, purl, licenses: [licence(license ?? licenses?.[0]?.type ?? 'unknown')] };
}

/** An expression of SPDX's identifiers, or else what the package says in its own words. */
function licence(said) {
  return /^[\w.+-]+( (OR|AND|WITH) [\w.+-]+)*$/.test(said) ? { expression: said } : { license: { name: said } };
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(JSON.stringify(await billOfMaterials(), null, 2));
}
