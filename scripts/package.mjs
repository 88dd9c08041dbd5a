/**
 * Packages the extension: out/elmo-lens-<target>.vsix for this platform (or `--target linux-arm64` and so on), and its
 * bill of materials, out/elmo-lens.cdx.json.
 * Works offline. Fails where the VSIX lacks a file that it needs or a licence that it owes, or is too large.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, ROOT } from './common.mjs';
import { setup } from './setup.mjs';

const LARGEST = 60e6;
const NOTICES = 'dist/ThirdPartyNotices.txt';

/**
 * ONNX Runtime's binaries by VS Code's name for the platform. On Windows without DirectML, which is loaded only for its
 * GPU provider, and has a licence of its own.
 */
const ONNX_RUNTIME = {
  'linux-x64': 'linux/x64/*',
  'linux-arm64': 'linux/arm64/*',
  'darwin-arm64': 'darwin/arm64/{onnxruntime_binding.node,libonnxruntime.1.dylib}',
  'win32-x64': 'win32/x64/{onnxruntime.dll,onnxruntime_binding.node}',
  'win32-arm64': 'win32/arm64/{onnxruntime.dll,onnxruntime_binding.node}',
};

/** The folder of LMDB's binaries for a platform, and the one of them that is loaded (see scripts/build.mjs). */
const lmdb = (target) => `node_modules/@lmdb/lmdb-${target}`;
const LMDB_BINARY = 'node.napi{.glibc,}.node';

/**
 * @param {string} [target] VS Code's name for the platform, this one by default
 * @returns {Promise<string>} path of the VSIX
 * @throws {Error} with one sentence
 */
export async function packageExtension(target = `${process.platform}-${process.arch}`) {
  const binaries = ONNX_RUNTIME[target];
  if (!binaries) {
    throw new Error(
      `There is no VSIX for ${target}: ONNX Runtime has binaries for ${Object.keys(ONNX_RUNTIME).join(', ')}.`,
    );
  }
  if (!existsSync(join(ROOT, lmdb(target)))) {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/lmdb/package.json'), 'utf8'));
    throw new Error(
      `npm installs LMDB for its own platform only. For ${target}, run: npm install --no-save --force @lmdb/lmdb-${target}@${version}`,
    );
  }
  // Imported late: vsce may only just have been installed.
  const { createVSIX } = (await import('@vscode/vsce')).default;
  const { thirdPartyNotices } = await import('./notices.mjs');
  writeFileSync(join(ROOT, NOTICES), await thirdPartyNotices());
  const ignoreFile = writeIgnoreFile(target);
  checkContents(await contents(target), target);

  const { billOfMaterials } = await import('./sbom.mjs');
  writeFileSync(
    join(ROOT, 'out/elmo-lens.cdx.json'),
    `${JSON.stringify(await billOfMaterials([lmdb(target)]), null, 2)}\n`,
  );
  const vsix = join(ROOT, `out/elmo-lens-${target}.vsix`);
  rmSync(vsix, { force: true });
  // Links in the README stay as they are: they lead to files of this repository, wherever it is hosted.
  await createVSIX({
    cwd: ROOT,
    packagePath: vsix,
    target,
    ignoreFile,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });

  const { size } = statSync(vsix);
  console.log(`${basename(vsix)}: ${(size / 1e6).toFixed(1)} MB`);
  if (size > LARGEST) {
    throw new Error(`The VSIX is ${(size / 1e6).toFixed(1)} MB, more than the ${LARGEST / 1e6} MB that it may be.`);
  }
  return vsix;
}

/**
 * @param {string} [target]
 * @returns {Promise<string[]>} paths of what goes into the VSIX, with the notices that are only written for it
 */
export async function contents(target = `${process.platform}-${process.arch}`) {
  const { listFiles } = (await import('@vscode/vsce')).default;
  const listed = await listFiles({ cwd: ROOT, ignoreFile: writeIgnoreFile(target) });
  return [...new Set([...listed, NOTICES])].sort();
}

/** `.vscodeignore` for one platform. Returns its path. */
function writeIgnoreFile(target) {
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  const ignoreFile = join(ROOT, `out/vscodeignore-${target}`);
  const common = readFileSync(join(ROOT, '.vscodeignore'), 'utf8');
  const ofTarget = [
    `!node_modules/onnxruntime-node/bin/napi-v6/${ONNX_RUNTIME[target]}`,
    `!${lmdb(target)}/package.json`,
    `!${lmdb(target)}/${LMDB_BINARY}`,
  ];
  writeFileSync(ignoreFile, `${common}${ofTarget.join('\n')}\n`);
  return ignoreFile;
}

/** What must be on vsce's list: a name missing from .vscodeignore shows here. */
function checkContents(listed, target) {
  const needed = [
    ...modelFiles(),
    ...filesIn('dist/webview', /\.(js|css)$/),
    ...filesIn('l10n', /\.json$/),
    ...linkedFiles('README.md'),
    ...filesIn(lmdb(target), /^node\.napi(\.glibc)?\.node$/),
    NOTICES,
    'LICENSE',
    'NOTICE',
  ];
  const missing = needed.filter((file) => !listed.includes(file));
  if (missing.length > 0) throw new Error(`.vscodeignore keeps these files out of the VSIX: ${missing.join(', ')}.`);
}

function modelFiles() {
  const model = 'models/default';
  const { files, softmax } = readManifest(`${model}/manifest.json`) ?? { files: {} };
  const runtime = [...Object.keys(files), ...(softmax ? ['softmax.bin'] : [])].map((name) => `${model}/${name}`);
  const heads = Object.values(readManifest(`${model}/heads/manifest.json`)?.heads ?? {});
  return [...runtime, ...heads.map(({ file }) => `${model}/heads/${file}`), 'dist/wordnet.bin'];
}

function filesIn(folder, pattern) {
  const names = readdirSync(join(ROOT, folder)).filter((name) => pattern.test(name));
  return names.map((name) => `${folder}/${name}`);
}

/** Files of this repository that a Markdown file shows or links to. */
function linkedFiles(path) {
  const links = readFileSync(join(ROOT, path), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g);
  return [...links].map(([, file]) => file);
}

function readManifest(path) {
  const file = join(ROOT, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

async function main() {
  const { values } = parseArgs({ options: { target: { type: 'string' } } });
  await setup();
  await packageExtension(values.target);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main().catch(fail);
