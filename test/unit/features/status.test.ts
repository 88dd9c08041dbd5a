import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineError } from '../../../server/src/engine/errors.ts';
import { StatusReporter } from '../../../server/src/features/status.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp() {
  const sent: string[] = [];
  return { sent, status: new StatusReporter((state, message) => sent.push(`${state}: ${message}`)) };
}

test('short work is not shown, long work is, and its end too', () => {
  const { sent, status } = setUp();
  status.engine({ kind: 'ready' });
  status.engine({ kind: 'working' });
  vi.advanceTimersByTime(200);
  status.engine({ kind: 'ready' });
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual(['ready: Ready']);
  status.engine({ kind: 'working' });
  vi.advanceTimersByTime(400);
  status.engine({ kind: 'ready' });
  vi.advanceTimersByTime(100);
  expect(sent).toEqual(['ready: Ready', 'working: Reading', 'ready: Ready']);
});

test('work in many short pieces is long work', () => {
  const { sent, status } = setUp();
  for (let piece = 0; piece < 8; piece++) {
    status.engine({ kind: 'working' });
    vi.advanceTimersByTime(60);
    status.engine({ kind: 'ready' });
    vi.advanceTimersByTime(5);
  }
  expect(sent).toEqual(['working: Reading']);
  vi.advanceTimersByTime(100);
  expect(sent).toEqual(['working: Reading', 'ready: Ready']);
});

test('an error gives its reason, once', () => {
  const { sent, status } = setUp();
  const error = new EngineError('model', 'The model file x is damaged. Reinstall the extension.');
  status.engine({ kind: 'error', error });
  status.engine({ kind: 'error', error });
  expect(sent).toEqual([`error: ${error.message}`]);
});
