import { beforeAll, describe, expect, test } from 'vitest';
import { BiLM } from '../../../server/src/elmo/bilm.ts';
import { mixLayers } from '../../../server/src/elmo/elmo.ts';
import { ElmoEmbedder } from '../../../server/src/elmo/embedder.ts';
import { Analyser } from '../../../server/src/engine/analyser.ts';
import type { Engine } from '../../../server/src/engine/engine.ts';
import { LayerMeasure } from '../../../server/src/heads/layerMeasure.ts';
import type { LayerName } from '../../../server/src/settings.ts';
import { DEFAULT_MODEL } from '../elmo/models.ts';

const LOAN = 'The manager of the bank approved the loan .'.split(' ');
const MONEY = 'The bank manager agreed to lend them the money .'.split(' ');
const RAIN = 'It rained for nine days on the hills .'.split(' ');

/** Weights that leave a layer alone, and those of the mean. */
const WEIGHTS: readonly (readonly [LayerName, readonly number[]])[] = [
  ['mix', [1, 1, 1]],
  ['token', [99, 0, 0]],
  ['layer1', [0, 99, 0]],
  ['layer2', [0, 0, 99]],
];
const LAYERS = WEIGHTS.map(([layer]) => layer);

let engine: Engine;
beforeAll(async () => {
  const analyser = await Analyser.load(DEFAULT_MODEL);
  engine = { analyse: (sentences, { outputs }) => analyser.analyse(sentences, outputs) };
});

test.each(WEIGHTS)('%s: a sentence is the mean over its tokens of the official scalar mix', async (layer, weights) => {
  const [vector] = await new LayerMeasure(engine, layer).encode([LOAN]);
  const embedder = new ElmoEmbedder(await BiLM.load(DEFAULT_MODEL));
  const embedding = await embedder.embedSentence(LOAN);
  const tokens = mixLayers(embedding, { weights, gamma: 1 });
  const width = embedding.dims[2];
  for (const d of [0, 1, width - 1]) {
    const mean = LOAN.reduce((sum, _, token) => sum + tokens[token * width + d]! / LOAN.length, 0);
    expect(vector![d]).toBeCloseTo(mean, 5);
  }
});

describe.each(LAYERS)('%s', (layer) => {
  const similarities = async (sentences: readonly string[][]) => {
    const measure = new LayerMeasure(engine, layer);
    const vectors = await measure.encode(sentences);
    const similarity = await measure.similarityAmong(vectors);
    return vectors.map((vector) => similarity(vectors[0]!, vector));
  };

  test('a sentence is the same as itself, and what is unrelated is near 0, whatever else there is', async () => {
    const [itself, related, unrelated] = await similarities([LOAN, MONEY, RAIN]);
    expect(itself).toBeCloseTo(1, 5);
    expect(related).toBeGreaterThan(unrelated!);
    expect(unrelated).toBeLessThan(0.15);
  });

  test('two sentences can be compared that are all there is', async () => {
    const [, related] = await similarities([LOAN, MONEY]);
    const [, unrelated] = await similarities([LOAN, RAIN]);
    expect(related).toBeGreaterThan(unrelated!);
  });
});

test('a text of several sentences counts each of its tokens alike', async () => {
  const measure = new LayerMeasure(engine, 'layer1');
  const [[text], vectors] = await Promise.all([measure.encodeTexts([[LOAN, RAIN]]), measure.encode([LOAN, RAIN])]);
  const [a, b] = [LOAN.length, RAIN.length];
  expect(text![0]).toBeCloseTo((a * vectors[0]![0]! + b * vectors[1]![0]!) / (a + b), 6);
});

test('the token layer knows a word without its context, the others do not', async () => {
  const alike = async (layer: LayerName): Promise<boolean> => {
    const [one, other] = await new LayerMeasure(engine, layer).encode([
      ['a', 'bank', 'b'],
      ['b', 'bank', 'a'],
    ]);
    return one!.every((value, d) => Math.abs(value - other![d]!) < 1e-5);
  };
  expect(await Promise.all(LAYERS.map(alike))).toEqual([false, true, false, false]);
});
