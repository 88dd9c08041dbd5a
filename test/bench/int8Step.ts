import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataType as DataType,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
} from 'onnx-buf';
import { Tensor } from 'onnxruntime-node';
import { tensorType } from '../../models/convert/onnxGraph.ts';
import { openSession } from '../../server/src/elmo/session.ts';
import { type Figure, quantile, time } from './figures.ts';

const CELLS = 1024;
const PROJECTION = 128;
const GATES = 4;
const THREADS = 2;
const RUNS = 400;
/** An unsigned byte times one of seven bits, twice: what 16 bits hold, where a processor adds up in these. */
const LARGEST_WEIGHT = 63;

type Nodes = MessageInitShape<typeof NodeProtoSchema>[];
type Tensors = MessageInitShape<typeof TensorProtoSchema>[];
type Attributes = MessageInitShape<typeof AttributeProtoSchema>[];

/**
 * What int8 arithmetic could gain: the matrix products of one step of one LSTM layer, in float32 and in int8, for a batch and
 * for one sentence. Each row has a scale of its own, so that a sentence's vectors don't depend on those it is read with.
 */
export async function measureInt8Step(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const rows of [12, 1]) {
    const [float, int8] = [await millisecondsOf(floatStep(), rows), await millisecondsOf(int8Step(), rows)];
    figures.push({
      what: `products of a step of ${rows} ${rows === 1 ? 'row' : 'rows'}: float32, int8`,
      value: `${(1000 * float).toFixed(0)}, ${(1000 * int8).toFixed(0)} µs`,
    });
  }
  return figures;
}

/** Median, in milliseconds. */
async function millisecondsOf(model: Uint8Array, rows: number): Promise<number> {
  const session = await openSession(model, { threads: THREADS });
  const input = (width: number) => new Tensor('float32', new Float32Array(rows * width).fill(0.3), [rows, width]);
  const feeds = { hidden: input(PROJECTION), shown: input(CELLS) };
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await time(() => session.run(feeds)));
  await session.release();
  return quantile(times, 0.5);
}

function floatStep(): Uint8Array {
  const product = (input: string, output: string, weight: string) => ({
    opType: 'MatMul',
    input: [input, weight],
    output: [output],
  });
  const weights = (name: string, from: number, to: number) => ({
    name,
    dims: [BigInt(from), BigInt(to)],
    dataType: DataType.FLOAT,
    rawData: new Uint8Array(new Float32Array(from * to).fill(0.01).buffer),
  });
  return stepModel(product, (name, from, to) => [weights(name, from, to)], []);
}

/** The rows by their largest component, to bytes around 128; the product, with a scale for each column; times the row's. */
function int8Step(): Uint8Array {
  const quantised = (input: string): Nodes => [
    { opType: 'Abs', input: [input], output: [`${input}_sizes`] },
    { opType: 'ReduceMax', input: [`${input}_sizes`], output: [`${input}_largest`], attribute: [ints('axes', [1n])] },
    { opType: 'Div', input: [`${input}_largest`, 'steps'], output: [`${input}_scale`] },
    { opType: 'Div', input: [input, `${input}_scale`], output: [`${input}_scaled`] },
    { opType: 'QuantizeLinear', input: [`${input}_scaled`, 'one', 'middle'], output: [`${input}_bytes`] },
  ];
  const product = (input: string, output: string, weight: string) => [
    {
      opType: 'MatMulIntegerToFloat',
      domain: 'com.microsoft',
      input: [`${input}_bytes`, weight, 'one', `${weight}_factors`, 'middle'],
      output: [`${output}_unscaled`],
    },
    { opType: 'Mul', input: [`${output}_unscaled`, `${input}_scale`], output: [output] },
  ];
  const weights = (name: string, from: number, to: number): Tensors => [
    {
      name,
      dims: [BigInt(from), BigInt(to)],
      dataType: DataType.INT8,
      rawData: new Uint8Array(new Int8Array(from * to).fill(LARGEST_WEIGHT).buffer),
    },
    { name: `${name}_factors`, dims: [BigInt(to)], dataType: DataType.FLOAT, floatData: new Array(to).fill(0.01) },
  ];
  return stepModel(product, weights, [...quantised('hidden'), ...quantised('shown')]);
}

function stepModel(
  product: (input: string, output: string, weight: string) => Nodes[number] | Nodes,
  weights: (name: string, from: number, to: number) => Tensors,
  before: Nodes,
): Uint8Array {
  const gates = Array.from({ length: GATES }, (_, i) => `gate${i}`);
  const outputs = [...gates, 'next'];
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [
      { domain: '', version: 17n },
      { domain: 'com.microsoft', version: 1n },
    ],
    graph: {
      name: 'step',
      input: [valueInfo('hidden', PROJECTION), valueInfo('shown', CELLS)],
      output: outputs.map((name) => valueInfo(name, name === 'next' ? PROJECTION : CELLS)),
      initializer: [
        { name: 'steps', dataType: DataType.FLOAT, floatData: [127] },
        { name: 'one', dataType: DataType.FLOAT, floatData: [1] },
        { name: 'middle', dataType: DataType.UINT8, rawData: Uint8Array.of(128) },
        ...gates.flatMap((gate) => weights(`${gate}_weights`, PROJECTION, CELLS)),
        ...weights('next_weights', CELLS, PROJECTION),
      ],
      node: [
        ...before,
        ...gates.flatMap((gate) => product('hidden', gate, `${gate}_weights`)),
        ...[product('shown', 'next', 'next_weights')].flat(),
      ],
    },
  });
  return toBinary(ModelProtoSchema, model);
}

function ints(name: string, values: readonly bigint[]): Attributes[number] {
  return { name, type: AttributeType.INTS, ints: [...values] };
}

function valueInfo(name: string, width: number) {
  return { name, type: tensorType(DataType.FLOAT, ['rows', width]) };
}
