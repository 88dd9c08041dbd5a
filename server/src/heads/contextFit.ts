import type { AnalyseOptions, Engine } from '../engine/engine.ts';

/** One or more words of a sentence (model tokens): `end` is exclusive. */
export interface WordsInPlace {
  readonly tokens: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** Tells by the biLM how well words fit where they stand. */
export class ContextFit {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * How much each was to be expected: the first word by what stands before it, the last by what stands after it, beyond
   * their frequency. Logarithms to the base of e, to compare words at one place of one sentence. Undefined for words that
   * the vocabulary lacks, and for all where the model has no softmax.
   */
  async of(
    places: readonly WordsInPlace[],
    options: Omit<AnalyseOptions, 'outputs'> = {},
  ): Promise<(number | undefined)[]> {
    const sentences = places.map(({ tokens }) => tokens);
    const outputs = await this.#engine.analyse(sentences, { ...options, outputs: ['expectedness'] });
    return places.map(({ start, end }, i) => {
      const { expectedness = [] } = outputs[i]!;
      const fit = expectedness[2 * start]! + expectedness[2 * (end - 1) + 1]!;
      return Number.isFinite(fit) ? fit : undefined;
    });
  }
}
