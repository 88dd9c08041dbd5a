import { deepEqual, match, notEqual } from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, openText, readyExtension } from './support.ts';

async function hoverTexts(text: string, word: string): Promise<string[]> {
  const { document } = await openText(text);
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
  afterEach(closeEverything);

  it('starts its server when a Markdown document is opened', async () => {
    await openText('A first line.');
    await readyExtension();
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

  it('goes on after its server was restarted', async () => {
    const { status } = await readyExtension();
    await vscode.commands.executeCommand('elmoLens.restartServer');
    notEqual(status().state, 'stopped');
    await readyExtension();
    const [hover = ''] = await hoverTexts('She went to the bank to deposit her money.', 'bank');
    match(hover, /financial institution/);
  });

  it('says of a large document that it reads only a part, and of no other', async () => {
    await openText('A first line.');
    const { status, onDidChangeStatus } = await readyExtension();
    const saysSo = () => status().message.includes('only the part on screen is read');
    await openText('We sat on the bank of the river.\n\n'.repeat(20_000));
    await eventually(onDidChangeStatus, saysSo);
    await openText('A small document.');
    await eventually(onDidChangeStatus, () => !saysSo());
  });

  it('has every command that it offers', async () => {
    const { packageJSON } = vscode.extensions.getExtension('elmo-lens.elmo-lens')!;
    await readyExtension();
    const commands = await vscode.commands.getCommands();
    const offered: string[] = packageJSON.contributes.commands.map(({ command }: { command: string }) => command);
    deepEqual(
      offered.filter((command) => !commands.includes(command)),
      [],
    );
  });
});
