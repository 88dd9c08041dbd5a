import { type ChildProcess, fork } from 'node:child_process';
import * as l10n from '@vscode/l10n';
import type { SentenceOutputs } from './engine.ts';
import { EngineError } from './errors.ts';
import type { BatchRequest, EngineMessage } from './messages.ts';

interface Waiting {
  readonly resolve: (outputs: SentenceOutputs[]) => void;
  readonly reject: (error: EngineError) => void;
}

/** One running engine process. Answers batches until it ends; `ended` then tells why, and it is not used again. */
export class EngineProcess {
  /** Resolves when the model is loaded; rejects with `EngineError` (`model`: the model can't be used, `crashed`: it died). */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone, with what it was. */
  readonly ended: Promise<EngineError>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;

  /** `translations`: the file with what errors say in the user's language; without one, English. */
  constructor(script: string, modelDirectory: string, translations: string | undefined, log: (line: string) => void) {
    // Under Electron the same executable runs as plain Node; env is inherited, so ELECTRON_RUN_AS_NODE is set for it alone.
    this.#child = fork(script, [modelDirectory, ...(translations ? [translations] : [])], {
      serialization: 'advanced',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => log(text.trimEnd()));
    }
    let unusable: EngineError | undefined;
    let signalReady = (): void => {};
    let signalUnusable = (_error: EngineError): void => {};
    this.ready = new Promise((resolve, reject) => {
      signalReady = resolve;
      signalUnusable = reject;
    });
    this.ready.catch(() => {}); // whoever awaits it sees the error; nobody has to
    this.#child.on('message', (message: EngineMessage) => {
      if (message.kind === 'ready') return signalReady();
      if (message.kind === 'unusable') {
        unusable = new EngineError('model', message.message);
        return signalUnusable(unusable);
      }
      this.#settle(message);
    });
    this.ended = new Promise((resolve) => {
      const end = (why: string): void => {
        const error = unusable ?? new EngineError('crashed', l10n.t('The engine process ended ({0}).', why));
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

  /** Outputs for one batch, in order. Rejects with `EngineError`. */
  run(sentences: BatchRequest['sentences'], outputs: BatchRequest['outputs']): Promise<SentenceOutputs[]> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, sentences, outputs } satisfies BatchRequest, (error) => {
        if (!error) return;
        this.#waiting.delete(id);
        reject(new EngineError('crashed', error.message));
      });
    });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #settle(message: Extract<EngineMessage, { id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'result') waiting?.resolve(message.outputs);
    else waiting?.reject(new EngineError('failed', message.message));
  }
}
