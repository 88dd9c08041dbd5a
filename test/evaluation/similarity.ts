import { join } from 'node:path';
import { words } from '../../server/src/documents/prose.ts';
import { cosine } from '../../server/src/elmo/similarity.ts';
import type { Engine } from '../../server/src/engine/engine.ts';
import type { Lens } from '../../server/src/lens.ts';
import { parseSentences } from '../../server/src/text/prose.ts';
import { type DataFolder, type Pair, pairs } from './data.ts';
import { cosinesOf, GLOVE_MEAN, openPeer, UNIVERSAL_SENTENCE_ENCODER } from './peers.ts';
import { rocAuc, spearman } from './scorers.ts';
import type { Figure, Surroundings, Task } from './task.ts';

/** Seen from dist/, where the evaluation is built to. */
const REPOSITORY = join(__dirname, '..');

interface PairSet {
  readonly name: string;
  readonly read: (data: DataFolder) => Pair[];
  readonly measure: 'Spearman' | 'ROC-AUC';
  readonly reference: string;
}

const SETS: readonly PairSet[] = [
  {
    name: 'STS-B dev',
    read: (data) => pairs(data.read('sts/stsbenchmark/sts-dev.csv'), [4, 5, 6], false),
    measure: 'Spearman',
    reference: 'on STS-B test: GloVe mean 58.0, InferSent 68.0, USE 74.9, MiniLM 82',
  },
  {
    name: 'SICK trial',
    read: (data) => pairs(data.read('sts/sick2014/SICK_trial.txt'), [3, 1, 2], true),
    measure: 'Spearman',
    reference: '',
  },
  {
    name: 'MRPC dev',
    read: (data) => pairs(data.read('sts/mrpc/msr-para-val.tsv'), [0, 3, 4], true),
    measure: 'ROC-AUC',
    reference: '',
  },
  {
    name: 'Quora dev',
    read: (data) => pairs(data.read('sts/quora/dev.txt.xz'), [2, 0, 1], false),
    measure: 'ROC-AUC',
    reference: '',
  },
];

/** Also measures the peers that are installed, and prints how many sentences a second each of us reads. */
export const similarity: Task = {
  name: 'similarity',
  async run({ lens, engine, data }: Surroundings): Promise<Figure[]> {
    const glove = await openPeer(GLOVE_MEAN, REPOSITORY);
    const peer = await openPeer(UNIVERSAL_SENTENCE_ENCODER, REPOSITORY);
    const figures: Figure[] = [];
    for (const { name, read, measure, reference } of SETS) {
      const set = read(data);
      const gold = set.map((pair) => pair.gold);
      const score = (values: readonly number[]): number =>
        100 *
        (measure === 'Spearman'
          ? spearman(values, gold)
          : rocAuc(
              gold.map((value) => value > 0.5),
              values,
            ));
      const ours = await similarities(lens, set);
      const speeds = [`ELMo Lens ${ours.textsPerSecond.toFixed(0)}`];
      const baseline = glove
        ? { name: GLOVE_MEAN.name, value: score((await cosinesOf(glove, set)).cosines) }
        : { name: 'mean of token vectors', value: score(await meanCosines(engine, set)) };
      const theirs = peer && (await cosinesOf(peer, set));
      if (theirs) speeds.push(`${UNIVERSAL_SENTENCE_ENCODER.name} ${theirs.textsPerSecond.toFixed(0)}`);
      console.log(`${name}, sentences a second: ${speeds.join(', ')}`);
      figures.push({
        set: name,
        measure,
        ours: score(ours.scores),
        baseline,
        ...(theirs && { peer: { name: UNIVERSAL_SENTENCE_ENCODER.name, value: score(theirs.cosines) } }),
        reference,
      });
    }
    return figures;
  },
};

/** The scores that the editor and the command line give the pairs, and how many texts a second were read. */
async function similarities({ sentences }: Lens, set: readonly Pair[]) {
  const texts = [...new Set(set.flatMap(({ a, b }) => [a, b]))];
  const started = performance.now();
  const vectors = await sentences.encodeTexts(texts.map((text) => parseSentences(text).map(words)));
  const textsPerSecond = texts.length / ((performance.now() - started) / 1000);
  const vectorOf = new Map(texts.map((text, i) => [text, vectors[i]!]));
  return { scores: set.map(({ a, b }) => sentences.similarity(vectorOf.get(a)!, vectorOf.get(b)!)), textsPerSecond };
}

/** Cosines of the mean context-free token vectors (layer 0) of both sides. */
async function meanCosines(engine: Engine, set: readonly Pair[]): Promise<number[]> {
  const texts = set.flatMap(({ a, b }) => [a, b]);
  const tokens = texts.map((text) => parseSentences(text).flatMap(words));
  const outputs = await engine.analyse(tokens, { outputs: ['states'] });
  const means = outputs.map(({ states }) => {
    const { data, width } = states!;
    const mean = new Float32Array(width / 5);
    for (let row = 1; row <= states!.tokens; row++) {
      for (let i = 0; i < mean.length; i++) mean[i]! += data[row * width + i]! / states!.tokens;
    }
    return mean;
  });
  return set.map((_, i) => cosine(means[2 * i]!, means[2 * i + 1]!));
}
