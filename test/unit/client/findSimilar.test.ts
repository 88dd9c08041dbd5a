import { expect, test, vi } from 'vitest';
import type { CancellationToken, TextEditor } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

const contexts = vi.hoisted(() => new Map<string, unknown>());
const editor = vi.hoisted(() => {
  const place = { line: 0, character: 0 };
  return { document: { uri: 'file:///a.md' }, selection: { start: place, end: place } };
});

const Uri = vi.hoisted(
  () =>
    class {
      toString(): string {
        return 'file:///notes';
      }
    },
);

vi.mock('vscode', async () => ({
  CancellationTokenSource: (await import('vscode-languageserver-protocol/node')).CancellationTokenSource,
  commands: { executeCommand: (_: string, key: string, value: unknown) => contexts.set(key, value) },
  window: {
    activeTextEditor: editor,
    withProgress: (_: unknown, run: () => unknown) => run(),
    showInputBox: async () => 'A text.',
  },
  Uri,
  languages: { match: () => 1 },
  workspace: {
    onDidChangeTextDocument: () => {},
    asRelativePath: () => 'notes',
    getConfiguration: () => ({ get: (_: string, otherwise?: unknown) => otherwise }),
  },
  Range: class {},
}));
vi.mock('vscode-languageclient/node', async () => import('vscode-languageserver-protocol/node'));
vi.mock('../../../client/src/similar/view.ts', () => ({ similarViewId: 'view' }));
vi.mock('../../../client/src/unopenedTabs.ts', () => ({ unopenedDocuments: async () => [] }));

const { SimilarSearch } = await import('../../../client/src/similar/findSimilar.ts');

const { SimilarSoFar } = await import('../../../server/src/protocol.ts');

/** Answers the second request; the first waits until it is cancelled. */
class Client {
  #requests = 0;

  onProgress() {
    return { dispose: () => {} };
  }

  debug(): void {}

  async sendRequest(_type: unknown, _params: unknown, token: CancellationToken) {
    this.#requests++;
    if (this.#requests > 1) return { query: 'A sentence.', results: [] };
    return new Promise((_, reject) => token.onCancellationRequested(() => reject(new Error('cancelled'))));
  }
}

test('a search that gives way to the cursor leaves nothing that says it is still under way', async () => {
  let message: string | undefined;
  const view = {
    open: async () => {},
    show: async () => {},
    showProgress: (text: string | undefined) => {
      message = text;
    },
  };
  const search = new SimilarSearch(new Client() as unknown as LanguageClient, view as never);
  const asked = search.fromEditor();
  await vi.waitUntil(() => message !== undefined);
  expect(contexts.get('elmoLens.searchingSimilar')).toBe(true);
  await search.quietly(editor as unknown as TextEditor);
  await expect(asked).rejects.toThrow('cancelled');
  expect(message).toBeUndefined();
  expect(contexts.get('elmoLens.searchingSimilar')).toBe(false);
});

test('what is found so far is listed while the search goes on, with the folder that it is from', async () => {
  const answerOf = (...texts: string[]) => ({
    query: 'A text.',
    measure: 'encoder',
    results: texts.map((text) => ({ text })),
  });
  const asked: unknown[] = [];
  const listeners = new Map<unknown, (value: unknown) => void>();
  const client = {
    onProgress: (type: unknown, token: string, listener: (value: unknown) => void) => {
      if (type === SimilarSoFar) listeners.set(token, listener);
      return { dispose: () => listeners.delete(token) };
    },
    sendRequest: async (_: unknown, params: { partialResultToken: string }) => {
      asked.push(params);
      listeners.get(params.partialResultToken)!(answerOf());
      listeners.get(params.partialResultToken)!(answerOf('One.'));
      return answerOf('Two.', 'One.');
    },
  };
  const shown: unknown[] = [];
  const view = {
    open: async () => {},
    show: async (answer: unknown, options: unknown) => shown.push([answer, options]),
    showProgress: () => {},
  };
  const search = new SimilarSearch(client as unknown as LanguageClient, view as never);
  await search.fromChoice(new Uri() as never);
  expect(asked).toEqual([expect.objectContaining({ query: { text: 'A text.' }, folder: 'file:///notes' })]);
  const folder = 'file:///notes';
  expect(shown).toEqual([
    [answerOf('One.'), { folder, select: false }],
    [answerOf('Two.', 'One.'), { folder }],
  ]);
  expect(listeners.size).toBe(0);
});
