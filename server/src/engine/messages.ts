import type { Output, SentenceOutputs } from './engine.ts';

/** What the parent asks of the engine process: one batch at a time, so that urgent work never waits for more than that. */
export interface BatchRequest {
  readonly id: number;
  readonly sentences: readonly (readonly string[])[];
  readonly outputs: readonly Output[];
}

/** What the engine process says: `ready` or `unusable` once, then one `result` or `failed` for each request. */
export type EngineMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly kind: 'result'; readonly id: number; readonly outputs: SentenceOutputs[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
