import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { AnalyseOptions, Engine, Output, Priority, SentenceOutputs } from './engine.ts';
import { type EngineProcess, startEngine } from './engineProcess.ts';
import { CancelledError, EngineError } from './errors.ts';
import { PriorityQueue } from './queue.ts';
import { RestartPolicy } from './restartPolicy.ts';

/** Sentences in one batch: the biLM's own batch size. */
const BATCH_SENTENCES = 12;
/**
 * Batches that an engine has at a time, which is what urgent work may have to wait for: with one to go on with, it need not
 * stand still while an answer is read here.
 */
const BATCHES_AHEAD = 2;
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
  /** The running engines, and the batches that each has; it computes the first. An engine is here from its start. */
  readonly #engines = new Map<EngineProcess, Batch[]>();
  readonly #ready = new Set<EngineProcess>();
  #failure: EngineError | undefined;
  #disposed = false;
  #state: EngineState['kind'] | undefined;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    for (let i = 0; i < (options.processes ?? 1); i++) this.#start();
  }

  /** Process ids of the running engines, for memory figures and tests. */
  get pids(): number[] {
    return [...this.#engines.keys()].flatMap((engine) => engine.pid ?? []);
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
    for (const engine of this.#engines.keys()) engine.kill();
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
      const engine = this.#leastBusy();
      const batch = engine && this.#queue.take();
      if (!engine || !batch) break;
      void this.#run(engine, batch);
    }
    this.#report();
  }

  /** The engine that can take a batch now and has fewest. */
  #leastBusy(): EngineProcess | undefined {
    const load = (engine: EngineProcess): number => this.#engines.get(engine)!.length;
    const free = [...this.#ready].filter((engine) => load(engine) < BATCHES_AHEAD);
    return free.sort((a, b) => load(a) - load(b))[0];
  }

  async #run(engine: EngineProcess, batch: Batch): Promise<void> {
    const batches = this.#engines.get(engine)!;
    batches.push(batch);
    const answer = engine.request({ sentences: batch.sentences, outputs: batch.outputs });
    try {
      batch.resolve(await answer);
    } catch (error) {
      const crashed = error instanceof EngineError && error.reason === 'crashed';
      if (!crashed || this.#failure) batch.reject(error as Error);
      else return; // `#replace` decides, once the process is gone
    }
    batches.splice(batches.indexOf(batch), 1);
    this.#dispatch();
  }

  #start(): void {
    const { script, modelDirectory, translations, log } = this.#options;
    const engine = startEngine(script, modelDirectory, translations, log ?? (() => {}));
    this.#engines.set(engine, []);
    this.#report();
    engine.ready.then(
      () => {
        this.#ready.add(engine);
        this.#dispatch();
      },
      () => {}, // `ended` follows and decides
    );
    void engine.ended.then((error) => this.#replace(engine, error));
  }

  async #replace(engine: EngineProcess, error: EngineError): Promise<void> {
    const batches = this.#engines.get(engine)!;
    this.#engines.delete(engine);
    this.#ready.delete(engine);
    if (this.#disposed) return;
    if (error.reason === 'model') return this.#fail(error);
    this.#options.log?.(error.message);
    if (batches[0]) batches[0].attempts++;
    for (const batch of batches.toReversed()) {
      if (batch.attempts < MAX_ATTEMPTS) this.#queue.putBack(batch, batch.priority);
      else batch.reject(error);
    }
    const wait = this.#restarts.delayAfterCrash(Date.now());
    if (wait === undefined) {
      return this.#fail(
        new EngineError('crashed', l10n.t('The engine crashed five times within three minutes and was stopped.')),
      );
    }
    this.#dispatch(); // another engine may be free
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
    if ([...this.#engines.values()].some(({ length }) => length > 0)) return 'working';
    return this.#ready.size > 0 ? 'ready' : 'starting';
  }
}
