import { readVerifiedManifest } from '../../server/src/elmo/manifest.ts';
import { CachedEngine } from '../../server/src/engine/cachedEngine.ts';
import type { Output } from '../../server/src/engine/engine.ts';
import { EngineClient } from '../../server/src/engine/engineClient.ts';
import { HeadFiles } from '../../server/src/heads/manifest.ts';
import type { Installation } from '../../server/src/installation.ts';
import { Lens } from '../../server/src/lens.ts';
import { flopPerStep, matrixCeiling } from './ceiling.ts';
import type { BenchDocument } from './document.ts';
import { type Figure, quantile, time } from './figures.ts';

const RUNS = 5;
/** Of these, the first half warms up what JavaScript there is: an editor's engine runs for hours. */
const WARM_PASSES = 10;
const HEADS_PASSES = 12;

/** The `<S>` and `</S>` around a sentence. */
const MARKS = 2;
const ENGINE_THREADS = 2;

/**
 * Words a second of the engine: cold (a fresh process, no word seen before) and warm (new sentences of seen words); and
 * how near the warm passes come to the speed that a matrix product alone had between them.
 */
export async function measureEngine(
  { engineScript, modelDirectory }: Installation,
  { sentences, words }: BenchDocument,
): Promise<Figure[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  const ceilings: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const engine = new EngineClient({ script: engineScript, modelDirectory });
    await engine.analyse([['Ready', '.']], { outputs: ['states'] });
    cold.push(await time(() => engine.analyse(sentences, { outputs: ['states'] })));
    for (let pass = 1; pass <= WARM_PASSES; pass++) {
      const unseen = sentences.map((tokens) => rotate(tokens, pass));
      const milliseconds = await time(() => engine.analyse(unseen, { outputs: ['states'] }));
      if (pass > WARM_PASSES / 2) warm.push(milliseconds);
    }
    engine.dispose();
    ceilings.push(await matrixCeiling(ENGINE_THREADS));
  }
  const steps = words + MARKS * sentences.length;
  const { options } = await readVerifiedManifest(modelDirectory);
  const reached = (steps * flopPerStep(options)) / quantile(warm, 0.5) / 1e6;
  const ceiling = quantile(ceilings, 0.5);
  const perSecond = (times: number[]): string => `${Math.round((words / quantile(times, 0.5)) * 1000)} words/s`;
  return [
    { what: `biLM, cold (median of ${RUNS})`, value: perSecond(cold) },
    { what: `biLM, warm (median of ${warm.length})`, value: perSecond(warm), bar: '8,000 words/s' },
    {
      what: `its matrix products against one large one on ${ENGINE_THREADS} threads`,
      value: `${Math.round((100 * reached) / ceiling)} % of ${Math.round(ceiling)} GFLOP/s`,
    },
  ];
}

const HEADS: readonly Output[] = ['partsOfSpeech', 'senseQueries', 'entities', 'sentence', 'sentiment', 'topic'];

/** What all heads cost, with the ranking of every word's senses and the decoding of entities, against the biLM alone. */
export async function measureHeads(
  { engineScript, modelDirectory, wordNet }: Installation,
  { sentences }: BenchDocument,
): Promise<Figure[]> {
  const client = new EngineClient({ script: engineScript, modelDirectory });
  const engine = new CachedEngine(client);
  const lens = await Lens.open(engine, HeadFiles.open(modelDirectory), wordNet);
  const read = async (texts: readonly (readonly string[])[]): Promise<void> => {
    await engine.analyse(texts, { outputs: HEADS });
    await lens.senses.readAll(texts);
    await lens.entities.tag(texts);
  };
  await read(sentences);
  const [biLM, heads] = [[], []] as [number[], number[]];
  for (let pass = 1; pass <= HEADS_PASSES; pass++) {
    const unseen = sentences.map((tokens) =>
      rotate(pass % 2 === 0 ? tokens : tokens.toReversed(), Math.ceil(pass / 2)),
    );
    biLM.push(await time(() => engine.analyse(unseen, { outputs: ['states'] })));
    heads.push(await time(() => read(unseen))); // over the states just computed
  }
  client.dispose();
  const [of, all] = [biLM, heads].map((times) => quantile(times.slice(-HEADS_PASSES / 2), 0.5)) as [number, number];
  const value = `${Math.round((100 * all) / of)} % of ${Math.round(of)} ms`;
  return [{ what: `all heads against the biLM, warm (median of ${HEADS_PASSES / 2})`, value, bar: '100 %' }];
}

function rotate(tokens: readonly string[], by: number): string[] {
  const at = by % tokens.length;
  return [...tokens.slice(at), ...tokens.slice(0, at)];
}
