import type { Embedding } from './embedder.ts';

/**
 * All layers of the token at `index` in one vector, float32 `[layers * 2 projection]`: meaning in context, in the
 * higher layers, beside form, in the lower. Throws `RangeError` where there is no such token.
 */
export function wordVector({ data, dims: [layers, tokens, width] }: Embedding, index: number): Float32Array {
  if (!Number.isInteger(index) || index < 0 || index >= tokens) {
    throw new RangeError(`There is no token ${index} in a sentence of ${tokens}.`);
  }
  const joined = new Float32Array(layers * width);
  for (let layer = 0; layer < layers; layer++) {
    const offset = (layer * tokens + index) * width;
    joined.set(data.subarray(offset, offset + width), layer * width);
  }
  return joined;
}

/** Cosine of the angle between two vectors of the same length, in [-1, 1]; 0 where one of them is zero. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`Vectors of ${a.length} and ${b.length} numbers cannot be compared.`);
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    squareA += a[i]! * a[i]!;
    squareB += b[i]! * b[i]!;
  }
  const norms = Math.sqrt(squareA) * Math.sqrt(squareB);
  // Rounding can carry the cosine of parallel vectors past 1.
  return norms === 0 ? 0 : Math.min(1, Math.max(-1, product / norms));
}

/** The vector at length 1; a zero vector stays as it is. */
export function unitVector(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}

/** The mean over the tokens of their word vectors, float32 `[layers * 2 projection]`; zero for no tokens. */
export function meanPool(embedding: Embedding): Float32Array {
  const [layers, tokens, width] = embedding.dims;
  const sums = new Float64Array(layers * width);
  for (let token = 0; token < tokens; token++) {
    wordVector(embedding, token).forEach((value, index) => {
      sums[index]! += value;
    });
  }
  return Float32Array.from(sums, (sum) => (tokens === 0 ? 0 : sum / tokens));
}

/** Cosine of the mean word vectors of two sentences of the same model, in [-1, 1]; 0 where one has no tokens. */
export function sentenceSimilarity(a: Embedding, b: Embedding): number {
  return cosine(meanPool(a), meanPool(b));
}
