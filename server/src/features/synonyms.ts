import { words } from '../documents/prose.ts';
import { cosine } from '../elmo/similarity.ts';
import type { ContextFit } from '../heads/contextFit.ts';
import type { SenseOptions, SenseReader, SenseReading } from '../heads/senseReader.ts';
import type { RankedSense, WordUse } from '../heads/senses.ts';
import type { Range, Sentence } from '../text/types.ts';
import { articleBefore, formTag, inflect } from '../wordnet/inflection.ts';
import type { WordNet, WordNetPos } from '../wordnet/wordnet.ts';
import { withCase } from './letterCase.ts';
import { rangeOfReading } from './wordAt.ts';

/** A word to put in place of another. */
export interface Synonym {
  /** As it would stand in the text, with its article where that changes: *an incline*. */
  readonly text: string;
  /** UTF-16 ranges of the source, and what is to stand there. */
  readonly edits: readonly { readonly range: Range; readonly text: string }[];
}

export interface SynonymOptions extends SenseOptions {
  readonly wordNet: WordNet;
  readonly senses: SenseReader;
  readonly contextFit: ContextFit;
}

/** How a candidate is related to the sense that is meant. */
type Kinship = 'member' | 'similar' | 'hypernym' | 'neighbour';

interface Candidate {
  readonly lemma: string;
  /** The synset through which it is kin. */
  readonly synset: number;
  readonly kinship: Kinship;
  /** How often annotators of WordNet's texts met it, in any sense. */
  readonly frequency: number;
}

const MAX_SYNONYMS = 8;
/** Candidates that are tried in the sentence; each costs a run of the biLM. */
const MAX_CANDIDATES = 24;
/** Below this fit nothing is offered. Chosen by reading the candidates for some thirty words in their sentences. */
const MINIMUM_FIT = 0.85;
const FREQUENCY_WEIGHT = 0.1;
const SENSE_WEIGHT = 0.15;
/**
 * Of the logarithm of how much more a candidate was to be expected there than the word itself, up to a limit either way.
 * Chosen on half of 1,200 words of SemCor as in `npm run evaluate -- synonyms`; without it, the writer's own word comes
 * first 4 % less often on the other half.
 */
const EXPECTEDNESS_WEIGHT = 0.03;
const MOST_EXPECTEDNESS = 6;
const KINSHIP_WEIGHTS: Readonly<Record<Kinship, number>> = {
  member: 0.1,
  similar: 0.05,
  hypernym: -0.1,
  neighbour: -0.1,
};
/** A sense that is less likely says too little of what would fit. */
const MINIMUM_SENSE = 0.4;
/** An adjective to which more than these are similar is no meaning that they share: *ordinal*. */
const MAX_SIMILAR = 20;
const WORDS_ONLY = /^[\p{L}\p{M}\s-]+$/u;

/**
 * Words that could stand for the one that was read, the best fitting first: from the synset of its first sense and its
 * near kin, in the same form. Each is put into the sentence and read there: how close its vector comes to the word's,
 * whether it means the same, and how much both directions of the biLM expected it.
 */
export async function fittingSynonyms(
  sentence: Sentence,
  reading: SenseReading,
  source: (range: Range) => string,
  { wordNet, senses, contextFit, ...options }: SynonymOptions,
): Promise<Synonym[]> {
  const range = rangeOfReading(sentence, reading);
  const surface = source(range);
  if (reading.senses[0]!.probability < MINIMUM_SENSE || isPartOfName(surface, reading)) return [];
  if (!WORDS_ONLY.test(surface)) return []; // markup within several words would be torn apart
  const tag = formTag(surface, reading.lemma, reading.pos, reading.tag);
  const candidates = synonymCandidates(wordNet, reading).map((candidate) => {
    const form = withCase(inflect(candidate.lemma, tag, wordNet.morphology), surface);
    return { ...candidate, ...replacement(sentence, range, form, reading) };
  });
  const { start, end, pos } = reading;
  const uses = await senses.uses(
    candidates.map(({ tokens, lemma, length }) => ({ tokens, targets: [{ index: start, length, lemma, pos }] })),
    options,
  );
  const [ownFit, ...contextFits] = await contextFit.of(
    [
      { tokens: words(sentence), start, end },
      ...candidates.map(({ tokens, length }) => ({ tokens, start, end: start + length })),
    ],
    options,
  );
  const fits = candidates.map((candidate, i) => {
    const expectedness = ownFit === undefined ? 0 : (contextFits[i] ?? ownFit) - ownFit;
    return { ...candidate, fit: fitOf(candidate, uses[i]![0], reading, expectedness) };
  });
  const seen = new Set([surface]);
  return fits
    .filter(({ fit }) => fit >= MINIMUM_FIT)
    .sort((a, b) => rankOf(b) - rankOf(a))
    .filter(({ text }) => !seen.has(text) && seen.add(text))
    .slice(0, MAX_SYNONYMS)
    .map(({ text, edits }) => ({ text, edits }));
}

/** The words kin to the first sense, those that are closest and most frequent first; no names, nor what is no plain word. */
export function synonymCandidates(
  wordNet: WordNet,
  { lemma, pos, senses }: Pick<SenseReading, 'lemma' | 'pos'> & { readonly senses: readonly RankedSense[] },
): Candidate[] {
  const candidates = new Map<string, Candidate>();
  for (const [synset, kinship] of kin(wordNet, senses[0]!.synset)) {
    for (const word of wordNet.synset(synset).words) {
      if (word === lemma || candidates.has(word) || word !== word.toLowerCase() || !WORDS_ONLY.test(word)) continue;
      candidates.set(word, { lemma: word, synset, kinship, frequency: frequencyOf(wordNet, word, pos) });
    }
  }
  return [...candidates.values()].sort((a, b) => promise(b) - promise(a)).slice(0, MAX_CANDIDATES);
}

/** Names have no synonyms. What has a capital within its sentence is mostly a part of one. */
function isPartOfName(surface: string, { tag, start, lemma }: SenseReading): boolean {
  const hasCapital = surface !== surface.toLowerCase();
  return tag.startsWith('NNP') || lemma.startsWith('the ') || (hasCapital && start > 0);
}

/** Synsets near another: itself, similar adjectives and those similar to the same, or what it is a kind of. */
function kin(wordNet: WordNet, synset: number): [number, Kinship][] {
  const similar = wordNet.similar(synset);
  const neighbours = similar
    .map((other) => wordNet.similar(other))
    .flatMap((around) => (around.length > MAX_SIMILAR ? [] : around))
    .filter((other) => other !== synset);
  return [
    [synset, 'member'],
    ...similar.map((other): [number, Kinship] => [other, 'similar']),
    ...wordNet.hypernyms(synset).map((other): [number, Kinship] => [other, 'hypernym']),
    ...neighbours.map((other): [number, Kinship] => [other, 'neighbour']),
  ];
}

function frequencyOf(wordNet: WordNet, word: string, pos: WordNetPos): number {
  return wordNet.senses(word.replaceAll(' ', '_'), pos).reduce((sum, { tagCount }) => sum + tagCount, 0);
}

/** What is known of a candidate before it is read in its sentence. */
function promise({ kinship, frequency }: Candidate): number {
  return KINSHIP_WEIGHTS[kinship] + FREQUENCY_WEIGHT * Math.log10(1 + frequency);
}

/** How well a candidate, read in the sentence, stands for the word. `expectedness` is beyond the word's own. */
function fitOf(candidate: Candidate, use: WordUse | undefined, original: WordUse, expectedness: number): number {
  if (!use) return Number.NEGATIVE_INFINITY;
  const sense = use.senses.find(({ synset }) => synset === candidate.synset);
  return (
    cosine(use.vector(), original.vector()) +
    SENSE_WEIGHT * (sense?.probability ?? 0) +
    EXPECTEDNESS_WEIGHT * Math.max(-MOST_EXPECTEDNESS, Math.min(MOST_EXPECTEDNESS, expectedness)) +
    promise(candidate)
  );
}

/** Among words that fit, what is known of them beforehand counts once more: writers mostly take the usual one. */
function rankOf(candidate: Candidate & { readonly fit: number }): number {
  return candidate.fit + promise(candidate);
}

/** The sentence's tokens with `form` in place of the word, and the edits that write it into the source. */
function replacement(sentence: Sentence, range: Range, form: string, { start, end }: SenseReading) {
  const changed = words(sentence);
  const before = sentence.tokens[start - 1];
  const article = before && /^an?$/i.test(before.text) ? withCase(articleBefore(form), before.text) : undefined;
  const changesArticle = article !== undefined && article.toLowerCase() !== before!.text.toLowerCase();
  if (changesArticle) changed[start - 1] = article;
  const formTokens = form.split(' ');
  changed.splice(start, end - start, ...formTokens);
  return {
    tokens: changed,
    length: formTokens.length,
    text: changesArticle ? `${article} ${form}` : form,
    edits: [...(changesArticle ? [{ range: before!, text: article }] : []), { range, text: form }],
  };
}
