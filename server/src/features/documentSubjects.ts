import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, isWholeDocumentRead, words } from '../documents/prose.ts';
import type { SenseReader } from '../heads/senseReader.ts';
import type { Paragraph } from '../text/types.ts';
import type { OpenDocuments } from './openDocuments.ts';

/** How much of a document is looked at for code, in UTF-16 units. */
const BEGINNING = 100_000;

interface Subject {
  readonly version: number;
  readonly computing: Promise<number>;
}

/** What the open documents are about, found once for each version of one, and once in all for a large one. */
export class DocumentSubjects {
  readonly #documents: OpenDocuments;
  readonly #prose: DocumentProse;
  readonly #known = new WeakMap<TextDocument, Subject>();

  constructor(documents: OpenDocuments, prose: DocumentProse) {
    this.#documents = documents;
    this.#prose = prose;
  }

  /** How much a document is about computing, 0 to 1; 0 where it is not open. */
  async computingIn(uri: string, senses: Pick<SenseReader, 'computingIn'>): Promise<number> {
    const document = this.#documents.get(uri);
    if (!document) return 0;
    const known = this.#known.get(document);
    if (known && (known.version === document.version || !isWholeDocumentRead(document))) return known.computing;
    const subject = { version: document.version, computing: this.#find(document, senses) };
    this.#known.set(document, subject);
    subject.computing.catch(() => {
      if (this.#known.get(document) === subject) this.#known.delete(document);
    });
    return subject.computing;
  }

  async #find(document: TextDocument, senses: Pick<SenseReader, 'computingIn'>): Promise<number> {
    const range = { start: { line: 0, character: 0 }, end: document.positionAt(BEGINNING) };
    return senses.computingIn(document.getText(range), sentencesOf(await this.#prose.paragraphs(document)));
  }
}

function* sentencesOf(paragraphs: readonly Paragraph[]): Generator<string[]> {
  for (const { sentences } of paragraphs) for (const sentence of sentences) yield words(sentence);
}
