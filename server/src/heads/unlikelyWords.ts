import type { AnalyseOptions, Engine } from '../engine/engine.ts';
import type { EntityTagger } from './entities.ts';
import type { LikelierWord } from './likelierWords.ts';

/** Finds words that the biLM takes for slips: what the engine says of likelier ones, names aside. */
export class UnlikelyWordFinder {
  readonly #engine: Engine;
  readonly #names: EntityTagger | undefined;

  /** Without `names`, parts of names are told by their capitals alone. */
  constructor(engine: Engine, names?: EntityTagger) {
    this.#engine = engine;
    this.#names = names;
  }

  /** Those of each sentence (model tokens), in order. Rejects where the model has no softmax. */
  async find(
    sentences: readonly (readonly string[])[],
    options: Omit<AnalyseOptions, 'outputs'> = {},
  ): Promise<(readonly LikelierWord[])[]> {
    const outputs = await this.#engine.analyse(sentences, { ...options, outputs: ['likelierWords'] });
    const found = outputs.map(({ likelierWords = [] }) => likelierWords);
    const suspects = [...found.keys()].filter((i) => found[i]!.length > 0);
    if (!this.#names || suspects.length === 0) return found;
    // Few sentences are left, of which the names need be known.
    const names = await this.#names.tag(
      suspects.map((i) => sentences[i]!),
      options,
    );
    for (const [at, i] of suspects.entries()) {
      found[i] = found[i]!.filter(({ start, end }) => !names[at]!.some((name) => name.start < end && start < name.end));
    }
    return found;
  }
}
