/**
 * Installs the VS Code server (the one inside npm's `code-server`) and the Node that it needs into a cache folder
 * outside the repository. Both come from the npm registry; nothing is compiled. About half a minute, once.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';

/** Dependencies that a test of an extension never reaches; several of them would need a compiler. */
const UNUSED_DEPENDENCIES = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
  'tas-client',
];
const UNUSED_EXTENSIONS = /^(copilot|mermaid-markdown-features|microsoft-authentication|ms-vscode\..*)$/;

/**
 * @typedef {object} VSCodeServer
 * @property {string} node path of the Node executable that runs the server
 * @property {string} main path of the server's `server-main.js`
 * @property {string} version VS Code's version
 */

/**
 * Finds the VS Code server in the cache, or installs it there first.
 * @returns {VSCodeServer}
 * @throws {Error} with one sentence when the registry cannot give it
 */
export function installVSCodeServer() {
  const target = join(cacheFolder(), `vscode-server-${CODE_SERVER}-node-${NODE}`);
  if (!existsSync(target)) {
    console.log(`Installing the VS Code server (code-server ${CODE_SERVER} and Node ${NODE}) into ${target}`);
    mkdirSync(cacheFolder(), { recursive: true });
    const partial = mkdtempSync(`${target}.`);
    try {
      installNode(partial);
      installServer(partial);
      renameSync(partial, target);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  const server = join(target, 'package/lib/vscode');
  copyFileSync(join(import.meta.dirname, 'logger.cjs'), join(server, 'node_modules/@vscode/spdlog/index.js'));
  return {
    node: join(target, 'node_modules', nodePackage(), 'bin/node'),
    main: join(server, 'out/server-main.js'),
    version: JSON.parse(readFileSync(join(server, 'product.json'), 'utf8')).version,
  };
}

function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'elmo-lens');
}

function nodePackage() {
  return `node-${process.platform}-${process.arch}`;
}

function installNode(folder) {
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  npm(folder, ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', `${nodePackage()}@${NODE}`]);
}

function installServer(folder) {
  npm(folder, ['pack', `code-server@${CODE_SERVER}`]);
  const archive = `code-server-${CODE_SERVER}.tgz`;
  run('tar', ['xzf', archive, 'package/lib/vscode', 'package/LICENSE'], folder);
  rmSync(join(folder, archive));

  const server = join(folder, 'package/lib/vscode');
  const manifest = JSON.parse(readFileSync(join(server, 'package.json'), 'utf8'));
  for (const name of UNUSED_DEPENDENCIES) delete manifest.dependencies[name];
  delete manifest.scripts;
  writeFileSync(join(server, 'package.json'), JSON.stringify(manifest));
  // Not `npm ci`: the shrinkwrap that code-server ships does not agree with its package.json.
  npm(server, ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund']);

  const extensions = join(server, 'extensions');
  for (const name of readdirSync(extensions).filter((name) => UNUSED_EXTENSIONS.test(name))) {
    rmSync(join(extensions, name), { recursive: true });
  }
  keepThisPlatform(join(server, 'node_modules/@vscode/ripgrep-universal/bin'));
  keepThisPlatform(join(server, 'node_modules/node-pty/prebuilds'));
}

function keepThisPlatform(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((name) => name !== `${process.platform}-${process.arch}`)) {
    rmSync(join(folder, name), { recursive: true });
  }
}

function npm(folder, args) {
  run('npm', [...args, '--loglevel=error'], folder);
}

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: withoutNpmVariables() });
  if (status === 0) return;
  const reason = (stderr || stdout || '').trim().split('\n')[0] ?? '';
  throw new Error(`The VS Code server could not be installed: "${command} ${args.join(' ')}" failed. ${reason}`);
}

/** `npm test` exports its own settings (prefix, package name) to what it runs; an npm inside must not inherit them. */
function withoutNpmVariables() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command)/.test(name)),
  );
}
