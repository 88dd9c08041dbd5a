import type { ContentKey, FileState, IndexedFile, IndexQuery, KeyedVector } from './sentenceIndex.ts';

/** What the parent asks of the index process: the methods of `SentenceIndex`, and to end a search by its number. */
export type IndexRequest =
  | { readonly kind: 'files'; readonly folders: readonly string[] }
  | { readonly kind: 'lacking'; readonly keys: readonly ContentKey[] }
  | { readonly kind: 'addVectors'; readonly vectors: readonly KeyedVector[] }
  | { readonly kind: 'putFile'; readonly file: IndexedFile }
  | { readonly kind: 'confirm'; readonly files: readonly FileState[] }
  | { readonly kind: 'remove'; readonly uris: readonly string[] }
  | { readonly kind: 'search'; readonly number: number; readonly query: IndexQuery }
  | { readonly kind: 'cancel'; readonly number: number };

/** The index process ends by it where what it opened is no longer what there is: the next one opens that. */
export const REPLACED_EXIT_CODE = 75;

/** What the index process is started with, as JSON in its first argument. */
export interface IndexProcessOptions {
  readonly folder: string;
  readonly model: string;
  readonly dimensions: number;
  readonly fresh: boolean;
}
