import * as l10n from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { toEditorRange } from '../convert.ts';
import { UserError } from '../userError.ts';
import type { Passage } from './view.ts';

/** Opens the document of a passage and selects it there. One that a team shares may be of another machine. */
export async function openPassage(passage: Passage): Promise<void> {
  const uri = Uri.parse(passage.uri);
  const isThere = uri.scheme !== 'file' || (await exists(uri));
  if (!isThere) throw new UserError(l10n.t('This file is not on this machine.'));
  await window.showTextDocument(uri, { selection: toEditorRange(passage.range) });
}

async function exists(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
