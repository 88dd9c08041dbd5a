import type { Output } from './engine.ts';

/** What the parent asks of the engine process. */
export interface Batch {
  readonly sentences: readonly (readonly string[])[];
  readonly outputs: readonly Output[];
}
