import type { Output } from './engine.ts';

/** What the parent asks of the engine process: one batch at a time, so that urgent work never waits for more than that. */
export interface Batch {
  readonly sentences: readonly (readonly string[])[];
  readonly outputs: readonly Output[];
}
