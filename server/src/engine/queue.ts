import type { Priority } from './engine.ts';

/** First in, first out within a priority; `visible` before `background`. */
export class PriorityQueue<T> {
  readonly #waiting: Record<Priority, T[]> = { visible: [], background: [] };

  push(item: T, priority: Priority): void {
    this.#waiting[priority].push(item);
  }

  /** Puts an item back to be the next of its priority. */
  putBack(item: T, priority: Priority): void {
    this.#waiting[priority].unshift(item);
  }

  take(): T | undefined {
    return this.#waiting.visible.shift() ?? this.#waiting.background.shift();
  }

  /** Removes and returns all that match. */
  remove(matches: (item: T) => boolean): T[] {
    const removed: T[] = [];
    for (const priority of ['visible', 'background'] as const) {
      const kept: T[] = [];
      for (const item of this.#waiting[priority]) (matches(item) ? removed : kept).push(item);
      this.#waiting[priority] = kept;
    }
    return removed;
  }

  get size(): number {
    return this.#waiting.visible.length + this.#waiting.background.length;
  }
}
