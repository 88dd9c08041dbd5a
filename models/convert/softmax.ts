import { readFile } from 'node:fs/promises';
import { bytesOf, packSections } from '../../server/src/wordnet/sections.ts';
import { ConversionError } from './conversionError.ts';
import type { Hdf5Reader } from './hdf5.ts';

const MARKS = ['<S>', '</S>', '<UNK>'];

/** The words of a vocabulary file, a word a line, in the order of the softmax's rows. Throws `ConversionError`. */
export async function readVocabulary(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConversionError(`${path}: cannot be read (${error.code}).`);
  });
  const words = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (MARKS.every((mark) => words.includes(mark))) return words;
  throw new ConversionError(
    `${path}: is not the vocabulary of a softmax (a word a line, ${MARKS.join(', ')} among them).`,
  );
}

/**
 * The runtime's softmax: the words, each one's row rounded to int8 with a scale of its own, and its bias. Throws
 * `ConversionError` where the weights have no softmax of that many words.
 */
export function packSoftmax(read: Hdf5Reader, words: readonly string[], size: number): Buffer {
  const rows = read.values('softmax/W', [words.length, size]);
  const biases = read.values('softmax/b', [words.length]);
  const scales = new Float32Array(words.length);
  const weights = new Int8Array(rows.length);
  for (let word = 0; word < words.length; word++) {
    const row = rows.subarray(word * size, (word + 1) * size);
    const scale = row.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0) / 127;
    scales[word] = scale;
    if (scale > 0)
      weights.set(
        row.map((value) => Math.round(value / scale)),
        word * size,
      );
  }
  return packSections(
    { format: 1, size },
    {
      words: Buffer.from(words.join('\n')),
      weights: new Uint8Array(weights.buffer),
      scales: bytesOf(scales),
      biases: bytesOf(biases),
    },
  );
}
