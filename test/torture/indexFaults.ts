import { strict as assert } from 'node:assert';
import { cpSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { IndexHit } from '../../server/src/index/sentenceIndex.ts';
import { storeFiles } from '../unit/index/sample.ts';
import { encode, openInProcess, Workspace } from '../unit/index/workspace.ts';

const FILES = 24;
const PAGE_BYTES = 4096;
/** The index process takes about as long to start, to read the store and to write what an edit of half the files changes. */
const ROUND_MS = 400;
/** By quantising, and by what the model's words leave out. */
const COSINE_TOLERANCE = 0.03;
const WORDS = 'river bank money loan picnic garden winter letter piano mountain teacher harbour'.split(' ');

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const damage = fc.oneof(
  fc.record({
    kind: fc.constant('flip' as const),
    at: place,
    bytes: fc.integer({ min: 1, max: 64 }),
    mask: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  // What a write leaves behind that never reached the disk, or reached another place.
  fc.record({ kind: fc.constant('clear' as const), at: place, pages: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ kind: fc.constant('copy' as const), at: place, from: place }),
  fc.record({ kind: fc.constant('header' as const), at: place }),
);
type Damage = typeof damage extends fc.Arbitrary<infer Value> ? Value : never;

/**
 * Files are edited, the index process is started over them and killed at a random moment, so many times on one store: what
 * it then is brought up to has every sentence of every file, and no other. Throws with seed and round.
 */
export async function killIndexer(times: number, seed: number): Promise<string> {
  const workspace = someFiles();
  let whileReading = 0;
  const round = fc.record({
    edits: fc.array(fc.tuple(fc.nat(FILES - 1), fc.nat(1e6)), { minLength: FILES / 2, maxLength: FILES }),
    moment: fc.integer({ min: 0, max: ROUND_MS }),
  });
  const property = fc.asyncProperty(round, async ({ edits, moment }) => {
    for (const [file, number] of edits) workspace.write(...fileOf(file, number));
    const before = userFiles(workspace);
    const index = await workspace.open();
    let isSettled = false;
    const settled = index.settled().then(() => {
      isSettled = true;
    });
    await delay(moment);
    while (workspace.indexPid === undefined && !isSettled) await delay(1);
    if (!isSettled) whileReading++;
    const pid = workspace.indexPid;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await expectTrueHits(workspace);
    await settled;
    await index.settled();
    await expectComplete(workspace);
    assert.deepEqual(userFiles(workspace), before);
    await workspace.stop();
  });
  await finish(workspace, () => fc.assert(property, { numRuns: times, seed, endOnFailure: true }));
  return `${times} kills, ${whileReading} of them before all was read, nothing lost`;
}

/**
 * A store is damaged at so many random places, each time anew: flipped bits, missing ends, pages that are empty or another's,
 * a broken header. It opens or is built anew; no hit is wrong before or after, and in the end all is found. Throws with seed
 * and damage.
 */
export async function damageIndex(places: number, seed: number): Promise<string> {
  const workspace = someFiles();
  const before = userFiles(workspace);
  await workspace.start();
  await workspace.stop();
  const whole = workspace.store;
  workspace.store = join(workspace.root, 'damaged');
  let anew = 0;
  const property = fc.asyncProperty(damage, async (harm) => {
    rmSync(workspace.store, { recursive: true, force: true });
    cpSync(whole, workspace.store, { recursive: true });
    inflict(harm, storeFiles(workspace.store));
    workspace.lines.length = 0;
    const index = await workspace.open();
    await expectTrueHits(workspace);
    await index.settled();
    await expectComplete(workspace);
    assert.deepEqual(userFiles(workspace), before);
    await workspace.stop();
    if (workspace.lines.some((line) => line.includes('built anew'))) anew++;
  });
  await finish(workspace, () => fc.assert(property, { numRuns: places, seed, endOnFailure: true }));
  return `${places} places, ${anew} times built anew, 0 wrong hits`;
}

function someFiles(): Workspace {
  const files = Array.from({ length: FILES }, (_, file) => fileOf(file, file));
  return new Workspace(Object.fromEntries(files), openInProcess);
}

async function finish(workspace: Workspace, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const said = workspace.lines.slice(-10).join('\n');
    throw new Error(`${inspect(error)}\nThe log's last lines:\n${said}`);
  } finally {
    await workspace.remove();
  }
}

/** Name and text of a file: five sentences that no other number has, one word a token. */
function fileOf(file: number, number: number): [string, string] {
  const sentences = Array.from({ length: 5 }, (_, i) => {
    const [a, b] = [WORDS[(number + i) % WORDS.length], WORDS[(number * 5 + i * 7) % WORDS.length]];
    return `The ${a} of the ${b} has the number n${number}x${i} .`;
  });
  return [`chapter${file}.md`, `${sentences.join(' ')}\n`];
}

/** What the user has, and when it was changed last. */
function userFiles(workspace: Workspace): Record<string, [string, number]> {
  const names = Array.from({ length: FILES }, (_, file) => `chapter${file}.md`);
  return Object.fromEntries(
    names.map((name) => {
      const path = workspace.path(name);
      return [name, [readFileSync(path, 'utf8'), statSync(path).mtimeMs]];
    }),
  );
}

/** One sentence of every third file. */
function someSentences(workspace: Workspace): string[] {
  return Object.values(userFiles(workspace)).flatMap(([text], file) =>
    file % 3 === 0 ? `${text.split(' . ')[file % 4]} .` : [],
  );
}

/** Whatever is found is in its file as it is said to be. */
async function expectTrueHits(workspace: Workspace): Promise<void> {
  for (const sentence of someSentences(workspace)) {
    for (const hit of (await workspace.findIfAny(sentence)) ?? []) expectTrueHit(sentence, hit);
  }
}

function expectTrueHit(query: string, { file, range, text, before, after, cosine }: IndexHit): void {
  const content = readFileSync(new URL(file.uri), 'utf8');
  const { start, end } = range;
  assert.equal(content.split('\n')[start.line]?.slice(start.character, end.character), text, file.uri);
  assert.ok(content.includes([before, text, after].filter(Boolean).join(' ')), `${file.uri}: around “${text}”`);
  const [a, b] = [encode(query.split(' ')), encode(text.split(' '))];
  const expected = a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  assert.ok(Math.abs(cosine - expected) < COSINE_TOLERANCE, `${file.uri}: “${text}” has ${cosine}, not ${expected}`);
}

/** Every file is known, and every sentence is found first when it is looked for. */
async function expectComplete(workspace: Workspace): Promise<void> {
  assert.equal((await workspace.known()).length, FILES);
  for (const sentence of someSentences(workspace)) {
    const hits = (await workspace.findIfAny(sentence)) ?? [];
    assert.equal(hits[0]?.text, sentence);
    for (const hit of hits) expectTrueHit(sentence, hit);
  }
}

function inflict(harm: Damage, { header, data }: { header: string; data: string }): void {
  const bytes = readFileSync(data);
  const at = Math.floor(harm.at * bytes.length);
  const page = at - (at % PAGE_BYTES);
  switch (harm.kind) {
    case 'header':
      truncateSync(header, Math.floor(harm.at * statSync(header).size));
      return;
    case 'cut':
      truncateSync(data, at);
      return;
    case 'flip':
      for (let i = at; i < Math.min(at + harm.bytes, bytes.length); i++) bytes[i]! ^= harm.mask;
      break;
    case 'clear':
      bytes.subarray(page, page + harm.pages * PAGE_BYTES).fill(0);
      break;
    case 'copy': {
      const from = Math.floor(harm.from * bytes.length);
      bytes.copyWithin(page, from - (from % PAGE_BYTES), from - (from % PAGE_BYTES) + PAGE_BYTES);
    }
  }
  writeFileSync(data, bytes);
}
