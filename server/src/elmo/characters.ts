import { MAX_CHARACTERS } from './options.ts';

/** The marks that stand around every sentence; the biLM learned them as words of one special character. */
export const SENTENCE_START = '<S>';
export const SENTENCE_END = '</S>';

// Ids of bilm-tf's `UnicodeCharsVocabulary` after the 256 bytes.
const SENTENCE_START_MARK = 256;
const SENTENCE_END_MARK = 257;
const WORD_START_MARK = 258;
const WORD_END_MARK = 259;
const PADDING = 260;

/** Readers of the format shift every id by one, so that 0 can stand for a masked position. */
const SHIFT = 1;
const MAX_BYTES = MAX_CHARACTERS - 2;

const encoder = new TextEncoder();

/** Character ids of a word, int32 `[MAX_CHARACTERS]`, and how many of them come before the padding. */
export interface CharacterIds {
  readonly ids: Int32Array;
  readonly length: number;
}

/**
 * Ids of a word as bilm-tf and AllenNLP make them: its UTF-8 bytes, 48 at most (a longer word is cut, even inside a
 * character), between a begin and an end mark. A lone surrogate is encoded as U+FFFD.
 * Source: bilm-tf `bilm/data.py`, AllenNLP `token_indexers/elmo_indexer.py`.
 */
export function characterIds(word: string): CharacterIds {
  const body = bodyOf(word);
  const ids = new Int32Array(MAX_CHARACTERS).fill(PADDING + SHIFT);
  ids[0] = WORD_START_MARK + SHIFT;
  for (let position = 0; position < body.length; position++) ids[1 + position] = body[position]! + SHIFT;
  ids[1 + body.length] = WORD_END_MARK + SHIFT;
  return { ids, length: body.length + 2 };
}

function bodyOf(word: string): ArrayLike<number> {
  if (word === SENTENCE_START) return [SENTENCE_START_MARK];
  if (word === SENTENCE_END) return [SENTENCE_END_MARK];
  return encoder.encode(word).subarray(0, MAX_BYTES);
}

/**
 * AllenNLP's `batch_to_ids`: int32 `[batch, longest, MAX_CHARACTERS]`, row-major, without the marks around sentences;
 * positions after the end of a sentence are 0.
 */
export function batchToIds(sentences: readonly (readonly string[])[]): {
  data: Int32Array;
  dims: [number, number, number];
} {
  const longest = sentences.reduce((most, sentence) => Math.max(most, sentence.length), 0);
  const data = new Int32Array(sentences.length * longest * MAX_CHARACTERS);
  sentences.forEach((sentence, row) => {
    sentence.forEach((word, column) => {
      data.set(characterIds(word).ids, (row * longest + column) * MAX_CHARACTERS);
    });
  });
  return { data, dims: [sentences.length, longest, MAX_CHARACTERS] };
}
