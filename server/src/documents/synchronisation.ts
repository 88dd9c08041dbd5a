import type { TextDocumentsConfiguration } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LineDocument } from './lineDocument.ts';
import { WHOLE_DOCUMENT_LIMIT } from './prose.ts';

/** How the open documents are kept: those that are too large to be read whole, line by line. */
export const synchronisation: TextDocumentsConfiguration<TextDocument> = {
  create: (uri, languageId, version, text) =>
    text.length > WHOLE_DOCUMENT_LIMIT
      ? new LineDocument(uri, languageId, version, text)
      : TextDocument.create(uri, languageId, version, text),
  update: (document, changes, version) =>
    document instanceof LineDocument
      ? document.update(changes, version)
      : TextDocument.update(document, changes, version),
};
