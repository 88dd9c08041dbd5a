import { eld } from 'eld/extrasmall';

/** How much of a paragraph is looked at, in UTF-16 units. */
const SAMPLE_LENGTH = 1000;
/** Below this many letters a text is ambiguous. */
const ENOUGH_LETTERS = 15;
/** A text with this share of words that only English has is English; eight in ten paragraphs of prose are. */
const ENGLISH_WORD_SHARE = 0.12;
/** A language must beat English clearly: headlines full of names often look a little more like another language. */
const CLOSE_SCORE = 0.9;

const LETTER = /\p{L}/gu;
const LATIN_LETTER = /\p{Script=Latin}/gu;
const WORD = /\p{L}+(?:['-]\p{L}+)*/gu;
const CONTRACTION = /n't$|'(?:re|ve|ll)$/u;
/** Frequent words that are not words of the languages around it (as *in*, *is*, *of*, *was*, *has* are). */
const ENGLISH_WORDS = new Set(
  (
    'the and that with this from have which not were they would their been you she it there what when where how why ' +
    'our its his him these those about because through could should but into then while each who'
  ).split(' '),
);
const NAME = "(?:\\p{Lu}[\\p{L}'.-]*|von|van|der|den|de|di|da|del|la|le|du|al|bin|ibn|dos|y)";
/** Names of people and places, with the particles inside them: they are as good in English as elsewhere. */
const NAMES = new RegExp(`^${NAME}(?:,? ${NAME}){0,4}$`, 'u');

/**
 * Whether a normalised paragraph is in English. What is too short to tell counts as English.
 *
 * Words that only English has decide first; the n-gram model of `eld` is asked about texts without them, where it is
 * much better than trigram detectors (headlines, captions).
 */
export function isEnglish(text: string): boolean {
  const sample = text.slice(0, SAMPLE_LENGTH);
  const letters = count(sample, LETTER);
  if (count(sample, LATIN_LETTER) < letters / 2) return false;
  if (letters < ENOUGH_LETTERS || NAMES.test(sample) || hasEnglishWords(sample)) return true;
  const detected = eld.detect(sample);
  const scores = detected.getScores();
  return (scores['en'] ?? 0) >= CLOSE_SCORE * (scores[detected.language] ?? 0);
}

function hasEnglishWords(text: string): boolean {
  const words = text.toLowerCase().match(WORD) ?? [];
  const english = words.filter((word) => ENGLISH_WORDS.has(word) || CONTRACTION.test(word));
  return english.length >= ENGLISH_WORD_SHARE * words.length;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
