import type { CancellationToken } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, words } from '../documents/prose.ts';
import type { Priority } from '../engine/engine.ts';
import { isSameWord, type PinnedReading } from '../heads/pinnedSenses.ts';
import { isSameSense } from '../heads/sameSense.ts';
import type { SenseReader } from '../heads/senseReader.ts';
import type { UnopenedDocument } from '../protocol.ts';
import { mapInSlices, Slices } from '../slices.ts';
import type { Paragraph, Range, Sentence } from '../text/types.ts';
import type { Hidden } from './hidden.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { type SearchedDocument, searchedDocuments } from './searchedDocuments.ts';
import type { ShownSenses } from './shownSenses.ts';
import { rangeOfReading, readWord, wordAt } from './wordAt.ts';

/** Sentences that the engine is asked for at once; more would keep it longer from what is urgent. */
const CHUNK_SENTENCES = 16;
/** Highlights come at every move of the cursor: of a very frequent word, only those around it are looked for. */
const MAX_HIGHLIGHT_SENTENCES = 400;

/** One use of a word of one lemma and part of speech, in whatever sense. */
export interface WordOccurrence {
  readonly sentence: Sentence;
  /** The word, in UTF-16 offsets. */
  readonly range: Range;
  readonly reading: PinnedReading;
}

/** The uses in a document. */
export interface DocumentUses {
  readonly document: TextDocument;
  readonly uses: readonly WordOccurrence[];
}

/** Places in a document, in UTF-16 offsets, in order. */
export interface Occurrences {
  readonly document: TextDocument;
  readonly ranges: readonly Range[];
}

/** The word that is looked for, where it stands. */
interface Word extends WordOccurrence {
  readonly uri: string;
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
  readonly #shown: ShownSenses;
  readonly #hidden: Pick<Hidden, 'hidesFile'>;

  /** `senses` throws `HeadError` where the model has no sense vectors; files that `hidden` hides are not searched. */
  constructor(
    documents: OpenDocuments,
    prose: DocumentProse,
    senses: () => SenseReader,
    shown: ShownSenses,
    hidden: Pick<Hidden, 'hidesFile'>,
  ) {
    this.#documents = documents;
    this.#prose = prose;
    this.#senses = senses;
    this.#shown = shown;
    this.#hidden = hidden;
  }

  /**
   * Those in the word's own document, in order, itself among them; undefined where the cursor is on no word with senses.
   * Rejects with `CancelledError`.
   */
  async inDocument(document: TextDocument, offset: number, token: CancellationToken): Promise<Range[] | undefined> {
    const paragraphs = await this.#prose.paragraphs(document, { start: offset, end: offset });
    const word = await this.#wordAt(document, paragraphs, offset, token);
    if (!word) return undefined;
    const candidates = await this.#candidates(paragraphs, word, token);
    const nearest = nearestFirst(candidates, offset).slice(0, MAX_HIGHLIGHT_SENTENCES);
    return this.#rangesOfSense(document.uri, nearest, word, { priority: 'visible', token });
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
    for await (const searched of this.#searched({ document, paragraphs }, unopened, token)) {
      const candidates = await this.#candidates(searched.paragraphs, word, token);
      const options = { priority: 'background', token } as const;
      const ranges = await this.#rangesOfSense(searched.document.uri, candidates, word, options);
      if (ranges.length > 0) found.push({ document: searched.document, ranges });
    }
    return found;
  }

  /**
   * As `everywhere`, but the uses in every sense: of the word's own document first, those nearest to it. There are more
   * where there is one after the `limit`th. The uses of a document are in the order of its text.
   */
  async usesEverywhere(
    document: TextDocument,
    offset: number,
    unopened: readonly UnopenedDocument[],
    limit: number,
    token: CancellationToken,
  ): Promise<
    { readonly word: WordOccurrence; readonly documents: DocumentUses[]; readonly more: boolean } | undefined
  > {
    const paragraphs = await this.#prose.paragraphs(document, { start: offset, end: offset });
    const word = await this.#wordAt(document, paragraphs, offset, token);
    if (!word) return undefined;
    const documents: DocumentUses[] = [];
    let room = limit + 1; // one more tells that there are more
    for await (const searched of this.#searched({ document, paragraphs }, unopened, token)) {
      const candidates = await this.#candidates(searched.paragraphs, word, token);
      const isOwn = searched.document === document;
      const ordered = isOwn ? nearestFirst(candidates, offset) : candidates;
      const uses = await this.#uses(searched.document.uri, ordered, word, {
        priority: 'background',
        token,
        limit: room,
      });
      room -= uses.length;
      const kept = room === 0 ? uses.slice(0, -1) : uses;
      if (kept.length > 0) documents.push({ document: searched.document, uses: kept.sort(byPlace) });
      if (room === 0) break;
    }
    return { word, documents, more: room === 0 };
  }

  /** The word's own document, then the others. */
  async *#searched(own: SearchedDocument, unopened: readonly UnopenedDocument[], token: CancellationToken) {
    yield own;
    const includes = (uri: string): boolean => uri !== own.document.uri && !this.#hidden.hidesFile(uri);
    yield* searchedDocuments({ documents: this.#documents, prose: this.#prose, unopened, includes }, token);
  }

  async #wordAt(
    { uri }: TextDocument,
    paragraphs: readonly Paragraph[],
    offset: number,
    token: CancellationToken,
  ): Promise<Word | undefined> {
    const place = wordAt(paragraphs, offset);
    const reading = place && (await readWord(place, this.#shown.of(uri), { token }));
    if (!reading) return undefined;
    return { uri, sentence: place.sentence, range: rangeOfReading(place.sentence, reading), reading };
  }

  async #candidates(
    paragraphs: readonly Paragraph[],
    { reading }: Word,
    token: CancellationToken,
  ): Promise<Candidate[]> {
    const test = this.#senses().wordTest(reading);
    const answers = new Map<string, boolean>();
    const mayBeWord = (token: string): boolean => {
      const answer = answers.get(token) ?? test(token);
      answers.set(token, answer);
      return answer;
    };
    const candidateOf = (sentence: Sentence): Candidate => {
      const indices: number[] = [];
      for (const [index, { text }] of sentence.tokens.entries()) if (mayBeWord(text)) indices.push(index);
      return { sentence, indices };
    };
    const sentences = paragraphs.flatMap((paragraph) => paragraph.sentences);
    return (await mapInSlices(sentences, candidateOf, token)).filter(({ indices }) => indices.length > 0);
  }

  /** Where the word and the uses in its sense are, in order. */
  async #rangesOfSense(
    uri: string,
    candidates: readonly Candidate[],
    word: Word,
    options: UseOptions,
  ): Promise<Range[]> {
    const isItself = (range: Range): boolean => uri === word.uri && range.start === word.range.start;
    const uses = await this.#uses(uri, candidates, word, options);
    const isOfSense = ({ range, reading }: WordOccurrence) => isItself(range) || isSameSense(reading, word.reading);
    const same = await mapInSlices(uses, isOfSense, options.token);
    return uses
      .filter((_, i) => same[i])
      .sort(byPlace)
      .map(({ range }) => range);
  }

  /** Those among the candidates that are the word, each once, in the order of the candidates. */
  async #uses(
    uri: string,
    candidates: readonly Candidate[],
    word: Word,
    { priority, token, limit = Number.POSITIVE_INFINITY }: UseOptions,
  ): Promise<WordOccurrence[]> {
    const reader = this.#shown.of(uri);
    const found = new Map<number, WordOccurrence>();
    const slices = new Slices(token);
    for (let at = 0; at < candidates.length && found.size < limit; at += CHUNK_SENTENCES) {
      const chunk = candidates.slice(at, at + CHUNK_SENTENCES);
      const places = chunk.map(({ sentence, indices }) => ({ tokens: words(sentence), indices }));
      const readings = await reader.readWords(places, { priority, token });
      for (const [i, { sentence }] of chunk.entries()) {
        for (const reading of readings[i]!) {
          if (!reading || !isSameWord(reading, word.reading)) continue;
          const range = rangeOfReading(sentence, reading);
          found.set(range.start, { sentence, range, reading });
        }
      }
      await slices.giveWay(); // what the cache answers would otherwise be read in one go
    }
    return [...found.values()].slice(0, limit);
  }
}

interface UseOptions {
  readonly priority: Priority;
  readonly token: CancellationToken;
  readonly limit?: number;
}

function nearestFirst(candidates: readonly Candidate[], offset: number): Candidate[] {
  const distance = ({ sentence }: Candidate): number => Math.abs(sentence.start - offset);
  return candidates.toSorted((a, b) => distance(a) - distance(b));
}

function byPlace(a: WordOccurrence, b: WordOccurrence): number {
  return a.range.start - b.range.start;
}
