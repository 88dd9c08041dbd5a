import { InferenceSession } from 'onnxruntime-node';

export interface SessionOptions {
  /** Threads inside one operator, 1 by default. */
  readonly threads?: number;
}

const ERRORS_ONLY = 3;

/**
 * Opens an ONNX model from its path, which is faster than from its bytes and lets its weights stand in a file beside it.
 * Memory goes back to the system after each run, and threads sleep while there is nothing to do: an editor's idle
 * extension should cost nothing.
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
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  return typeof model === 'string' ? InferenceSession.create(model, options) : InferenceSession.create(model, options);
}
