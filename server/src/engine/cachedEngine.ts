import { LRUCache } from 'lru-cache';
import type { AnalyseOptions, Engine, Output, SentenceOutputs } from './engine.ts';

const DEFAULT_BYTES = 48 * 1024 * 1024;
/** What an entry costs besides its numbers: key, objects, and the few words that likelier ones are known for. */
const OVERHEAD_BYTES = 300;

function bytesOf(outputs: SentenceOutputs): number {
  const { states, layerMeans, partsOfSpeech, senseQueries, entities, sentence, topic, expectedness } = outputs;
  const arrays = [states?.data, layerMeans, partsOfSpeech, senseQueries, entities, sentence, topic, expectedness];
  return arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), OVERHEAD_BYTES);
}

/**
 * Remembers what the engine said about a sentence, by the sentence's tokens: after an edit only the sentences that
 * changed are computed again, whichever document they are in.
 */
export class CachedEngine implements Engine {
  readonly #engine: Engine;
  readonly #cache: LRUCache<string, SentenceOutputs>;

  constructor(engine: Engine, maxBytes = DEFAULT_BYTES) {
    this.#engine = engine;
    this.#cache = new LRUCache({ maxSize: maxBytes, sizeCalculation: bytesOf });
  }

  async analyse(sentences: readonly (readonly string[])[], options: AnalyseOptions): Promise<SentenceOutputs[]> {
    const keys = sentences.map((tokens) => JSON.stringify(tokens));
    const results = new Map<string, SentenceOutputs>();
    const missing = new Map<string, readonly string[]>();
    const outputs = new Set<Output>();
    for (const [i, key] of keys.entries()) {
      const cached = this.#cache.get(key);
      const lacking = options.outputs.filter((output) => cached?.[output] === undefined);
      if (cached && lacking.length === 0) results.set(key, cached);
      else missing.set(key, sentences[i]!);
      for (const output of lacking) outputs.add(output);
    }
    if (missing.size > 0) {
      const computed = await this.#engine.analyse([...missing.values()], { ...options, outputs: [...outputs] });
      for (const [i, key] of [...missing.keys()].entries()) {
        const merged = { ...this.#cache.peek(key), ...computed[i] };
        this.#cache.set(key, merged);
        results.set(key, merged);
      }
    }
    return keys.map((key) => results.get(key)!);
  }
}
