import { setImmediate } from 'node:timers/promises';
import type { CancellationToken } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, words } from '../documents/prose.ts';
import type { Priority } from '../engine/engine.ts';
import { CancelledError } from '../engine/errors.ts';
import { isSameWord, type PinnedReading, PinnedSenseReader } from '../heads/pinnedSenses.ts';
import { isSameSense } from '../heads/sameSense.ts';
import type { SenseReader } from '../heads/senseReader.ts';
import type { UnopenedDocument } from '../protocol.ts';
import type { Paragraph, Range, Sentence } from '../text/types.ts';
import type { OpenDocuments } from './openDocuments.ts';
import type { PinnedSenses } from './pinnedSenses.ts';
import { searchedDocuments } from './searchedDocuments.ts';
import { rangeOfReading, readWord, wordAt } from './wordAt.ts';

/** Sentences whose words are read at once; more would keep the server from its other messages. */
const CHUNK_SENTENCES = 16;
/** Highlights come at every move of the cursor: of a very frequent word, only those around it are looked for. */
const MAX_HIGHLIGHT_SENTENCES = 400;

/** Places in a document, in UTF-16 offsets, in order. */
export interface Occurrences {
  readonly document: TextDocument;
  readonly ranges: readonly Range[];
}

/** The word that is looked for, where it stands. */
interface Word {
  readonly uri: string;
  readonly range: Range;
  readonly reading: PinnedReading;
}

/** A sentence with the tokens that may be forms of the word. */
interface Candidate {
  readonly sentence: Sentence;
  readonly indices: readonly number[];
}

/** Finds the words that mean the same as the one at the cursor. */
export class SenseOccurrences {
  readonly #documents: OpenDocuments;
  readonly #prose: DocumentProse;
  readonly #senses: () => SenseReader;
  readonly #pins: PinnedSenses;

  /** `senses` throws `HeadError` where the model has no sense vectors. */
  constructor(documents: OpenDocuments, prose: DocumentProse, senses: () => SenseReader, pins: PinnedSenses) {
    this.#documents = documents;
    this.#prose = prose;
    this.#senses = senses;
    this.#pins = pins;
  }

  /**
   * Those in the word's own document, in order, itself among them; undefined where the cursor is on no word with senses.
   * Rejects with `CancelledError`.
   */
  async inDocument(document: TextDocument, offset: number, token: CancellationToken): Promise<Range[] | undefined> {
    const paragraphs = await this.#prose.paragraphs(document, { start: offset, end: offset });
    const word = await this.#wordAt(document, paragraphs, offset, token);
    if (!word) return undefined;
    const distance = ({ sentence }: Candidate): number => Math.abs(sentence.start - offset);
    const nearest = this.#candidates(paragraphs, word)
      .sort((a, b) => distance(a) - distance(b))
      .slice(0, MAX_HIGHLIGHT_SENTENCES);
    const found = await this.#sameSense(document.uri, nearest, word, 'visible', token);
    return found.sort((a, b) => a.start - b.start);
  }

  /**
   * Those in all open documents and in text that the client never opened, the word's own document first; undefined where
   * the cursor is on no word with senses. Rejects with `CancelledError`.
   */
  async everywhere(
    document: TextDocument,
    offset: number,
    unopened: readonly UnopenedDocument[],
    token: CancellationToken,
  ): Promise<Occurrences[] | undefined> {
    const paragraphs = await this.#prose.paragraphs(document, { start: offset, end: offset });
    const word = await this.#wordAt(document, paragraphs, offset, token);
    if (!word) return undefined;
    const found: Occurrences[] = [];
    const search = async (searched: TextDocument, within: readonly Paragraph[]): Promise<void> => {
      const candidates = this.#candidates(within, word);
      const ranges = await this.#sameSense(searched.uri, candidates, word, 'background', token);
      if (ranges.length > 0) found.push({ document: searched, ranges });
    };
    await search(document, paragraphs);
    const includes = (uri: string): boolean => uri !== document.uri;
    const others = { documents: this.#documents, prose: this.#prose, unopened, includes };
    for await (const other of searchedDocuments(others, token)) await search(other.document, other.paragraphs);
    return found;
  }

  async #wordAt(
    { uri }: TextDocument,
    paragraphs: readonly Paragraph[],
    offset: number,
    token: CancellationToken,
  ): Promise<Word | undefined> {
    const place = wordAt(paragraphs, offset);
    const reading = place && (await readWord(place, this.#reader(uri), { token }));
    return reading && { uri, range: rangeOfReading(place.sentence, reading), reading };
  }

  #reader(uri: string): PinnedSenseReader {
    return new PinnedSenseReader(this.#senses(), this.#pins.of(uri));
  }

  #candidates(paragraphs: readonly Paragraph[], { reading }: Word): Candidate[] {
    const test = this.#senses().wordTest(reading);
    const answers = new Map<string, boolean>();
    const mayBeWord = (token: string): boolean => {
      const answer = answers.get(token) ?? test(token);
      answers.set(token, answer);
      return answer;
    };
    return paragraphs
      .flatMap(({ sentences }) => sentences)
      .map((sentence) => ({
        sentence,
        indices: sentence.tokens.flatMap(({ text }, index) => (mayBeWord(text) ? [index] : [])),
      }))
      .filter(({ indices }) => indices.length > 0);
  }

  async #sameSense(
    uri: string,
    candidates: readonly Candidate[],
    word: Word,
    priority: Priority,
    token: CancellationToken,
  ): Promise<Range[]> {
    const reader = this.#reader(uri);
    const found = new Map<number, Range>();
    for (let at = 0; at < candidates.length; at += CHUNK_SENTENCES) {
      const chunk = candidates.slice(at, at + CHUNK_SENTENCES);
      const places = chunk.map(({ sentence, indices }) => ({ tokens: words(sentence), indices }));
      const readings = await reader.readWords(places, { priority, token });
      for (const [i, { sentence }] of chunk.entries()) {
        for (const reading of readings[i]!) {
          if (!reading || !isSameWord(reading, word.reading)) continue;
          const range = rangeOfReading(sentence, reading);
          const isItself = uri === word.uri && range.start === word.range.start;
          if (isItself || isSameSense(reading, word.reading)) found.set(range.start, range);
        }
      }
      await setImmediate(); // what the cache answers would otherwise be read in one go
      if (token.isCancellationRequested) throw new CancelledError();
    }
    return [...found.values()];
  }
}
