import type { CancellationToken } from 'vscode-languageserver-protocol';
import type { SentenceEncoder } from '../heads/sentenceEncoder.ts';
import type { IndexAnswer, Rank } from '../index/sentenceIndex.ts';
import type { WorkspaceQuery } from '../index/workspaceIndex.ts';
import type { SimilarResult } from '../protocol.ts';
import type { Hidden } from './hidden.ts';

/** Files that are not open, in an index. */
export interface IndexedFiles {
  /** Undefined where there is no index to search. Rejects with `CancelledError`. */
  search(query: WorkspaceQuery, token: CancellationToken): Promise<IndexAnswer | undefined>;
}

/** For who has no files: a search of what is open alone. */
export const noFiles: IndexedFiles = { search: async () => undefined };

export interface FileQuery {
  readonly text: string;
  readonly vector: Float32Array;
  /** Addresses of the documents that are open, whose files are not searched. */
  readonly open: readonly string[];
  readonly limit: number;
  /** Address of a folder: only files in it are searched. */
  readonly folder?: string;
}

/** A passage of an open document: it is ranked among those of files by its cosine to the query. */
export interface OpenPassage {
  readonly result: SimilarResult;
  readonly cosine: number;
}

export interface FileSearchParts {
  readonly files: IndexedFiles;
  readonly encoder: SentenceEncoder;
  readonly hidden: Pick<Hidden, 'hidesFile'>;
}

export interface RankedResult extends Rank {
  readonly result: SimilarResult;
}

/**
 * Passages of open documents and of files, the best by meaning and words together first; none of hidden files. Undefined
 * where there is no index.
 */
export async function rankWithFiles(
  { open, ...query }: FileQuery,
  passages: readonly OpenPassage[],
  { files, encoder, hidden }: FileSearchParts,
  token: CancellationToken,
): Promise<readonly RankedResult[] | undefined> {
  const others = passages.map(({ result: { text }, cosine }) => ({ text, cosine }));
  const answer = await files.search({ ...query, open, others }, token);
  if (!answer) return undefined;
  const ofFiles = answer.hits
    .filter(({ file }) => !hidden.hidesFile(file.uri))
    .map(({ file: { uri }, range, text, before, after, cosine, ...rank }) => ({
      ...rank,
      result: { uri, range, text, before, after, score: encoder.similarityOf(cosine) },
    }));
  const ofDocuments = passages.map(({ result }, i) => ({ result, ...answer.others[i]! }));
  return [...ofFiles, ...ofDocuments].sort((a, b) => b.relevance - a.relevance);
}
