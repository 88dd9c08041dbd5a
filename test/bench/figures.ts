import { readFileSync } from 'node:fs';
import { childrenOf } from '../torture/processes.ts';

/** One line of the result. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly bar?: string;
}

/** The share `q` (0 to 1) of the times are at most this long. */
export function quantile(times: readonly number[], q: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}

/** Milliseconds that `action` takes. */
export async function time(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

/** Most memory that a process ever had, in MB; undefined where the system does not tell. */
export function peakMemory(pid: number): number | undefined {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return peak === undefined ? undefined : Number(peak) / 1000;
  } catch {
    return undefined;
  }
}

/** Most memory that a process and each of its children had, in MB; NaN where the system does not tell. */
export function peakMemories(pid: number): number[] {
  return [pid, ...childrenOf(pid)].map((each) => peakMemory(each) ?? Number.NaN);
}

/** What processes had in all. */
export function inAll(megabytes: readonly number[]): string {
  const total = sum(megabytes);
  return Number.isNaN(total) ? 'not told here' : `${total.toFixed(0)} MB`;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
