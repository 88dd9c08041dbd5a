import { deepEqual, equal, ok } from 'node:assert/strict';
import { afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ElmoLensApi } from '../../../client/src/api.ts';
import type { SenseMap } from '../../../server/src/protocol.ts';
import { closeEverything, openText, rangeOf, readyExtension, select } from './support.ts';

const TEXT = `We had a picnic on the grassy bank of the river and watched the boats go by.

She deposited her salary in the bank and asked the manager about a loan.

The *banks* of the stream were muddy after the rain. Two banks refused to lend the company any money.
`;

let api: ElmoLensApi;

async function start(): Promise<void> {
  await openText('A first line.');
  api = await readyExtension();
}

/** The next event after `action` has begun. */
async function nextAfter<Value>(event: vscode.Event<Value>, action: () => unknown): Promise<Value> {
  let subscription: vscode.Disposable | undefined;
  const fired = new Promise<Value>((resolve) => {
    subscription = event(resolve);
  });
  await action();
  const value = await fired;
  subscription?.dispose();
  return value;
}

/** The titles of the web pages that have a tab. */
function pageTitles(): string[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview).map(({ label }) => label);
}

function cursorAt(editor: vscode.TextEditor, word: string, occurrence = 1): void {
  const { start } = rangeOf(editor.document, word, occurrence);
  select(editor, new vscode.Range(start, start));
}

describe('A sense map', () => {
  before(start);
  afterEach(closeEverything);

  const show = () => vscode.commands.executeCommand<SenseMap | undefined>('elmoLens.showSenseMap');

  /** Shows the map; gives it with how many points were drawn of it (VS Code may still have the texts of other tests open). */
  async function draw(): Promise<{ map: SenseMap; points: number }> {
    let map: SenseMap | undefined;
    const points = await nextAfter(api.onDidDrawSenseMap, async () => {
      map = await show();
    });
    return { map: map!, points };
  }

  it('draws a point for each use of the word at the cursor, beside the text', async () => {
    const editor = await openText(TEXT);
    cursorAt(editor, 'bank', 2);
    const { map, points } = await draw();
    const own = map.uses.filter(({ uri }) => uri === editor.document.uri.toString());
    deepEqual(
      own.map(({ word }) => word),
      ['bank', 'bank', 'banks', 'banks'],
    );
    equal(points, map.uses.length);
    deepEqual(pageTitles(), ['Sense Map: bank']);
  });

  it('is one page, which the next word takes over', async () => {
    const editor = await openText(`${TEXT}\nThe company sold the boats.\n`);
    cursorAt(editor, 'bank');
    await draw();
    await vscode.window.showTextDocument(editor.document, editor.viewColumn);
    cursorAt(editor, 'company');
    const { map, points } = await draw();
    equal(points, map.uses.length);
    deepEqual(pageTitles(), ['Sense Map: company']);
  });

  it('leads from a point to its use, wherever that has moved', async () => {
    const editor = await openText(TEXT);
    cursorAt(editor, 'bank');
    await draw();
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'A new line.\n\n'));
    await vscode.commands.executeCommand('elmoLens.openUse', 2);
    const active = vscode.window.activeTextEditor;
    equal(active?.document, editor.document);
    equal(active?.viewColumn, editor.viewColumn);
    ok(active?.selection.isEqual(rangeOf(editor.document, 'banks')));
  });

  it('is drawn again when it was hidden', async () => {
    const editor = await openText(TEXT);
    cursorAt(editor, 'bank');
    const { points } = await draw();
    const column = vscode.window.tabGroups.activeTabGroup.viewColumn;
    await vscode.window.showTextDocument(editor.document, { viewColumn: column, preview: false });
    const again = await nextAfter(api.onDidDrawSenseMap, () =>
      vscode.commands.executeCommand('workbench.action.closeActiveEditor'),
    );
    equal(again, points);
  });

  for (const [what, word] of [
    ['has no other use', 'lighthouse'],
    ['has no senses', 'xyzzy'],
  ] as const) {
    it(`is not opened for a word that ${what}`, async () => {
      const editor = await openText(`The old ${word} stood on a rock.`);
      cursorAt(editor, word);
      equal(await show(), undefined);
      deepEqual(pageTitles(), []);
    });
  }
});

describe('Two texts word by word', () => {
  before(start);
  afterEach(closeEverything);

  it('are offered below how alike they are, and drawn as a cell for each pair of words', async () => {
    const editor = await openText(TEXT);
    select(editor, rangeOf(editor.document, 'the grassy bank'), rangeOf(editor.document, 'asked the manager about'));
    await vscode.commands.executeCommand('elmoLens.compareSelections');
    const cells = await nextAfter(api.onDidDrawWordByWord, async () => {
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    });
    equal(cells, 3 * 4);
    deepEqual(pageTitles(), ['Word by Word']);
  });
});
