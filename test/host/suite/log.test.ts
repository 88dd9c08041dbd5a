import { afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, openText, readyExtension } from './support.ts';

describe('The log', () => {
  before(async () => {
    await openText('A first line.');
    await readyExtension();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.workspace
      .getConfiguration('elmoLens')
      .update('similar.limit', undefined, vscode.ConfigurationTarget.Global);
    await closeEverything();
  });

  /** Opens the log as a user does, and waits until a line of it is as described. */
  async function logShows(line: RegExp): Promise<void> {
    const changes = new vscode.EventEmitter<void>();
    const subscriptions = [
      vscode.workspace.onDidOpenTextDocument(() => changes.fire()),
      vscode.workspace.onDidChangeTextDocument(() => changes.fire()),
      changes,
    ];
    try {
      await vscode.commands.executeCommand('elmoLens.showLog');
      await eventually(changes.event, () =>
        vscode.workspace.textDocuments.some(({ uri, getText }) => uri.scheme === 'output' && line.test(getText())),
      );
    } finally {
      for (const subscription of subscriptions) subscription.dispose();
    }
  }

  it('says which version runs with which model', async () => {
    await logShows(/\[info\] ELMo Lens \d+\.\d+\.\d+ was ready after \d+\.\d s, with the model in \S*models.default$/m);
  });

  it('says that a setting of a wrong type is not used', async () => {
    const settings = vscode.workspace.getConfiguration('elmoLens');
    await settings.update('similar.limit', 'many', vscode.ConfigurationTarget.Global);
    await logShows(/Setting elmoLens\.similar\.limit keeps its old value: .*expected number/);
  });
});
