import type { CancellationToken } from 'vscode-languageserver-protocol';
import type { LikelierWord } from '../heads/likelierWords.ts';

/**
 * What the engine can compute for a sentence. `states` are the biLM's own vectors; the others are heads over them,
 * `expectedness` and `likelierWords` by the softmax that the biLM was trained with.
 */
export type Output =
  | 'states'
  | 'layerMeans'
  | 'partsOfSpeech'
  | 'senseQueries'
  | 'entities'
  | 'sentence'
  | 'sentiment'
  | 'topic'
  | 'expectedness'
  | 'likelierWords';

/** Visible text goes before everything else. */
export type Priority = 'visible' | 'background';

/**
 * The biLM's vectors of one sentence: row-major `[tokens + 2, width]`, rows 0 and `tokens + 1` being `<S>` and `</S>`.
 * A row is `[token, forward 1, backward 1, forward 2, backward 2, ...]`, each `width / (1 + 2 * layers)` numbers.
 */
export interface States {
  readonly tokens: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** Results for one sentence of `n` tokens; only the outputs that were asked for, and whose head is present, are there. */
export interface SentenceOutputs {
  readonly states?: States;
  /** Mean over the tokens of each layer, row-major `[1 + layers, 2 * projection]`; layer 0 is the token embedding twice. */
  readonly layerMeans?: Float32Array;
  /** Log-probabilities, row-major `[n, tags]`; the tags are in `EngineInfo`. */
  readonly partsOfSpeech?: Float32Array;
  /**
   * What the sense vectors are compared with, row-major `[n + 2, 3 * dimensions]`: each row projected as one of the word,
   * as one near it, and as one of its sentence.
   */
  readonly senseQueries?: Float32Array;
  /** CRF emission scores, row-major `[n, labels]`. */
  readonly entities?: Float32Array;
  /** Unit vector of the sentence. */
  readonly sentence?: Float32Array;
  /** Log-odds of positive over negative, calibrated. */
  readonly sentiment?: number;
  /** Scores of the topics, whose softmax is their probability, calibrated. */
  readonly topic?: Float32Array;
  /** As `VocabularySoftmax.expectedness`; not there where the model has no softmax. */
  readonly expectedness?: Float32Array;
  readonly likelierWords?: readonly LikelierWord[];
}

export interface AnalyseOptions {
  readonly outputs: readonly Output[];
  readonly priority?: Priority;
  readonly token?: CancellationToken;
}

/** Runs the biLM and the heads over sentences of model tokens; the outside world of every feature. */
export interface Engine {
  /** Results in the order of `sentences`. Rejects with `EngineError`, or `CancelledError` when the token fires. */
  analyse(sentences: readonly (readonly string[])[], options: AnalyseOptions): Promise<SentenceOutputs[]>;
}
