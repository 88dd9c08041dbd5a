import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineClient } from '../../server/src/engine/engineClient.ts';
import { HeadFiles } from '../../server/src/heads/manifest.ts';
import { SentenceEncoder } from '../../server/src/heads/sentenceEncoder.ts';
import type { Installation } from '../../server/src/installation.ts';
import { CANDIDATES, type CandidateReport } from './storeCandidates.ts';
import { REAL_VECTORS, someTexts } from './workspaceIndex.ts';

export const QUERIES = 200;

/**
 * What the index could be built of: ways to keep vectors on disk, and to search them, each in a process of its own, over
 * so many sentences. Prints a table for each size.
 */
export async function compareStores(installation: Installation, sizes: readonly number[]): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'elmo-lens-stores-'));
  try {
    const vectors = join(temporary, 'vectors');
    writeFileSync(vectors, await encodedTexts(installation));
    for (const size of sizes) {
      console.log(`\n${size.toLocaleString('en')} sentences`);
      console.log(row('', 'write, build', 'open', 'query p50 / p95', 'found', 'disk', 'memory'));
      for (const name of Object.keys(CANDIDATES)) {
        const report = measure(name, size, vectors);
        console.log(typeof report === 'string' ? `  ${name}: ${report}` : reportRow(name, report));
      }
    }
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** The vectors of real sentences, and behind them those of the queries, one after the other. */
async function encodedTexts({ engineScript, modelDirectory, ...installation }: Installation): Promise<Buffer> {
  const { texts, source } = await someTexts({ engineScript, modelDirectory, ...installation });
  console.log(`Sentences from ${source}; beyond ${REAL_VECTORS.toLocaleString('en')}, their vectors with noise.`);
  const engine = new EngineClient({ script: engineScript, modelDirectory });
  const encoder = new SentenceEncoder(engine, HeadFiles.open(modelDirectory).parameters('sentence'));
  const chosen = [...texts.slice(0, REAL_VECTORS), ...texts.slice(-QUERIES)];
  const vectors = await encoder.encode(chosen.map((text) => text.split(' ')));
  engine.dispose();
  return Buffer.concat(
    vectors.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}

function measure(name: string, size: number, vectors: string): CandidateReport | string {
  const script = join(__dirname, 'bench.cjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=8192', script, 'store', name, String(size), vectors],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1)!) as CandidateReport;
  return /npm install [^\n]*/.exec(stderr)?.[0] ?? stderr;
}

function reportRow(
  name: string,
  { writeSeconds, openSeconds, p50, p95, found, diskBytes, megabytes }: CandidateReport,
) {
  const seconds = (value: number | undefined): string => (value === undefined ? '' : `${value.toFixed(2)} s`);
  return row(
    name,
    seconds(writeSeconds),
    seconds(openSeconds),
    p50 === undefined ? '' : `${p50.toFixed(1)} / ${p95!.toFixed(1)} ms`,
    found === undefined ? '' : `${(100 * found).toFixed(1)} %`,
    diskBytes === undefined ? '' : `${Math.round(diskBytes)} B`,
    `${Math.round(megabytes)} MB`,
  );
}

function row(name: string, ...cells: readonly string[]): string {
  return `  ${name.padEnd(34)}${cells.map((cell) => cell.padStart(17)).join('')}`;
}
