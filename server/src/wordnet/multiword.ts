import type { WordNet, WordNetPos } from './wordnet.ts';

/** A multi-word lemma found in a sentence: tokens `start` to `end` (exclusive) are a form of it. */
export interface Multiword {
  readonly start: number;
  readonly end: number;
  readonly lemma: string;
  readonly pos: WordNetPos;
}

/** Units of more words are proverbs and titles, which are rarely met. */
const MAX_WORDS = 6;
/** A token like *'s* or *n't* continues the word before it. */
const CONTINUATION = /^(n't|')/i;
const PARTS_OF_SPEECH = ['n', 'v', 'a', 'r'] as const;

/** All multi-word lemmas that stretches of a sentence are forms of, the longest first and then by their place. */
export function findMultiwords(wordNet: WordNet, tokens: readonly string[]): Multiword[] {
  const found: Multiword[] = [];
  for (let start = 0; start < tokens.length - 1; start++) {
    if (!mayBegin(wordNet, tokens, start)) continue;
    for (let length = Math.min(MAX_WORDS, tokens.length - start); length > 1; length--) {
      for (const unit of multiwordsOf(wordNet, tokens.slice(start, start + length)))
        found.push({ start, end: start + length, ...unit });
    }
  }
  return found.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
}

/** The longest of `multiwords` (one for each part of speech) that the token at `index` belongs to. */
export function longestAt(multiwords: readonly Multiword[], index: number): Multiword[] {
  const covering = multiwords.filter(({ start, end }) => start <= index && index < end);
  return covering.filter(({ start, end }) => start === covering[0]!.start && end === covering[0]!.end);
}

function mayBegin(wordNet: WordNet, tokens: readonly string[], start: number): boolean {
  let next = start + 1;
  while (next < tokens.length && CONTINUATION.test(tokens[next]!)) next++;
  if (next === tokens.length) return false;
  return wordNet.morphology.mayBeginUnit(joined(tokens.slice(start, next)), tokens[next]!.toLowerCase());
}

function multiwordsOf(wordNet: WordNet, words: readonly string[]): { lemma: string; pos: WordNetPos }[] {
  if (!words.every((word) => /[\p{L}\p{N}]/u.test(word))) return [];
  const form = joined(words);
  return PARTS_OF_SPEECH.flatMap((pos) => {
    const [lemma] = wordNet.morphology.exactBaseForms(form, pos);
    return lemma?.includes('_') ? [{ lemma, pos }] : [];
  });
}

/** In WordNet's spelling. */
function joined(words: readonly string[]): string {
  return words.reduce((form, word) => (CONTINUATION.test(word) ? form + word : `${form}_${word}`)).toLowerCase();
}
