import { setImmediate } from 'node:timers/promises';
import type { CancellationToken } from 'vscode-languageserver-protocol';
import { CancelledError } from './engine/errors.ts';

/** How long work goes on before other messages are read: with what comes before the next look, well below 10 ms. */
const SLICE_MS = 4;

/** Cuts long work into slices, between which the event loop reads other messages; among them what cancels the work. */
export class Slices {
  readonly #token: CancellationToken | undefined;
  /** Nothing at first: the work mostly follows upon an answer whose reading took some of the turn already. */
  #end = performance.now();

  constructor(token?: CancellationToken) {
    this.#token = token;
  }

  /** To be awaited wherever the work may be cut; tells whether it was. Rejects with `CancelledError`. */
  async giveWay(): Promise<boolean> {
    if (performance.now() < this.#end) return false;
    await setImmediate();
    if (this.#token?.isCancellationRequested) throw new CancelledError();
    this.#end = performance.now() + SLICE_MS;
    return true;
  }
}

/** As `Array.map`, in slices. Rejects with `CancelledError`. */
export async function mapInSlices<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Result,
  token?: CancellationToken,
): Promise<Result[]> {
  const slices = new Slices(token);
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0) await slices.giveWay();
    results.push(map(item, index));
  }
  return results;
}
