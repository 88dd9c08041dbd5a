import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { BilmOptions } from './options.ts';
import { openSession, type SessionOptions } from './session.ts';

/** State of one layer for a batch: `hidden` `[batch, projection]`, `cell` `[batch, dim]`, row-major. */
export interface LayerState {
  readonly hidden: Float32Array;
  readonly cell: Float32Array;
}

/** Vectors for a batch of sequences that were padded to the same number of steps. */
export interface LstmResult {
  /** One `[steps, batch, projection]` for each layer, row-major. */
  readonly layers: readonly Float32Array[];
  /** After the last step; of use only where all sequences of the batch are equally long. */
  readonly finalState: readonly LayerState[];
}

/** Longer sequences are run in pieces, from state to state, which bounds the memory for the gates' sums. */
const STEPS_AT_ONCE = 32;

/** One direction of the biLM: stacked LSTM layers over token vectors. */
export class Lstm {
  readonly #session: InferenceSession;
  readonly #layers: number;
  readonly #projection: number;
  readonly #dim: number;
  #firstStep: LstmResult | undefined;

  private constructor(session: InferenceSession, { lstm }: BilmOptions) {
    this.#session = session;
    this.#layers = lstm.n_layers;
    this.#projection = lstm.projection_dim;
    this.#dim = lstm.dim;
  }

  static async load(path: string, model: BilmOptions, options?: SessionOptions): Promise<Lstm> {
    return new Lstm(await openSession(path, options), model);
  }

  zeroState(batch: number): LayerState[] {
    return Array.from({ length: this.#layers }, () => ({
      hidden: new Float32Array(batch * this.#projection),
      cell: new Float32Array(batch * this.#dim),
    }));
  }

  /**
   * As `run` from a zero state, for sequences that all begin with the mark of a sentence's start or end: the step over
   * it is the same for every sentence, so that it is computed only once.
   */
  async runSentences(tokens: Float32Array, batch: number): Promise<LstmResult> {
    if (batch === 0) return this.run(tokens, batch, this.zeroState(batch));
    const size = this.#projection;
    this.#firstStep ??= await this.run(tokens.subarray(0, size), 1, this.zeroState(1));
    const first = this.#firstStep;
    const state = first.finalState.map(({ hidden, cell }) => ({
      hidden: repeat(hidden, batch),
      cell: repeat(cell, batch),
    }));
    const { layers, finalState } = await this.run(tokens.subarray(batch * size), batch, state);
    return { layers: layers.map((rows, layer) => join(repeat(first.layers[layer]!, batch), rows)), finalState };
  }

  /** Runs over `tokens` `[steps, batch, projection]`, in the order in which the LSTM shall read them. */
  async run(tokens: Float32Array, batch: number, initialState: readonly LayerState[]): Promise<LstmResult> {
    const layers = initialState.map(() => new Float32Array(tokens.length));
    const piece = STEPS_AT_ONCE * batch * this.#projection;
    let finalState = initialState;
    for (let start = 0; start < tokens.length; start += piece) {
      const result = await this.#runPiece(tokens.subarray(start, start + piece), batch, finalState);
      result.layers.forEach((values, layer) => {
        layers[layer]!.set(values, start);
      });
      finalState = result.finalState;
    }
    return { layers, finalState };
  }

  async #runPiece(tokens: Float32Array, batch: number, state: readonly LayerState[]): Promise<LstmResult> {
    const steps = tokens.length / (batch * this.#projection);
    const feeds: Record<string, Tensor> = { tokens: new Tensor('float32', tokens, [steps, batch, this.#projection]) };
    state.forEach(({ hidden, cell }, index) => {
      feeds[`hidden_${index + 1}`] = new Tensor('float32', hidden, [batch, this.#projection]);
      feeds[`cell_${index + 1}`] = new Tensor('float32', cell, [batch, this.#dim]);
    });
    const outputs = await this.#session.run(feeds);
    const values = (name: string) => outputs[name]!.data as Float32Array;
    return {
      layers: state.map((_, index) => values(`layer_${index + 1}`)),
      finalState: state.map((_, index) => ({
        hidden: values(`final_hidden_${index + 1}`),
        cell: values(`final_cell_${index + 1}`),
      })),
    };
  }
}

function repeat(values: Float32Array, times: number): Float32Array {
  const repeated = new Float32Array(times * values.length);
  for (let start = 0; start < repeated.length; start += values.length) repeated.set(values, start);
  return repeated;
}

function join(a: Float32Array, b: Float32Array): Float32Array {
  const joined = new Float32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
