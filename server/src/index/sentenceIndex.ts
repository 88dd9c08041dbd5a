import type { CancellationToken, Range } from 'vscode-languageserver-protocol';

/** What a sentence is known by: the start of the SHA-256 of the model's words, in base64url. */
export type ContentKey = string;

/** A file as the index knows it: unchanged while its time and size are, or else while its content's hash is. */
export interface FileState {
  /** The file's address. */
  readonly uri: string;
  /** When it was last changed, in milliseconds. */
  readonly changed: number;
  /** In bytes. */
  readonly size: number;
  /** SHA-256 of its bytes, in base64url. */
  readonly hash: string;
}

export interface IndexedSentence {
  readonly key: ContentKey;
  readonly range: Range;
  /** As in the file, on one line. */
  readonly text: string;
}

export interface IndexedFile extends FileState {
  /** In the order of the text. */
  readonly sentences: readonly IndexedSentence[];
}

/** A sentence's vector in 256 steps; its length means nothing. */
export interface KeyedVector {
  readonly key: ContentKey;
  readonly vector: Int8Array;
}

export interface IndexQuery {
  readonly vector: Int8Array;
  readonly text: string;
  /** Addresses of folders: only files in them are searched. */
  readonly folders: readonly string[];
  /** Addresses of files that are not searched, because what is in the editor counts. */
  readonly without: readonly string[];
  /** Sentences from elsewhere that are to be ranked among those of the index: their text, and cosine to the query. */
  readonly others: readonly { readonly text: string; readonly cosine: number }[];
  readonly limit: number;
}

/** What a sentence is worth to a query, comparable within one answer. */
export interface Rank {
  /** Of meaning and words together: the higher, the better. */
  readonly relevance: number;
  /** Whether it is among the best by its words. */
  readonly sharesWords: boolean;
}

export interface IndexHit extends Rank {
  /** The file as it was when it was read. */
  readonly file: FileState;
  readonly range: Range;
  readonly text: string;
  /** The sentences before and after it; empty at the file's start and end. */
  readonly before: string;
  readonly after: string;
  /** Of its vector and the query's. */
  readonly cosine: number;
}

export interface IndexAnswer {
  /** The most relevant first. */
  readonly hits: readonly IndexHit[];
  /** Of each of the query's `others`. */
  readonly others: readonly Rank[];
}

/** Sentences of many files, found by meaning and by words. Rejects with `IndexError` where it can't do what it is asked. */
export interface SentenceIndex {
  /** The files in these folders. */
  files(folders: readonly string[]): Promise<readonly FileState[]>;
  /** Which of the sentences have no vector yet. */
  lacking(keys: readonly ContentKey[]): Promise<readonly ContentKey[]>;
  /** Keeps vectors, for files that follow. */
  addVectors(vectors: readonly KeyedVector[]): Promise<void>;
  /** Takes a file in place of what was at its address. Its sentences' vectors must be there. */
  putFile(file: IndexedFile): Promise<void>;
  /** The files' content is as it was, whatever their time says. */
  confirm(files: readonly FileState[]): Promise<void>;
  /** Forgets files, and all files in folders of that address. */
  remove(uris: readonly string[]): Promise<void>;
  /** Rejects with `CancelledError`, too. */
  search(query: IndexQuery, token: CancellationToken): Promise<IndexAnswer>;
}

/** The index can't be used, or not for this; the message is for people. */
export class IndexError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'IndexError';
  }
}

/** Whether a file lies in a folder, or is it; both are addresses. */
export function isWithin(uri: string, folder: string): boolean {
  return uri === folder || uri.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
