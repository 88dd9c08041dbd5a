/**
 * `npm run torture`: faults, load and bad input, each through the product's own parts, and more often than the tests do,
 * which call the same functions. `npm run torture -- NAME [COUNT] [SEED]` runs one of them. Prints a line for each with
 * what was seen, what it is to be, and how long it took; ends with an error where one failed.
 */
import { cpus, loadavg, totalmem } from 'node:os';
import { damageModel } from './damage.ts';
import { damageIndex, killIndexer } from './indexFaults.ts';
import { killWriters } from './indexWindows.ts';
import { killProcesses } from './kills.ts';
import { growParsers } from './parsers.ts';
import { breakProtocol } from './protocolOrder.ts';
import { readRanges } from './ranges.ts';
import { fuzzRequests } from './requests.ts';
import { soak } from './soak.ts';
import { storm } from './storm.ts';
import { synchronise } from './synchronisation.ts';

interface Torture {
  readonly name: string;
  readonly bar: string;
  /** How often; of `parsers` how many kilobytes, of `soak` how many minutes. */
  readonly count: number;
  /** Gives what was seen; throws with what is wrong, and how to have it again. */
  readonly run: (count: number, seed: number) => Promise<string>;
}

const TORTURES: readonly Torture[] = [
  { name: 'synchronisation', bar: '0 mismatches', count: 20_000, run: synchronise },
  { name: 'ranges', bar: '0 wrong', count: 50_000, run: readRanges },
  { name: 'requests', bar: 'none over 2 s', count: 100_000, run: fuzzRequests },
  { name: 'protocol', bar: 'alive, in order', count: 200, run: breakProtocol },
  { name: 'parsers', bar: '200 ms, 10 x', count: 100, run: growParsers },
  { name: 'storm', bar: 'the same, 500 ms', count: 1000, run: storm },
  { name: 'kills', bar: '3 s, none left', count: 50, run: killProcesses },
  { name: 'damage', bar: '0 wrong', count: 300, run: damageModel },
  { name: 'index-kills', bar: 'nothing lost', count: 200, run: killIndexer },
  { name: 'index-damage', bar: '0 wrong hits', count: 100, run: damageIndex },
  { name: 'soak', bar: 'level memory', count: 30, run: soak },
  { name: 'index-windows', bar: 'within 10 s', count: 10, run: killWriters },
];
const SEED = 8;

async function main(): Promise<void> {
  const [name, count, seed = SEED] = process.argv.slice(2);
  const chosen = TORTURES.filter((torture) => name === undefined || torture.name === name);
  if (chosen.length === 0) {
    throw new Error(`There is no "${name}": choose from ${TORTURES.map((torture) => torture.name).join(', ')}.`);
  }
  const memory = Math.round(totalmem() / 2 ** 30);
  console.log(`Machine: ${cpus().length} x ${cpus()[0]?.model}, ${memory} GiB, Node ${process.version}; seed ${seed}`);
  for (const torture of chosen) await report(torture, Number(count ?? torture.count), Number(seed));
}

async function report({ name, bar, run }: Torture, count: number, seed: number): Promise<void> {
  const start = performance.now();
  let seen: string;
  try {
    seen = await run(count, seed);
  } catch (error) {
    process.exitCode = 1;
    seen = `FAILED with seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : error}`;
  }
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(`${name.padEnd(16)} ${seen}   bar: ${bar}   (${seconds} s, load ${loadavg()[0]!.toFixed(1)})`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
