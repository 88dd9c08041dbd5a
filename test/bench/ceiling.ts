import { Tensor } from 'onnxruntime-node';
import { Graph } from '../../models/convert/onnxGraph.ts';
import type { BilmOptions } from '../../server/src/elmo/options.ts';
import { openSession } from '../../server/src/elmo/session.ts';
import { quantile, time } from './figures.ts';

const SIZE = 1024;
const RUNS = 9;
const FLOP_PER_PRODUCT = 2;

/** What the machine can do at this moment: GFLOP/s of a product of two square matrices, on as many threads as the engine. */
export async function matrixCeiling(threads: number): Promise<number> {
  const graph = Graph.model('product', '');
  const shape = [SIZE, SIZE];
  const factors = ['a', 'b'].map((name) => graph.input(name, 'float32', shape));
  graph.output('product', graph.node('MatMul', factors), 'float32', shape);
  const session = await openSession(graph.serialise().model, { threads });
  const [a, b] = factors.map(() => new Tensor('float32', new Float32Array(SIZE * SIZE).fill(0.5), shape));
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await time(() => session.run({ a: a!, b: b! })));
  await session.release();
  return (FLOP_PER_PRODUCT * SIZE ** 3) / quantile(times, 0.5) / 1e6;
}

/** FLOP of a biLM's matrix products for one step of one sentence, both directions, without the token encoder. */
export function flopPerStep({ lstm: { n_layers: layers, dim, projection_dim: projection } }: BilmOptions): number {
  const gates = 4 * dim * 2 * projection;
  return FLOP_PER_PRODUCT * 2 * layers * (gates + dim * projection);
}
