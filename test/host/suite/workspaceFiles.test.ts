import { equal, ok } from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ElmoLensApi } from '../../../client/src/api.ts';
import { closeEverything, openText, readyExtension, select } from './support.ts';

const QUERY = 'The captain brought the ship into the harbour before the storm.';
const SAME = 'Before the storm broke, the vessel was steered safely into port by its captain.';
const NAME = 'letter 80117.md';

describe('Files of the workspace that are not open', () => {
  let api: ElmoLensApi;
  let file: vscode.Uri;

  before(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    ok(folder, 'the suite runs in a folder');
    file = vscode.Uri.joinPath(folder.uri, NAME);
    await openText('A first line.');
    api = await readyExtension();
  });

  after(async () => {
    await vscode.commands.executeCommand('elmoLens.clearSimilar');
    await closeEverything();
    await vscode.workspace.fs.delete(file).then(undefined, () => {});
  });

  const isFound = async () => (await api.similar({ query: QUERY })).some(({ text }) => text === SAME);

  it('are found by what they say when they are made, and no more when they are gone', async () => {
    const letter = Buffer.from(`Dear Ada,\n\n${SAME} We were all glad of it.\n`);
    equal(await isFound(), false);
    // Nobody tells when a file was read in the background.
    await vscode.workspace.fs.writeFile(file, letter);
    while (!(await isFound()));
    await vscode.workspace.fs.delete(file);
    while (await isFound());
    await vscode.workspace.fs.writeFile(file, letter);
    while (!(await isFound()));
    ok(!vscode.workspace.textDocuments.some(({ uri }) => uri.path === file.path));
  });

  it('are listed under their name, and open at the passage', async () => {
    const editor = await openText(`${QUERY}\n\nIt rained for nine days on the hills.\n`);
    select(editor, new vscode.Range(0, 0, 0, 0));
    await vscode.commands.executeCommand('elmoLens.findSimilar');
    const group = api.similarPassages().find(({ uri }) => uri.path === file.path);
    const [passage] = group?.passages ?? [];
    equal(passage?.text, SAME);
    equal(passage?.after, 'We were all glad of it.');
    await vscode.commands.executeCommand('elmoLens.openSimilarPassage', passage);
    const active = vscode.window.activeTextEditor;
    equal(active?.document.uri.path, file.path);
    equal(active?.document.getText(active.selection), SAME);
  });
});
