import { expect, test, vi } from 'vitest';
import type { CancellationToken, TextEditor } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

const contexts = vi.hoisted(() => new Map<string, unknown>());
const editor = vi.hoisted(() => {
  const place = { line: 0, character: 0 };
  return { document: { uri: 'file:///a.md' }, selection: { start: place, end: place } };
});

vi.mock('vscode', async () => ({
  CancellationTokenSource: (await import('vscode-languageserver-protocol/node')).CancellationTokenSource,
  commands: { executeCommand: (_: string, key: string, value: unknown) => contexts.set(key, value) },
  window: { activeTextEditor: editor, withProgress: (_: unknown, run: () => unknown) => run() },
  languages: { match: () => 1 },
  workspace: {
    onDidChangeTextDocument: () => {},
    getConfiguration: () => ({ get: (_: string, otherwise?: unknown) => otherwise }),
  },
  Range: class {},
}));
vi.mock('vscode-languageclient/node', async () => import('vscode-languageserver-protocol/node'));
vi.mock('../../../client/src/similar/view.ts', () => ({ similarViewId: 'view' }));
vi.mock('../../../client/src/unopenedTabs.ts', () => ({ unopenedDocuments: async () => [] }));

const { SimilarSearch } = await import('../../../client/src/similar/findSimilar.ts');

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
