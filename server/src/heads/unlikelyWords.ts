import type { AnalyseOptions, Engine } from '../engine/engine.ts';
import { mapInSlices } from '../slices.ts';
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
    const outputs = await this.#engine.analyse(sentences, {
      ...options,
      outputs: this.#names ? ['likelierWords', 'entities'] : ['likelierWords'],
    });
    return mapInSlices(
      outputs,
      ({ likelierWords = [], entities }) => {
        if (likelierWords.length === 0 || !entities) return likelierWords;
        const names = this.#names!.decode(entities);
        return likelierWords.filter(({ start, end }) => !names.some((name) => name.start < end && start < name.end));
      },
      options.token,
    );
  }
}
