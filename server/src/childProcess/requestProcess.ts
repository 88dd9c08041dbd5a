import { type ChildProcess, fork } from 'node:child_process';
import type { ChildMessage, ChildRequest } from './messages.ts';

interface Waiting<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** Why there is no answer: the child can't do its work at all, it ended, or it refused this one request. */
export type ChildFailure = 'unusable' | 'ended' | 'failed';

export interface RequestProcessOptions<Failure extends Error> {
  /** Path of the built entry, which calls `serveParent`. */
  readonly script: string;
  readonly args: readonly string[];
  /** Hears what the child writes to its outputs. */
  readonly log: (line: string) => void;
  /** Puts a failure into the caller's words; `why` is the child's message, or the signal or exit code it ended by. */
  readonly toError: (failure: ChildFailure, why: string) => Failure;
}

/** One running child process. Answers requests until it ends; `ended` then tells why, and it is not used again. */
export class RequestProcess<Body, Result, Failure extends Error = Error> {
  /** Resolves when the child can answer; rejects with the error of `unusable` or `ended`. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone, with what it was. */
  readonly ended: Promise<Failure>;
  readonly #child: ChildProcess;
  readonly #toError: RequestProcessOptions<Failure>['toError'];
  readonly #waiting = new Map<number, Waiting<Result>>();
  #nextId = 0;

  constructor({ script, args, log, toError }: RequestProcessOptions<Failure>) {
    this.#toError = toError;
    // Under Electron the same executable runs as plain Node; env is inherited, so ELECTRON_RUN_AS_NODE is set for it alone.
    this.#child = fork(script, [...args], {
      serialization: 'advanced',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => log(text.trimEnd()));
    }
    let unusable: Failure | undefined;
    let signalReady = (): void => {};
    let signalUnusable = (_error: Failure): void => {};
    this.ready = new Promise((resolve, reject) => {
      signalReady = resolve;
      signalUnusable = reject;
    });
    this.ready.catch(() => {}); // whoever awaits it sees the error; nobody has to
    this.#child.on('message', (message: ChildMessage<Result>) => {
      if (message.kind === 'ready') return signalReady();
      if (message.kind === 'unusable') {
        unusable = toError('unusable', message.message);
        return signalUnusable(unusable);
      }
      this.#settle(message);
    });
    this.ended = new Promise((resolve) => {
      const end = (why: string): void => {
        const error = unusable ?? toError('ended', why);
        signalUnusable(error);
        for (const { reject } of this.#waiting.values()) reject(error);
        this.#waiting.clear();
        resolve(error);
      };
      this.#child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
      this.#child.once('error', (error) => end(error.message));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The child's answer. Rejects with what `toError` makes of a failure. */
  request(body: Body): Promise<Result> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, body } satisfies ChildRequest<Body>, (error) => {
        if (!error) return;
        this.#waiting.delete(id);
        reject(this.#toError('ended', error.message));
      });
    });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #settle(message: Extract<ChildMessage<Result>, { id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'result') waiting?.resolve(message.result);
    else waiting?.reject(this.#toError('failed', message.message));
  }
}
