import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CancellationToken } from 'vscode-languageserver-protocol';
import { CancelledError } from '../../../server/src/engine/errors.ts';
import { LocalIndex } from '../../../server/src/index/localIndex.ts';
import { DIMENSIONS, FOLDER, queryFor, type SampleFile, sampleFile, storeFiles } from './sample.ts';

let folder: string;
let lines: string[];
const opened: LocalIndex[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elmo-lens-index-'));
  lines = [];
});
afterEach(async () => {
  for (const index of opened.splice(0)) await index.close();
  rmSync(folder, { recursive: true });
});

async function open(model = 'this model'): Promise<LocalIndex> {
  const index = await LocalIndex.open({ folder, model, dimensions: DIMENSIONS, log: (line) => lines.push(line) });
  opened.push(index);
  await index.wordsListed;
  return index;
}

async function close(index: LocalIndex): Promise<void> {
  opened.splice(opened.indexOf(index), 1);
  await index.close();
}

async function put(index: LocalIndex, ...samples: readonly SampleFile[]): Promise<void> {
  for (const { file, vectors } of samples) {
    await index.addVectors(vectors);
    await index.putFile(file);
  }
}

const search = (index: LocalIndex, ...query: Parameters<typeof queryFor>) =>
  index.search(queryFor(...query), CancellationToken.None);
const three = [1, 2, 3].map((number) => sampleFile(number));

describe('an index', () => {
  test('finds a sentence by its vector, with the sentences around it', async () => {
    const index = await open();
    await put(index, ...three);
    const [hit] = (await search(index, 2003)).hits;
    const { sentences, ...state } = three[1]!.file;
    expect(hit).toMatchObject({ file: state, range: sentences[3]!.range, text: sentences[3]!.text });
    expect([hit?.before, hit?.after]).toEqual([sentences[2]!.text, sentences[4]!.text]);
    expect(hit?.cosine).toBeCloseTo(1);
  });

  test('finds a number by its letters, where the vector says nothing of it', async () => {
    const index = await open();
    await put(index, ...three);
    const { hits } = await search(index, 77, { text: 'what of number3007?' });
    expect(hits[0]?.text).toContain('number3007');
  });

  test('ranks sentences from elsewhere among its own', async () => {
    const index = await open();
    await put(index, ...three);
    const others = [
      { text: 'Of number3007, too.', cosine: 0.99 },
      { text: 'Nothing of the kind.', cosine: -0.99 },
    ];
    const { hits, others: ranks } = await search(index, 77, { text: 'number3007', others });
    expect(ranks[0]?.relevance).toBeGreaterThan(hits[1]!.relevance);
    expect(ranks[1]?.relevance).toBeLessThan(hits[1]!.relevance);
    expect(ranks.map(({ sharesWords }) => sharesWords)).toEqual([true, false]);
    // They leave nothing behind.
    expect((await search(index, 77, { text: 'number3007' })).others).toEqual([]);
  });

  test('searches only the folders that it is told to, without the files that are open', async () => {
    const index = await open();
    await put(index, ...three);
    const without = [three[1]!.file.uri];
    expect((await search(index, 2003, { without })).hits.map(({ file }) => file.uri)).not.toContain(without[0]);
    expect((await search(index, 2003, { folders: ['file:///note'] })).hits).toEqual([]);
    expect(await index.files([`${FOLDER}/`])).toHaveLength(3);
  });

  test('takes a file in place of what it was', async () => {
    const index = await open();
    await put(index, ...three);
    const changed = { ...sampleFile(9), file: { ...sampleFile(9).file, uri: three[0]!.file.uri } };
    await put(index, changed);
    expect((await search(index, 1003, { text: 'number1003' })).hits.map(({ text }) => text)).not.toContain(
      three[0]!.file.sentences[3]!.text,
    );
    expect((await search(index, 9003)).hits[0]?.cosine).toBeCloseTo(1);
    expect(index.size).toBe(36);
  });

  test('forgets a file, and all files in a folder', async () => {
    const index = await open();
    await put(index, ...three);
    await index.remove([three[0]!.file.uri]);
    expect(await index.files([FOLDER])).toHaveLength(2);
    await index.remove([FOLDER]);
    expect((await search(index, 2003, { text: 'number2003' })).hits).toEqual([]);
  });

  test('refuses a file of whose sentences it has no vector', async () => {
    const index = await open();
    await expect(index.putFile(three[0]!.file)).rejects.toThrow('without a vector');
  });

  test('ends a search that is cancelled', async () => {
    const index = await open();
    await put(index, ...three);
    await expect(index.search(queryFor(1), CancellationToken.Cancelled)).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('an index that is opened again', () => {
  test('holds what it held', async () => {
    const before = await open();
    await put(before, ...three);
    const found = await search(before, 2003, { text: 'number2004' });
    await close(before);
    const after = await open();
    expect(await search(after, 2003, { text: 'number2004' })).toEqual(found);
    expect(await after.files([FOLDER])).toEqual(
      expect.arrayContaining(three.map(({ file: { sentences: _, ...state } }) => state)),
    );
    expect(await after.lacking(three.flatMap(({ vectors }) => vectors.map(({ key }) => key)))).toEqual([]);
    expect(lines).toEqual([]);
  });

  test('finds vectors at once, and words soon', async () => {
    const before = await open();
    await put(before, ...three);
    await close(before);
    const after = await LocalIndex.open({ folder, model: 'this model', dimensions: DIMENSIONS, log: () => {} });
    opened.push(after);
    await after.remove([three[1]!.file.uri]);
    await put(after, sampleFile(4));
    expect((await search(after, 3003)).hits[0]?.cosine).toBeCloseTo(1);
    await after.wordsListed;
    const found = async (number: number) => (await search(after, 77, { text: `number${number}` })).hits[0]?.text;
    expect(await found(3007)).toContain('number3007');
    expect(await found(4007)).toContain('number4007');
    expect(await found(2007)).not.toContain('number2007');
  });

  test('holds the new time of a file that was confirmed', async () => {
    const before = await open();
    await put(before, ...three);
    const { sentences: _, ...state } = three[0]!.file;
    await before.confirm([
      { ...state, changed: 5000 },
      { ...three[1]!.file, hash: 'of other content', changed: 6000 },
    ]);
    await close(before);
    const times = (await (await open()).files([FOLDER])).map(({ changed }) => changed);
    expect(times.sort((a, b) => a - b)).toEqual([1002, 1003, 5000]);
  });

  test.each<[string, (files: { header: string; data: string }) => void, RegExp]>([
    ['without a header', ({ header }) => rmSync(header), /no header/],
    ['with a header that is damaged', ({ header }) => truncateSync(header, 9), /no header/],
    ['shorter than it was', ({ data }) => truncateSync(data, statSync(data).size - 1), / 1 bytes are missing/],
    ['with no data', ({ data }) => rmSync(data), /bytes are missing/],
  ])('%s begins anew, and says so', async (_, damage, why) => {
    const before = await open();
    await put(before, ...three);
    await close(before);
    damage(storeFiles(folder));
    const after = await open();
    expect(await after.files([FOLDER])).toEqual([]);
    await put(after, sampleFile(1));
    expect((await search(after, 1003)).hits[0]?.cosine).toBeCloseTo(1);
    expect(lines).toEqual([expect.stringMatching(/is built anew: /)]);
    expect(lines[0]).toMatch(why);
  });

  test('by another model, or another version, leaves alone what is there for as long as it may be used', async () => {
    const before = await open();
    await put(before, ...three);
    const other = await open('another');
    expect(lines).toEqual([expect.stringMatching(/is built anew: .*another model or version/)]);
    expect(await other.files([FOLDER])).toEqual([]);
    expect(await before.files([FOLDER])).toHaveLength(3);
    await close(before);
    expect(await (await open()).files([FOLDER])).toHaveLength(3);
    for (const index of [...opened]) await close(index);
    for (const name of readdirSync(folder)) utimesSync(join(folder, name, 'header.json'), 1, 1);
    await close(await open());
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('forgets a file whose record was damaged, and no other', async () => {
    const before = await open();
    await put(before, ...three);
    await close(before);
    const { data } = storeFiles(folder);
    const bytes = readFileSync(data);
    // In pages that are of no more use, too.
    for (let at = bytes.indexOf('number2003'); at >= 0; at = bytes.indexOf('number2003', at)) bytes[at]! ^= 4;
    writeFileSync(data, bytes);
    const after = await open();
    expect((await after.files([FOLDER])).map(({ uri }) => uri)).not.toContain(three[1]!.file.uri);
    expect(await after.files([FOLDER])).toHaveLength(2);
    expect(lines).toEqual([expect.stringMatching(/^1 files of the index were damaged/)]);
  });
});

describe('two processes with one index', () => {
  test('each finds what the other puts there, changes and forgets', async () => {
    const [one, other] = [await open(), await open()];
    await put(one, ...three);
    const found = async (number: number) => (await search(other, number, { text: `number${number}` })).hits[0];
    expect((await found(2003))?.cosine).toBeCloseTo(1);
    const changed = { ...sampleFile(9), file: { ...sampleFile(9).file, uri: three[1]!.file.uri } };
    await put(one, changed);
    expect((await found(9003))?.text).toContain('number9003');
    expect((await found(2003))?.text).not.toContain('number2003');
    await other.remove([three[0]!.file.uri]);
    expect((await search(one, 1003, { text: 'number1003' })).hits[0]?.text).not.toContain('number1003');
    expect([one.size, other.size]).toEqual([24, 24]);
  });

  test('notice that the other began anew', async () => {
    const before = await open();
    await put(before, ...three);
    expect(before.isCurrent).toBe(true);
    const options = { folder, model: 'this model', dimensions: DIMENSIONS, log: (line: string) => lines.push(line) };
    const after = await LocalIndex.open({ ...options, fresh: true });
    opened.push(after);
    expect(before.isCurrent).toBe(false);
    // What it still writes is not read by anyone, and does no harm.
    await put(before, sampleFile(5));
    expect(await after.files([FOLDER])).toEqual([]);
    expect(after.isCurrent).toBe(true);
  });
});

test('what the index holds is for the user alone', async () => {
  if (process.platform === 'win32') return;
  const inner = join(folder, 'index');
  const index = await LocalIndex.open({ folder: inner, model: 'm', dimensions: DIMENSIONS, log: () => {} });
  opened.push(index);
  expect(statSync(inner).mode & 0o077).toBe(0);
});
