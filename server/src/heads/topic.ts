import { softmax } from '../elmo/softmax.ts';
import type { AnalyseOptions, Engine } from '../engine/engine.ts';
import { type Classification, type Classifier, classification, type Text } from './classification.ts';
import { mapGrouped } from './grouped.ts';

/** Files texts as a newspaper would (World, Sports, Business, Sci/Tech): a classifier trained on AG News. */
export class TopicReader implements Classifier {
  readonly #engine: Engine;
  readonly #labels: readonly string[];

  constructor(engine: Engine, { labels }: { readonly labels: readonly string[] }) {
    this.#engine = engine;
    this.#labels = labels;
  }

  /** The scores of a text's sentences averaged, longer ones counting more. */
  async classify(texts: readonly Text[], options: Omit<AnalyseOptions, 'outputs'> = {}): Promise<Classification[]> {
    if (texts.some(({ length }) => length === 0)) throw new RangeError('There is no sentence in the text.');
    const outputs = await mapGrouped(texts, (sentences) =>
      this.#engine.analyse(sentences, { ...options, outputs: ['topic'] }),
    );
    return texts.map((sentences, i) => {
      const sums = new Float64Array(this.#labels.length);
      let tokens = 0;
      for (const [s, { topic }] of outputs[i]!.entries()) {
        for (const [k, score] of topic!.entries()) sums[k]! += score * sentences[s]!.length;
        tokens += sentences[s]!.length;
      }
      return classification(this.#labels, softmax(sums.map((sum) => sum / tokens)));
    });
  }
}
