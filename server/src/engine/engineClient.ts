import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { AnalyseOptions, Engine, Output, Priority, SentenceOutputs } from './engine.ts';
import { type EngineProcess, startEngine } from './engineProcess.ts';
import { CancelledError, EngineError } from './errors.ts';
import { PriorityQueue } from './queue.ts';
import { RestartPolicy } from './restartPolicy.ts';

/** Sentences in one batch: the biLM's own batch size, and the longest that urgent work has to wait for. */
const BATCH_SENTENCES = 12;
/** A batch that kills the engine is tried once more; then it is the batch's fault. */
const MAX_ATTEMPTS = 2;

export type EngineState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'working' }
  | { readonly kind: 'error'; readonly error: EngineError };

export interface EngineClientOptions {
  /** Path of the built engine entry. */
  readonly script: string;
  readonly modelDirectory: string;
  /** The file with what errors say in the user's language; without one, English. */
  readonly translations?: string | undefined;
  readonly processes?: number;
  readonly log?: (line: string) => void;
  readonly onState?: (state: EngineState) => void;
}

interface Batch {
  readonly sentences: readonly (readonly string[])[];
  readonly outputs: readonly Output[];
  readonly priority: Priority;
  readonly resolve: (outputs: SentenceOutputs[]) => void;
  readonly reject: (error: Error) => void;
  attempts: number;
}

/**
 * The parent's side of the engine: splits requests into batches of sentences of like length, gives visible text
 * precedence, drops cancelled work, and replaces a process that died.
 */
export class EngineClient implements Engine {
  readonly #options: EngineClientOptions;
  readonly #queue = new PriorityQueue<Batch>();
  readonly #restarts = new RestartPolicy();
  readonly #processes = new Set<EngineProcess>();
  readonly #idle: EngineProcess[] = [];
  #running = 0;
  #failure: EngineError | undefined;
  #disposed = false;
  #state: EngineState['kind'] | undefined;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    for (let i = 0; i < (options.processes ?? 1); i++) this.#start();
  }

  /** Process ids of the running engines, for memory figures and tests. */
  get pids(): number[] {
    return [...this.#processes].flatMap((engine) => engine.pid ?? []);
  }

  async analyse(sentences: readonly (readonly string[])[], options: AnalyseOptions): Promise<SentenceOutputs[]> {
    if (options.token?.isCancellationRequested) throw new CancelledError();
    const byLength = sentences.map((_, index) => index);
    byLength.sort((a, b) => sentences[a]!.length - sentences[b]!.length);
    const mine = new Set<Batch>();
    const results = new Array<SentenceOutputs>(sentences.length);
    const work: Promise<void>[] = [];
    for (let at = 0; at < byLength.length; at += BATCH_SENTENCES) {
      const indices = byLength.slice(at, at + BATCH_SENTENCES);
      const batch = this.#enqueue(
        indices.map((index) => sentences[index]!),
        options,
        mine,
      );
      work.push(
        batch.then((outputs) => {
          for (const [i, index] of indices.entries()) results[index] = outputs[i]!;
        }),
      );
    }
    const cancellation = options.token?.onCancellationRequested(() => {
      for (const batch of this.#queue.remove((batch) => mine.has(batch))) batch.reject(new CancelledError());
    });
    try {
      await Promise.all(work);
    } finally {
      cancellation?.dispose();
      this.#queue.remove((batch) => mine.has(batch)); // one failed: the rest is of no use
    }
    if (options.token?.isCancellationRequested) throw new CancelledError();
    return results;
  }

  dispose(): void {
    this.#disposed = true;
    this.#fail(new EngineError('stopped', l10n.t('The engine was stopped.')));
    for (const engine of this.#processes) engine.kill();
  }

  #enqueue(sentences: Batch['sentences'], options: AnalyseOptions, mine: Set<Batch>): Promise<SentenceOutputs[]> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      const priority = options.priority ?? 'visible';
      const batch: Batch = { sentences, outputs: options.outputs, priority, resolve, reject, attempts: 0 };
      mine.add(batch);
      this.#queue.push(batch, priority);
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (;;) {
      const engine = this.#idle.at(-1);
      const batch = engine && this.#queue.take();
      if (!engine || !batch) break;
      this.#idle.pop();
      void this.#run(engine, batch);
    }
    this.#report();
  }

  async #run(engine: EngineProcess, batch: Batch): Promise<void> {
    this.#running++;
    batch.attempts++;
    try {
      batch.resolve(await engine.request({ sentences: batch.sentences, outputs: batch.outputs }));
    } catch (error) {
      const crashed = error instanceof EngineError && error.reason === 'crashed';
      if (crashed) await engine.ended; // its channel can close before the process is gone
      if (crashed && !this.#failure && batch.attempts < MAX_ATTEMPTS) this.#queue.putBack(batch, batch.priority);
      else batch.reject(error as Error);
    }
    this.#running--;
    if (this.#processes.has(engine)) this.#idle.push(engine);
    this.#dispatch();
  }

  #start(): void {
    const { script, modelDirectory, translations, log } = this.#options;
    const engine = startEngine(script, modelDirectory, translations, log ?? (() => {}));
    this.#processes.add(engine);
    this.#report();
    engine.ready.then(
      () => {
        this.#idle.push(engine);
        this.#dispatch();
      },
      () => {}, // `ended` follows and decides
    );
    void engine.ended.then((error) => this.#replace(engine, error));
  }

  async #replace(engine: EngineProcess, error: EngineError): Promise<void> {
    this.#processes.delete(engine);
    const at = this.#idle.indexOf(engine);
    if (at >= 0) this.#idle.splice(at, 1);
    if (this.#disposed) return;
    if (error.reason === 'model') return this.#fail(error);
    this.#options.log?.(error.message);
    const wait = this.#restarts.delayAfterCrash(Date.now());
    if (wait === undefined) {
      return this.#fail(
        new EngineError('crashed', l10n.t('The engine crashed five times within three minutes and was stopped.')),
      );
    }
    await delay(wait);
    if (!this.#disposed && !this.#failure) this.#start();
  }

  /** Nothing more can be computed: everything that waits, and everything to come, is refused with the reason. */
  #fail(error: EngineError): void {
    this.#failure ??= error;
    for (const batch of this.#queue.remove(() => true)) batch.reject(this.#failure);
    this.#report();
  }

  #report(): void {
    const kind = this.#currentState();
    if (kind === this.#state || this.#disposed) return;
    this.#state = kind;
    this.#options.onState?.(kind === 'error' ? { kind, error: this.#failure! } : { kind });
  }

  #currentState(): EngineState['kind'] {
    if (this.#failure) return 'error';
    if (this.#running > 0) return 'working';
    return this.#idle.length > 0 ? 'ready' : 'starting';
  }
}
