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

/**
 * What is added to a component so that it has no sign. ONNX Runtime multiplies such bytes exactly on every processor; of
 * signed ones, its sums overflow where the processor lacks VNNI.
 */
export const EXCESS = 128;

/** A quantised vector with `EXCESS` added. */
export function withExcess(vector: Int8Array): Uint8Array {
  return Uint8Array.from(vector, (component) => component + EXCESS);
}
