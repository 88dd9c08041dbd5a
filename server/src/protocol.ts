/** The requests and notifications that ELMo Lens adds to the Language Server Protocol. Shared by client and server. */
import {
  NotificationType,
  NotificationType0,
  type ProgressToken,
  ProgressType,
  type Range,
  type ReferenceParams,
  RequestType,
  type TextDocumentIdentifier,
  type TextDocumentPositionParams,
  type VersionedTextDocumentIdentifier,
} from 'vscode-languageserver-protocol';
import type { SimilarityMeasure } from './settings.ts';

export type EntityLabel = 'PER' | 'ORG' | 'LOC' | 'MISC';

export interface Entity {
  readonly range: Range;
  readonly text: string;
  readonly label: EntityLabel;
  /** Probability from the tagger, 0 to 1. */
  readonly confidence: number;
}

/** Client to server: what an editor shows now, so that it is analysed first. */
export const VisibleRangesNotification = new NotificationType<{
  readonly textDocument: TextDocumentIdentifier;
  readonly ranges: readonly Range[];
}>('elmoLens/visibleRanges');

/** Server to client: the entities of a document version. Complete for what was analysed; replaces what was sent before. */
export const EntitiesNotification = new NotificationType<{
  readonly textDocument: VersionedTextDocumentIdentifier;
  readonly entities: readonly Entity[];
  /** False while more of the document is still to come. */
  readonly complete: boolean;
}>('elmoLens/entities');

/**
 * Server to client: whether a document is so large that only what is around its visible part is read. Sent when that
 * changes; a document that was not spoken of is read whole.
 */
export const LargeDocumentNotification = new NotificationType<{
  readonly textDocument: TextDocumentIdentifier;
  readonly large: boolean;
}>('elmoLens/largeDocument');

/** Text that the server should search although the client has not opened it (a restored tab that was never shown). */
export interface UnopenedDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
}

export interface SimilarParams {
  /** The query: the sentence at a place (an empty range) or its `paragraph`, a selection, or typed text. */
  readonly query: (TextPlace & { readonly paragraph?: boolean }) | { readonly text: string };
  /** Address of a folder: only what is in it is searched. */
  readonly folder?: string;
  readonly alsoSearch?: readonly UnopenedDocument[];
  readonly limit?: number;
  /** By what passages are compared: as the settings say, where it is left out. */
  readonly measure?: SimilarityMeasure;
  readonly workDoneToken?: ProgressToken;
  /** For `SimilarSoFar`. */
  readonly partialResultToken?: ProgressToken;
}

export interface SimilarResult {
  readonly uri: string;
  readonly range: Range;
  readonly text: string;
  /** The sentences before and after it; empty where there is none. */
  readonly before: string;
  readonly after: string;
  /** Cosine of the two sentence vectors, mapped to 0..1 in a way of its own for each measure. */
  readonly score: number;
}

export interface SimilarAnswer {
  /** The text that was searched for. */
  readonly query: string;
  readonly measure: SimilarityMeasure;
  readonly results: readonly SimilarResult[];
}

/**
 * Sentences that mean something like the query, best first, over the open documents and, by the measure `encoder`, over
 * the files of the workspace, where there is an index of them.
 */
export const SimilarRequest = new RequestType<SimilarParams, SimilarAnswer, void>('elmoLens/similar');

/** What was found while the search takes its time: each in place of the one before, as the answer is of the last. */
export const SimilarSoFar = new ProgressType<SimilarAnswer>();

/** Client to server: the files of the workspace are to be read again, which the user, or an error, has put an end to. */
export const ReadFilesNotification = new NotificationType0('elmoLens/readFiles');

export interface RepeatedParams {
  readonly alsoSearch?: readonly UnopenedDocument[];
  /** Whether only the documents named in `alsoSearch` are meant, open or not, and no other that is open. */
  readonly onlyThese?: boolean;
  readonly limit?: number;
  readonly workDoneToken?: ProgressToken;
}

/** Sentences or paragraphs that say the same. */
export interface RepeatedPassage {
  /** Similarity of the closest two, 0..1. */
  readonly score: number;
  /** Two or more, by document and place. */
  readonly places: readonly { readonly uri: string; readonly range: Range; readonly text: string }[];
}

/** What is said more than once in the open documents, or in those that are named; the closest first. */
export const RepeatedRequest = new RequestType<RepeatedParams, readonly RepeatedPassage[], void>('elmoLens/repeated');

export interface TextPlace {
  readonly uri: string;
  readonly range: Range;
}

export interface Comparison {
  readonly a: string;
  readonly b: string;
  /** Similarity of the two texts as sentences, 0..1. */
  readonly sentences: number;
  /** Cosine of the two words in their contexts; only where both places are one word. Layer 0 is context-free. */
  readonly words?: { readonly layers: readonly number[]; readonly joined: number };
}

/** How close two selections are; where both are one word, also layer by layer. */
export const CompareRequest = new RequestType<{ readonly a: TextPlace; readonly b: TextPlace }, Comparison, void>(
  'elmoLens/compare',
);

/** Two passages and how close their words are where they stand. */
export interface WordByWord {
  /** The words of each, without punctuation; `more` where it has more words than are compared. */
  readonly a: { readonly words: readonly string[]; readonly more: boolean };
  readonly b: { readonly words: readonly string[]; readonly more: boolean };
  /** Cosines of the biLM's layers (0: context-free, 1, 2) as `[layer][word of a][word of b]`. */
  readonly layers: readonly (readonly (readonly number[])[])[];
}

/** How close each word of one selection is to each of another. */
export const WordByWordRequest = new RequestType<{ readonly a: TextPlace; readonly b: TextPlace }, WordByWord, void>(
  'elmoLens/wordByWord',
);

export interface SenseMapParams extends TextDocumentPositionParams {
  readonly alsoSearch?: readonly UnopenedDocument[];
}

/** A use of a word in its sentence. */
export interface SenseMapUse extends TextPlace {
  /** The sentence, in three parts, on one line. */
  readonly before: string;
  readonly word: string;
  readonly after: string;
  /** Place in `senses` of the likeliest one, and how likely that is. */
  readonly sense: number;
  readonly probability: number;
  /** Where it lies on the map; those that are used alike lie close together. */
  readonly x: number;
  readonly y: number;
}

export interface SenseMap {
  readonly lemma: string;
  readonly pos: 'n' | 'v' | 'a' | 'r';
  /** That of the most uses first. */
  readonly senses: readonly { readonly senseKey: string; readonly definition: string }[];
  /** Two or more: those of the asked document first, in the order of the text. */
  readonly uses: readonly SenseMapUse[];
  /** Place in `uses` of the word at the position. */
  readonly current: number;
  /** How much of what the uses differ in the map shows in its two directions, 0..1. */
  readonly shares: readonly [number, number];
  /** Whether there are more uses than are shown. */
  readonly more: boolean;
}

/** The uses of the word at a position, over the open documents, laid out by meaning. */
export const SenseMapRequest = new RequestType<SenseMapParams, SenseMap, void>('elmoLens/senseMap');

export interface Sentiment {
  readonly range: Range;
  readonly label: 'positive' | 'negative';
  /** Probability of the label, 0.5..1. */
  readonly score: number;
  /** True where the text leans neither way enough to say so. */
  readonly neutral: boolean;
}

/** The tone of a selection, or of the paragraph around an empty one. Null where there is no English prose. */
export const SentimentRequest = new RequestType<TextPlace, Sentiment | null, void>('elmoLens/sentiment');

/** A word with the sense that the user says it has there, and in the document's words that are used alike. */
export interface PinnedSense {
  /** As in a dictionary (`take place`), with WordNet's letter for its part of speech and a WordNet 3.0 sense key. */
  readonly lemma: string;
  readonly pos: 'n' | 'v' | 'a' | 'r';
  readonly senseKey: string;
  /** The model's words of its sentence, and those from `start` to `end` (exclusive) that are the word. */
  readonly tokens: readonly string[];
  readonly start: number;
  readonly end: number;
}

/**
 * The senses pinned in a document, in place of those before. From the server when the user changed them, so that the
 * client can remember them; from the client where they are to be forgotten or the document has another name. At the
 * start, the client sends those of all documents as `initializationOptions.pinnedSenses`, by document.
 */
export const PinnedSensesNotification = new NotificationType<{
  readonly textDocument: TextDocumentIdentifier;
  readonly pins: readonly PinnedSense[];
}>('elmoLens/pinnedSenses');

/** What the user hides in one document: words (as in a dictionary), names (as in the text), or the document itself. */
export interface HiddenInDocument {
  readonly words: readonly string[];
  readonly names: readonly string[];
  readonly file: boolean;
}

/**
 * Client to server: what is hidden in a document, in place of what was. At the start, the client sends it for all
 * documents as `initializationOptions.hidden`, by document. What is hidden in more than one document is in the settings.
 */
export const HiddenNotification = new NotificationType<{
  readonly textDocument: TextDocumentIdentifier;
  readonly hidden: HiddenInDocument;
}>('elmoLens/hidden');

/** A word with senses, in its form in a dictionary. Null where there is none at that place, or it is hidden. */
export const WordRequest = new RequestType<TextDocumentPositionParams, { readonly lemma: string } | null, void>(
  'elmoLens/word',
);

/** Parameters of `textDocument/references`, with text that the client shows but never opened. */
export interface SenseReferenceParams extends ReferenceParams {
  readonly alsoSearch?: readonly UnopenedDocument[];
}

/** A text that a program hands over; `languageId` is `markdown`, `latex` or anything else for plain text. */
export interface TextParams {
  readonly text: string;
  readonly languageId?: string;
}

/** A stretch of a text, in UTF-16 offsets, `end` exclusive. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface TextSentence extends Stretch {
  /** A unit vector; the cosine of two says how close their sentences are in meaning. */
  readonly vector: readonly number[];
}

export interface TextSense extends Stretch {
  /** As it stands in the text, and as in a dictionary. */
  readonly text: string;
  readonly lemma: string;
  readonly pos: 'n' | 'v' | 'a' | 'r';
  /** The likeliest first; five at most. */
  readonly senses: readonly {
    /** WordNet 3.0's. */
    readonly senseKey: string;
    readonly probability: number;
    readonly definition: string;
    readonly synonyms: readonly string[];
  }[];
}

export interface TextEntity extends Stretch {
  readonly text: string;
  readonly label: EntityLabel;
  /** Probability from the tagger, 0 to 1. */
  readonly confidence: number;
}

/** The sentences of a text with their vectors. */
export const EmbedRequest = new RequestType<TextParams, readonly TextSentence[], void>('elmoLens/embed');

/** What the words of a text mean where they stand; with `word`, that one alone, in any of its forms. */
export const SensesRequest = new RequestType<TextParams & { readonly word?: string }, readonly TextSense[], void>(
  'elmoLens/senses',
);

/** The people, places, organisations and other names in a text. */
export const TextEntitiesRequest = new RequestType<TextParams, readonly TextEntity[], void>('elmoLens/textEntities');

export type ServerState = 'starting' | 'ready' | 'working' | 'error';

/** Server to client: for the one language status item. */
export const StatusNotification = new NotificationType<{
  readonly state: ServerState;
  /** One sentence: what is happening, what went wrong and what to do. */
  readonly message: string;
}>('elmoLens/status');
