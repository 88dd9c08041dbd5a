import type { TextDocumentsConfiguration } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { LineDocument } from './lineDocument.ts';

/** How the open documents are kept. */
export const synchronisation: TextDocumentsConfiguration<TextDocument> = {
  create: (uri, languageId, version, text) => new LineDocument(uri, languageId, version, text),
  update: (document, changes, version) => (document as LineDocument).update(changes, version),
};
