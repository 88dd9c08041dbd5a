import { EngineClient } from '../../server/src/engine/engineClient.ts';
import type { Installation } from '../../server/src/installation.ts';
import type { BenchDocument } from './document.ts';
import { type Figure, quantile, time } from './figures.ts';

const RUNS = 5;
const WARM_PASSES = 5;

/** Words a second of the engine: cold (a fresh process, no word seen before) and warm (new sentences of seen words). */
export async function measureEngine(
  { engineScript, modelDirectory }: Installation,
  { sentences, words }: BenchDocument,
): Promise<Figure[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const engine = new EngineClient({ script: engineScript, modelDirectory });
    await engine.analyse([['Ready', '.']], { outputs: ['states'] });
    cold.push(await time(() => engine.analyse(sentences, { outputs: ['states'] })));
    for (let pass = 1; pass <= WARM_PASSES; pass++) {
      const unseen = sentences.map((tokens) => rotate(tokens, pass));
      warm.push(await time(() => engine.analyse(unseen, { outputs: ['states'] })));
    }
    engine.dispose();
  }
  const perSecond = (times: number[]): string => `${Math.round((words / quantile(times, 0.5)) * 1000)} words/s`;
  return [
    { what: `biLM, cold (median of ${RUNS})`, value: perSecond(cold) },
    { what: `biLM, warm (median of ${RUNS * WARM_PASSES})`, value: perSecond(warm), bar: '8,000 words/s' },
  ];
}

function rotate(tokens: readonly string[], by: number): string[] {
  const at = by % tokens.length;
  return [...tokens.slice(at), ...tokens.slice(0, at)];
}
