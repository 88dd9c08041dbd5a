import * as l10n from '@vscode/l10n';
import type { CancellationToken, InlayHint, Position } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, touches, words } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import type { SentimentReader, SentimentReading } from '../heads/sentiment.ts';
import type { Sentiment, TextPlace } from '../protocol.ts';
import { Slices } from '../slices.ts';
import type { Range } from '../text/types.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { selectedSentences } from './selection.ts';

/** Fewer tokens than this (headings, items of a list) have no tone of their own. */
const MINIMUM_TOKENS = 6;
/** Paragraphs that are read at once. */
const CHUNK_PARAGRAPHS = 32;

/** Reads the tone of a selection, of the paragraph at the cursor, or of every paragraph. */
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
      range: protocolRange(document, selected),
      ...reading!,
    };
  }

  /** The tone of each paragraph that shares something with `range`, to be shown at its end. */
  async hints(document: TextDocument, range: Range, token: CancellationToken): Promise<InlayHint[]> {
    const paragraphs = (await this.#prose.paragraphs(document, range)).filter(
      (paragraph) =>
        touches(paragraph, range) &&
        paragraph.sentences.reduce((sum, { tokens }) => sum + tokens.length, 0) >= MINIMUM_TOKENS,
    );
    const hints: InlayHint[] = [];
    const slices = new Slices(token);
    for (let at = 0; at < paragraphs.length; at += CHUNK_PARAGRAPHS) {
      await slices.giveWay(); // what the cache answers would otherwise be read in one go
      const chunk = paragraphs.slice(at, at + CHUNK_PARAGRAPHS);
      const readings = await this.#reader().read(
        chunk.map(({ sentences }) => sentences.map(words)),
        { token },
      );
      hints.push(...chunk.map(({ end }, i) => hintAt(document.positionAt(end), readings[i]!)));
    }
    return hints;
  }

  async #paragraphAt(uri: string, offset: number) {
    const paragraph = await this.#prose.paragraphAt(this.#documents.get(uri)!, offset);
    return paragraph && { ...paragraph, sentences: paragraph.sentences.map(words) };
  }
}

function hintAt(position: Position, { label, score, neutral }: SentimentReading): InlayHint {
  const tone = label === 'positive' ? l10n.t('positive') : l10n.t('negative');
  return {
    position,
    label: neutral ? l10n.t('neutral') : `${tone} ${Math.round(score * 100)} %`,
    paddingLeft: true,
    tooltip: l10n.t('Tone of this paragraph, as ELMo Lens reads it'),
  };
}
