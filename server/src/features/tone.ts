import { type DocumentProse, words } from '../documents/prose.ts';
import type { SentimentReader } from '../heads/sentiment.ts';
import type { Sentiment, TextPlace } from '../protocol.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { selectedSentences } from './selection.ts';

/** Reads the tone of a selection, or of the paragraph at the cursor. */
export class ToneReader {
  readonly #documents: OpenDocuments;
  readonly #prose: DocumentProse;
  readonly #reader: () => SentimentReader;

  /** `reader` throws `HeadError` where the model has none. */
  constructor(documents: OpenDocuments, prose: DocumentProse, reader: () => SentimentReader) {
    this.#documents = documents;
    this.#prose = prose;
    this.#reader = reader;
  }

  /** Null where there is no English prose. */
  async read({ uri, range }: TextPlace): Promise<Sentiment | null> {
    const document = this.#documents.get(uri);
    if (!document) return null;
    const start = document.offsetAt(range.start);
    const selected =
      start === document.offsetAt(range.end)
        ? await this.#paragraphAt(uri, start)
        : await selectedSentences(this.#prose, document, range);
    if (!selected || selected.sentences.length === 0) return null;
    const [reading] = await this.#reader().read([selected.sentences]);
    return {
      range: { start: document.positionAt(selected.start), end: document.positionAt(selected.end) },
      ...reading!,
    };
  }

  async #paragraphAt(uri: string, offset: number) {
    const paragraph = await this.#prose.paragraphAt(this.#documents.get(uri)!, offset);
    return paragraph && { ...paragraph, sentences: paragraph.sentences.map(words) };
  }
}
