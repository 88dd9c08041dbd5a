/** What the suites share: the activated extension, documents to read, and waiting for events instead of time. */
import { ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ElmoLensApi } from '../../../client/src/api.ts';

const EXTENSION = 'elmo-lens.elmo-lens';

/** The extension with its server ready; rejects with the server's reason when it cannot be. */
export async function readyExtension(): Promise<ElmoLensApi> {
  const extension = vscode.extensions.getExtension<ElmoLensApi>(EXTENSION);
  ok(extension, `${EXTENSION} is not installed`);
  const api = await extension.activate();
  await eventually(api.onDidChangeStatus, () => {
    const { state, message } = api.status();
    if (state === 'error') throw new Error(message);
    return state === 'ready';
  });
  return api;
}

/** Resolves once `holds` does, which is asked now and after each event. */
export async function eventually(event: vscode.Event<unknown>, holds: () => boolean): Promise<void> {
  let subscription: vscode.Disposable | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        try {
          if (holds()) resolve();
        } catch (error) {
          reject(error);
        }
      };
      subscription = event(look);
      look();
    });
  } finally {
    subscription?.dispose();
  }
}

/** Where the documents of a test are. Each has a new name: VS Code can give a document the text of one that was closed. */
const folder = mkdtempSync(join(tmpdir(), 'elmo-lens-texts-'));
let opened = 0;

/** A new document in the active editor, in Markdown unless its name is to end otherwise. */
export async function openText(content: string, extension = 'md'): Promise<vscode.TextEditor> {
  const uri = writeText(content, extension);
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

/** A new file that no editor shows. */
export function writeText(content: string, extension = 'md'): vscode.Uri {
  opened++;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `text-${opened}.${extension}`);
  writeFileSync(file, content);
  return vscode.Uri.file(file);
}

/** The place of a text in a document. */
export function rangeOf(document: vscode.TextDocument, text: string, occurrence = 1): vscode.Range {
  let start = -1;
  for (let found = 0; found < occurrence; found++) start = document.getText().indexOf(text, start + 1);
  ok(start >= 0, `"${text}" stands in the document ${occurrence} times or more`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

export function select(editor: vscode.TextEditor, ...ranges: vscode.Range[]): void {
  editor.selections = ranges.map(({ start, end }) => new vscode.Selection(start, end));
}

/** Runs a command that asks with a list, and takes what stands first in it. */
export async function takeFirst(command: string): Promise<void> {
  let done = false;
  const running = Promise.resolve(vscode.commands.executeCommand(command)).finally(() => {
    done = true;
  });
  while (!done) await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await running;
}

/** Closes all editors without saving, and removes the files of their documents. */
export async function closeEverything(): Promise<void> {
  while (vscode.window.activeTextEditor) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  rmSync(folder, { recursive: true, force: true });
}
