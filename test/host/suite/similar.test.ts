import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ElmoLensApi } from '../../../client/src/api.ts';
import type { Passage } from '../../../client/src/similar/view.ts';
import {
  closeEverything,
  eventually,
  openText,
  rangeOf,
  readyExtension,
  select,
  takeFirst,
  writeText,
} from './support.ts';

const QUERY = 'The manager of the bank approved the loan.';
const SAME = 'The bank manager agreed to lend them the money.';
const TEXT = `${QUERY}\n\nIt rained for nine days on the hills.\n\n${SAME}\n`;

describe('Similar passages', () => {
  let api: ElmoLensApi;

  before(async () => {
    await openText('A first line.');
    api = await readyExtension();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('elmoLens.clearSimilar');
    await closeEverything();
  });

  /** What is listed of one document; VS Code keeps those of earlier tests open for a while. */
  function passagesOf({ path }: vscode.Uri): readonly Passage[] {
    return api.similarPassages().find(({ uri }) => uri.path === path)?.passages ?? [];
  }

  async function searchAtCursor(editor: vscode.TextEditor, text: string): Promise<void> {
    const { start } = rangeOf(editor.document, text);
    select(editor, new vscode.Range(start, start));
    await vscode.commands.executeCommand('elmoLens.findSimilar');
  }

  it('puts the passage that says the same first', async () => {
    const editor = await openText(TEXT);
    await searchAtCursor(editor, QUERY);
    equal(passagesOf(editor.document.uri)[0]?.text, SAME);
  });

  it('finds what is like a whole paragraph, and nothing of the paragraph', async () => {
    const paragraph = `${QUERY} So the house could be built.`;
    const editor = await openText(`${paragraph}\n\nIt rained for nine days.\n\n${SAME}\n`);
    const { start } = rangeOf(editor.document, 'So the house');
    select(editor, new vscode.Range(start, start));
    await vscode.commands.executeCommand('elmoLens.findSimilarToParagraph');
    const listed = passagesOf(editor.document.uri).map(({ text }) => text);
    equal(listed[0], SAME);
    ok(!listed.some((text) => paragraph.includes(text)));
  });

  it('selects a passage where it is now', async () => {
    const editor = await openText(TEXT);
    await searchAtCursor(editor, QUERY);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'A new line.\n'));
    await vscode.commands.executeCommand('elmoLens.openSimilarPassage', passagesOf(editor.document.uri)[0]);
    const active = vscode.window.activeTextEditor;
    equal(active?.document.getText(active.selection), SAME);
  });

  it('follows the cursor while it is told to', async () => {
    const editor = await openText(`${TEXT}\nThe rain on the hills went on for nine days.\n`);
    const moveTo = (text: string) => {
      const { start } = rangeOf(editor.document, text);
      select(editor, new vscode.Range(start, start));
    };
    const best = () => passagesOf(editor.document.uri)[0]?.text;
    moveTo(QUERY);
    equal(await vscode.commands.executeCommand('elmoLens.followCursor'), true);
    await eventually(api.onDidChangeSimilarPassages, () => best() === SAME);
    moveTo('It rained');
    await eventually(api.onDidChangeSimilarPassages, () => best() === 'The rain on the hills went on for nine days.');
    equal(await vscode.commands.executeCommand('elmoLens.followCursor'), false);
  });

  it('lists what a folder says more than once, and follows its edits', async () => {
    const other = writeText('At startup, the server reads the configuration file.\n');
    const editor = await openText('The server reads its configuration file at startup.\n');
    const folder = vscode.Uri.joinPath(other, '..');
    equal(await vscode.commands.executeCommand('elmoLens.findRepeated', folder), 1);
    const places = () => api.similarPassages()[0]!.passages;
    equal(places().length, 2);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'A new line.\n\n'));
    await vscode.commands.executeCommand(
      'elmoLens.openSimilarPassage',
      places().find(({ uri }) => vscode.Uri.parse(uri).path === editor.document.uri.path),
    );
    const active = vscode.window.activeTextEditor;
    equal(active?.document.getText(active.selection), 'The server reads its configuration file at startup.');
  });

  it('searches tabs that were never shown', async () => {
    const uri = writeText(`# Notes\n\n${SAME}\n`);
    const editor = await openText(QUERY);
    await vscode.commands.executeCommand('vscode.open', uri, { background: true, preview: false });
    ok(!vscode.workspace.textDocuments.some((document) => document.uri.path === uri.path), 'the tab has no document');
    await searchAtCursor(editor, QUERY);
    const [found] = passagesOf(uri);
    equal(found?.text, SAME);
    await vscode.commands.executeCommand('elmoLens.openSimilarPassage', found);
    const active = vscode.window.activeTextEditor;
    equal(active?.document.getText(active.selection), SAME);
  });

  it('is listed anew when the user chooses what similar means', async () => {
    const settings = () => vscode.workspace.getConfiguration('elmoLens.similar');
    await settings().update('measure', 'layer1', vscode.ConfigurationTarget.Global);
    const editor = await openText(TEXT);
    await searchAtCursor(editor, QUERY);
    const [byLayer] = passagesOf(editor.document.uri);
    await takeFirst('elmoLens.chooseMeasure');
    const [byEncoder] = passagesOf(editor.document.uri);
    deepEqual([byLayer?.text, byEncoder?.text, settings().inspect('measure')?.globalValue], [SAME, SAME, 'encoder']);
    notEqual(byLayer?.score, byEncoder?.score);
    await settings().update('measure', undefined, vscode.ConfigurationTarget.Global);
  });

  it('leaves the list as it is when a search is cancelled', async () => {
    const editor = await openText(TEXT);
    await searchAtCursor(editor, QUERY);
    const before = api.similarPassages();
    const search = vscode.commands.executeCommand('elmoLens.findSimilar');
    await vscode.commands.executeCommand('elmoLens.clearSimilar');
    equal(await search, undefined);
    ok(before.length > 0);
    equal(api.similarPassages(), before);
  });

  it('is emptied by its command', async () => {
    await searchAtCursor(await openText(TEXT), QUERY);
    await vscode.commands.executeCommand('elmoLens.clearSimilar');
    equal(api.similarPassages().length, 0);
  });
});
