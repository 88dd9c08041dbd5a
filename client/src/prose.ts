/** Which documents ELMo Lens reads: Markdown, LaTeX and plain text, wherever they come from (disk, remote, untitled, a diff). */
import * as l10n from '@vscode/l10n';
import { languages, type TextDocument, type TextEditor, window } from 'vscode';
import { UserError } from './userError.ts';

export const proseLanguages = ['plaintext', 'markdown', 'latex', 'tex'] as const;
export type ProseLanguage = (typeof proseLanguages)[number];

export const proseSelector = proseLanguages.map((language) => ({ language }));

export function isProse(document: TextDocument): boolean {
  return languages.match(proseSelector, document) > 0;
}

/** The active editor where it shows prose; otherwise an error that says what to do. */
export function activeProseEditor(): TextEditor {
  const editor = window.activeTextEditor;
  if (editor && isProse(editor.document)) return editor;
  throw new UserError(l10n.t('Open a Markdown, LaTeX or plain text file first.'));
}
