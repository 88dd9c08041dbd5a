import { InferenceSession } from 'onnxruntime-node';

export interface SessionOptions {
  /** Threads inside one operator, 1 by default: more of them make sentences slower, not faster. */
  readonly threads?: number;
}

const ERRORS_ONLY = 3;

/** Opens an ONNX model from its path, which is faster than from a buffer and lets its weights stand in a file beside it. */
export function openSession(path: string, { threads = 1 }: SessionOptions = {}): Promise<InferenceSession> {
  return InferenceSession.create(path, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: ERRORS_ONLY,
  });
}
