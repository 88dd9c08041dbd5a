import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { openSession } from '../elmo/session.ts';
import type { States } from './engine.ts';

/** Most sentences and padded rows in one run; bounds the memory of a batch. */
const MAX_BATCH = 16;

/** A head as an ONNX graph: `states [B, T, width]` and `lengths [B]` in, one output out. */
export class OnnxHead {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** On one thread: a head's matrix products are so small that a second one gains nothing. */
  static async load(bytes: Buffer): Promise<OnnxHead> {
    return new OnnxHead(await openSession(bytes));
  }

  /**
   * The head's output for each sentence: `[B, T, k]` is cut to the rows of its tokens, or to `all` with those of `<S>` and
   * `</S>`, `[B, k]` to its row.
   */
  async run(states: readonly States[], rows: 'tokens' | 'all' = 'tokens'): Promise<Float32Array[]> {
    const byLength = states.map((_, index) => index);
    byLength.sort((a, b) => states[a]!.tokens - states[b]!.tokens);
    const results = new Array<Float32Array>(states.length);
    for (let at = 0; at < byLength.length; at += MAX_BATCH) {
      const indices = byLength.slice(at, at + MAX_BATCH);
      const outputs = await this.#runBatch(
        indices.map((index) => states[index]!),
        rows === 'all' ? 0 : 1,
      );
      for (const [i, index] of indices.entries()) results[index] = outputs[i]!;
    }
    return results;
  }

  async #runBatch(batch: readonly States[], boundary: 0 | 1): Promise<Float32Array[]> {
    const width = batch[0]!.width;
    const rows = Math.max(...batch.map((sentence) => sentence.tokens + 2));
    const padded = new Float32Array(batch.length * rows * width);
    for (const [i, sentence] of batch.entries()) padded.set(sentence.data, i * rows * width);
    const lengths = BigInt64Array.from(batch, (sentence) => BigInt(sentence.tokens + 2));
    const outputs = await this.#session.run({
      states: new Tensor('float32', padded, [batch.length, rows, width]),
      lengths: new Tensor('int64', lengths, [batch.length]),
    });
    const output = outputs[this.#session.outputNames[0]!]!;
    const data = output.data as Float32Array;
    const perSentence = data.length / batch.length;
    if (output.dims.length < 3) return batch.map((_, i) => data.slice(i * perSentence, (i + 1) * perSentence));
    const k = output.dims[2]!;
    return batch.map(({ tokens }, i) => {
      const start = i * perSentence;
      return data.slice(start + boundary * k, start + (tokens + 2 - boundary) * k);
    });
  }
}
