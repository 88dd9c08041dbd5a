import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WriterTurns } from '../../../server/src/index/writerTurns.ts';

const NOTES = 'file:///notes';
const PAPERS = 'file:///papers';

let location: string;
let lines: string[];
const started: WriterTurns[] = [];
beforeEach(() => {
  location = mkdtempSync(join(tmpdir(), 'elmo-lens-turns-'));
  lines = [];
});
afterEach(async () => {
  for (const turns of started.splice(0)) await turns.dispose();
  rmSync(location, { recursive: true });
});

async function start(...folders: readonly string[]): Promise<WriterTurns> {
  const turns = new WriterTurns(location, (line) => lines.push(line));
  started.push(turns);
  await turns.setFolders(folders);
  return turns;
}

const locks = () => readdirSync(join(location, 'writers')).map((name) => join(location, 'writers', name));
const changed = (turns: WriterTurns) => new Promise<void>((resolve) => turns.onDidChange(resolve));

describe('the turn to read files', () => {
  test('is for one alone, for each folder', async () => {
    const one = await start(NOTES);
    const other = await start(NOTES, PAPERS);
    expect([one.has(NOTES), one.has(PAPERS)]).toEqual([true, false]);
    expect([other.has(NOTES), other.has(PAPERS)]).toEqual([false, true]);
    expect(lines).toEqual([]);
  });

  test('comes when the other gave it back, or has another folder', async () => {
    const one = await start(NOTES);
    const other = await start(NOTES);
    const came = changed(other);
    await one.setFolders([PAPERS]);
    await came;
    expect([one.has(NOTES), other.has(NOTES)]).toEqual([false, true]);
    const back = changed(one);
    await one.setFolders([NOTES]);
    await other.dispose();
    await back;
    expect(one.has(NOTES)).toBe(true);
  });

  test('comes when the other gave no sign of life for long', async () => {
    const one = await start(NOTES);
    const [lock] = locks();
    await one.dispose();
    mkdirSync(lock!);
    utimesSync(lock!, 1, 1);
    expect((await start(NOTES)).has(NOTES)).toBe(true);
  });

  test('is lost to whoever took it, as after the machine slept', async () => {
    const one = await start(NOTES);
    const lost = changed(one);
    for (const lock of locks()) rmSync(lock, { recursive: true });
    await lost;
    expect(one.has(NOTES)).toBe(false);
  });

  test('does not come where nothing can be written, and that is said once', async () => {
    writeFileSync(join(location, 'writers'), '');
    const one = await start(NOTES);
    await one.setFolders([NOTES]);
    expect(one.has(NOTES)).toBe(false);
    expect(lines).toEqual([expect.stringMatching(/^Files are not indexed as long as .* can't be written\. /)]);
  });
});
