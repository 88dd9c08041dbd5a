import { afterEach, describe, expect, it, vi } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import { CancelledError } from '../../server/src/engine/errors.ts';
import { mapInSlices, Slices } from '../../server/src/slices.ts';

/** A clock that only work moves. */
function clock() {
  let now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return { work: (milliseconds: number) => (now += milliseconds) };
}

/** Counts the turns of the event loop until it is stopped. */
function countTurns() {
  const counted = { turns: 0, stop: () => clearImmediate(next) };
  const count = (): void => {
    counted.turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  return counted;
}

afterEach(() => vi.restoreAllMocks());

describe('work in slices', () => {
  it('gives what mapping gives, in order', async () => {
    const items = Array.from({ length: 100 }, (_, i) => i);
    expect(await mapInSlices(items, (item, index) => [item * 2, index])).toEqual(
      items.map((item, index) => [item * 2, index]),
    );
    expect(await mapInSlices([], (item) => item)).toEqual([]);
  });

  it('lets the event loop turn after every piece that takes long', async () => {
    const { work } = clock();
    const counted = countTurns();
    await mapInSlices([1, 2, 3, 4, 5], () => work(50));
    counted.stop();
    expect(counted.turns).toBeGreaterThanOrEqual(4);
  });

  it('does many short pieces in one turn', async () => {
    clock(); // which stands still
    const slices = new Slices();
    expect(await slices.giveWay()).toBe(true);
    const counted = countTurns();
    for (let i = 0; i < 1000; i++) expect(await slices.giveWay()).toBe(false);
    counted.stop();
    expect(counted.turns).toBe(0);
  });

  it('ends at the next cut once it is cancelled', async () => {
    const { work } = clock();
    const source = new CancellationTokenSource();
    const done: number[] = [];
    setImmediate(() => source.cancel());
    const all = mapInSlices(
      [1, 2, 3, 4],
      (item) => {
        done.push(item);
        work(50);
      },
      source.token,
    );
    await expect(all).rejects.toThrow(CancelledError);
    expect(done).toEqual([1]);
  });
});
