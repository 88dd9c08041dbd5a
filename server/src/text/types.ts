/** A stretch of the source document, in UTF-16 code units, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * One token as the biLM reads it. `text` is normalised (straight quotes, `--`, `...`), so it can differ from the
 * source at `start..end`; the range is empty where the token stands for nothing in the source (an added full stop).
 */
export interface Token extends Range {
  readonly text: string;
}

/** A sentence of the source and its tokens in order; never empty. */
export interface Sentence extends Range {
  readonly tokens: readonly Token[];
}

/**
 * A block of prose. In LaTeX one may lie inside of another, after whose start it comes: a footnote. One that is not in
 * English keeps its range, so that a hover can say so, but has no sentences.
 */
export interface Paragraph extends Range {
  readonly english: boolean;
  readonly sentences: readonly Sentence[];
}

/** Which prose extractor reads a document. */
export type ProseLanguage = 'plaintext' | 'markdown' | 'latex';
