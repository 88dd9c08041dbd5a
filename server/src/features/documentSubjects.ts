import { type DocumentProse, words } from '../documents/prose.ts';
import type { SenseReader } from '../heads/senseReader.ts';
import type { Paragraph } from '../text/types.ts';
import type { OpenDocuments } from './openDocuments.ts';

/** What the open documents are about, found once for each version of one. */
export class DocumentSubjects {
  readonly #documents: OpenDocuments;
  readonly #prose: DocumentProse;
  readonly #known = new WeakMap<readonly Paragraph[], number>();

  constructor(documents: OpenDocuments, prose: DocumentProse) {
    this.#documents = documents;
    this.#prose = prose;
  }

  /** How much a document is about computing, 0 to 1; 0 where it is not open. */
  async computingIn(uri: string, senses: Pick<SenseReader, 'computingIn'>): Promise<number> {
    const document = this.#documents.get(uri);
    if (!document) return 0;
    const paragraphs = await this.#prose.paragraphs(document);
    let computing = this.#known.get(paragraphs);
    if (computing === undefined) {
      computing = senses.computingIn(document.getText(), sentencesOf(paragraphs));
      this.#known.set(paragraphs, computing);
    }
    return computing;
  }
}

function* sentencesOf(paragraphs: readonly Paragraph[]): Generator<string[]> {
  for (const { sentences } of paragraphs) for (const sentence of sentences) yield words(sentence);
}
