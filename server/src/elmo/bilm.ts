import { join } from 'node:path';
import type { States } from '../engine/engine.ts';
import { SENTENCE_END, SENTENCE_START } from './characters.ts';
import { type LayerState, Lstm, type LstmResult } from './lstm.ts';
import { GRAPH_FILES, type Manifest, readVerifiedManifest } from './manifest.ts';
import { statesWidth } from './options.ts';
import type { SessionOptions } from './session.ts';
import { TokenEncoder } from './tokenEncoder.ts';

/**
 * Sentences that run together; more of them gain nothing and cost memory. A multiple of six, the rows that ONNX
 * Runtime's matrix product takes at a time on x86.
 */
const BATCH = 12;

/** State of both directions for a batch of sentences. */
export interface BilmState {
  readonly forward: readonly LayerState[];
  readonly backward: readonly LayerState[];
}

/**
 * The bidirectional language model of Peters et al. (2018), section 3: token vectors by the character CNN, then a
 * stacked LSTM in each direction. Every method blocks its thread while it computes.
 */
export class BiLM {
  readonly manifest: Manifest;
  /** Numbers in a row of the states: (1 + 2 layers) * projection. */
  readonly width: number;
  readonly lstmLayers: number;
  readonly #encoder: TokenEncoder;
  readonly #forward: Lstm;
  readonly #backward: Lstm;

  private constructor(manifest: Manifest, encoder: TokenEncoder, forward: Lstm, backward: Lstm) {
    this.manifest = manifest;
    this.width = statesWidth(manifest.options);
    this.lstmLayers = manifest.options.lstm.n_layers;
    this.#encoder = encoder;
    this.#forward = forward;
    this.#backward = backward;
  }

  /** Opens a converted model after checking every file of it. Throws `ModelError`. */
  static async load(directory: string, options: SessionOptions = {}): Promise<BiLM> {
    const manifest = await readVerifiedManifest(directory);
    const path = (name: keyof typeof GRAPH_FILES) => join(directory, GRAPH_FILES[name]);
    return new BiLM(
      manifest,
      await TokenEncoder.load(path('tokenEncoder'), manifest.options, options),
      await Lstm.load(path('forward'), manifest.options, options),
      await Lstm.load(path('backward'), manifest.options, options),
    );
  }

  /**
   * States of tokenised sentences, in their order; a sentence of n tokens has n + 2 rows. Each sentence starts from a
   * zero state, so that it always has the same vectors, whatever was read before it.
   */
  async states(sentences: readonly (readonly string[])[]): Promise<States[]> {
    const results = new Array<States>(sentences.length);
    const shortestFirst = [...sentences.keys()].sort((a, b) => sentences[a]!.length - sentences[b]!.length);
    for (let start = 0; start < shortestFirst.length; start += BATCH) {
      const places = shortestFirst.slice(start, start + BATCH);
      const { states } = await this.run(places.map((place) => sentences[place]!));
      places.forEach((place, index) => {
        results[place] = states[index]!;
      });
    }
    return results;
  }

  /**
   * Runs one batch, from a given state or from zero, and returns the state after it, which goes on only where the
   * sentences of the batch are equally long.
   */
  async run(
    sentences: readonly (readonly string[])[],
    initial?: BilmState,
  ): Promise<{ states: States[]; finalState: BilmState }> {
    const framed = sentences.map((tokens) => [SENTENCE_START, ...tokens, SENTENCE_END]);
    const vectors = await this.#encoder.encode(framed.flat());
    const backwards = framed.map((tokens) => tokens.toReversed());
    const read = (lstm: Lstm, tokens: readonly string[][], state?: readonly LayerState[]): Promise<LstmResult> => {
      const stacked = this.#stack(tokens, vectors);
      return state ? lstm.run(stacked, tokens.length, state) : lstm.runSentences(stacked, tokens.length);
    };
    const forward = await read(this.#forward, framed, initial?.forward);
    const backward = await read(this.#backward, backwards, initial?.backward);
    return {
      states: framed.map((tokens, place) => this.#join(tokens, place, framed.length, vectors, forward, backward)),
      finalState: { forward: forward.finalState, backward: backward.finalState },
    };
  }

  get #projection(): number {
    return this.manifest.options.lstm.projection_dim;
  }

  /** Token vectors as `[steps, batch, projection]`, zero after the end of a sentence. */
  #stack(sentences: readonly (readonly string[])[], vectors: ReadonlyMap<string, Float32Array>): Float32Array {
    const steps = Math.max(0, ...sentences.map(({ length }) => length));
    const stacked = new Float32Array(steps * sentences.length * this.#projection);
    sentences.forEach((tokens, place) => {
      tokens.forEach((token, step) => {
        stacked.set(vectors.get(token)!, (step * sentences.length + place) * this.#projection);
      });
    });
    return stacked;
  }

  /** The rows of the sentence at `place` of a batch. */
  #join(
    tokens: readonly string[],
    place: number,
    batch: number,
    vectors: ReadonlyMap<string, Float32Array>,
    forward: LstmResult,
    backward: LstmResult,
  ): States {
    const size = this.#projection;
    const data = new Float32Array(tokens.length * this.width);
    const vectorAt = (layer: Float32Array, step: number) => {
      const offset = (step * batch + place) * size;
      return layer.subarray(offset, offset + size);
    };
    tokens.forEach((token, row) => {
      const parts = [vectors.get(token)!];
      forward.layers.forEach((layer, index) => {
        parts.push(vectorAt(layer, row), vectorAt(backward.layers[index]!, tokens.length - 1 - row));
      });
      parts.forEach((part, index) => {
        data.set(part, row * this.width + index * size);
      });
    });
    return { tokens: tokens.length - 2, width: this.width, data };
  }
}
