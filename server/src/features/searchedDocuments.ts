import type { CancellationToken } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, proseLanguage } from '../documents/prose.ts';
import type { UnopenedDocument } from '../protocol.ts';
import type { Paragraph } from '../text/types.ts';
import type { OpenDocuments } from './openDocuments.ts';

export interface SearchedDocument {
  readonly document: TextDocument;
  readonly paragraphs: readonly Paragraph[];
}

/** Where a search over several documents looks. */
export interface SearchScope {
  readonly documents: OpenDocuments;
  readonly prose: DocumentProse;
  /** Text that the client never opened; what is open by now is left out. */
  readonly unopened: readonly UnopenedDocument[];
  /** Which of them are searched; all, where it is left out. */
  readonly includes?: (uri: string) => boolean;
}

/** The open documents and then the unopened ones, one after the other. Rejects with `CancelledError`. */
export async function* searchedDocuments(
  { documents, prose, unopened, includes = () => true }: SearchScope,
  token: CancellationToken,
): AsyncGenerator<SearchedDocument> {
  for (const document of documents.all()) {
    if (includes(document.uri)) yield { document, paragraphs: await prose.paragraphs(document) };
  }
  for (const { uri, languageId, text } of unopened) {
    if (documents.get(uri) || !includes(uri)) continue;
    const paragraphs = await prose.parse(text, proseLanguage(languageId), token);
    yield { document: TextDocument.create(uri, languageId, 0, text), paragraphs };
  }
}
