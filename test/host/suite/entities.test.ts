import { deepEqual, equal, ok } from 'node:assert/strict';
import { afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ElmoLensApi } from '../../../client/src/api.ts';
import { toEditorRange } from '../../../client/src/convert.ts';
import { closeEverything, eventually, openText, rangeOf, readyExtension } from './support.ts';

const TEXT = 'Barack Obama met Angela Merkel in Berlin.\n\nBill Gates founded Microsoft in Seattle.\n';

describe('Highlighting of names', () => {
  let api: ElmoLensApi;

  before(async () => {
    await openText('A first line.');
    api = await readyExtension();
  });

  afterEach(async () => {
    await closeEverything();
    const settings = vscode.workspace.getConfiguration('elmoLens.entities');
    await settings.update('enabled', undefined, vscode.ConfigurationTarget.Global);
    await settings.update('hidden', undefined, vscode.ConfigurationTarget.Global);
  });

  /** Opens a document and waits until the names in it are highlighted. */
  async function openWithNames(content: string, ...names: string[]): Promise<vscode.TextEditor> {
    const editor = await openText(content);
    await shown(editor.document, (texts) => names.every((name) => texts.includes(name)));
    return editor;
  }

  function shown({ uri }: vscode.TextDocument, holds: (texts: string[]) => boolean): Promise<void> {
    return eventually(api.onDidChangeEntities, () => holds(api.entities(uri).map(({ text }) => text)));
  }

  it('finds people, places and organisations where they stand', async () => {
    const { document } = await openWithNames(TEXT, 'Barack Obama', 'Berlin', 'Microsoft');
    const entities = api.entities(document.uri);
    const labels = new Map(entities.map(({ text, label }) => [text, label]));
    deepEqual(
      ['Barack Obama', 'Berlin', 'Microsoft'].map((text) => labels.get(text)),
      ['PER', 'LOC', 'ORG'],
    );
    for (const { range, text } of entities) {
      equal(document.getText(toEditorRange(range)), text);
    }
  });

  it('writes the kind of a name beside it', async () => {
    const { document } = await openWithNames(TEXT, 'Berlin');
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      new vscode.Range(0, 0, document.lineCount, 0),
    );
    const endOfBerlin = rangeOf(document, 'Berlin').end;
    equal(hints.find(({ position }) => position.isEqual(endOfBerlin))?.label, 'place');
  });

  it('says in a hover what a name is, and offers to hide it', async () => {
    const { document } = await openWithNames(TEXT, 'Berlin');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      rangeOf(document, 'Berlin').start,
    );
    const contents = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]).map(({ value }) => value);
    ok(contents.some((value) => /\*\*Place\*\* · \d+ % sure/.test(value) && value.includes('command:elmoLens.hide?')));
  });

  it('lists the names in the outline', async () => {
    const { document } = await openWithNames(TEXT, 'Berlin');
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    ok(symbols.some(({ name, detail }) => name === 'Berlin' && detail === 'place'));
  });

  it('goes from name to name and from the last to the first', async () => {
    const editor = await openWithNames(TEXT, 'Barack Obama', 'Seattle');
    const texts = api.entities(editor.document.uri).map(({ text }) => text);
    const visited: string[] = [];
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    for (const _ of texts) {
      await vscode.commands.executeCommand('elmoLens.nextEntity');
      visited.push(editor.document.getText(editor.selection));
    }
    const afterTheFirstLine = texts.indexOf('Bill Gates');
    deepEqual(visited, [...texts.slice(afterTheFirstLine), ...texts.slice(0, afterTheFirstLine)]);
    await vscode.commands.executeCommand('elmoLens.previousEntity');
    equal(editor.document.getText(editor.selection), visited.at(-2));
  });

  it('keeps up with edits', async () => {
    const editor = await openWithNames(TEXT, 'Berlin', 'Seattle');
    const { document } = editor;
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Paris is in France.\n\n'));
    await shown(document, (texts) => texts.includes('Paris'));
    for (const { range, text } of api.entities(document.uri)) {
      equal(document.getText(toEditorRange(range)), text);
    }
  });

  it('hides a name in one document only, from its hover', async () => {
    const first = await openWithNames(TEXT, 'Berlin');
    const target = { uri: first.document.uri.toString(), text: 'Berlin' };
    await vscode.commands.executeCommand('elmoLens.hide', { ...target, where: 'here' });
    ok(!api.entities(first.document.uri).some(({ text }) => text === 'Berlin'));
    ok(api.entities(first.document.uri).some(({ text }) => text === 'Seattle'));
    await openWithNames('They moved from Hamburg to Berlin last year.', 'Berlin');
  });

  it('hides a name everywhere, from its hover', async () => {
    const { document } = await openWithNames(TEXT, 'Berlin');
    const target = { uri: document.uri.toString(), text: 'Berlin' };
    await vscode.commands.executeCommand('elmoLens.hide', { ...target, where: 'everywhere' });
    await shown(document, (texts) => !texts.includes('Berlin'));
    deepEqual(vscode.workspace.getConfiguration('elmoLens.entities').get('hidden'), ['Berlin']);
  });

  it('is switched off and on by its command', async () => {
    const { document } = await openWithNames(TEXT, 'Berlin');
    await vscode.commands.executeCommand('elmoLens.toggleEntities');
    await shown(document, (texts) => texts.length === 0);
    await vscode.commands.executeCommand('elmoLens.toggleEntities');
    await shown(document, (texts) => texts.includes('Berlin'));
  });
});
