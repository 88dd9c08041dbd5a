/** Runs a VS Code server with a profile of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installVSCodeServer } from './install.mjs';

const START_LIMIT_MS = 60_000;

/** Quiet settings for every profile; a caller's settings win. */
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'window.commandCenter': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export class VSCodeServer {
  #process;
  #profile;
  #settings;

  constructor(child, profile, settings, port) {
    this.#process = child;
    this.#profile = profile;
    this.#settings = settings;
    this.port = port;
  }

  /**
   * Starts a server on a free port with a fresh profile, and resolves when it listens.
   * @param {object} options
   * @param {string} [options.vsix] extension to install first
   * @param {boolean} [options.testDriver] lets the page run a test suite (and hides notifications)
   * @param {Record<string, unknown>} [options.settings]
   * @returns {Promise<VSCodeServer>}
   */
  static async start({ vsix, testDriver = false, settings = {} } = {}) {
    const { node, main } = installVSCodeServer();
    const profile = mkdtempSync(join(tmpdir(), 'elmo-lens-'));
    const allSettings = { ...SETTINGS, ...settings };
    writeSettings(profile, allSettings);
    const folders = [
      ...['--server-data-dir', profile],
      ...['--user-data-dir', join(profile, 'user-data')],
      ...['--extensions-dir', join(profile, 'extensions')],
    ];
    if (vsix) {
      const { status, stdout, stderr } = spawnSync(node, [main, ...folders, '--install-extension', vsix], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`The VS Code server did not install ${vsix}: ${stderr || stdout}`);
    }
    const child = spawn(
      node,
      [
        ...[main, ...folders, '--host', '127.0.0.1', '--port', '0', '--without-connection-token'],
        ...['--accept-server-license-terms', '--disable-workspace-trust', '--telemetry-level', 'off'],
        ...(testDriver ? ['--enable-smoke-test-driver'] : []),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    return new VSCodeServer(child, profile, allSettings, await listening(child));
  }

  /** Resolves with a reason if the server ends by itself. */
  get ended() {
    return new Promise((resolve) =>
      this.#process.once('exit', (code) => resolve(`the VS Code server ended (${code})`)),
    );
  }

  /** The workbench's address with a folder open; `payload` is the workbench's list of start-up instructions. */
  url(folder, payload = []) {
    const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
    return `http://127.0.0.1:${this.port}/?${query}`;
  }

  /** How the workbench names a file on this machine. */
  uri(path) {
    return `vscode-remote://127.0.0.1:${this.port}${path}`;
  }

  /** Changes settings of the running server; the workbench takes them up within a second. */
  changeSettings(settings) {
    this.#settings = { ...this.#settings, ...settings };
    writeSettings(this.#profile, this.#settings);
  }

  async stop() {
    if (this.#process.exitCode === null) {
      const ended = this.ended;
      this.#process.kill('SIGTERM');
      const killer = setTimeout(() => this.#process.kill('SIGKILL'), 3000);
      await ended;
      clearTimeout(killer);
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function writeSettings(profile, settings) {
  const folder = join(profile, 'user-data/Machine');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
}

/** The port, once the server's log names it. */
function listening(child) {
  return new Promise((resolve, reject) => {
    let log = '';
    const giveUp = (why) => reject(new Error(`The VS Code server did not start (${why}).\n${log}`));
    const timer = setTimeout(() => {
      child.kill();
      giveUp(`nothing after ${START_LIMIT_MS / 1000} s`);
    }, START_LIMIT_MS);
    const read = (chunk) => {
      log = (log + chunk).slice(-10_000);
      const port = /Extension host agent listening on (\d+)/.exec(log)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      giveUp(`exit code ${code}`);
    });
  });
}
