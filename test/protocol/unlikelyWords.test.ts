/** Diagnostics on words that are likely slips, and their repair. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CodeActionKind,
  CodeActionTriggerKind,
  type Diagnostic,
  DiagnosticSeverity,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  LogMessageNotification,
  PublishDiagnosticsNotification,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { EntitiesNotification, HiddenNotification, WordRequest } from '../../server/src/protocol.ts';
import { LanguageServer, positionOf, rangeOf } from './languageServer.ts';

const ON = { unlikelyWords: { enabled: true } };
const OFF = { unlikelyWords: { enabled: false } };
const TEXT = 'She came home form the office.\n\nThe boys went back to there house, and nothing else happened.\n';

let server: LanguageServer;
beforeAll(async () => {
  server = await LanguageServer.start(ON);
});
afterAll(() => server.close());

let opened = 0;

function open(text: string, languageId?: string): Promise<TextDocument> {
  opened++;
  return server.open(`file:///text-${opened}.md`, text, languageId);
}

/** What is published for a document from `after` messages on, as soon as it holds. */
async function published(
  { uri }: TextDocument,
  holds: (diagnostics: readonly Diagnostic[]) => boolean,
  after = 0,
): Promise<Diagnostic[]> {
  const { diagnostics } = await server.next(PublishDiagnosticsNotification.type, (params) => {
    const isNew = server.messages.findIndex((message) => message.params === params) >= after;
    return isNew && params.uri === uri && holds(params.diagnostics);
  });
  return diagnostics;
}

function texts(document: TextDocument, diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ range }) => document.getText(range));
}

const some = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.length > 0;
const none = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.length === 0;

/** Applies edits as an editor would, and tells the server. */
async function edit(document: TextDocument, range: Diagnostic['range'], text: string): Promise<TextDocument> {
  const version = document.version + 1;
  const content = TextDocument.applyEdits(document, [{ range, newText: text }]);
  await server.connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri: document.uri, version },
    contentChanges: [{ range, text }],
  });
  return TextDocument.create(document.uri, document.languageId, version, content);
}

describe('a word that is unlikely where it stands', () => {
  test('gets an information that names the likelier one', async () => {
    const document = await open(TEXT);
    const diagnostics = await published(document, some);
    expect(diagnostics).toEqual([
      {
        range: rangeOf(document, 'form'),
        severity: DiagnosticSeverity.Information,
        source: 'ELMo Lens',
        code: 'unlikely-word',
        message: '“form” is unlikely here; did you mean “from”?',
      },
      expect.objectContaining({
        range: rangeOf(document, 'there'),
        message: '“there” is unlikely here; did you mean “their”?',
      }),
    ]);
  });

  test('is put right by a quick fix, after which the diagnostic is gone and others stay', async () => {
    const document = await open(TEXT);
    const [diagnostic] = await published(document, some);
    const [fix, ...others] = await server.codeActions(document, 'form', 1, {
      triggerKind: CodeActionTriggerKind.Automatic,
      diagnostics: [diagnostic!],
    });
    expect(others).toEqual([]);
    const range = rangeOf(document, 'form');
    expect(fix).toEqual({
      title: 'Replace with “from”',
      kind: CodeActionKind.QuickFix,
      isPreferred: true,
      diagnostics: [diagnostic],
      edit: { changes: { [document.uri]: [{ range, newText: 'from' }] } },
    });
    const repaired = await edit(document, range, 'from');
    const left = await published(repaired, (diagnostics) => diagnostics.length === 1);
    expect(texts(repaired, left)).toEqual(['there']);
  });

  test('keeps its case, and its apostrophe the form that the document has', async () => {
    const document = await open('Form the window he saw the garden.');
    expect((await published(document, some)).map(({ message }) => message)).toEqual([
      '“Form” is unlikely here; did you mean “From”?',
    ]);
    const other = await open('It’s late. I hope your going to be happy there.');
    expect((await published(other, some)).map(({ message }) => message)).toEqual([
      '“your” is unlikely here; did you mean “you’re”?',
    ]);
  });

  test('is only offered its repair where quick fixes are asked for', async () => {
    const document = await open(TEXT);
    await published(document, some);
    const only = async (...kinds: string[]) =>
      (await server.codeActions(document, 'form', 1, { only: kinds })).map(({ kind }) => kind);
    expect(await only(CodeActionKind.QuickFix)).toEqual([CodeActionKind.QuickFix]);
    expect(await only(CodeActionKind.Refactor)).not.toContain(CodeActionKind.QuickFix);
  });
});

describe('a word is left alone', () => {
  /** Each before a slip that is found, so that nothing is merely late. */
  test.each([
    ['in quotes', 'He wrote “form” where he meant something else.'],
    ['that is emphasised', 'She came home *form* the office.'],
    ['in code', 'She came home `form` the office.'],
    ['with a capital', 'She came home Form the office.'],
    [
      'where the writer switched ELMo Lens off',
      '<!-- elmo-lens: off -->\nShe came home form the office.\n<!-- elmo-lens: on -->',
    ],
  ])('%s', async (_, text) => {
    const document = await open(`${text}\n\nThe boys went back to there house.\n`);
    expect(texts(document, await published(document, some))).toEqual(['there']);
  });

  test('as the argument of a LaTeX command', async () => {
    const document = await open(
      'She came home \\emph{form} the office.\n\nThe boys went back to there house.\n',
      'latex',
    );
    expect(texts(document, await published(document, some))).toEqual(['there']);
  });

  test('that is hidden in its document', async () => {
    const document = await open(TEXT);
    const textDocument = { uri: document.uri };
    await published(document, some);
    const word = await server.connection.sendRequest(WordRequest, {
      textDocument,
      position: positionOf(document, 'there'),
    });
    expect(word).toEqual({ lemma: 'there' });
    await server.connection.sendNotification(HiddenNotification, {
      textDocument,
      hidden: { words: [word!.lemma], names: [], file: false },
    });
    expect(texts(document, await published(document, (diagnostics) => diagnostics.length === 1))).toEqual(['form']);
  });

  test('in a hidden file', async () => {
    const document = await open(TEXT);
    await published(document, some);
    await server.connection.sendNotification(HiddenNotification, {
      textDocument: { uri: document.uri },
      hidden: { words: [], names: [], file: true },
    });
    expect(await published(document, none)).toEqual([]);
  });

  test('in a document that was closed', async () => {
    const document = await open(TEXT);
    await published(document, some);
    await server.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: document.uri },
    });
    expect(await published(document, none)).toEqual([]);
  });
});

describe('the setting', () => {
  test('is off at first: nothing is published', async () => {
    const quiet = await LanguageServer.start();
    try {
      await quiet.open('file:///quiet.md', TEXT);
      await quiet.entities('file:///quiet.md'); // read to its end
      expect(quiet.messages.filter(({ method }) => method === PublishDiagnosticsNotification.method)).toEqual([]);
    } finally {
      await quiet.close();
    }
  });

  test('takes what was published back when it is switched off', async () => {
    const document = await open(TEXT);
    await published(document, some);
    const change = (elmoLens: object) =>
      server.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: { elmoLens } });
    await change(OFF);
    await published(document, none);
    const after = server.messages.length;
    await change(ON);
    expect(await published(document, some, after)).toHaveLength(2);
  });
});

test('a model without a softmax says once what to do, and everything else works', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'elmo-model-'));
  for (const name of readdirSync('models/default').filter((name) => /^manifest\.json$|\.onnx/.test(name))) {
    copyFileSync(join('models/default', name), join(folder, name));
  }
  const bare = await LanguageServer.start({ ...ON, model: { path: folder } });
  try {
    const document = await bare.open('file:///bare.md', TEXT);
    const { message } = await bare.next(LogMessageNotification.type, (params) => /softmax/.test(params.message));
    expect(message).toMatch(/^Unlikely words can't be marked\. There is no .*softmax\.bin: .*convert the model/);
    const edited = { uri: document.uri, version: 2 };
    await bare.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: edited,
      contentChanges: [{ text: 'She came home form the shop.' }],
    });
    await bare.next(EntitiesNotification, ({ textDocument }) => textDocument.version === 2); // read again
    expect(await bare.hover(document, 'office')).not.toBeNull();
    const told = bare.messages.filter(({ method, params }) => {
      return method === LogMessageNotification.method && /softmax/.test(JSON.stringify(params));
    });
    expect(told).toHaveLength(1);
  } finally {
    await bare.close();
    rmSync(folder, { recursive: true });
  }
});
