import type { SentenceOutputs } from '../engine/engine.ts';
import { findMultiwords, longestAt, type Multiword } from '../wordnet/multiword.ts';
import type { WordNet } from '../wordnet/wordnet.ts';
import type { EntitySpan } from './entities.ts';
import { rankTags, type TagProbability } from './partsOfSpeech.ts';

/** From this confidence on, the entity tagger is believed where the part-of-speech tagger sees a common noun. */
const NAME_CONFIDENCE = 0.5;

/** A sentence whose words are read: its parts of speech and multi-word lemmas, each found once. */
export class TaggedSentence {
  readonly tokens: readonly string[];
  readonly outputs: SentenceOutputs;
  readonly #wordNet: WordNet;
  readonly #tagSet: readonly string[];
  readonly #names: readonly EntitySpan[];
  readonly #tags: TagProbability[][] = [];
  #multiwords: readonly Multiword[] | undefined;

  constructor(
    tokens: readonly string[],
    outputs: SentenceOutputs,
    wordNet: WordNet,
    tagSet: readonly string[],
    names: readonly EntitySpan[],
  ) {
    this.tokens = tokens;
    this.outputs = outputs;
    this.#wordNet = wordNet;
    this.#tagSet = tagSet;
    this.#names = names;
  }

  /** Penn Treebank tags of a token, the likeliest first. */
  tagsAt(index: number): readonly TagProbability[] {
    this.#tags[index] ??= this.#isInName(index)
      ? [{ tag: 'NNP', probability: 1 }]
      : rankTags(this.#tagSet, this.outputs.partsOfSpeech!, index);
    return this.#tags[index];
  }

  /** The longest multi-word lemmas that a token belongs to, one for each part of speech. */
  multiwordsAt(index: number): readonly Multiword[] {
    this.#multiwords ??= findMultiwords(this.#wordNet, this.tokens);
    return longestAt(this.#multiwords, index);
  }

  /** Whether a token belongs to the name of a person, organisation or place; "Dutch" (MISC) is a word with a meaning. */
  #isInName(index: number): boolean {
    const token = this.tokens[index]!;
    return this.#names.some(
      ({ start, end, label, confidence }) =>
        start <= index &&
        index < end &&
        label !== 'MISC' &&
        confidence >= NAME_CONFIDENCE &&
        token !== token.toLowerCase(),
    );
  }
}
