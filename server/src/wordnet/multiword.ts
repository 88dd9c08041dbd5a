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
const PARTS_OF_SPEECH = ['n', 'v', 'a', 'r'] as const;

/** The longest multi-word lemmas (one for each part of speech) that tokens around `index`, it included, form. */
export function longestMultiwords(wordNet: WordNet, tokens: readonly string[], index: number): Multiword[] {
  for (let length = Math.min(MAX_WORDS, tokens.length); length > 1; length--) {
    const first = Math.max(0, index - length + 1);
    const last = Math.min(index, tokens.length - length);
    for (let start = first; start <= last; start++) {
      const found = multiwordsOf(wordNet, tokens.slice(start, start + length));
      if (found.length > 0) return found.map((unit) => ({ start, end: start + length, ...unit }));
    }
  }
  return [];
}

function multiwordsOf(wordNet: WordNet, words: readonly string[]): { lemma: string; pos: WordNetPos }[] {
  if (!words.every((word) => /[\p{L}\p{N}]/u.test(word))) return [];
  const form = joined(words);
  return PARTS_OF_SPEECH.flatMap((pos) => {
    const [lemma] = wordNet.morphology.exactBaseForms(form, pos);
    return lemma?.includes('_') ? [{ lemma, pos }] : [];
  });
}

/** In WordNet's spelling; a token like *'s* or *n't* continues the word before it. */
function joined(words: readonly string[]): string {
  return words.reduce((form, word) => (/^(n't|')/i.test(word) ? form + word : `${form}_${word}`)).toLowerCase();
}
