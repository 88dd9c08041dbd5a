import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { ErrorCodes, StreamMessageReader } from 'vscode-languageserver-protocol/node';

interface Answer {
  readonly id: number;
  readonly error?: { readonly code: number };
}

/** A process of the server that is sent bytes, which need not be what the protocol says. */
class RawServer {
  readonly process: ChildProcess = spawn(process.execPath, [resolve('dist/cli.cjs'), 'lsp', '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  readonly exited = once(this.process, 'exit').then(([code]) => code as number | null);
  readonly #answers = new Map<number, Answer>();
  #wake = (): void => {};
  #id = 0;

  constructor() {
    new StreamMessageReader(this.process.stdout!).listen((message) => {
      const answer = message as unknown as Answer;
      this.#answers.set(answer.id, answer);
      this.#wake();
    });
  }

  send(bytes: string): void {
    this.process.stdin!.write(bytes);
  }

  notify(method: string, params?: object): void {
    this.send(framed({ jsonrpc: '2.0', method, params }));
  }

  /** The code of the error that a request is answered with; undefined for a result. */
  async ask(method: string, params?: object): Promise<number | undefined> {
    const id = ++this.#id;
    this.send(framed({ jsonrpc: '2.0', id, method, params }));
    for (;;) {
      const answer = this.#answers.get(id);
      if (answer) return answer.error?.code;
      await Promise.race([
        new Promise<void>((wake) => {
          this.#wake = wake;
        }),
        this.exited.then((code) => {
          throw new Error(`The server ended (${code}) before it answered ${method}`);
        }),
      ]);
    }
  }

  async initialize(): Promise<void> {
    assert.equal(await this.ask('initialize', { processId: null, rootUri: null, capabilities: {} }), undefined);
    this.notify('initialized', {});
  }
}

function framed(message: object, miscounted = 0): string {
  const text = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(text) + miscounted}\r\n\r\n${text}`;
}

const METHODS = ['textDocument/hover', 'elmoLens/similar', 'textDocument/documentSymbol', 'elmoLens/embed', 'no/such'];
const HOVER = { textDocument: { uri: 'file:///a.md' }, position: { line: 0, character: 0 } };
const hover = { jsonrpc: '2.0', id: 'lost', method: 'textDocument/hover', params: HOVER };

/** What a client does wrong before all goes on. */
const anyFault = fc.oneof(
  fc
    .integer({ min: -60, max: 60 })
    .filter((by) => by !== 0)
    .map((by) => framed(hover, by)),
  fc.constantFrom(1e6, 1e12, Number.MAX_SAFE_INTEGER).map((by) => framed(hover, by)),
  fc.constantFrom(
    'Content-Length: -5\r\n\r\n',
    'Content-Length: many\r\n\r\n',
    'X: 5\r\n\r\n',
    '\r\n\r\n',
    '\0'.repeat(5000),
  ),
  fc
    .constantFrom('{nonsense}', 'null}', '[]', '[null]', '{}')
    .map((text) => `Content-Length: ${text.length}\r\n\r\n${text}`),
  fc.constant(framed({ jsonrpc: '2.0', method: '$/cancelRequest' })),
  fc.constant(framed({ ...hover, id: null })),
);

interface Story {
  readonly early: readonly string[];
  readonly faults: readonly string[];
  readonly late: readonly string[];
}
const anyStory: fc.Arbitrary<Story> = fc.record({
  early: fc.array(fc.constantFrom(...METHODS), { maxLength: 3 }),
  faults: fc.array(anyFault, { maxLength: 4 }),
  late: fc.array(fc.constantFrom(...METHODS), { maxLength: 3 }),
});

/**
 * Processes that are asked before they are initialised, initialised twice, sent bytes that are no message, and asked after
 * the shutdown: each says what is wrong, answers what is right, and leaves when it is told to. Throws with the story.
 */
export async function breakProtocol(processes: number, seed: number): Promise<string> {
  let faults = 0;
  for (const story of fc.sample(anyStory, { seed, numRuns: processes })) {
    await live(story).catch((error: unknown) => {
      throw new Error(`${JSON.stringify(story)}: ${error}`, { cause: error });
    });
    faults += story.faults.length;
  }
  return `${processes} processes, ${faults} broken messages: each answered what came after, and left in order`;
}

async function live({ early, faults, late }: Story): Promise<void> {
  const server = new RawServer();
  try {
    for (const method of early) assert.equal(await server.ask(method, HOVER), ErrorCodes.ServerNotInitialized);
    await server.initialize();
    assert.equal(await server.ask('initialize', { capabilities: {} }), ErrorCodes.InvalidRequest);
    for (const fault of faults) {
      server.send(fault);
      assert.equal(await server.ask('textDocument/hover', HOVER), undefined);
    }
    assert.equal(await server.ask('shutdown'), undefined);
    for (const method of late) assert.equal(await server.ask(method, HOVER), ErrorCodes.InvalidRequest);
    server.notify('exit');
    assert.equal(await server.exited, 0);
  } finally {
    server.process.kill('SIGKILL');
  }
}
