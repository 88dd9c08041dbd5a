import type { AnalyseOptions, Engine, States } from '../engine/engine.ts';
import type { Text } from './classification.ts';
import { mapGrouped } from './grouped.ts';

/**
 * What a classifier sees of each text: the mean and the maximum of the biLM's states over all of its tokens, `[2 * width]`.
 * Rejects with `RangeError` where a text has no token.
 */
export async function textFeatures(
  engine: Engine,
  texts: readonly Text[],
  options: Omit<AnalyseOptions, 'outputs'> = {},
): Promise<Float32Array[]> {
  if (texts.some((sentences) => sentences.every(({ length }) => length === 0))) {
    throw new RangeError('There is no sentence in the text.');
  }
  const outputs = await mapGrouped(texts, (sentences) =>
    engine.analyse(sentences, { ...options, outputs: ['states'] }),
  );
  return outputs.map((sentences) => pooled(sentences.map(({ states }) => states!)));
}

function pooled(sentences: readonly States[]): Float32Array {
  const { width } = sentences[0]!;
  const mean = new Float64Array(width);
  const maximum = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  let count = 0;
  for (const { tokens, data } of sentences) {
    for (let row = 1; row <= tokens; row++) {
      for (let i = 0; i < width; i++) {
        const value = data[row * width + i]!;
        mean[i]! += value;
        if (value > maximum[i]!) maximum[i] = value;
      }
    }
    count += tokens;
  }
  return Float32Array.from([...mean.map((sum) => sum / count), ...maximum]);
}
