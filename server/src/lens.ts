import type { Engine } from './engine/engine.ts';
import { ContextFit } from './heads/contextFit.ts';
import { EntityTagger } from './heads/entities.ts';
import { LayerMeasure } from './heads/layerMeasure.ts';
import type { HeadFiles } from './heads/manifest.ts';
import { SenseReader } from './heads/senseReader.ts';
import { SenseRanker } from './heads/senses.ts';
import { SentenceEncoder } from './heads/sentenceEncoder.ts';
import type { SentenceMeasure } from './heads/sentenceMeasure.ts';
import { SentimentReader } from './heads/sentiment.ts';
import { readClassifier, TextClassifier } from './heads/textClassifier.ts';
import { TopicReader } from './heads/topic.ts';
import { UnlikelyWordFinder } from './heads/unlikelyWords.ts';
import type { SimilarityMeasure } from './settings.ts';
import { WordNet } from './wordnet/wordnet.ts';

/** Something that was opened, or the error why it could not be, thrown to whoever needs it. */
type Opened<Value> = () => Value;

/**
 * What the heads read in sentences: the one way from vectors to meaning, for the editor, the command line and the
 * evaluation alike. Each part throws `HeadError` where its head can't be used.
 */
export class Lens {
  readonly #engine: Engine;
  readonly #heads: HeadFiles;
  readonly #openedWordNet: Opened<WordNet>;
  readonly #senseVectors: Opened<Buffer>;
  #entities: EntityTagger | undefined;
  #senses: SenseReader | undefined;
  #sentences: SentenceEncoder | undefined;
  #sentiment: SentimentReader | undefined;
  #topic: TopicReader | undefined;
  #contextFit: ContextFit | undefined;
  #unlikelyWords: UnlikelyWordFinder | undefined;

  private constructor(engine: Engine, heads: HeadFiles, wordNet: Opened<WordNet>, senseVectors: Opened<Buffer>) {
    this.#engine = engine;
    this.#heads = heads;
    this.#openedWordNet = wordNet;
    this.#senseVectors = senseVectors;
  }

  /** Reads the large files first, so that the first hover need not; what is wrong with them is said when they are needed. */
  static async open(engine: Engine, heads: HeadFiles, wordNetPath: string): Promise<Lens> {
    const [wordNet, senseVectors] = await Promise.all([
      opened(WordNet.load(wordNetPath)),
      opened(heads.read('senses')),
    ]);
    return new Lens(engine, heads, wordNet, senseVectors);
  }

  get entities(): EntityTagger {
    this.#entities ??= new EntityTagger(this.#engine, this.#heads.parameters('entities'));
    return this.#entities;
  }

  get senses(): SenseReader {
    this.#senses ??= this.#openSenses();
    return this.#senses;
  }

  get sentences(): SentenceEncoder {
    this.#sentences ??= new SentenceEncoder(this.#engine, this.#heads.parameters('sentence'));
    return this.#sentences;
  }

  /** How sentences are compared: by the sentence encoder, or by layers of the biLM, which need no head. */
  measure(name: SimilarityMeasure): SentenceMeasure {
    return name === 'encoder' ? this.sentences : new LayerMeasure(this.#engine, name);
  }

  get sentiment(): SentimentReader {
    this.#sentiment ??= new SentimentReader(this.#engine, this.#heads.parameters('sentiment'));
    return this.#sentiment;
  }

  get topic(): TopicReader {
    this.#topic ??= new TopicReader(this.#engine, this.#heads.parameters('topic'));
    return this.#topic;
  }

  get contextFit(): ContextFit {
    this.#contextFit ??= new ContextFit(this.#engine);
    return this.#contextFit;
  }

  /** Needs the model's softmax: the finder rejects where there is none. */
  get unlikelyWords(): UnlikelyWordFinder {
    this.#unlikelyWords ??= new UnlikelyWordFinder(
      this.#engine,
      this.#heads.has('entities') ? this.entities : undefined,
    );
    return this.#unlikelyWords;
  }

  /** The classifier in the text of a file called `name`, as `elmo-lens train-classifier` writes them. */
  classifier(text: string, name: string): TextClassifier {
    return new TextClassifier(this.#engine, readClassifier(text, name, this.#heads.bilm));
  }

  /** SHA-256 of the biLM's weights. */
  get bilm(): string {
    return this.#heads.bilm;
  }

  get wordNet(): WordNet {
    return this.#openedWordNet();
  }

  #openSenses(): SenseReader {
    const { tags } = this.#heads.parameters('partsOfSpeech');
    const names = this.#heads.has('entities') ? this.entities : undefined;
    return new SenseReader(
      this.#engine,
      this.wordNet,
      new SenseRanker(this.#senseVectors(), this.wordNet),
      tags,
      names,
    );
  }
}

async function opened<Value>(opening: Promise<Value>): Promise<Opened<Value>> {
  try {
    const value = await opening;
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
