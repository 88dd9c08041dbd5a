import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { openInProcess, Workspace } from './workspace.ts';

const FILES = 300;
const sentence = (number: number): string => `The garden of the teacher has the number n${number} .`;

let workspace: Workspace;
afterEach(async () => {
  await workspace.stop();
  spawnSync('umount', ['--lazy', workspace.store]);
  await workspace.remove();
});

/** A workspace whose index is in storage of its own of so many kilobytes; undefined where none can be had, as by most users. */
function withStorage(files: number, kilobytes: number): boolean {
  const texts = Array.from({ length: files }, (_, number) => [`${number}.md`, `${sentence(number)}\n`] as const);
  workspace = new Workspace(Object.fromEntries(texts), openInProcess);
  mkdirSync(workspace.store);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'none', workspace.store]).status === 0;
}

const remount = (options: string): void => {
  expect(spawnSync('mount', ['-o', `remount,${options}`, workspace.store]).status).toBe(0);
};

test('storage that is full ends the reading, not the searching, and it goes on when there is room', async ({
  skip,
}) => {
  if (!withStorage(FILES, 200)) skip('only root can make a small disk');
  const index = await workspace.start();
  expect(workspace.lines.join('\n')).toContain('Files are no longer indexed. ');
  const known = await workspace.known();
  expect(known.length).toBeGreaterThan(10);
  expect(known.length).toBeLessThan(FILES);
  const number = Number.parseInt(known[0]!, 10);
  expect((await workspace.find(sentence(number)))[0]?.text).toBe(sentence(number));
  remount('size=64m');
  index.resume();
  await index.settled();
  expect(await workspace.known()).toHaveLength(FILES);
  expect(new Set(workspace.encoded).size).toBe(FILES);
});

test('storage that is full from the beginning is used when it has room', async ({ skip }) => {
  if (!withStorage(3, 4)) skip('only root can make a small disk');
  const index = await workspace.start();
  expect(workspace.lines.join('\n')).toMatch(/no longer indexed|can't be written/);
  expect(await workspace.findIfAny(sentence(1))).toBeUndefined();
  remount('size=64m');
  index.resume();
  if (workspace.lines.join('\n').includes("can't be written")) await workspace.turnsChanged();
  await index.settled();
  expect((await workspace.find(sentence(1)))[0]?.text).toBe(sentence(1));
});

test('storage that is read-only is searched as it is, and brought up to date when it no longer is', async ({
  skip,
}) => {
  if (!withStorage(3, 4096)) skip('only root can make a disk read-only');
  await workspace.start();
  await workspace.stop();
  remount('ro');
  workspace.lines.length = 0;
  workspace.write('0.md', `${sentence(1000)}\n`);
  const index = await workspace.start();
  expect((await workspace.find(sentence(1)))[0]?.text).toBe(sentence(1));
  expect((await workspace.find(sentence(0))).map(({ text }) => text)).not.toContain(sentence(0));
  expect(workspace.lines).toEqual([expect.stringContaining("can't be written")]);
  remount('rw');
  await workspace.turnsChanged();
  await index.settled();
  expect((await workspace.find(sentence(1000)))[0]?.text).toBe(sentence(1000));
});
