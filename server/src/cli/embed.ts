import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { type Embedding, embeddingOf } from '../elmo/embedder.ts';
import type { Engine, States } from '../engine/engine.ts';
import { normaliseToken } from '../text/normaliseToken.ts';
import { eachBatch, filterLines, lineId } from './lines.ts';
import { NpyWriter } from './npy.ts';

const schema = z.object({ id: lineId.optional(), tokens: z.array(z.string()) });
type Line = z.infer<typeof schema>;

async function statesOf(engine: Engine, lines: readonly Line[]): Promise<States[]> {
  const sentences = lines.map(({ tokens }) => tokens.map(normaliseToken));
  const outputs = await engine.analyse(sentences, { outputs: ['states'], priority: 'background' });
  return outputs.map(({ states }) => states!);
}

/** `embed`: {"id"?,"tokens"} in, {"id"?,"layers": [layers][tokens][2P]} out. */
export function embedAsJson(engine: Engine, input: Readable, output: Writable): Promise<void> {
  return filterLines(input, output, {
    schema,
    run: async (lines) => {
      const states = await statesOf(engine, lines);
      return lines.map(({ id }, i) => ({ id, layers: nested(embeddingOf(states[i]!)) }));
    },
  });
}

/**
 * `embed --output FILE`: all sentences joined along the tokens, float32 `[layers, tokens, 2P]`; with `--states` the
 * biLM's own rows, float16 `[sum of (tokens + 2), (1 + 2 layers) P]`, which are half as large and hold `<S>` and `</S>`.
 */
export async function embedAsArray(engine: Engine, input: Readable, path: string, asStates: boolean): Promise<void> {
  if (asStates) return writeStates(engine, input, path);
  const embeddings: Embedding[] = [];
  await eachBatch(input, schema, async (batch) => {
    const states = await statesOf(
      engine,
      batch.map(({ value }) => value),
    );
    embeddings.push(...states.map((sentence) => embeddingOf(sentence)));
  });
  const [layers, , width] = embeddings[0]?.dims ?? [0, 0, 0];
  const writer = await NpyWriter.create(path, 'float32');
  for (let layer = 0; layer < layers; layer++) {
    for (const { data } of embeddings)
      await writer.append(data.subarray((layer * data.length) / layers, ((layer + 1) * data.length) / layers));
  }
  await writer.close([layers, embeddings.reduce((sum, { dims }) => sum + dims[1], 0), width]);
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
