import type { AnalyseOptions, Engine } from '../engine/engine.ts';
import { mapGrouped } from './grouped.ts';

export interface SentimentReading {
  readonly label: 'positive' | 'negative';
  /** Probability of the label, 0.5 to 1. */
  readonly score: number;
  /** True where the text leans neither way enough to say so. */
  readonly neutral: boolean;
}

/** A text as sentences of model tokens. */
type Text = readonly (readonly string[])[];

/** Reads the tone of texts: a classifier over the biLM's states, trained on the Stanford Sentiment Treebank. */
export class SentimentReader {
  readonly #engine: Engine;
  readonly #neutral: number;

  constructor(engine: Engine, { neutral }: { readonly neutral: number }) {
    this.#engine = engine;
    this.#neutral = neutral;
  }

  /**
   * One reading for each text: the log-odds of its sentences averaged, longer ones counting more.
   * Rejects with `RangeError` where a text has no sentence.
   */
  async read(texts: readonly Text[], options: Omit<AnalyseOptions, 'outputs'> = {}): Promise<SentimentReading[]> {
    if (texts.some(({ length }) => length === 0)) throw new RangeError('There is no sentence to read the tone of.');
    const outputs = await mapGrouped(texts, (sentences) =>
      this.#engine.analyse(sentences, { ...options, outputs: ['sentiment'] }),
    );
    return texts.map((sentences, i) => {
      const tokens = sentences.reduce((sum, { length }) => sum + length, 0);
      const logOdds =
        outputs[i]!.reduce((sum, { sentiment }, s) => sum + sentiment! * sentences[s]!.length, 0) / tokens;
      return this.#reading(1 / (1 + Math.exp(-logOdds)));
    });
  }

  #reading(positive: number): SentimentReading {
    return {
      label: positive >= 0.5 ? 'positive' : 'negative',
      score: Math.max(positive, 1 - positive),
      neutral: Math.abs(positive - 0.5) < this.#neutral,
    };
  }
}
