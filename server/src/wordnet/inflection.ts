import { getPlural } from 'english-plurals';
import plurals from 'english-plurals-list/dist/plurals.json' with { type: 'json' };
import gerunds from 'english-verbs-gerunds/dist/gerunds.json' with { type: 'json' };
import { getConjugation, mergeVerbsData, type Tense } from 'english-verbs-helper';
import irregularVerbs from 'english-verbs-irregular/dist/verbs.json' with { type: 'json' };
import indefinite from 'indefinite';
import type { Morphology } from './morphology.ts';
import type { WordNetPos } from './wordnet.ts';

/** Penn Treebank tags of the forms that a word is inflected to; all others name the lemma itself. */
const TENSES: Readonly<Record<string, Tense>> = {
  VBZ: 'SIMPLE_PRESENT',
  VBD: 'SIMPLE_PAST',
  VBG: 'PARTICIPLE_PRESENT',
  VBN: 'PARTICIPLE_PAST',
};
const THIRD_PERSON = 2;
const VERBS = mergeVerbsData(irregularVerbs, gerunds);
const IRREGULAR_DEGREES: Readonly<Record<string, readonly [comparative: string, superlative: string]>> = {
  good: ['better', 'best'],
  well: ['better', 'best'],
  bad: ['worse', 'worst'],
  badly: ['worse', 'worst'],
  little: ['less', 'least'],
  far: ['farther', 'farthest'],
};

/**
 * A lemma in the form that a Penn Treebank tag names: plural, third person, past, participle, comparative, superlative.
 * Of several words it is the first verb that changes, or the last noun before an *of*.
 */
export function inflect(lemma: string, tag: string, morphology: Morphology): string {
  const words = lemma.split(' ');
  if (tag === 'NNS') return plural(words, morphology).join(' ');
  if (TENSES[tag]) return words.with(0, conjugated(words[0]!, TENSES[tag], morphology)).join(' ');
  if (tag === 'JJR' || tag === 'RBR') return compared(lemma, 0);
  if (tag === 'JJS' || tag === 'RBS') return compared(lemma, 1);
  return lemma;
}

/** The tag of the form that `surface` is of `lemma`: the tagger's own, unless the spelling says something else. */
export function formTag(surface: string, lemma: string, pos: WordNetPos, tag: string): string {
  const form = surface.toLowerCase();
  if (pos === 'n' && form === lemma) return form.endsWith('s') ? 'NN' : tag; // *clothes*, but *people* and *sheep*
  if (pos === 'n') return 'NNS';
  if (form === lemma) return pos === 'v' ? tag : 'JJ';
  if (pos === 'v') return TENSES[tag] ? tag : (verbTags.find(([ending]) => form.endsWith(ending))?.[1] ?? tag);
  return form.endsWith('est') ? 'JJS' : form.endsWith('er') ? 'JJR' : tag;
}

const verbTags = [
  ['ing', 'VBG'],
  ['s', 'VBZ'],
  ['d', 'VBD'],
] as const;

/** *a* or *an*, whichever goes before `word`. */
export function articleBefore(word: string): string {
  return indefinite(word, { articleOnly: true });
}

function plural(words: readonly string[], morphology: Morphology): string[] {
  const of = words.indexOf('of');
  const at = (of > 0 ? of : words.length) - 1;
  const noun = words[at]!;
  const [base] = morphology.baseForms(noun, 'n');
  const isPlural = base !== undefined && base !== noun; // *twenty-four hours*
  return isPlural ? [...words] : words.with(at, getPlural({}, plurals, noun));
}

function conjugated(verb: string, tense: Tense, morphology: Morphology): string {
  const form = getConjugation(VERBS, verb, tense, THIRD_PERSON, {}).replace(/([^aeiou]o)s$/, '$1es');
  // WordNet lists the verbs that double their last letter: *occurred*.
  const doubled = form.replace(verb, verb + verb.at(-1));
  return morphology.isException(doubled, verb, 'v') ? doubled : form;
}

/** *big, bigger*; *happy, happier*; *expensive, more expensive*. */
function compared(word: string, degree: 0 | 1): string {
  const irregular = IRREGULAR_DEGREES[word];
  if (irregular) return irregular[degree];
  const ending = ['er', 'est'][degree]!;
  const syllables = word.match(/[aeiouy]+(?!e?$)|[aiouy]+$/g)?.length ?? 1;
  if (syllables <= 2 && /[^aeioul]y$/.test(word)) return `${word.slice(0, -1)}i${ending}`;
  if (syllables > 1 || /[\s-]/.test(word)) return `${['more', 'most'][degree]} ${word}`;
  if (word.endsWith('e')) return word + ending.slice(1);
  // A single consonant after a single vowel is doubled: *thin, thinner*.
  return /(^|[^aeiou])[aeiou][^aeiouwxy]$/.test(word) ? word + word.at(-1) + ending : word + ending;
}
