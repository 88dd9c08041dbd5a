import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { type Embedding, embeddingOf } from '../elmo/embedder.ts';
import type { Engine, States } from '../engine/engine.ts';
import { normaliseToken } from '../text/normaliseToken.ts';
import { eachBatch, filterLines } from './lines.ts';
import { NpyWriter } from './npy.ts';

const schema = z.object({ tokens: z.array(z.string()) });
type Line = z.infer<typeof schema>;

async function statesOf(engine: Engine, lines: readonly Line[]): Promise<States[]> {
  const sentences = lines.map(({ tokens }) => tokens.map(normaliseToken));
  const outputs = await engine.analyse(sentences, { outputs: ['states'], priority: 'background' });
  return outputs.map(({ states }) => states!);
}

/** `embed`: {"tokens"} in, {"layers": [layers][tokens][2P]} out. */
export function embedAsJson(engine: Engine, input: Readable, output: Writable): Promise<void> {
  return filterLines(input, output, {
    schema,
    run: async (lines) => (await statesOf(engine, lines)).map((states) => ({ layers: nested(embeddingOf(states)) })),
  });
}

/**
 * `embed --output FILE`: all sentences joined along the tokens, float32 `[layers, tokens, 2P]`; with `--states` the
 * biLM's own rows, float16 `[sum of (tokens + 2), (1 + 2 layers) P]`, which are half as large and hold `<S>` and `</S>`.
 */
export async function embedAsArray(engine: Engine, input: Readable, path: string, asStates: boolean): Promise<void> {
  if (asStates) return writeStates(engine, input, path);
  const layers: Float32Array[][] = [];
  let width = 0;
  await eachBatch(input, schema, async (batch) => {
    for (const states of await statesOf(
      engine,
      batch.map(({ value }) => value),
    )) {
      const { data, dims } = embeddingOf(states);
      width = dims[2];
      const size = dims[1] * width;
      for (let layer = 0; layer < dims[0]; layer++) {
        const sentences = (layers[layer] ??= []);
        sentences.push(data.subarray(layer * size, (layer + 1) * size));
      }
    }
  });
  const writer = await NpyWriter.create(path, 'float32');
  for (const sentence of layers.flat()) await writer.append(sentence);
  const tokens = (layers[0] ?? []).reduce((sum, sentence) => sum + sentence.length / width, 0);
  await writer.close([layers.length, tokens, width]);
}

async function writeStates(engine: Engine, input: Readable, path: string): Promise<void> {
  const writer = await NpyWriter.create(path, 'float16');
  let rows = 0;
  let width = 0;
  await eachBatch(input, schema, async (batch) => {
    for (const states of await statesOf(
      engine,
      batch.map(({ value }) => value),
    )) {
      await writer.append(states.data);
      width = states.width;
      rows += states.tokens + 2;
    }
  });
  await writer.close([rows, width]);
}

function nested({ data, dims: [layers, tokens, width] }: Embedding): number[][][] {
  return Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: tokens }, (_, token) => {
      const at = (layer * tokens + token) * width;
      return Array.from(data.subarray(at, at + width));
    }),
  );
}
