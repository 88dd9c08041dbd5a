import type { ProseSource } from './prose.ts';
import type { Paragraph } from './types.ts';

/**
 * What `ProseParser` and its worker thread say to each other. Every request has one answer. The parser asks for a
 * document piece by piece, so that no piece is long in arriving and one that nobody waits for any more is not read on.
 */
export type ParserRequest = { readonly kind: 'parse'; readonly source: ProseSource } | { readonly kind: 'next' };

/** A paragraph that is too long for one piece goes on in the next: there it has the same range and further sentences. */
export type ParserAnswer =
  | { readonly kind: 'piece'; readonly paragraphs: readonly Paragraph[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly message: string };
