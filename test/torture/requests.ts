import { once } from 'node:events';
import fc from 'fast-check';
import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver-protocol/node';
import { LanguageServer } from '../protocol/languageServer.ts';
import { anyText } from './ranges.ts';

const URIS = ['file:///a.md', 'file:///b.tex', 'file:///c.txt', 'untitled:Untitled-1'];
const PROSE = 'Angela Merkel sat on the bank of the river in Berlin. They kept the money in a bank.\n\n';

const anyNumber = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 80 }), fc.constantFrom(-1, 1e9));
const position = fc.record({ line: anyNumber, character: anyNumber });
const range = fc.record({ start: position, end: position });
const uri = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...URIS) },
  fc.constantFrom('file:///never-opened.md', 'file:///%', 'no address', ''),
);
const textDocument = fc.record({ uri });
const place = fc.record({ uri, range });
const text = fc.oneof(
  anyText,
  anyText.map((noise) => PROSE + noise),
);
const languageId = fc.constantFrom('markdown', 'latex', 'plaintext', 'python');
const alsoSearch = fc.option(fc.array(fc.record({ uri, languageId, text }), { maxLength: 2 }), { nil: undefined });
const word = fc.record({ textDocument, position });
const document = fc.record({ textDocument });
const pin = fc.record({
  lemma: fc.constantFrom('bank', ''),
  pos: fc.constantFrom('n', 'v', 'x'),
  senseKey: fc.constant('bank%1:17:01::'),
  tokens: fc.constant(['the', 'bank', 'of', 'the', 'river']),
  start: anyNumber,
  end: anyNumber,
});
const limit = fc.option(anyNumber, { nil: undefined });

/** Parameters as the protocol has them, but for their numbers and documents. */
const REQUESTS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'textDocument/hover': word,
  'textDocument/documentHighlight': word,
  'textDocument/references': fc.record({ textDocument, position, alsoSearch, context: fc.constant({}) }),
  'textDocument/codeAction': fc.record({
    textDocument,
    range,
    context: fc.record({ diagnostics: fc.constant([]), triggerKind: fc.constantFrom(0, 1, 2) }),
  }),
  'textDocument/documentSymbol': document,
  'textDocument/semanticTokens/full': document,
  'textDocument/inlayHint': fc.record({ textDocument, range }),
  'workspace/executeCommand': fc.record({
    command: fc.constantFrom('elmoLens.pinSense', 'elmoLens.unpinSense', 'rm -rf /'),
    arguments: fc.tuple(uri, pin),
  }),
  'elmoLens/similar': fc.record({
    query: fc.oneof(place, fc.record({ text })),
    alsoSearch,
    limit,
    measure: fc.constantFrom(undefined, 'encoder', 'mix', 'token', 'layer1', 'layer2', 'none'),
  }),
  'elmoLens/word': word,
  'elmoLens/repeated': fc.record({ alsoSearch, onlyThese: fc.constantFrom(undefined, true), limit }),
  'elmoLens/compare': fc.record({ a: place, b: place }),
  'elmoLens/wordByWord': fc.record({ a: place, b: place }),
  'elmoLens/senseMap': fc.record({ textDocument, position, alsoSearch }),
  'elmoLens/sentiment': place,
  'elmoLens/embed': fc.record({ text, languageId }),
  'elmoLens/senses': fc.record({ text, languageId, word: fc.constantFrom(undefined, 'bank') }),
  'elmoLens/textEntities': fc.record({ text, languageId }),
  'textDocument/completion': word,
  initialize: fc.constant({ processId: null, rootUri: null, capabilities: {} }),
};
const NOTIFICATIONS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'textDocument/didOpen': fc.record({ textDocument: fc.record({ uri, languageId, version: anyNumber, text }) }),
  'textDocument/didChange': fc.record({
    textDocument: fc.record({ uri, version: anyNumber }),
    contentChanges: fc.array(fc.oneof(fc.record({ range, text }), fc.record({ text })), { maxLength: 3 }),
  }),
  'textDocument/didClose': document,
  'textDocument/didSave': document,
  'elmoLens/visibleRanges': fc.record({ textDocument, ranges: fc.array(range, { maxLength: 3 }) }),
  'elmoLens/hidden': fc.record({
    textDocument,
    hidden: fc.record({ words: fc.constant(['river']), names: fc.constant(['Berlin']), file: fc.constant(false) }),
  }),
  'elmoLens/pinnedSenses': fc.record({ textDocument, pins: fc.array(pin, { maxLength: 2 }) }),
  'workspace/didChangeConfiguration': fc.record({
    settings: fc.record({ elmoLens: fc.record({ unlikelyWords: fc.record({ enabled: fc.boolean() }) }) }),
  }),
  'workspace/didChangeWatchedFiles': fc.record({ changes: fc.array(fc.record({ uri, type: anyNumber })) }),
  'workspace/didChangeWorkspaceFolders': fc.record({
    event: fc.record({ added: fc.constant([]), removed: fc.constant([{ uri: 'file:///no', name: 'no' }]) }),
  }),
  '$/cancelRequest': fc.record({ id: anyNumber }),
  '$/setTrace': fc.record({ value: fc.constantFrom('off', 'loud') }),
  'elmoLens/nothing': document,
};

interface Message {
  readonly method: string;
  readonly params: unknown;
}

/** Some value of these parameters is of another type, or left out; or they are something else altogether. */
function spoilt(params: unknown, value: unknown, depth: number): unknown {
  if (depth === 0 || typeof params !== 'object' || params === null || Object.keys(params).length === 0) return value;
  const keys = Object.keys(params);
  const key = keys[depth % keys.length]!;
  const part = spoilt((params as Record<string, unknown>)[key], value, depth - 1);
  return Array.isArray(params)
    ? params.map((each, i) => (String(i) === key ? part : each))
    : { ...params, [key]: part };
}
const wrong = fc.constantFrom(
  undefined,
  null,
  true,
  7,
  'x',
  [],
  {},
  [null],
  { uri: 3 },
  { line: 'x' },
  Number.MAX_VALUE,
);
const anyOf = (messages: typeof REQUESTS): fc.Arbitrary<Message> =>
  fc.constantFrom(...Object.keys(messages)).chain((method) => {
    const params = messages[method]!;
    const broken = fc.tuple(params, wrong, fc.integer({ min: 0, max: 5 })).map((parts) => spoilt(...parts));
    return fc.record({
      method: fc.constant(method),
      params: fc.oneof(
        { weight: 2, arbitrary: params },
        { weight: 1, arbitrary: broken },
        fc.jsonValue({ maxDepth: 2 }),
      ),
    });
  });
const anyMessage = fc.oneof(
  { weight: 3, arbitrary: anyOf(REQUESTS).map((message) => ({ ...message, asks: true })) },
  anyOf(NOTIFICATIONS).map((message) => ({ ...message, asks: false })),
);

/** What may be answered, beside a result. */
const ERRORS: readonly number[] = [
  ErrorCodes.InvalidRequest,
  ErrorCodes.MethodNotFound,
  ErrorCodes.InvalidParams,
  LSPErrorCodes.RequestFailed,
  LSPErrorCodes.RequestCancelled,
];
const IN_FLIGHT = 16;
const BATCH = 500;
/** One line for a reader, and nothing that a program says of itself. */
const SENTENCE = /^(?!.*(?:Cannot |is not a function|is not iterable|reading ')).+\.$/u;
/** A request that has no answer by then never gets one. */
const HANG_MS = 60_000;

/**
 * Messages of any kind, right and wrong, so many of them requests: each is answered with a result or an error of LSP, and
 * the server goes on. Throws with the request that was answered otherwise, or not at all.
 */
export async function fuzzRequests(requests: number, seed: number): Promise<string> {
  const server = await LanguageServer.start({ hover: { senses: 'all' } });
  const exited = once(server.process, 'exit').then(([code, signal]) => {
    throw new Error(`The server ended (${signal ?? code}): ${server.errors}`);
  });
  exited.catch(() => {});
  const counts = { sent: 0, results: 0, refused: 0, slowest: 0 };
  const ask = async ({ method, params }: Message): Promise<void> => {
    const start = performance.now();
    try {
      await withinTime(server.connection.sendRequest(method, params), method, params);
      counts.results++;
    } catch (error) {
      if (!isOfProtocol(error)) throw new Error(`${method} ${JSON.stringify(params)}: ${error}`, { cause: error });
      counts.refused++;
    }
    counts.slowest = Math.max(counts.slowest, performance.now() - start);
  };
  try {
    for (let batch = 0; counts.sent < requests; batch++) {
      const pending = new Set<Promise<void>>();
      for (const { asks, ...message } of fc.sample(anyMessage, { seed: seed + batch, numRuns: BATCH })) {
        if (!asks) {
          await server.connection.sendNotification(message.method, message.params);
          continue;
        }
        if (counts.sent++ >= requests) break;
        const asked: Promise<void> = ask(message).finally(() => pending.delete(asked));
        pending.add(asked);
        if (pending.size >= IN_FLIGHT) await Promise.race([exited, ...pending]);
      }
      await Promise.race([exited, Promise.all(pending)]);
    }
    await expectSense(server);
  } finally {
    server.process.removeAllListeners('exit');
    await server.close();
  }
  const slowest = `the slowest took ${(counts.slowest / 1000).toFixed(2)} s`;
  return `${requests} requests: ${counts.results} answered, ${counts.refused} refused, ${slowest}`;
}

function isOfProtocol(error: unknown): boolean {
  if (!(error instanceof ResponseError) || !ERRORS.includes(error.code)) return false;
  const isSaid = error.code === ErrorCodes.InvalidParams || error.code === LSPErrorCodes.RequestFailed;
  return !isSaid || SENTENCE.test(error.message);
}

async function withinTime(answer: Promise<unknown>, method: string, params: unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise((_, reject) => {
    const message = `${method} ${JSON.stringify(params)} was not answered in ${HANG_MS / 1000} s`;
    timer = setTimeout(() => reject(new Error(message)), HANG_MS);
  });
  await Promise.race([answer, hang]).finally(() => clearTimeout(timer));
}

/** That the server still reads what is right. */
async function expectSense(server: LanguageServer): Promise<void> {
  const document = await server.open('file:///sane.md', PROSE);
  const hover = await server.hover(document, 'bank');
  if (hover?.range === undefined || document.getText(hover.range) !== 'bank') {
    throw new Error(`After all that, the hover over "bank" is ${JSON.stringify(hover)}`);
  }
}
