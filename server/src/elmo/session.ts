import { InferenceSession } from 'onnxruntime-node';

export interface SessionOptions {
  /** Threads inside one operator, 1 by default. */
  readonly threads?: number;
}

const ERRORS_ONLY = 3;
/**
 * How long a thread waits awake for its next share of work: somewhat longer than the operators between two matrix
 * products of the LSTM take, since waking it takes longer than that. Without a limit it would take the core from what
 * else runs, and then wait for it: half the speed.
 */
const SPIN_MICROSECONDS = '200';

/**
 * Opens an ONNX model from its path, which is faster than from its bytes and lets its weights stand in a file beside it.
 * Memory goes back to the system after each run, and threads sleep as soon as it ends: an editor's idle extension
 * should cost nothing.
 */
export function openSession(
  model: string | Uint8Array,
  { threads = 1 }: SessionOptions = {},
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: false,
    logSeverityLevel: ERRORS_ONLY,
    extra: { session: { force_spinning_stop: '1', intra_op: { spin_duration_us: SPIN_MICROSECONDS } } },
  };
  return typeof model === 'string' ? InferenceSession.create(model, options) : InferenceSession.create(model, options);
}
