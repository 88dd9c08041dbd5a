import type { AnalyseOptions, Engine, Output, SentenceOutputs } from '../engine/engine.ts';
import { mapInSlices } from '../slices.ts';
import type { WordNet, WordNetPos } from '../wordnet/wordnet.ts';
import type { EntityTagger } from './entities.ts';
import { wordNetPos } from './partsOfSpeech.ts';
import type { RankedSense, SenseRanker, WordUse } from './senses.ts';
import { SubjectReader, showsCode } from './subject.ts';
import { TaggedSentence } from './taggedSentence.ts';

/** A word, or several that form one, where it stands. */
export interface SenseReading extends WordUse {
  /** As it is written in a dictionary: *take place*. */
  readonly lemma: string;
  readonly pos: WordNetPos;
  /** Its tokens, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** Penn Treebank tag of the word, or of the one that is inflected where several form it. */
  readonly tag: string;
}

/** A word whose lemma and part of speech are known, as evaluation sets give it. */
export interface SenseTarget {
  readonly index: number;
  readonly length: number;
  readonly lemma: string;
  readonly pos: WordNetPos;
}

/** Words of a sentence, by their tokens' places. */
export interface WordPlaces {
  readonly tokens: readonly string[];
  readonly indices: readonly number[];
}

export interface SenseOptions extends Omit<AnalyseOptions, 'outputs'> {
  /** How much the text that the sentences are from is about computing, as `SubjectReader` says; 0 where it is left out. */
  readonly computing?: number;
}

type Unit = Omit<SenseReading, keyof WordUse> & { readonly properNoun?: boolean };

/** A less likely tag is not considered for a word that WordNet has nothing for under its likeliest one. */
const MINIMUM_TAG_PROBABILITY = 0.1;
/** A sense key of WordNet's lexicographer file noun.person. */
const PERSON_KEY = /%1:18:/;
const AUXILIARIES = new Set(['be', 'have', 'do']);
/** How far behind an auxiliary its verb is looked for: "has not yet been". */
const AUXILIARY_REACH = 3;

/** Finds which sense of a word its sentence means: part of speech, lemma, then the ranking of WordNet's senses. */
export class SenseReader {
  readonly #engine: Engine;
  readonly #wordNet: WordNet;
  readonly #ranker: SenseRanker;
  readonly #subject: SubjectReader;
  readonly #tags: readonly string[];
  readonly #names: EntityTagger | undefined;

  /** `tags` are those of the model's tagger; `names` tells names from words where the model has a head for it. */
  constructor(engine: Engine, wordNet: WordNet, ranker: SenseRanker, tags: readonly string[], names?: EntityTagger) {
    this.#engine = engine;
    this.#wordNet = wordNet;
    this.#ranker = ranker;
    this.#subject = new SubjectReader(wordNet);
    this.#tags = tags;
    this.#names = names;
  }

  /** The senses of the word at `index`, or undefined where WordNet has none: function words, most names, numbers. */
  async read(tokens: readonly string[], index: number, options: SenseOptions = {}): Promise<SenseReading | undefined> {
    const [outputs] = await this.#engine.analyse([tokens], { ...options, outputs: this.#outputsFor([tokens[index]!]) });
    return this.#readAt(this.#tagged(tokens, outputs!), index, options);
  }

  /** As `read`, for some words of several sentences. */
  async readWords(places: readonly WordPlaces[], options: SenseOptions = {}): Promise<(SenseReading | undefined)[][]> {
    const sentences = places.map(({ tokens }) => tokens);
    const asked = places.flatMap(({ tokens, indices }) => indices.map((index) => tokens[index]!));
    const outputs = await this.#engine.analyse(sentences, { ...options, outputs: this.#outputsFor(asked) });
    return mapInSlices(
      places,
      ({ tokens, indices }, i) => {
        const sentence = this.#tagged(tokens, outputs[i]!);
        return indices.map((index) => this.#readAt(sentence, index, options));
      },
      options.token,
    );
  }

  /** The readings of all words of each sentence, in order; words without any are left out. */
  async readAll(sentences: readonly (readonly string[])[], options: SenseOptions = {}): Promise<SenseReading[][]> {
    const outputs = await this.#engine.analyse(sentences, { ...options, outputs: this.#outputsFor(sentences.flat()) });
    const readSentence = (tokens: readonly string[], i: number): SenseReading[] => {
      const sentence = this.#tagged(tokens, outputs[i]!);
      const readings: SenseReading[] = [];
      for (let index = 0; index < tokens.length; index = Math.max(index + 1, readings.at(-1)?.end ?? 0)) {
        const reading = this.#readAt(sentence, index, options);
        if (reading) readings.push(reading);
      }
      return readings;
    };
    return mapInSlices(sentences, readSentence, options.token);
  }

  /** As `readAll`, for the sentences of one text: what it is about counts. */
  async readText(
    text: string,
    sentences: readonly (readonly string[])[],
    options: SenseOptions = {},
  ): Promise<SenseReading[][]> {
    return this.readAll(sentences, { ...options, computing: await this.computingIn(text, sentences) });
  }

  /** A cheap test of whether a reading at a token may be one of this word, for choosing what to read. */
  wordTest({ lemma, pos }: Pick<SenseReading, 'lemma' | 'pos'>): (token: string) => boolean {
    return this.#wordNet.morphology.formTest(lemma.replaceAll(' ', '_'), pos);
  }

  /** Each target of each sentence as it is used there, undefined where WordNet has no senses of it. */
  async uses(
    questions: readonly { readonly tokens: readonly string[]; readonly targets: readonly SenseTarget[] }[],
    options: SenseOptions = {},
  ): Promise<(WordUse | undefined)[][]> {
    const sentences = questions.map(({ tokens }) => tokens);
    const outputs = await this.#engine.analyse(sentences, { ...options, outputs: ['states', 'senseQueries'] });
    return mapInSlices(
      questions,
      ({ tokens, targets }, i) => targets.map((target) => this.#rankTarget(tokens, outputs[i]!, target, options)),
      options.token,
    );
  }

  /** How much a text is about computing, 0 to 1: what the readings of its words should be told. */
  computingIn(text: string, sentences: Iterable<readonly string[]>): Promise<number> {
    return this.#subject.computing(sentences, showsCode(text));
  }

  /** Only what has a capital can be a name, and finding names takes time. */
  #outputsFor(asked: readonly string[]): Output[] {
    const names = this.#names && asked.some((token) => token !== token.toLowerCase());
    return ['states', 'senseQueries', 'partsOfSpeech', ...(names ? (['entities'] as const) : [])];
  }

  #tagged(tokens: readonly string[], outputs: SentenceOutputs): TaggedSentence {
    const names = this.#names && outputs.entities ? this.#names.decode(outputs.entities) : [];
    return new TaggedSentence(tokens, outputs, this.#wordNet, this.#tags, names);
  }

  #readAt(sentence: TaggedSentence, index: number, options: SenseOptions): SenseReading | undefined {
    const unit = this.#multiword(sentence, index) ?? this.#word(sentence, index);
    if (!unit) return undefined;
    const { properNoun, ...word } = unit;
    const { start, end, lemma, pos } = word;
    const target = { index: start, length: end - start, lemma, pos };
    const use = this.#rankTarget(sentence.tokens, sentence.outputs, target, options);
    if (!use) return undefined;
    const senses = properNoun ? keep(use.senses, (sense) => isNamedThing(sense, lemma)) : use.senses;
    if (!senses[0]) return undefined;
    const written = properNoun ? spellings(senses[0].words, lemma)[0]! : lemma;
    return { ...use, ...word, lemma: written.replaceAll('_', ' '), senses };
  }

  #namesThing(lemma: string, pos: WordNetPos): boolean {
    return this.#wordNet
      .senses(lemma, pos)
      .some(({ key, synset }) => isNamedThing({ senseKey: key, words: this.#wordNet.synset(synset).words }, lemma));
  }

  /** The ranked senses of a word; one in lower case means no name ("crane" is not Stephen Crane), if it can mean else. */
  #rankTarget(
    tokens: readonly string[],
    outputs: SentenceOutputs,
    target: SenseTarget,
    { computing = 0 }: SenseOptions,
  ): WordUse | undefined {
    const ranked = this.#ranker.rank({ states: outputs.states!, queries: outputs.senseQueries!, ...target });
    const use = ranked && { ...ranked, senses: this.#subject.weigh(ranked.senses, computing) };
    const surface = tokens.slice(target.index, target.index + target.length).join(' ');
    if (!use || surface !== surface.toLowerCase()) return use;
    const lemma = target.lemma.toLowerCase().replaceAll(' ', '_');
    const common = keep(use.senses, ({ words }) => !isOnlyName(words, lemma));
    return common.length > 0 ? { ...use, senses: common } : use;
  }

  /** A multi-word lemma around the token, if the tagger agrees with its part of speech. */
  #multiword(sentence: TaggedSentence, index: number): Unit | undefined {
    for (const unit of sentence.multiwordsAt(index)) {
      const { start, end, pos } = unit;
      const tags = sentence.tagsAt(pos === 'v' ? start : end - 1);
      // "in general", "at home": their words are tagged one by one
      if (pos === 'r' || pos === 'a') return { ...unit, tag: tags[0]!.tag };
      const agreeing = tags.find(({ tag, probability }) => wordNetPos(tag) === pos && probability >= 0.5);
      if (agreeing) return { ...unit, tag: agreeing.tag };
    }
    return undefined;
  }

  #word(sentence: TaggedSentence, index: number): Unit | undefined {
    const tags = sentence.tagsAt(index);
    if (!tags[0] || !wordNetPos(tags[0].tag)) return undefined;
    for (const { tag, probability } of tags) {
      if (probability < MINIMUM_TAG_PROBABILITY) return undefined;
      const pos = wordNetPos(tag);
      const [lemma] = pos ? this.#wordNet.morphology.baseForms(sentence.tokens[index]!, pos) : [];
      if (!pos || !lemma) continue;
      if (pos === 'v' && AUXILIARIES.has(lemma) && isAuxiliary(sentence, index)) return undefined;
      const unit = { lemma, pos, start: index, end: index + 1, tag };
      if (!tag.startsWith('NNP')) return unit;
      if (this.#namesThing(lemma, pos)) return { ...unit, properNoun: true };
    }
    return undefined;
  }
}

/** "has been seen": a form of be, have or do that only helps the verb after it. */
function isAuxiliary(sentence: TaggedSentence, index: number): boolean {
  for (let at = index + 1; at < Math.min(sentence.tokens.length, index + 1 + AUXILIARY_REACH); at++) {
    const tag = sentence.tagsAt(at)[0]!.tag;
    if (tag.startsWith('VB')) return true;
    if (tag !== 'RB' && tag !== 'PRP') return false;
  }
  return false;
}

/** The senses that pass, their probabilities made to add up to 1 again. */
function keep(senses: readonly RankedSense[], passes: (sense: RankedSense) => boolean): RankedSense[] {
  const kept = senses.filter(passes);
  const total = kept.reduce((sum, { probability }) => sum + probability, 0);
  return kept.map((sense) => ({ ...sense, probability: sense.probability / total }));
}

/**
 * Whether a sense is that of a name: WordNet writes it with a capital ("Apple" the company is no sense of "apple"), and
 * it is no person (of all who are called James, a text hardly ever means the king).
 */
function isNamedThing({ senseKey, words }: Pick<RankedSense, 'senseKey' | 'words'>, lemma: string): boolean {
  return !PERSON_KEY.test(senseKey) && spellings(words, lemma).some((word) => word !== word.toLowerCase());
}

function isOnlyName(words: readonly string[], lemma: string): boolean {
  const found = spellings(words, lemma);
  return found.length > 0 && found.every((word) => word !== word.toLowerCase());
}

/** How a synset's words spell a lemma. */
function spellings(words: readonly string[], lemma: string): string[] {
  return words.filter((word) => word.toLowerCase().replaceAll(' ', '_') === lemma);
}
