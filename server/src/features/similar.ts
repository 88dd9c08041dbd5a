import type { CancellationToken } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, words } from '../documents/prose.ts';
import { protocolRange } from '../documents/protocolRange.ts';
import type { SentenceEncoder } from '../heads/sentenceEncoder.ts';
import type { SimilarParams, SimilarResult, UnopenedDocument } from '../protocol.ts';
import type { Sentence } from '../text/types.ts';
import { type Hidden, nothingHidden } from './hidden.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { searchedDocuments } from './searchedDocuments.ts';
import { selectedSentences } from './selection.ts';

/** Fewer tokens than this (headings, labels) are not worth finding. */
const MINIMUM_TOKENS = 4;
/** From this similarity on, sentences have something to do with each other. */
const RELATED = 0.05;
/** From this one on, they say something similar. Of those below, only the best few are listed. */
export const SIMILAR = 0.2;
const FEW = 5;
/** Sentences encoded between two reports of progress. */
const CHUNK_SENTENCES = 128;

interface Candidate {
  readonly document: TextDocument;
  readonly sentence: Sentence;
}

/** Searches the sentences of the open documents by meaning. */
export class SimilarSearch {
  readonly #documents: OpenDocuments;
  readonly #prose: DocumentProse;
  readonly #encoder: () => SentenceEncoder;
  readonly #hidden: Pick<Hidden, 'hidesFile'>;

  /** `encoder` throws `HeadError` where the model has none; files that `hidden` hides are not searched. */
  constructor(
    documents: OpenDocuments,
    prose: DocumentProse,
    encoder: () => SentenceEncoder,
    hidden: Pick<Hidden, 'hidesFile'> = nothingHidden,
  ) {
    this.#documents = documents;
    this.#prose = prose;
    this.#encoder = encoder;
    this.#hidden = hidden;
  }

  /**
   * The sentences closest to the query, best first, without those it is made of. `report` is told the share done.
   * Rejects with `CancelledError`; an empty query finds nothing.
   */
  async search(
    { query, alsoSearch = [], limit = 20 }: SimilarParams,
    report: (share: number) => void,
    token: CancellationToken,
  ): Promise<{ query: string; results: SimilarResult[] }> {
    const encoder = this.#encoder();
    const selected = await this.#querySentences(query);
    if (selected.sentences.length === 0) return { query: selected.text, results: [] };
    const [vector] = await encoder.encodeTexts([selected.sentences], { token });

    const candidates = await this.#candidates(alsoSearch, token);
    const scored: SimilarResult[] = [];
    for (let at = 0; at < candidates.length; at += CHUNK_SENTENCES) {
      report(at / candidates.length);
      const chunk = candidates.slice(at, at + CHUNK_SENTENCES);
      const vectors = await encoder.encode(
        chunk.map(({ sentence }) => words(sentence)),
        { priority: 'background', token },
      );
      for (const [i, { document, sentence }] of chunk.entries()) {
        if (selected.uri === document.uri && selected.covers(sentence)) continue;
        const score = encoder.similarity(vector!, vectors[i]!);
        if (score < RELATED) continue;
        const range = protocolRange(document, sentence);
        scored.push({ uri: document.uri, range, text: document.getText(range).replace(/\s+/g, ' '), score });
      }
    }
    scored.sort((a, b) => b.score - a.score);
    return {
      query: selected.text,
      results: scored.filter(({ score }, rank) => score >= SIMILAR || rank < FEW).slice(0, limit),
    };
  }

  async #querySentences(query: SimilarParams['query']) {
    if ('text' in query) {
      const paragraphs = await this.#prose.parse(query.text, 'plaintext');
      const sentences = paragraphs.flatMap((paragraph) => paragraph.sentences.map(words));
      return { uri: undefined, text: query.text, sentences, covers: () => false };
    }
    const document = this.#documents.get(query.uri);
    if (!document) return { uri: query.uri, text: '', sentences: [], covers: () => false };
    const selection = await selectedSentences(this.#prose, document, query.range);
    return {
      uri: query.uri,
      text: selection.text,
      sentences: selection.sentences,
      covers: (sentence: Sentence) => sentence.start < selection.end && selection.start < sentence.end,
    };
  }

  async #candidates(unopened: readonly UnopenedDocument[], token: CancellationToken): Promise<Candidate[]> {
    const scope = {
      documents: this.#documents,
      prose: this.#prose,
      unopened,
      includes: (uri: string) => !this.#hidden.hidesFile(uri),
    };
    const candidates: Candidate[] = [];
    for await (const { document, paragraphs } of searchedDocuments(scope, token)) {
      for (const sentence of paragraphs.flatMap(({ sentences }) => sentences)) {
        if (sentence.tokens.length >= MINIMUM_TOKENS) candidates.push({ document, sentence });
      }
    }
    return candidates;
  }
}
