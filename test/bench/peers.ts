import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EngineClient } from '../../server/src/engine/engineClient.ts';
import type { Installation } from '../../server/src/installation.ts';
import type { BenchDocument } from './document.ts';
import { measureEngine } from './engine.ts';
import type { Figure } from './figures.ts';

const FIND = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("allennlp") is None)';

/** What `allennlp_elmo.py` prints. */
interface PeerReport {
  readonly torch: string;
  readonly ways: readonly Way[];
  readonly vectors: readonly (readonly (readonly number[])[])[];
}

interface Way {
  readonly threads: number;
  readonly batch: number;
  readonly cold: number;
  readonly warm: number;
}

/**
 * AllenNLP's ELMo over the same weights and sentences, in the best of several ways to run it, beside ours in the same run;
 * and how far the vectors of a sentence differ. `modelDirectory` lies beside the official pair that it was made from.
 * Where AllenNLP is not installed, a line on the console says how to, and there are no figures.
 */
export async function measurePeers(
  repository: string,
  installation: Installation,
  document: BenchDocument,
): Promise<Figure[]> {
  const report = runAllenNlp(repository, dirname(installation.modelDirectory), document.sentences);
  if (!report) return [];
  const ours = await measureEngine(installation, document);
  const figures: Figure[] = ours.slice(0, 2);
  for (const [i, kind] of (['cold', 'warm'] as const).entries()) {
    const best = report.ways.toSorted((a, b) => a[kind] - b[kind])[0]!;
    const speed = Math.round(document.words / best[kind]);
    const ratio = Number.parseInt(ours[i]!.value, 10) / speed;
    figures.push({
      what: `AllenNLP (PyTorch ${report.torch}), ${kind}: ${best.threads} threads, batches of ${best.batch}`,
      value: `${speed} words/s`,
    });
    figures.push({ what: `  ours against it, ${kind}`, value: `${ratio.toFixed(1)} x` });
  }
  const difference = await greatestDifference(installation, document.sentences[0]!, report.vectors);
  return [
    ...figures,
    { what: 'greatest difference of a number of the first sentence', value: difference.toExponential(1) },
  ];
}

function runAllenNlp(repository: string, pair: string, sentences: BenchDocument['sentences']): PeerReport | undefined {
  const python = join(repository, 'models/training/.venv/bin/python');
  const isInstalled = existsSync(python) && spawnSync(python, ['-c', FIND]).status === 0;
  if (!isInstalled) {
    const install = `${python} -m pip install --no-deps allennlp==2.10.1`;
    console.log(`AllenNLP is not installed: run "npm run train-bilm -- --help" once, then "${install}".`);
    return undefined;
  }
  const texts = join(pair, 'sentences.json');
  writeFileSync(texts, JSON.stringify(sentences));
  const script = join(repository, 'test/bench/allennlp_elmo.py');
  const arguments_ = [script, join(pair, 'options.json'), join(pair, 'weights.hdf5'), texts];
  const { status, stdout, stderr } = spawnSync(python, arguments_, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`AllenNLP failed: ${stderr}`);
  return JSON.parse(stdout) as PeerReport;
}

/** Over all numbers of all layers; ELMo's first layer is the token's vector twice. */
async function greatestDifference(
  { engineScript, modelDirectory }: Installation,
  sentence: readonly string[],
  theirs: PeerReport['vectors'],
): Promise<number> {
  const engine = new EngineClient({ script: engineScript, modelDirectory });
  const [outputs] = await engine.analyse([sentence], { outputs: ['states'] });
  engine.dispose();
  const { data, width } = outputs!.states!;
  const size = theirs[0]![0]!.length / 2;
  const differences = theirs.flatMap((layer, l) =>
    layer.flatMap((vector, word) =>
      vector.map((value, i) => {
        const column = l === 0 ? i % size : size * (2 * l - 1) + i; // forward, then backward
        return Math.abs(value - data[(word + 1) * width + column]!);
      }),
    ),
  );
  return differences.reduce((greatest, difference) => Math.max(greatest, difference), 0);
}
