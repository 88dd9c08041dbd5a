import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import type { CancellationToken } from 'vscode-languageserver-protocol';
import { CancelledError } from '../engine/errors.ts';
import type { ParserAnswer, ParserRequest } from './parserMessages.ts';
import type { ProseSource } from './prose.ts';
import type { Paragraph, ProseLanguage, Range } from './types.ts';
import { moveParagraph, visibleSlice } from './visibleSlice.ts';

const MILLISECONDS_PER_MILLION_UNITS = 5_000;
/** Long enough for the worker to start on a busy machine. */
const SHORTEST_TIME_LIMIT = 10_000;
/**
 * The old generation's limit keeps a document that exhausts memory from taking the server with it; a young one smaller
 * than V8's own is collected more often and spares 20 MB.
 */
const MEMORY_LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 12 };

/** Reading a document took longer than its size allows; the worker was ended and the next document gets a new one. */
export class ParseTimeoutError extends Error {
  constructor(milliseconds: number) {
    super(
      l10n.t(
        'Reading the document took longer than {0} s and was given up: split it into smaller files.',
        milliseconds / 1000,
      ),
    );
    this.name = 'ParseTimeoutError';
  }
}

/** The worker could not read a document. */
export class ParseFailedError extends Error {
  constructor(reason: string) {
    super(l10n.t('The document could not be read: {0}.', reason));
    this.name = 'ParseFailedError';
  }
}

interface Job {
  readonly source: ProseSource;
  readonly paragraphs: Paragraph[];
  readonly resolve: (paragraphs: Paragraph[]) => void;
  readonly reject: (error: Error) => void;
  /** Whether the promise is settled; a cancelled job still waits for the worker's answer. */
  settled: boolean;
}

/** Reads the prose of documents in a worker thread, one after the other, each within a time limit. */
export class ProseParser {
  readonly #script: string;
  readonly #timeLimit: (textLength: number) => number;
  readonly #waiting: Job[] = [];
  #current: Job | undefined;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  /** `script` is the built `worker.ts`; `timeLimit` gives milliseconds for a text of so many UTF-16 units. */
  constructor(script: string, timeLimit = defaultTimeLimit) {
    this.#script = script;
    this.#timeLimit = timeLimit;
  }

  /** Rejects with `ParseTimeoutError`, `ParseFailedError`, or `CancelledError` as soon as the token fires. */
  parse(text: string, language: ProseLanguage, token?: CancellationToken): Promise<Paragraph[]> {
    return this.#enqueue({ text, language, startsDocument: true }, token);
  }

  /** As `parseVisible` in visible.ts. */
  async parseVisible(
    text: string,
    language: ProseLanguage,
    range: Range,
    token?: CancellationToken,
  ): Promise<Paragraph[]> {
    const { start, end } = visibleSlice(text, range);
    const slice = { text: text.slice(start, end), language, startsDocument: start === 0 };
    const paragraphs = await this.#enqueue(slice, token);
    return paragraphs.map((paragraph) => moveParagraph(paragraph, start));
  }

  /** Ends the worker; what is not read yet is rejected. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const unfinished = [...(this.#current ? [this.#current] : []), ...this.#waiting.splice(0)];
    const worker = this.#dropWorker();
    for (const job of unfinished) settle(job, new CancelledError());
    await worker?.terminate();
  }

  async #enqueue(source: ProseSource, token?: CancellationToken): Promise<Paragraph[]> {
    if (this.#disposed || token?.isCancellationRequested) throw new CancelledError();
    const { promise, job } = createJob(source);
    const listener = token?.onCancellationRequested(() => this.#cancel(job));
    this.#waiting.push(job);
    this.#advance();
    try {
      return await promise;
    } finally {
      listener?.dispose();
    }
  }

  #cancel(job: Job): void {
    settle(job, new CancelledError());
    const place = this.#waiting.indexOf(job);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  /** Gives the worker the next document if it has none. */
  #advance(): void {
    if (this.#current) return;
    const job = this.#waiting.shift();
    if (!job) return;
    this.#current = job;
    const milliseconds = this.#timeLimit(job.source.text.length);
    this.#timer = setTimeout(() => this.#giveUp(new ParseTimeoutError(milliseconds)), milliseconds);
    this.#send({ kind: 'parse', source: job.source });
  }

  #send(request: ParserRequest): void {
    this.#worker ??= this.#startWorker();
    this.#worker.ref();
    this.#worker.postMessage(request);
  }

  #startWorker(): Worker {
    const worker = new Worker(this.#script, { resourceLimits: MEMORY_LIMITS });
    const whileCurrent =
      <T>(handle: (value: T) => void) =>
      (value: T) => {
        if (worker === this.#worker) handle(value);
      };
    worker.on(
      'message',
      whileCurrent((answer: ParserAnswer) => this.#receive(answer)),
    );
    worker.on(
      'error',
      whileCurrent((error: Error) => this.#giveUp(new ParseFailedError(error.message))),
    );
    worker.on(
      'exit',
      whileCurrent((code: number) => this.#giveUp(new ParseFailedError(l10n.t('its reader ended ({0})', code)))),
    );
    return worker;
  }

  #receive(answer: ParserAnswer): void {
    const job = this.#current;
    if (!job) return;
    if (answer.kind === 'piece' && !job.settled) {
      join(job.paragraphs, answer.paragraphs);
      this.#send({ kind: 'next' });
      return;
    }
    if (answer.kind === 'failed') settle(job, new ParseFailedError(answer.message));
    else settle(job);
    this.#finish();
    this.#worker?.unref();
    this.#advance();
  }

  /** Ends the worker, which may be in the middle of anything. */
  #giveUp(error: Error): void {
    const job = this.#current;
    void this.#dropWorker()?.terminate();
    if (job) settle(job, error);
    this.#advance();
  }

  #dropWorker(): Worker | undefined {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#finish();
    return worker;
  }

  #finish(): void {
    clearTimeout(this.#timer);
    this.#current = undefined;
  }
}

function defaultTimeLimit(textLength: number): number {
  return Math.max(SHORTEST_TIME_LIMIT, (textLength / 1_000_000) * MILLISECONDS_PER_MILLION_UNITS);
}

function createJob(source: ProseSource): { promise: Promise<Paragraph[]>; job: Job } {
  let resolve!: Job['resolve'];
  let reject!: Job['reject'];
  const promise = new Promise<Paragraph[]>((...functions) => {
    [resolve, reject] = functions;
  });
  return { promise, job: { source, paragraphs: [], resolve, reject, settled: false } };
}

function settle(job: Job, error?: Error): void {
  if (job.settled) return;
  job.settled = true;
  if (error) job.reject(error);
  else job.resolve(job.paragraphs);
}

/** Adds a piece; its first paragraph may go on with the last one. */
function join(paragraphs: Paragraph[], [first, ...others]: readonly Paragraph[]): void {
  if (!first) return;
  const last = paragraphs.at(-1);
  if (last?.start === first.start) {
    paragraphs[paragraphs.length - 1] = { ...last, sentences: [...last.sentences, ...first.sentences] };
  } else {
    paragraphs.push(first);
  }
  paragraphs.push(...others);
}
