import type { WordUse } from '../../../server/src/heads/senses.ts';

/** A word whose senses have these probabilities, all its vectors being `vector`. */
export function wordUse(probabilities: Readonly<Record<string, number>>, vector: readonly number[] = [1, 0]): WordUse {
  const numbers = Float32Array.from(vector);
  return {
    senses: Object.entries(probabilities)
      .map(([senseKey, probability], synset) => ({
        senseKey,
        probability,
        synset,
        definition: senseKey,
        examples: [],
        words: [],
      }))
      .sort((a, b) => b.probability - a.probability),
    meaning: numbers,
    vector: () => numbers,
  };
}
