import { ElmoEmbedder, type Embedding, type StatesSource } from './embedder.ts';
import { softmax } from './softmax.ts';

/** Weights over the layers before the softmax, one for each, and the scale of the whole; equal weights give the mean. */
export interface ScalarMix {
  readonly weights: readonly number[];
  readonly gamma: number;
}

/** Representations of a padded batch. */
export interface ElmoOutput {
  /** One for each scalar mix: float32 `[batch, longest, 2 projection]`, row-major, zero after the end of a sentence. */
  readonly representations: readonly Float32Array[];
  /** `[batch, longest]`: 1 for a token, 0 after the end of a sentence. */
  readonly mask: Uint8Array;
  readonly dims: readonly [batch: number, longest: number, width: number];
}

/**
 * Task-specific combinations of the biLM's layers: Peters et al. (2018), equation 1, and AllenNLP's `modules/elmo.py`.
 * Its optional layer normalisation is left out on purpose: it pools over the whole batch, and the vectors of a sentence
 * would depend on the sentences beside it.
 */
export class Elmo {
  readonly #embedder: ElmoEmbedder;
  readonly #mixes: readonly ScalarMix[];

  /** Throws `RangeError` unless each mix has one weight for each layer, the token embedding counting as one. */
  constructor(source: StatesSource, mixes: readonly ScalarMix[]) {
    for (const mix of mixes) requireWeights(mix, 1 + source.lstmLayers);
    this.#embedder = new ElmoEmbedder(source);
    this.#mixes = mixes;
  }

  async embed(sentences: readonly (readonly string[])[]): Promise<ElmoOutput> {
    const embeddings = await this.#embedder.embedSentences(sentences);
    const longest = embeddings.reduce((most, { dims: [, tokens] }) => Math.max(most, tokens), 0);
    const width = embeddings[0]?.dims[2] ?? 0;
    const mask = new Uint8Array(embeddings.length * longest);
    embeddings.forEach(({ dims: [, tokens] }, row) => {
      mask.fill(1, row * longest, row * longest + tokens);
    });
    const representations = this.#mixes.map((mix) => {
      const padded = new Float32Array(embeddings.length * longest * width);
      embeddings.forEach((embedding, row) => {
        padded.set(mixLayers(embedding, mix), row * longest * width);
      });
      return padded;
    });
    return { representations, mask, dims: [embeddings.length, longest, width] };
  }
}

/**
 * gamma * sum over layers of softmax(weights) * layer: float32 `[tokens, 2 projection]`.
 * Throws `RangeError` unless there is one weight for each layer.
 */
export function mixLayers({ data, dims: [layers, tokens, width] }: Embedding, mix: ScalarMix): Float32Array {
  requireWeights(mix, layers);
  const shares = softmax(mix.weights);
  const size = tokens * width;
  return Float32Array.from({ length: size }, (_, index) => {
    const sum = shares.reduce((total, share, layer) => total + share * data[layer * size + index]!, 0);
    return mix.gamma * sum;
  });
}

function requireWeights({ weights }: ScalarMix, layers: number): void {
  if (weights.length === layers) return;
  throw new RangeError(`A scalar mix over ${layers} layers needs ${layers} weights, not ${weights.length}.`);
}
