import type { States } from '../engine/engine.ts';

/** The layers in every official model: token embeddings count as layer 0 and are not among them. */
const OFFICIAL_LSTM_LAYERS = 2;

/**
 * ELMo vectors of one sentence, float32 `[layers, tokens, 2 projection]`, row-major; layer 0 is the token embedding
 * twice, the others are forward and backward joined. The marks around the sentence are left out.
 */
export interface Embedding {
  readonly data: Float32Array;
  readonly dims: readonly [layers: number, tokens: number, width: number];
}

/** What an embedder needs of a biLM. */
export interface StatesSource {
  readonly lstmLayers: number;
  states(sentences: readonly (readonly string[])[]): Promise<States[]>;
}

/**
 * Embeds tokenised sentences, as AllenNLP's `ElmoEmbedder` does (`commands/elmo.py`), but always from a zero state.
 * The tokens may be anything; the biLM was trained on those that `text/tokenize.ts` makes.
 */
export class ElmoEmbedder {
  readonly #source: StatesSource;

  constructor(source: StatesSource) {
    this.#source = source;
  }

  /** `[layers, n, 2 projection]` for n tokens; rejects with ONNX Runtime's error if the model fails to run. */
  async embedSentence(tokens: readonly string[]): Promise<Embedding> {
    const [embedding] = await this.embedSentences([tokens]);
    return embedding!;
  }

  /** The embeddings of a batch, in its order. */
  async embedSentences(sentences: readonly (readonly string[])[]): Promise<Embedding[]> {
    const states = await this.#source.states(sentences);
    return states.map((sentence) => embeddingOf(sentence, this.#source.lstmLayers));
  }
}

/** The layers of a sentence from its states, whose rows are `[token, forward 1, backward 1, ...]`. */
export function embeddingOf({ tokens, width, data }: States, lstmLayers = OFFICIAL_LSTM_LAYERS): Embedding {
  const size = width / (1 + 2 * lstmLayers);
  if (!Number.isInteger(size)) throw new RangeError(`States of width ${width} are not those of ${lstmLayers} layers.`);
  const layers = new Float32Array((1 + lstmLayers) * tokens * 2 * size);
  for (let token = 0; token < tokens; token++) {
    const row = data.subarray((token + 1) * width, (token + 2) * width);
    for (let layer = 0; layer <= lstmLayers; layer++) {
      const [left, right] = layer === 0 ? [0, 0] : [2 * layer - 1, 2 * layer];
      const offset = (layer * tokens + token) * 2 * size;
      layers.set(row.subarray(left * size, (left + 1) * size), offset);
      layers.set(row.subarray(right * size, (right + 1) * size), offset + size);
    }
  }
  return { data: layers, dims: [1 + lstmLayers, tokens, 2 * size] };
}
