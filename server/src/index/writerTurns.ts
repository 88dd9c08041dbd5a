import { hash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { Emitter, type Event } from 'vscode-languageserver-protocol';

/** A holder that gave no sign of life for so long is dead: with the time between two looks, it is replaced within 10 s. */
const SILENT_MS = 5000;
const SIGN_MS = 1000;
const LOOK_MS = 1000;

/**
 * Which folders' files it is this server's turn to read into an index. Of all servers that share the index, one has the turn
 * for a folder: a lock beside the index, in the server and not in the index process, so that it outlives the latter. Two
 * can have it for a moment, as after a machine slept; that costs work done twice and nothing else, because LMDB keeps writers
 * apart.
 */
export class WriterTurns {
  readonly #location: string;
  readonly #log: (line: string) => void;
  readonly #changed = new Emitter<void>();
  /** By folder, what gives the turn back. */
  readonly #held = new Map<string, () => Promise<void>>();
  readonly #problems = new Set<string>();
  #folders: readonly string[] = [];
  #looking: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** `location` is the index's folder, which is made when it is first needed. */
  constructor(location: string, log: (line: string) => void) {
    this.#location = location;
    this.#log = log;
  }

  /** Fires when a turn came, or was lost. */
  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  has(folder: string): boolean {
    return this.#held.has(folder);
  }

  /** Tries for the turn of these folders, by their addresses, from now on. Resolves when it was tried once. */
  setFolders(folders: readonly string[]): Promise<void> {
    this.#folders = folders;
    clearInterval(this.#timer);
    if (folders.length > 0) this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
    return this.#look();
  }

  /** Resolves when all turns are given back. */
  dispose(): Promise<void> {
    return this.setFolders([]);
  }

  #look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#tryAll());
    return this.#looking;
  }

  async #tryAll(): Promise<void> {
    const gone = [...this.#held.keys()].filter((folder) => !this.#folders.includes(folder));
    for (const folder of gone) await this.#giveBack(folder);
    for (const folder of this.#folders) if (!this.has(folder)) await this.#try(folder);
  }

  async #try(folder: string): Promise<void> {
    const directory = join(this.#location, 'writers');
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const release = await lockfile.lock(folder, {
        lockfilePath: join(directory, `${hash('sha256', folder, 'hex').slice(0, 16)}.lock`),
        realpath: false,
        stale: SILENT_MS,
        update: SIGN_MS,
        onCompromised: () => this.#lose(folder),
      });
      this.#held.set(folder, release);
      this.#changed.fire();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ELOCKED' || this.#problems.has(message)) return;
      this.#problems.add(message);
      this.#log(`Files are not indexed as long as ${this.#location} can't be written. ${message}`);
    }
  }

  async #giveBack(folder: string): Promise<void> {
    const release = this.#held.get(folder);
    this.#held.delete(folder);
    await release?.().catch(() => {}); // it was lost already
  }

  #lose(folder: string): void {
    this.#held.delete(folder);
    this.#changed.fire();
  }
}
