import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, File, ready } from 'h5wasm/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { convert } from '../../../models/convert/convert.ts';
import { BiLM, type BilmState } from '../../../server/src/elmo/bilm.ts';

const FIXTURES = join(import.meta.dirname, '../../../../shared/data/elmo-fixtures');
/** The two reference implementations; each set is three streams of ten sentences, read with the state carried on. */
const SETS = [
  { name: 'bilm-tf', sentences: 'lm_embeddings_sentences.json' },
  { name: 'allennlp', sentences: 'sentences.json' },
];

if (!existsSync(FIXTURES)) console.log(`Skipped the official golden vectors: ${FIXTURES} is not there.`);

describe.skipIf(!existsSync(FIXTURES))('against the vectors of the reference implementations', () => {
  test.each(SETS)('gives the top layer of $name within 1e-5, state carried from sentence to sentence', async (set) => {
    const folder = join(FIXTURES, set.name);
    const bilm = await convertAndLoad(folder);
    const streams: string[][] = JSON.parse(await readFile(join(folder, set.sentences), 'utf8'));
    for (const [index, stream] of streams.entries()) {
      const expected = await readExpected(join(folder, `lm_embeddings_${index}.hdf5`), stream.length);
      const actual = await topLayers(bilm, stream);
      const difference = Math.max(...expected.map((values, place) => greatestDifference(values, actual[place]!)));
      expect(difference).toBeLessThan(1e-5);
    }
  });
});

async function convertAndLoad(folder: string): Promise<BiLM> {
  const output = await mkdtemp(join(tmpdir(), 'elmo-official-'));
  onTestFinished(() => rm(output, { recursive: true }));
  const pair = { options: join(folder, 'options.json'), weights: join(folder, 'lm_weights.hdf5') };
  await convert({ ...pair, output }, () => {});
  return await BiLM.load(output);
}

/** `[2, tokens, projection]` of each sentence: the top layer of the forward and of the backward direction. */
async function readExpected(path: string, count: number): Promise<Float32Array[]> {
  await ready;
  const file = new File(path, 'r');
  const sentences = Array.from({ length: count }, (_, index) => (file.get(String(index)) as Dataset).value);
  file.close();
  return sentences as Float32Array[];
}

async function topLayers(bilm: BiLM, stream: readonly string[]): Promise<Float32Array[]> {
  const { projection_dim: projection, n_layers: layers } = bilm.manifest.options.lstm;
  const results: Float32Array[] = [];
  let state: BilmState | undefined;
  for (const sentence of stream) {
    const { states, finalState } = await bilm.run([sentence.split(' ')], state);
    const { tokens, width, data } = states[0]!;
    const result = new Float32Array(2 * tokens * projection);
    for (const direction of [0, 1]) {
      for (let token = 0; token < tokens; token++) {
        const offset = (token + 1) * width + (2 * layers - 1 + direction) * projection;
        result.set(data.subarray(offset, offset + projection), (direction * tokens + token) * projection);
      }
    }
    results.push(result);
    state = finalState;
  }
  return results;
}

function greatestDifference(a: Float32Array, b: Float32Array): number {
  expect(b.length).toBe(a.length);
  return a.reduce((greatest, value, index) => Math.max(greatest, Math.abs(value - b[index]!)), 0);
}
