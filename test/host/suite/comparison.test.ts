import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Comparison, Sentiment } from '../../../server/src/protocol.ts';
import { closeEverything, openText, rangeOf, readyExtension, select } from './support.ts';

const RIVER = 'They walked along the bank of the river and watched the water.';
const MONEY = 'She went to the bank and asked for a loan of ten thousand dollars.';

async function start(): Promise<void> {
  await openText('A first line.');
  await readyExtension();
}

describe('Comparing two selections', () => {
  before(start);
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await closeEverything();
  });

  function compare(): Thenable<Comparison | undefined> {
    return vscode.commands.executeCommand<Comparison | undefined>('elmoLens.compareSelections');
  }

  it('compares a word in two contexts layer by layer', async () => {
    const editor = await openText(`${RIVER}\n\n${MONEY}\n`);
    select(editor, rangeOf(editor.document, 'bank', 2), rangeOf(editor.document, 'bank'));
    const comparison = await compare();
    equal(comparison?.a, 'bank');
    const [spelling = 0, grammar = 1, meaning = 1] = comparison?.words?.layers ?? [];
    ok(Math.abs(spelling - 1) < 1e-5, `the layer without context is the same: ${spelling}`);
    ok(grammar < 1 - 1e-3 && meaning < 1 - 1e-3, `the layers with context differ: ${grammar}, ${meaning}`);
  });

  it('remembers a first text until a second one is chosen, in another document too', async () => {
    const first = await openText(RIVER);
    select(first, rangeOf(first.document, RIVER));
    equal(await compare(), undefined);
    const second = await openText('They followed the shore of the stream and looked at it.');
    select(second, new vscode.Range(0, 0, 1, 0));
    const comparison = await compare();
    equal(comparison?.a, RIVER);
    ok(comparison !== undefined && comparison.sentences > 0 && comparison.sentences <= 1);
    equal(comparison?.words, undefined);
  });

  it('forgets the first text when it is chosen again', async () => {
    const editor = await openText(RIVER);
    select(editor, rangeOf(editor.document, 'river'));
    equal(await compare(), undefined);
    equal(await compare(), undefined);
    equal(await compare(), undefined);
  });
});

/** What stands at a position of a document without being its text. */
async function hintsAt(document: vscode.TextDocument, position: vscode.Position): Promise<unknown[]> {
  const everything = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    everything,
  );
  return hints.filter((hint) => hint.position.isEqual(position)).map(({ label }) => label);
}

/** Moves the cursor, and waits until everyone knows. */
async function moveTo(editor: vscode.TextEditor, line: number, character: number): Promise<void> {
  let subscription: vscode.Disposable | undefined;
  const moved = new Promise<unknown>((resolve) => {
    subscription = vscode.window.onDidChangeTextEditorSelection(resolve);
  });
  select(editor, new vscode.Range(line, character, line, character));
  await moved;
  subscription?.dispose();
}

describe('Reading the tone', () => {
  before(start);
  afterEach(closeEverything);

  for (const [label, text] of [
    ['positive', 'What a wonderful, warm and funny film. I loved every minute of it.'],
    ['negative', 'A dull, stupid and painfully slow film. I hated every minute of it.'],
  ]) {
    it(`finds a ${label} paragraph ${label}`, async () => {
      const editor = await openText(`${text}\n\nThe other paragraph has five words.\n`);
      select(editor, new vscode.Range(0, 5, 0, 5));
      const sentiment = await vscode.commands.executeCommand<Sentiment>('elmoLens.readTone');
      equal(sentiment?.label, label);
      equal(sentiment?.neutral, false);
      equal(sentiment?.range.end.line, 0);
    });
  }

  it('is written at the end of every paragraph while the setting is on', async () => {
    const { document } = await openText(
      'What a wonderful, warm and funny film.\n\nA dull, stupid and painfully slow film.\n',
    );
    const notes = async () => [
      await hintsAt(document, document.lineAt(0).range.end),
      await hintsAt(document, document.lineAt(2).range.end),
    ];
    const settings = vscode.workspace.getConfiguration('elmoLens');
    await settings.update('tone.inlayHints', true, vscode.ConfigurationTarget.Global);
    try {
      let [first, second] = await notes();
      for (let asked = 1; first!.length === 0 && asked < 100; asked++) [first, second] = await notes(); // the server is told
      match(JSON.stringify(first), /positive/);
      match(JSON.stringify(second), /negative/);
    } finally {
      await settings.update('tone.inlayHints', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('is written after the text until the cursor moves', async () => {
    const editor = await openText('What a wonderful, warm and funny film.\n\nThe other paragraph has five words.\n');
    const notes = () => hintsAt(editor.document, editor.document.lineAt(0).range.end);
    await moveTo(editor, 0, 5);
    await vscode.commands.executeCommand('elmoLens.readTone');
    match((await notes()).join(), /^Positive tone, \d+ % sure$/);
    await moveTo(editor, 2, 0);
    deepEqual(await notes(), []);
  });
});
