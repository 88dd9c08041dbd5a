import * as l10n from '@vscode/l10n';
import { type DocumentProse, touches, words } from '../documents/prose.ts';
import { type Embedding, embeddingOf } from '../elmo/embedder.ts';
import { cosine, wordVector } from '../elmo/similarity.ts';
import type { Engine } from '../engine/engine.ts';
import type { TextPlace, WordByWord } from '../protocol.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { UserError } from './userError.ts';

/** As many words of each text as a heat map can show with room to read them. */
export const MAXIMUM_WORDS = 40;

/** The vectors of one word: each layer's (0: context-free, then the biLSTM's). */
type WordLayers = readonly Float32Array[];

interface EmbeddedText {
  readonly words: readonly string[];
  readonly vectors: readonly WordLayers[];
  readonly more: boolean;
}

/** Compares two passages word by word, each word where it stands in its sentence. */
export class WordByWordComparer {
  readonly #documents: OpenDocuments;
  readonly #prose: DocumentProse;
  readonly #engine: Engine;

  constructor(documents: OpenDocuments, prose: DocumentProse, engine: Engine) {
    this.#documents = documents;
    this.#prose = prose;
    this.#engine = engine;
  }

  /** Throws `UserError` where a place holds no English prose. */
  async compare(placeA: TextPlace, placeB: TextPlace): Promise<WordByWord> {
    const [a, b] = await Promise.all([this.#embed(placeA), this.#embed(placeB)]);
    return {
      a: { words: a.words, more: a.more },
      b: { words: b.words, more: b.more },
      layers: similarities(a.vectors, b.vectors),
    };
  }

  /** The words of a selection (punctuation is none), with the vectors that they have in their whole sentences. */
  async #embed({ uri, range }: TextPlace): Promise<EmbeddedText> {
    const document = this.#documents.get(uri);
    const selection = document && { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const sentences = selection ? await this.#prose.sentencesIn(document, selection) : [];
    const chosen = sentences.flatMap((sentence) =>
      sentence.tokens.flatMap((token, index) =>
        selection && token.start < token.end && /[\p{L}\p{N}]/u.test(token.text) && touches(token, selection)
          ? [{ sentence, index, text: token.text }]
          : [],
      ),
    );
    if (chosen.length === 0) throw new UserError(l10n.t('One of the two texts has no English prose.'));
    const shown = chosen.slice(0, MAXIMUM_WORDS);
    const read = [...new Set(shown.map(({ sentence }) => sentence))];
    const outputs = await this.#engine.analyse(read.map(words), { outputs: ['states'] });
    const embeddings = new Map(read.map((sentence, i) => [sentence, embeddingOf(outputs[i]!.states!)]));
    return {
      words: shown.map(({ text }) => text),
      vectors: shown.map(({ sentence, index }) => layersOf(embeddings.get(sentence)!, index)),
      more: chosen.length > shown.length,
    };
  }
}

function layersOf(embedding: Embedding, index: number): WordLayers {
  const [layers, , width] = embedding.dims;
  const joined = wordVector(embedding, index);
  return Array.from({ length: layers }, (_, layer) => joined.subarray(layer * width, (layer + 1) * width));
}

/** Cosines `[layer][word of a][word of b]`. Both texts have words, and those as many layers. */
export function similarities(a: readonly WordLayers[], b: readonly WordLayers[]): number[][][] {
  return a[0]!.map((_, layer) => a.map((row) => b.map((column) => cosine(row[layer]!, column[layer]!))));
}
