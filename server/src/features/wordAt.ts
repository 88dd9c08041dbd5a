import { touches, words } from '../documents/prose.ts';
import type { PinnedReading } from '../heads/pinnedSenses.ts';
import type { SenseOptions } from '../heads/senseReader.ts';
import type { Paragraph, Range, Sentence } from '../text/types.ts';

/** A token in its sentence. */
export interface WordPlace {
  readonly sentence: Sentence;
  readonly index: number;
}

/** Reads the senses of a word where it stands. */
export interface WordReader {
  /** Undefined where WordNet has none. */
  read(tokens: readonly string[], index: number, options?: SenseOptions): Promise<PinnedReading | undefined>;
}

/** The word at an offset of a text; where two tokens meet, the one that begins. */
export function wordAt(paragraphs: readonly Paragraph[], offset: number): WordPlace | undefined {
  const at = { start: offset, end: offset };
  const sentence = paragraphs
    .findLast((paragraph) => touches(paragraph, at))
    ?.sentences.find((candidate) => touches(candidate, at));
  const index = sentence?.tokens.findLastIndex((word) => word.start < word.end && touches(word, at)) ?? -1;
  return sentence && index >= 0 ? { sentence, index } : undefined;
}

/** The senses of the word at a place. */
export function readWord({ sentence, index }: WordPlace, reader: WordReader, options?: SenseOptions) {
  return reader.read(words(sentence), index, options);
}

/** Where the words of a reading stand in the text. */
export function rangeOfReading({ tokens }: Sentence, { start, end }: { readonly start: number; readonly end: number }) {
  return { start: tokens[start]!.start, end: tokens[end - 1]!.end } satisfies Range;
}
