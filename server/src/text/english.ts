import { eld } from 'eld/extrasmall';

/** How much of a paragraph is looked at, in UTF-16 units. */
const SAMPLE_LENGTH = 1000;
/** Below this many letters a text is ambiguous. */
const ENOUGH_LETTERS = 15;
/** A text with this share of words that only English has is English; eight in ten paragraphs of prose are. */
const ENGLISH_WORD_SHARE = 0.12;
/** Another language must beat English clearly: headlines often look a little more like one. */
const CLOSE_SCORE = 0.9;
/** Among little more than names, only a language that beats English by far does. */
const NAMES_SCORE = 0.6;

/** With this many runs of signs and more of them than words, a text is no prose but data or formulas. */
const ENOUGH_SIGNS = 20;

const SIGNS = /[^\p{L}\p{M}\s]+/gu;
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
/** Names look like the language they come from, wherever they stand. */
const CAPITALISED = /\p{Lu}[\p{L}'.-]*/gu;
/** The particles inside of names. */
const PARTICLES = /(?<!\p{L})(?:von|van|der|den|de|di|da|del|la|le|du|al|bin|ibn|dos|y)(?!\p{L})/gu;

/**
 * Whether a normalised paragraph is in English. What is too short to tell counts as English.
 *
 * Words that only English has decide first; the n-gram model of `eld` is asked about texts without them, where it is
 * much better than trigram detectors (headlines, captions). It sees no capitalised words.
 */
export function isEnglish(text: string): boolean {
  const sample = text.slice(0, SAMPLE_LENGTH);
  const letters = count(sample, LETTER);
  if (count(sample, LATIN_LETTER) < letters / 2) return false;
  const signs = count(sample, SIGNS);
  if (signs >= ENOUGH_SIGNS && signs > count(sample, WORD)) return false;
  if (hasEnglishWords(sample)) return true;
  const withoutNames = sample.replace(CAPITALISED, ' ');
  if (count(withoutNames, LETTER) >= ENOUGH_LETTERS) return englishScore(withoutNames) >= CLOSE_SCORE;
  const onlyNames = count(withoutNames.replace(PARTICLES, ' '), LETTER) === 0;
  return letters < ENOUGH_LETTERS || onlyNames || englishScore(sample) >= NAMES_SCORE;
}

/** The score of English over that of the likeliest language, 0 to 1. */
function englishScore(text: string): number {
  const detected = eld.detect(text);
  const scores = detected.getScores();
  const best = scores[detected.language];
  return best ? (scores['en'] ?? 0) / best : 1;
}

function hasEnglishWords(text: string): boolean {
  const words = text.toLowerCase().match(WORD) ?? [];
  const english = words.filter((word) => ENGLISH_WORDS.has(word) || CONTRACTION.test(word));
  return english.length >= ENGLISH_WORD_SHARE * words.length;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
