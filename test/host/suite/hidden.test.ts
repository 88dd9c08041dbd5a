import { deepEqual, equal, ok } from 'node:assert/strict';
import { afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ElmoLensApi } from '../../../client/src/api.ts';
import { closeEverything, eventually, openText, rangeOf, readyExtension, select, takeFirst } from './support.ts';

const TEXT = 'Angela Merkel sat on the bank of the river in Berlin and watched the boats go by.\n';

describe('What is hidden', () => {
  let api: ElmoLensApi;

  before(async () => {
    await openText('A first line.');
    api = await readyExtension();
  });

  afterEach(async () => {
    await closeEverything();
    for (const name of ['words.hidden', 'entities.hidden', 'files.hidden']) {
      const settings = vscode.workspace.getConfiguration('elmoLens');
      await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  async function openWithNames(): Promise<vscode.TextEditor> {
    const editor = await openText(TEXT);
    await names(editor, (texts) => texts.includes('Berlin'));
    return editor;
  }

  function names({ document: { uri } }: vscode.TextEditor, holds: (texts: string[]) => boolean): Promise<void> {
    return eventually(api.onDidChangeEntities, () => holds(api.entities(uri).map(({ text }) => text)));
  }

  /** The senses that a hover tells; a name's hover has none. */
  async function senseHovers({ document }: vscode.TextEditor, word: string): Promise<number> {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      rangeOf(document, word).start,
    );
    return hovers.length;
  }

  async function hideFirst(editor: vscode.TextEditor, text: string): Promise<void> {
    const { start } = rangeOf(editor.document, text);
    select(editor, new vscode.Range(start, start));
    await takeFirst('elmoLens.hide');
  }

  it('is the word at the cursor, in its document', async () => {
    const editor = await openWithNames();
    ok((await senseHovers(editor, 'bank')) > 0);
    await hideFirst(editor, 'bank');
    equal(await senseHovers(editor, 'bank'), 0);
    const other = await openText('They sat on the bank of the lake.');
    ok((await senseHovers(other, 'bank')) > 0);
  });

  it('is the name at the cursor, in its document', async () => {
    const editor = await openWithNames();
    await hideFirst(editor, 'Berlin');
    await names(editor, (texts) => texts.length > 0 && !texts.includes('Berlin'));
    equal(vscode.workspace.getConfiguration('elmoLens').get<string[]>('entities.hidden')?.length, 0);
  });

  it('is a word of the settings', async () => {
    const editor = await openWithNames();
    const settings = vscode.workspace.getConfiguration('elmoLens');
    await settings.update('words.hidden', ['bank'], vscode.ConfigurationTarget.Global);
    while ((await senseHovers(editor, 'bank')) > 0); // until the server knows
    ok((await senseHovers(editor, 'boats')) > 0);
  });

  it('is a file by a pattern; the status says so', async () => {
    const editor = await openWithNames();
    const settings = vscode.workspace.getConfiguration('elmoLens');
    await settings.update('files.hidden', ['*.md'], vscode.ConfigurationTarget.Global);
    await names(editor, (texts) => texts.length === 0);
    equal(await senseHovers(editor, 'bank'), 0);
    await eventually(api.onDidChangeStatus, () => /hidden/.test(api.status().message));
    await settings.update('files.hidden', undefined, vscode.ConfigurationTarget.Global);
    await names(editor, (texts) => texts.includes('Berlin'));
    await eventually(api.onDidChangeStatus, () => !/hidden/.test(api.status().message));
  });

  it('leaves the files as they are', async () => {
    const { document } = await openWithNames();
    await vscode.commands.executeCommand('elmoLens.hide', {
      uri: document.uri.toString(),
      text: 'Berlin',
      where: 'everywhere',
    });
    deepEqual([document.isDirty, document.getText()], [false, TEXT]);
  });
});
