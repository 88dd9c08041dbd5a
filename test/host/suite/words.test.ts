import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ElmoLensApi } from '../../../client/src/api.ts';
import { closeEverything, eventually, openText, rangeOf, readyExtension, select, writeText } from './support.ts';

const TEXT = `We had a picnic on the grassy bank of the river and watched the boats go by.

She deposited her salary in the bank and asked the manager about a loan.

The *banks* of the stream were muddy after the rain. Two banks refused to lend the company any money.
`;

let api: ElmoLensApi;

async function start(): Promise<void> {
  await openText('A first line.');
  api = await readyExtension();
}

/** Where a command finds something, as lines and columns. */
function starts(places: readonly { readonly range: vscode.Range }[]): string[] {
  return places.map(({ range: { start } }) => `${start.line}:${start.character}`);
}

function placesOf(document: vscode.TextDocument, ...ranges: vscode.Range[]): string[] {
  return starts(ranges.map((range) => ({ uri: document.uri, range })));
}

describe('Words of one sense', () => {
  before(start);
  afterEach(closeEverything);

  it('are highlighted, those of another sense are not', async () => {
    const { document } = await openText(TEXT);
    const highlights = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      document.uri,
      rangeOf(document, 'bank').start,
    );
    deepEqual(starts(highlights), placesOf(document, rangeOf(document, 'bank'), rangeOf(document, 'banks')));
  });

  it('are highlighted by their spelling where they have no sense', async () => {
    const { document } = await openText('xyzzy is a word. Nobody knows what xyzzy means.');
    const highlights = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      document.uri,
      rangeOf(document, 'xyzzy').start,
    );
    equal(highlights.length, 2);
  });

  it('are listed in all documents that have a tab, shown or not', async () => {
    const tab = writeText('They sat on the bank of the river.\n\nThe bank lends her the money.\n');
    const { document } = await openText(TEXT);
    await vscode.commands.executeCommand('vscode.open', tab, { background: true, preview: false });
    const references = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      rangeOf(document, 'bank').start,
    );
    const within = ({ path }: vscode.Uri) => starts(references.filter(({ uri }) => uri.path === path));
    deepEqual(within(document.uri), placesOf(document, rangeOf(document, 'bank'), rangeOf(document, 'banks')));
    deepEqual(within(tab), ['0:16']);
  });
});

describe('The uses of a word', () => {
  before(start);
  afterEach(closeEverything);

  it('are listed under what they mean, and each opens in the text', async () => {
    const editor = await openText(TEXT);
    const { document } = editor;
    const { start: cursor } = rangeOf(document, 'bank');
    select(editor, new vscode.Range(cursor, cursor));
    await vscode.commands.executeCommand('elmoLens.findUses');
    const groups = api.similarPassages();
    const own = groups.map(({ heading, passages }) => ({
      meaning: heading?.text ?? '',
      ranges: passages
        .filter(({ uri }) => vscode.Uri.parse(uri).toString() === document.uri.toString())
        .map(({ range }) => `${range.start.line}:${range.start.character}`),
    }));
    const of = (meaning: RegExp) => own.find((group) => meaning.test(group.meaning))?.ranges;
    deepEqual(of(/sloping land/), placesOf(document, rangeOf(document, 'bank'), rangeOf(document, 'banks')));
    deepEqual(
      of(/financial institution/),
      placesOf(document, rangeOf(document, 'bank', 2), rangeOf(document, 'banks', 2)),
    );
    const financial = groups.find(({ heading }) => /financial institution/.test(heading?.text ?? ''));
    await vscode.commands.executeCommand('elmoLens.openSimilarPassage', financial?.passages[0]);
    equal(editor.document.getText(vscode.window.activeTextEditor?.selection), 'bank');
  });
});

describe('What can be done with a word', () => {
  before(start);
  afterEach(closeEverything);

  async function actions(document: vscode.TextDocument, word: string, occurrence = 1): Promise<vscode.CodeAction[]> {
    return vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      rangeOf(document, word, occurrence),
    );
  }

  async function perform(document: vscode.TextDocument, word: string, title: RegExp): Promise<void> {
    const action = (await actions(document, word)).find((candidate) => title.test(candidate.title));
    ok(action, `there is an action ${title}`);
    if (action.edit) await vscode.workspace.applyEdit(action.edit);
    if (action.command) {
      await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    }
  }

  async function hoverText(document: vscode.TextDocument, word: string): Promise<string> {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      rangeOf(document, word).start,
    );
    return hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]).map(({ value }) => value)[0] ?? '';
  }

  it('is to put a synonym in its place, in its form', async () => {
    const { document } = await openText('They *purchased* a big house near the lake.');
    await perform(document, 'purchased', /“bought”/);
    equal(document.getText(), 'They *bought* a big house near the lake.');
  });

  it('is to pin what it means, which outlives the server, and to unpin it', async () => {
    const { document } = await openText(TEXT);
    await perform(document, 'bank', /^In this document “bank” means: a financial institution/);
    match(await hoverText(document, 'bank'), /pinned by you/);
    await vscode.commands.executeCommand('elmoLens.restartServer');
    await readyExtension();
    match(await hoverText(document, 'bank'), /pinned by you/);
    await perform(document, 'bank', /^Unpin “bank” in this document: a financial institution/);
    match(await hoverText(document, 'bank'), /sloping land/);
  });

  it('stays with a document that is renamed', async () => {
    const { document } = await openText(TEXT);
    await perform(document, 'bank', /^In this document “bank” means: a financial institution/);
    const renamed = document.uri.with({ path: document.uri.path.replace('.md', '-renamed.md') });
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(document.uri, renamed);
    let isRenamed = false;
    const subscription = vscode.workspace.onDidRenameFiles(() => {
      isRenamed = true;
    });
    await vscode.workspace.applyEdit(edit);
    await eventually(vscode.workspace.onDidRenameFiles, () => isRenamed);
    subscription.dispose();
    match(await hoverText(await vscode.workspace.openTextDocument(renamed), 'bank'), /pinned by you/);
  });
});
