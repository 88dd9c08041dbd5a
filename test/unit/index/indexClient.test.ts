import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CancellationToken, CancellationTokenSource } from 'vscode-languageserver-protocol';
import { CancelledError } from '../../../server/src/engine/errors.ts';
import { IndexClient } from '../../../server/src/index/indexClient.ts';
import type { IndexHit } from '../../../server/src/index/sentenceIndex.ts';
import { DIMENSIONS, FOLDER, queryFor, sampleFile, storeFiles } from './sample.ts';

const FILES = 20;
const samples = Array.from({ length: FILES }, (_, number) => sampleFile(number));

const temporary = mkdtempSync(join(tmpdir(), 'elmo-lens-index-'));
afterAll(() => rmSync(temporary, { recursive: true }));
const clients: IndexClient[] = [];
/** How often each has begun again. */
const reopened = new Map<IndexClient, number>();
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});

function start(folder: string, lines: string[] = []): IndexClient {
  const client = new IndexClient({
    script: resolve('dist/index.cjs'),
    folder,
    model: 'this model',
    dimensions: DIMENSIONS,
    log: (line) => lines.push(line),
    onReopened: () => reopened.set(client, (reopened.get(client) ?? 0) + 1),
  });
  clients.push(client);
  return client;
}

/** Puts all samples there; again where the store was begun anew meanwhile, as the server does. */
async function fill(client: IndexClient): Promise<void> {
  let before: number | undefined;
  do {
    before = reopened.get(client);
    for (const { file, vectors } of samples) {
      await client.addVectors(vectors);
      await client.putFile(file).catch(async () => {
        await client.addVectors(vectors);
        await client.putFile(file);
      });
    }
  } while (reopened.get(client) !== before);
}

const search = (client: IndexClient, ...query: Parameters<typeof queryFor>) =>
  client.search(queryFor(...query), CancellationToken.None);

/** Whether a hit is a sentence that was put there, word for word and in its place. */
function isTrue({ file, range, text, cosine }: IndexHit, number: number): boolean {
  const sample = samples.find((each) => each.file.uri === file.uri);
  const at = sample?.file.sentences.findIndex((sentence) => sentence.text === text) ?? -1;
  const same = JSON.stringify(sample?.file.sentences[at]?.range) === JSON.stringify(range);
  return at >= 0 && same && (samples.indexOf(sample!) * 1000 + at !== number || Math.abs(cosine - 1) < 1e-6);
}

describe('the index process', () => {
  test('is started anew when it died, and then holds what it held', async () => {
    const client = start(join(temporary, 'killed'));
    await fill(client);
    process.kill(client.pid!, 'SIGKILL');
    expect(await client.files([FOLDER])).toHaveLength(FILES);
    expect((await search(client, 7003)).hits[0]?.cosine).toBeCloseTo(1);
  });

  test('killed while it writes, it loses no more than what it had not said it has', async () => {
    const client = start(join(temporary, 'writing'));
    const confirmed: string[] = [];
    for (let round = 0; confirmed.length < FILES; round++) {
      const { file, vectors } = samples[confirmed.length]!;
      await client.addVectors(vectors);
      const written = client.putFile(file);
      if (round % 6 === 3) process.kill(client.pid!, 'SIGKILL');
      await written;
      confirmed.push(file.uri);
    }
    const again = start(join(temporary, 'writing'));
    expect(new Set((await again.files([FOLDER])).map(({ uri }) => uri))).toEqual(new Set(confirmed));
    const keys = samples.flatMap(({ vectors }) => vectors.map(({ key }) => key));
    expect(await again.lacking(keys)).toEqual([]);
  });

  test('of two on one index, each finds what the other puts there, also after one began it anew', async () => {
    const [one, other] = [start(join(temporary, 'two')), start(join(temporary, 'two'))];
    await fill(one);
    expect((await search(other, 7003)).hits[0]?.cosine).toBeCloseTo(1);
    rmSync(storeFiles(join(temporary, 'two')).header);
    expect(await one.files([FOLDER])).toEqual([]);
    expect((await search(other, 7003)).hits).toEqual([]);
    await fill(other);
    expect((await search(one, 7003)).hits[0]?.cosine).toBeCloseTo(1);
  });

  test('ends a search that is cancelled', async () => {
    const client = start(join(temporary, 'cancelled'));
    await fill(client);
    const cancellation = new CancellationTokenSource();
    const answer = client.search(queryFor(1), cancellation.token);
    cancellation.cancel();
    await expect(answer).rejects.toBeInstanceOf(CancelledError);
  });

  test.skipIf(process.platform === 'win32')(
    'goes on with what it has when the disk is full, and after that',
    async () => {
      const folder = join(temporary, 'full');
      const command = 'ulimit -f 300; exec "$0" "$@"';
      const args = [resolve('test/fixtures/fillIndex.cjs'), resolve('dist/index.cjs'), folder];
      const { stdout } = spawnSync('bash', ['-c', command, process.execPath, ...args], { encoding: 'utf8' });
      const { message, files, found } = JSON.parse(stdout);
      expect(message).toMatch(/File too large|Input\/output error/);
      expect(files).toBeGreaterThan(10);
      expect(found).toBe(files);
      const lines: string[] = [];
      const client = new IndexClient({
        script: resolve('dist/index.cjs'),
        folder,
        model: 'this model',
        dimensions: 4,
        log: (line) => lines.push(line),
      });
      clients.push(client);
      expect(await client.files([FOLDER])).toHaveLength(files);
      expect(lines).toEqual([]);
    },
  );

  test('says why it has no place to write to', async () => {
    const file = join(temporary, 'a file');
    writeFileSync(file, '');
    await expect(start(file).files([FOLDER])).rejects.toThrow('The index could not be opened');
  });
});

describe('a damaged store', () => {
  const whole = join(temporary, 'whole');
  beforeAll(async () => {
    const client = start(whole);
    await fill(client);
  });

  /** A client of a copy that was damaged. */
  function damaged(name: string, damage: (data: string) => void, lines: string[]): IndexClient {
    const folder = join(temporary, name);
    cpSync(whole, folder, { recursive: true });
    damage(storeFiles(folder).data);
    return start(folder, lines);
  }

  /** What it finds is true, what it lacks it says that it lacks, and it can be filled again. */
  async function expectNoHarm(client: IndexClient): Promise<void> {
    for (const number of [3, 7003, 19_011]) {
      const { hits } = await search(client, number, { text: `number${number}` });
      expect(hits.filter((hit) => !isTrue(hit, number))).toEqual([]);
    }
    await fill(client);
    expect(await client.files([FOLDER])).toHaveLength(FILES);
    expect((await search(client, 7003)).hits[0]?.cosine).toBeCloseTo(1);
  }

  test.each([0, 1, 4096, 0.3, 0.7, -1])('cut off at %s is built anew', async (place) => {
    const lines: string[] = [];
    const client = damaged(
      `cut ${place}`,
      (data) => {
        const { size } = statSync(data);
        truncateSync(data, place < 0 ? size + place : place < 1 ? Math.floor(place * size) : place);
      },
      lines,
    );
    expect(await client.files([FOLDER])).toEqual([]);
    expect(lines.join()).toMatch(/built anew: \d+ bytes are missing/);
    await expectNoHarm(client);
  });

  test('of other bytes altogether is built anew', async () => {
    const lines: string[] = [];
    const client = damaged('other', (data) => writeFileSync(data, Buffer.alloc(statSync(data).size, 7)), lines);
    await expectNoHarm(client);
    expect(lines.join()).toContain('built anew');
  });

  // In the pages that say where all others are.
  const places = [8, 60, 200, 4104, 4300, 8200, 8704];
  test.each(places)('with flipped bits at %s gives no wrong hit', async (place) => {
    const client = damaged(
      `flipped ${place}`,
      (data) => {
        const bytes = readFileSync(data);
        for (let i = place; i < place + 4; i++) bytes[i]! ^= 0x5a;
        writeFileSync(data, bytes);
      },
      [],
    );
    await expectNoHarm(client);
  });
});
