/** What the parameters of each message have to be; more than that they may hold. */
import * as z from 'zod';
import { PIN_ARGUMENTS, PIN_COMMAND, UNPIN_COMMAND } from '../features/pinnedSenses.ts';
import {
  CompareRequest,
  EmbedRequest,
  HiddenNotification,
  PinnedSensesNotification,
  RepeatedRequest,
  SenseMapRequest,
  SensesRequest,
  SentimentRequest,
  SimilarRequest,
  TextEntitiesRequest,
  VisibleRangesNotification,
  WordByWordRequest,
  WordRequest,
} from '../protocol.ts';

const uri = z.string();
const whole = z.int();
const position = z.object({ line: whole, character: whole });
const range = z.object({ start: position, end: position });
const textDocument = z.object({ uri });
const alsoSearch = z.array(z.object({ uri, languageId: z.string(), text: z.string() })).optional();
const limit = whole.min(0).optional();
const workDoneToken = z.union([z.string(), whole]).optional();
const folders = z.array(z.object({ uri }));

const document = z.object({ textDocument });
const word = z.object({ textDocument, position });
const place = z.object({ uri, range });
const text = z.object({ text: z.string(), languageId: z.string().optional(), word: z.string().optional() });
const group = z.record(z.string(), z.unknown()).optional();

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  initialize: z.object({
    capabilities: z.object({ workspace: group, window: group, textDocument: group, general: group }),
    workspaceFolders: folders.nullish(),
    initializationOptions: group.nullable(),
    locale: z.string().optional(),
  }),
  'textDocument/hover': word,
  'textDocument/documentHighlight': word,
  'textDocument/references': word.extend({ alsoSearch }),
  'textDocument/codeAction': z.object({
    textDocument,
    range,
    context: z.object({ only: z.array(z.string()).optional(), triggerKind: whole.optional() }),
  }),
  'textDocument/documentSymbol': document,
  'textDocument/semanticTokens/full': document,
  'textDocument/inlayHint': z.object({ textDocument, range }),
  'workspace/executeCommand': z.object({ command: z.enum([PIN_COMMAND, UNPIN_COMMAND]), arguments: PIN_ARGUMENTS }),
  [SimilarRequest.method]: z.object({
    query: z.union([z.object({ text: z.string() }), place.extend({ paragraph: z.boolean().optional() })]),
    folder: uri.optional(),
    alsoSearch,
    limit,
    measure: z.string().optional(),
    workDoneToken,
    partialResultToken: workDoneToken,
  }),
  [WordRequest.method]: word,
  [RepeatedRequest.method]: z.object({ alsoSearch, onlyThese: z.boolean().optional(), limit, workDoneToken }),
  [CompareRequest.method]: z.object({ a: place, b: place }),
  [WordByWordRequest.method]: z.object({ a: place, b: place }),
  [SenseMapRequest.method]: word.extend({ alsoSearch }),
  [SentimentRequest.method]: place,
  [EmbedRequest.method]: text,
  [SensesRequest.method]: text,
  [TextEntitiesRequest.method]: text,
  'textDocument/didOpen': z.object({
    textDocument: z.object({ uri, languageId: z.string(), version: whole, text: z.string() }),
  }),
  'textDocument/didChange': z.object({
    textDocument: z.object({ uri, version: whole }),
    contentChanges: z.array(z.object({ range: range.optional(), text: z.string() })),
  }),
  'textDocument/didClose': document,
  'textDocument/didSave': document,
  [VisibleRangesNotification.method]: z.object({ textDocument, ranges: z.array(range) }),
  [HiddenNotification.method]: document,
  [PinnedSensesNotification.method]: document,
  'workspace/didChangeConfiguration': z.object({}),
  'workspace/didChangeWatchedFiles': z.object({ changes: z.array(z.object({ uri, type: whole })) }),
  'workspace/didChangeWorkspaceFolders': z.object({ event: z.object({ added: folders, removed: folders }) }),
  'window/workDoneProgress/cancel': z.object({ token: z.union([z.string(), whole]) }),
  '$/setTrace': z.object({ value: z.string() }),
};

/** What is wrong with the parameters of a message, in a few words; undefined where nothing is, or nobody listens to it. */
export function problemWithParameters(method: string, params: unknown): string | undefined {
  const schema = Object.hasOwn(SCHEMAS, method) ? SCHEMAS[method] : undefined;
  const issue = schema?.safeParse(params).error?.issues[0];
  return issue && [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': ');
}
