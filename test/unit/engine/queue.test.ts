import { expect, test } from 'vitest';
import { PriorityQueue } from '../../../server/src/engine/queue.ts';

test('what is visible comes before what waits in the background, each in the order of arrival', () => {
  const queue = new PriorityQueue<string>();
  queue.push('page 2', 'background');
  queue.push('page 3', 'background');
  queue.push('line 1', 'visible');
  queue.push('line 2', 'visible');
  const taken = [queue.take(), queue.take(), queue.take(), queue.take(), queue.take()];
  expect(taken).toEqual(['line 1', 'line 2', 'page 2', 'page 3', undefined]);
});

test('an item that is put back is the next of its priority', () => {
  const queue = new PriorityQueue<string>();
  queue.push('a', 'background');
  queue.push('b', 'background');
  queue.putBack(queue.take()!, 'background');
  expect(queue.take()).toBe('a');
});

test('removed items are given back and never taken', () => {
  const queue = new PriorityQueue<number>();
  for (let i = 0; i < 6; i++) queue.push(i, i % 2 ? 'visible' : 'background');
  expect(queue.remove((i) => i < 3).sort()).toEqual([0, 1, 2]);
  expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([3, 5, 4, undefined]);
  expect(queue.size).toBe(0);
});
