import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';

/** The built command line. */
export const CLI = resolve('dist/cli.cjs');

interface Result {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs `elmo-lens` with lines on standard input. */
export function elmoLens(args: readonly string[], input = ''): Promise<Result> {
  const child = spawn(process.execPath, [CLI, ...args]);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdin.on('error', () => {}); // a command that refuses its first line does not read the rest
  child.stdin.end(input);
  return new Promise((settle) => child.once('close', (code) => settle({ code, output, errors })));
}

/** The answers of a filter, which must succeed, to some lines. */
export async function filter(args: string | readonly string[], ...lines: object[]): Promise<unknown[]> {
  const { code, output, errors } = await elmoLens([args].flat(), lines.map((line) => JSON.stringify(line)).join('\n'));
  expect(errors).toBe('');
  expect(code).toBe(0);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** Runs a test in a folder of its own. */
export async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'elmo-lens-'));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const RIVER = 'We sat on the bank of the river and watched the boats .'.split(' ');
