/**
 * `npm run bench`: speed and memory of the shipped model, and of one in the official `small` size with random weights,
 * through the product's own parts. `npm run bench -- default` or `-- small` measures one of them; `npm run bench -- index`
 * the index of a workspace, with as many sentences as numbers after it say (10,000 and 100,000 where there are none);
 * `npm run bench -- team URL` an index on a PostgreSQL server of one's own, likewise; `npm run bench -- peers` the small size
 * beside AllenNLP on PyTorch, with the same weights; `npm run bench -- stores` what the index could be built of;
 * `npm run bench -- growth` documents of more and more words; `npm run bench -- int8` what int8 arithmetic could gain.
 */
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Installation, installationAround } from '../../server/src/installation.ts';
import { WordNet } from '../../server/src/wordnet/wordnet.ts';
import { type BenchDocument, benchDocument } from './document.ts';
import { measureEngine, measureHeads } from './engine.ts';
import type { Figure } from './figures.ts';
import { measureGrowth } from './growth.ts';
import { measureInt8Step } from './int8Step.ts';
import { officialSmallModel } from './officialSmall.ts';
import { measurePeers } from './peers.ts';
import { measureServer } from './server.ts';
import { measureCandidate } from './storeCandidates.ts';
import { compareStores } from './stores.ts';
import { measureTeamIndex } from './teamIndex.ts';
import { measureIndex } from './workspaceIndex.ts';

const SMALL = 'Official small size (2x1024_128_2048cnn_1xhighway), random weights';
const INDEX_SIZES = [10_000, 100_000];
/** Words; the last are more than is read at once. */
const GROWTH_SIZES = [1000, 3000, 10_000, 30_000, 80_000, 1_000_000];
const STORE_SIZES = [10_000, 100_000, 1_000_000];

async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2);
  if (name === 'store') return measureCandidate(args[0]!, Number(args[1]), args[2]!); // a process of `stores`
  const installation = installationAround(__dirname);
  const document = benchDocument(await WordNet.load(installation.wordNet));
  console.log(
    `Machine: ${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
  console.log(
    `Text: ${document.sentences.length} sentences, ${document.words} words, ${document.distinct} distinct (WordNet's definitions)`,
  );
  const bench = BENCHES[name];
  if (name && !bench) throw new Error(`There is no bench "${name}": choose from ${Object.keys(BENCHES).join(', ')}.`);
  for (const run of bench ? [bench] : [measureDefault, measureSmall]) await run({ installation, document }, args);
}

interface Subject {
  readonly installation: Installation;
  readonly document: BenchDocument;
}

const BENCHES: Readonly<Record<string, (subject: Subject, args: readonly string[]) => Promise<void>>> = {
  default: measureDefault,
  small: measureSmall,
  async peers({ installation, document }) {
    const modelDirectory = await officialSmallModel(installation.modelDirectory);
    const figures = await measurePeers(join(__dirname, '..'), { ...installation, modelDirectory }, document);
    if (figures.length > 0) print(SMALL, figures);
  },
  async index({ installation }, sizes) {
    const show = (figures: readonly Figure[]) => print('The index', figures);
    await measureIndex(installation, sizesOr(INDEX_SIZES, sizes), show);
  },
  async growth({ installation }, sizes) {
    print('As a document grows', await measureGrowth(installation, sizesOr(GROWTH_SIZES, sizes)));
  },
  async int8() {
    print('A step of an LSTM layer', await measureInt8Step());
  },
  async stores({ installation }, sizes) {
    await compareStores(installation, sizesOr(STORE_SIZES, sizes));
  },
  async team({ installation }, [url = '', ...sizes]) {
    const show = (figures: readonly Figure[]) => print('The shared index', figures);
    await measureTeamIndex(installation, url, sizesOr(INDEX_SIZES, sizes), show);
  },
};

async function measureDefault({ installation, document }: Subject): Promise<void> {
  print('The shipped model', [
    ...(await measureEngine(installation, document)),
    ...(await measureHeads(installation, document)),
    ...(await measureServer(installation.modelDirectory, document)),
  ]);
}

/** Random weights have no heads. */
async function measureSmall({ installation, document }: Subject): Promise<void> {
  const modelDirectory = await officialSmallModel(installation.modelDirectory);
  print(SMALL, [
    ...(await measureEngine({ ...installation, modelDirectory }, document)),
    ...(await measureServer(modelDirectory, document)),
  ]);
}

function sizesOr(usual: readonly number[], given: readonly string[]): readonly number[] {
  return given.length > 0 ? given.map(Number) : usual;
}

function print(heading: string, figures: readonly Figure[]): void {
  console.log(`\n${heading}`);
  for (const { what, value, bar } of figures) {
    console.log(`  ${what.padEnd(58)} ${value.padStart(16)}${bar ? `   bar ${bar}` : ''}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
