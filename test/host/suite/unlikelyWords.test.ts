import { deepEqual, equal } from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, openText, rangeOf, readyExtension, select } from './support.ts';

const TEXT = 'She came home form the office.\n\nThe boys went back to there house, and *form* is a word.\n';
const MARKS = ['form', 'there'];

/** The words with a diagnostic of ours. */
function marked({ document }: vscode.TextEditor): string[] {
  return ours(document).map(({ range }) => document.getText(range));
}

function ours({ uri }: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'ELMo Lens');
}

function untilMarked(editor: vscode.TextEditor, ...words: string[]): Promise<void> {
  return eventually(vscode.languages.onDidChangeDiagnostics, () => marked(editor).join() === words.join());
}

function set(name: string, value: unknown): Thenable<void> {
  return vscode.workspace.getConfiguration('elmoLens').update(name, value, vscode.ConfigurationTarget.Global);
}

describe('Unlikely words', () => {
  before(async () => {
    await openText('A first line.');
    await readyExtension();
    await set('unlikelyWords.enabled', true);
  });

  afterEach(async () => {
    await set('words.hidden', undefined);
    await closeEverything();
  });

  after(() => set('unlikelyWords.enabled', undefined));

  it('are marked as an information with the word that was meant', async () => {
    const editor = await openText(TEXT);
    await untilMarked(editor, ...MARKS);
    const [first] = ours(editor.document);
    deepEqual(
      [first!.severity, first!.code, first!.message],
      [vscode.DiagnosticSeverity.Information, 'unlikely-word', '“form” is unlikely here; did you mean “from”?'],
    );
  });

  it('are put right by the quick fix, after which the mark is gone', async () => {
    const editor = await openText(TEXT);
    await untilMarked(editor, ...MARKS);
    select(editor, rangeOf(editor.document, 'form'));
    await vscode.commands.executeCommand('editor.action.autoFix'); // the preferred one
    await untilMarked(editor, 'there');
    equal(editor.document.getText(), TEXT.replace('form', 'from'));
  });

  it('are silent once they are hidden', async () => {
    const editor = await openText(TEXT);
    await untilMarked(editor, ...MARKS);
    await set('words.hidden', ['there']);
    await untilMarked(editor, 'form');
  });

  it('are no longer marked after the setting is switched off', async () => {
    const editor = await openText(TEXT);
    await untilMarked(editor, ...MARKS);
    await set('unlikelyWords.enabled', false);
    await untilMarked(editor);
    await set('unlikelyWords.enabled', true);
    await untilMarked(editor, ...MARKS);
  });
});
