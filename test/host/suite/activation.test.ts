import { match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ElmoLensApi } from '../../../client/src/api.ts';

const EXTENSION = 'elmo-lens.elmo-lens';

async function activate(): Promise<ElmoLensApi> {
  const extension = vscode.extensions.getExtension<ElmoLensApi>(EXTENSION);
  ok(extension, `${EXTENSION} is not installed`);
  return extension.activate();
}

/** Resolves when the server says that it is ready; rejects with its reason when it cannot be. */
async function ready(api: ElmoLensApi): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      const { state, message } = api.status();
      if (state === 'ready') resolve();
      if (state === 'error') reject(new Error(message));
    };
    api.onDidChangeStatus(look);
    look();
  });
}

async function hoverTexts(text: string, word: string): Promise<string[]> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: text });
  await vscode.window.showTextDocument(document);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(text.indexOf(word) + 1),
  );
  return hovers.flatMap(({ contents }) =>
    contents.map((content) => (typeof content === 'string' ? content : content.value)),
  );
}

describe('ELMo Lens in VS Code', () => {
  it('starts its server when a Markdown document is opened', async () => {
    await vscode.workspace.openTextDocument({ language: 'markdown', content: 'A first line.' });
    await ready(await activate());
  });

  it('reads bank by a river as sloping land', async () => {
    const [hover = ''] = await hoverTexts('We sat on the bank of the river and watched the water.', 'bank');
    match(hover, /bank/);
    match(hover, /sloping land|slope/);
  });

  it('reads bank with money as an institution', async () => {
    const [hover = ''] = await hoverTexts('She went to the bank to deposit her money.', 'bank');
    match(hover, /financial institution/);
  });
});
