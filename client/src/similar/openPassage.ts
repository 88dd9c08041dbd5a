import { Uri, window } from 'vscode';
import { toEditorRange } from '../convert.ts';
import type { Passage } from './view.ts';

/** Opens the document of a passage and selects it there. */
export async function openPassage(passage: Passage): Promise<void> {
  await window.showTextDocument(Uri.parse(passage.uri), { selection: toEditorRange(passage.range) });
}
