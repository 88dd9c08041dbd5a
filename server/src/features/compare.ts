import * as l10n from '@vscode/l10n';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentProse, words } from '../documents/prose.ts';
import { embeddingOf } from '../elmo/embedder.ts';
import { cosine, wordVector } from '../elmo/similarity.ts';
import type { Engine, States } from '../engine/engine.ts';
import type { SentenceEncoder } from '../heads/sentenceEncoder.ts';
import type { Comparison, TextPlace } from '../protocol.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { type SelectedText, selectedSentences } from './selection.ts';
import { UserError } from './userError.ts';

/** Compares two selections in meaning, and two words in their contexts layer by layer. */
export class Comparer {
  readonly #documents: OpenDocuments;
  readonly #prose: DocumentProse;
  readonly #engine: Engine;
  readonly #encoder: () => SentenceEncoder;

  constructor(documents: OpenDocuments, prose: DocumentProse, engine: Engine, encoder: () => SentenceEncoder) {
    this.#documents = documents;
    this.#prose = prose;
    this.#engine = engine;
    this.#encoder = encoder;
  }

  /** Throws `RangeError` (with a sentence for the user) where a place holds no English prose. */
  async compare(placeA: TextPlace, placeB: TextPlace): Promise<Comparison> {
    const [a, b] = await Promise.all([this.#select(placeA), this.#select(placeB)]);
    const encoder = this.#encoder();
    const [vectorA, vectorB] = await encoder.encodeTexts([a, b].map(sentencesOf));
    const comparison = { a: a.text, b: b.text, sentences: encoder.similarity(vectorA!, vectorB!) };
    if (!a.word || !b.word) return comparison;
    const [statesA, statesB] = await this.#states([words(a.word.sentence), words(b.word.sentence)]);
    return { ...comparison, words: compareWords(statesA!, a.word.index, statesB!, b.word.index) };
  }

  async #select({ uri, range }: TextPlace): Promise<SelectedText> {
    const document: TextDocument | undefined = this.#documents.get(uri);
    const selected = document && (await selectedSentences(this.#prose, document, range));
    if (!selected?.sentences.length) throw new UserError(l10n.t('One of the two texts has no English prose.'));
    return selected;
  }

  async #states(sentences: string[][]): Promise<States[]> {
    const outputs = await this.#engine.analyse(sentences, { outputs: ['states'] });
    return outputs.map(({ states }) => states!);
  }
}

/** A single word is compared as a sentence through the sentence it stands in. */
function sentencesOf({ word, sentences }: SelectedText): string[][] {
  return word ? [words(word.sentence)] : sentences;
}

/** Cosines of two tokens' vectors: each layer alone (0: context-free, then the biLSTM's), and all of them joined. */
export function compareWords(a: States, indexA: number, b: States, indexB: number): NonNullable<Comparison['words']> {
  const [embeddingA, embeddingB] = [embeddingOf(a), embeddingOf(b)];
  const [joinedA, joinedB] = [wordVector(embeddingA, indexA), wordVector(embeddingB, indexB)];
  const [layers, , width] = embeddingA.dims;
  const layerOf = (joined: Float32Array, layer: number) => joined.subarray(layer * width, (layer + 1) * width);
  return {
    layers: Array.from({ length: layers }, (_, layer) => cosine(layerOf(joinedA, layer), layerOf(joinedB, layer))),
    joined: cosine(joinedA, joinedB),
  };
}
