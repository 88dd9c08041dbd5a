/**
 * `npm run bench`: speed and memory of the shipped model, and of one in the official `small` size with random weights,
 * through the product's own parts. `npm run bench -- default` or `-- small` measures one of them; `npm run bench -- index`
 * the index of a workspace, with as many sentences as numbers after it say (10,000 and 100,000 where there are none);
 * `npm run bench -- team URL` an index on a PostgreSQL server of one's own, likewise.
 */
import { cpus, totalmem } from 'node:os';
import { installationAround } from '../../server/src/installation.ts';
import { WordNet } from '../../server/src/wordnet/wordnet.ts';
import { benchDocument } from './document.ts';
import { measureEngine, measureHeads } from './engine.ts';
import type { Figure } from './figures.ts';
import { officialSmallModel } from './officialSmall.ts';
import { measureServer } from './server.ts';
import { measureTeamIndex } from './teamIndex.ts';
import { measureIndex } from './workspaceIndex.ts';

const INDEX_SIZES = [10_000, 100_000];

async function main(): Promise<void> {
  const installation = installationAround(__dirname);
  const document = benchDocument(await WordNet.load(installation.wordNet));
  console.log(
    `Machine: ${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
  console.log(
    `Text: ${document.sentences.length} sentences, ${document.words} words, ${document.distinct} distinct (WordNet's definitions)`,
  );
  const models = {
    default: () => installation.modelDirectory,
    small: () => officialSmallModel(installation.modelDirectory),
  };
  const chosen = process.argv.slice(2);
  if (chosen[0] === 'index') {
    const sizes = chosen.slice(1).map(Number);
    print('The index', await measureIndex(installation, sizes.length > 0 ? sizes : INDEX_SIZES));
    return;
  }
  if (chosen[0] === 'team') {
    const [, url = '', ...counts] = chosen;
    const sizes = counts.map(Number);
    const show = (figures: readonly Figure[]) => print('The shared index', figures);
    await measureTeamIndex(installation, url, sizes.length > 0 ? sizes : INDEX_SIZES, show);
    return;
  }
  for (const [name, directory] of Object.entries(models)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const modelDirectory = await directory();
    const rows = [
      ...(await measureEngine({ ...installation, modelDirectory }, document)),
      ...(name === 'default' ? await measureHeads(installation, document) : []), // random weights have no heads
      ...(await measureServer(modelDirectory, document)),
    ];
    const size = 'Official small size (2x1024_128_2048cnn_1xhighway), random weights';
    print(name === 'small' ? size : 'The shipped model', rows);
  }
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
