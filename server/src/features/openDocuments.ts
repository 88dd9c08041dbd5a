import type { TextDocument } from 'vscode-languageserver-textdocument';

/** The documents that the editor has open, as synchronised. */
export interface OpenDocuments {
  get(uri: string): TextDocument | undefined;
  all(): TextDocument[];
}
