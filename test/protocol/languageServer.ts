import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  type CodeAction,
  type CodeActionContext,
  CodeActionRequest,
  CodeActionTriggerKind,
  createMessageConnection,
  DidOpenTextDocumentNotification,
  type Hover,
  HoverRequest,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  type MessageConnection,
  type MessageSignature,
  type Position,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { EntitiesNotification, StatusNotification } from '../../server/src/protocol.ts';

interface Message {
  readonly method: string;
  readonly params: unknown;
}

/** The built server as any editor runs it, over stdio with the real model. Close it when done. */
export class LanguageServer {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  /** What the server wrote to standard error. */
  errors = '';
  /** Notifications so far. */
  readonly messages: Message[] = [];
  #waiting: { matches: (message: Message) => boolean; resolve: (message: Message) => void }[] = [];

  constructor(args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env) {
    this.process = spawn(process.execPath, [resolve('dist/cli.cjs'), ...args, 'lsp', '--stdio'], { env });
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.connection = createMessageConnection(
      new StreamMessageReader(this.process.stdout!),
      new StreamMessageWriter(this.process.stdin!),
    );
    this.connection.onNotification((method, params) => this.#receive({ method, params }));
    this.connection.listen();
  }

  /** A started server; `settings` are what `workspace/configuration` would hold under `elmoLens`. */
  static async start(settings: unknown = {}, args: readonly string[] = [], env = process.env): Promise<LanguageServer> {
    const server = new LanguageServer(args, env);
    await server.initialize({ initializationOptions: settings });
    return server;
  }

  async initialize(params: Partial<InitializeParams> = {}): Promise<InitializeResult> {
    const result = await this.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      ...params,
    });
    await this.connection.sendNotification('initialized', {});
    return result;
  }

  async open(uri: string, text: string, languageId = 'markdown'): Promise<TextDocument> {
    const document = TextDocument.create(uri, languageId, 1, text);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
    return document;
  }

  hover(document: TextDocument, word: string, occurrence = 1): Promise<Hover | null> {
    return this.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: document.uri },
      position: positionOf(document, word, occurrence),
    });
  }

  /** What can be done at a word, as for a user who asks. */
  async codeActions(document: TextDocument, word: string, occurrence = 1, context: Partial<CodeActionContext> = {}) {
    const position = positionOf(document, word, occurrence);
    const found = await this.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: document.uri },
      range: { start: position, end: position },
      context: { diagnostics: [], triggerKind: CodeActionTriggerKind.Invoked, ...context },
    });
    return (found ?? []) as CodeAction[];
  }

  /** The entities of a document, once the server says that they are complete. */
  async entities(uri: string, version = 1) {
    const message = await this.next(EntitiesNotification, ({ textDocument, complete }) => {
      return textDocument.uri === uri && textDocument.version === version && complete;
    });
    return message.entities;
  }

  /** Resolves when the server says it is in a state. */
  status(state: string): Promise<{ message: string }> {
    return this.next(StatusNotification, (params) => params.state === state);
  }

  /** The first notification of a type, past or to come, that matches. */
  async next<Params>(
    { method }: MessageSignature & { readonly _?: [Params, ...unknown[]] | undefined },
    matches: (params: Params) => boolean = () => true,
  ): Promise<Params> {
    const wanted = (message: Message): boolean => message.method === method && matches(message.params as Params);
    const past = this.messages.find(wanted);
    const found = past ?? (await new Promise<Message>((resolve) => this.#waiting.push({ matches: wanted, resolve })));
    return found.params as Params;
  }

  /** Shuts the server down as the protocol says, and gives its exit code. */
  async close(): Promise<number | null> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return this.process.exitCode;
    const exited = once(this.process, 'exit');
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const [code] = await exited;
    this.connection.dispose();
    return code;
  }

  #receive(message: Message): void {
    this.messages.push(message);
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ matches }) => !matches(message));
    for (const { matches, resolve } of waiting) if (matches(message)) resolve(message);
  }
}

/** Where a word stands, one character in. */
export function positionOf(document: TextDocument, word: string, occurrence = 1): Position {
  return document.positionAt(offsetOf(document, word, occurrence) + 1);
}

export function rangeOf(document: TextDocument, text: string, occurrence = 1): Range {
  const offset = offsetOf(document, text, occurrence);
  return { start: document.positionAt(offset), end: document.positionAt(offset + text.length) };
}

function offsetOf(document: TextDocument, text: string, occurrence: number): number {
  let offset = -1;
  for (let i = 0; i < occurrence; i++) offset = document.getText().indexOf(text, offset + 1);
  if (offset < 0) throw new Error(`The document has no "${text}" number ${occurrence}`);
  return offset;
}
