import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { CancellationToken } from 'vscode-languageserver-protocol';
import { type ChildFailure, RequestProcess } from '../childProcess/requestProcess.ts';
import { CancelledError } from '../engine/errors.ts';
import { RestartPolicy } from '../engine/restartPolicy.ts';
import { type IndexProcessOptions, type IndexRequest, REPLACED_EXIT_CODE } from './messages.ts';
import {
  type ContentKey,
  type FileState,
  type IndexAnswer,
  IndexError,
  type IndexedFile,
  type IndexQuery,
  type KeyedVector,
  type SentenceIndex,
} from './sentenceIndex.ts';

/** Reading a store of a million sentences takes a fraction of it; a process that goes round in a damaged file, forever. */
const OPENING_LIMIT_MS = 120_000;

export interface IndexClientOptions extends Omit<IndexProcessOptions, 'fresh'> {
  /** Path of the built index entry. */
  readonly script: string;
  readonly log: (line: string) => void;
  /** Hears that the index was opened again: it may hold less than it did. */
  readonly onReopened?: () => void;
  readonly retryMilliseconds?: number;
}

/** After so long, what could not be opened is tried again: the disk may have room by now. */
const RETRY_MS = 60_000;
/** A crash so soon after another is put down to what the store holds. */
const SOON_MS = 3 * 60_000;
/** A store over which two processes crashed is new for the third. */
const ATTEMPTS = 3;
const REPLACED = `exit code ${REPLACED_EXIT_CODE}`;
/** Signals of those who want a process to end, not of a process that went wrong. */
const FROM_OUTSIDE: readonly string[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/** The process ended before it answered; another one may. */
class IndexProcessEnded extends IndexError {
  /** A signal or an exit code. */
  readonly why: string;

  constructor(why: string) {
    super(l10n.t('The index process ended ({0}).', why));
    this.why = why;
  }
}

/** `stuck`: it took too long to open. */
type OpeningState = 'opening' | 'open' | 'stuck';
type IndexProcess = RequestProcess<IndexRequest, unknown, IndexError>;

/**
 * The parent's side of the index process: starts it when it is first asked something, replaces one that died, and has the
 * store begun anew where one died over what it read: what the index holds can be computed again, and is.
 */
export class IndexClient implements SentenceIndex {
  readonly #options: IndexClientOptions;
  readonly #restarts = new RestartPolicy();
  #running: Promise<IndexProcess> | undefined;
  #process: IndexProcess | undefined;
  #failure: { readonly error: IndexError; readonly until: number } | undefined;
  #lastCrash = Number.NEGATIVE_INFINITY;
  #searches = 0;

  constructor(options: IndexClientOptions) {
    this.#options = options;
  }

  /** Process id of the running index, for memory figures and tests. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  files(folders: readonly string[]): Promise<readonly FileState[]> {
    return this.#ask({ kind: 'files', folders });
  }

  lacking(keys: readonly ContentKey[]): Promise<readonly ContentKey[]> {
    return this.#ask({ kind: 'lacking', keys });
  }

  addVectors(vectors: readonly KeyedVector[]): Promise<void> {
    return this.#ask({ kind: 'addVectors', vectors });
  }

  putFile(file: IndexedFile): Promise<void> {
    return this.#ask({ kind: 'putFile', file });
  }

  confirm(files: readonly FileState[]): Promise<void> {
    return this.#ask({ kind: 'confirm', files });
  }

  remove(uris: readonly string[]): Promise<void> {
    return this.#ask({ kind: 'remove', uris });
  }

  async search(query: IndexQuery, token: CancellationToken): Promise<IndexAnswer> {
    if (token.isCancellationRequested) throw new CancelledError();
    const number = this.#searches++;
    const answer = this.#ask<IndexAnswer>({ kind: 'search', number, query });
    answer.catch(() => {}); // a cancelled search is nobody's concern
    return new Promise((resolve, reject) => {
      const listener = token.onCancellationRequested(() => {
        void this.#ask({ kind: 'cancel', number }).catch(() => {});
        reject(new CancelledError());
      });
      answer.then(resolve, reject).finally(() => listener.dispose());
    });
  }

  /** Resolves when the process is gone. */
  async dispose(): Promise<void> {
    this.#failure = { error: new IndexError(l10n.t('The index was closed.')), until: Number.POSITIVE_INFINITY };
    this.#process?.kill();
    await this.#process?.ended;
  }

  /** All that is asked can be asked again. */
  async #ask<Result>(request: IndexRequest): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const child = await this.#started();
      try {
        return (await child.request(request)) as Result;
      } catch (error) {
        if (!(error instanceof IndexProcessEnded) || attempt === ATTEMPTS) throw error;
        await child.ended; // its channel can close before the process is gone
      }
    }
  }

  /** Resolves when there is a process that answers. */
  async #started(): Promise<IndexProcess> {
    for (;;) {
      if (this.#failure && performance.now() < this.#failure.until) throw this.#failure.error;
      if (this.#failure) this.#running = undefined;
      this.#failure = undefined;
      this.#running ??= this.#start();
      try {
        return await this.#running;
      } catch (error) {
        if (!(error instanceof IndexProcessEnded)) throw error;
      }
    }
  }

  async #start(fresh = false): Promise<IndexProcess> {
    const { script, log, folder, model, dimensions } = this.#options;
    const options: IndexProcessOptions = { folder, model, dimensions, fresh };
    const child: IndexProcess = new RequestProcess({ script, args: [JSON.stringify(options)], log, toError });
    this.#process = child;
    let state: OpeningState = 'opening';
    void child.ended.then((error) => this.#replace(error, state));
    const limit = setTimeout(() => {
      state = 'stuck';
      child.kill();
    }, OPENING_LIMIT_MS);
    try {
      await child.ready;
      state = 'open';
      return child;
    } catch (error) {
      await child.ended; // so that there is another by now
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  /** Starts another process in place of one that ended; with a new store where the old one is the likely reason. */
  #replace(error: IndexError, state: OpeningState): void {
    this.#process = undefined;
    if (this.#failure) return;
    if (error instanceof IndexProcessEnded && error.why === REPLACED) {
      this.#startAgain(0);
      return;
    }
    this.#options.log(error.message);
    const now = Date.now();
    const wait = this.#restarts.delayAfterCrash(now);
    if (!(error instanceof IndexProcessEnded) || wait === undefined) {
      this.#failure = { error, until: performance.now() + (this.#options.retryMilliseconds ?? RETRY_MS) };
      return;
    }
    const crashed = !FROM_OUTSIDE.includes(error.why);
    const soon = now - this.#lastCrash < SOON_MS;
    if (crashed) this.#lastCrash = now;
    const fresh = state === 'stuck' || (crashed && (state === 'opening' || soon));
    this.#startAgain(wait, fresh);
  }

  #startAgain(wait: number, fresh = false): void {
    this.#running = delay(wait).then(async () => {
      if (this.#failure) throw this.#failure.error;
      const child = await this.#start(fresh);
      this.#options.onReopened?.();
      return child;
    });
    this.#running.catch(() => {}); // whoever asks next sees the error
  }
}

function toError(failure: ChildFailure, why: string): IndexError {
  if (failure === 'ended') return new IndexProcessEnded(why);
  if (failure === 'failed') return new IndexError(l10n.t('The index could not do this: {0}.', why));
  return new IndexError(l10n.t('The index could not be opened: {0}.', why));
}
