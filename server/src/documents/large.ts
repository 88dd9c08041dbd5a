import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isWholeDocumentRead } from './prose.ts';

/** Knows which open documents are too large to be read whole, and tells when that changes. */
export class LargeDocuments {
  readonly #uris = new Set<string>();
  readonly #tell: (uri: string, large: boolean) => void;

  /** `tell` is not called for a document that never was large. */
  constructor(tell: (uri: string, large: boolean) => void) {
    this.#tell = tell;
  }

  /** After a document was opened or edited. */
  update(document: TextDocument): void {
    this.#set(document.uri, !isWholeDocumentRead(document));
  }

  close(uri: string): void {
    this.#set(uri, false);
  }

  #set(uri: string, large: boolean): void {
    if (large === this.#uris.has(uri)) return;
    if (large) this.#uris.add(uri);
    else this.#uris.delete(uri);
    this.#tell(uri, large);
  }
}
