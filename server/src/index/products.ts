import { create, toBinary } from '@bufbuild/protobuf';
import { TensorProto_DataType as DataType, ModelProtoSchema } from 'onnx-buf';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { openSession } from '../elmo/session.ts';
import { EXCESS } from './vectors.ts';

/** Inner products of many vectors of bytes with one: some five times as fast as a loop in JavaScript. */
export class Products {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async load(): Promise<Products> {
    return new Products(await openSession(product()));
  }

  /** Of each of the rows `[n, dimensions]` with a vector `[dimensions]`, both with `EXCESS` added. */
  async of(rows: Uint8Array, vector: Uint8Array): Promise<Int32Array> {
    const dimensions = vector.length;
    const outputs = await this.#session.run({
      rows: new Tensor('uint8', rows, [rows.length / dimensions, dimensions]),
      vector: new Tensor('uint8', vector, [dimensions, 1]),
    });
    return outputs['products']!.data as Int32Array;
  }
}

/** The one operator as an ONNX model: https://onnx.ai/onnx/operators/onnx__MatMulInteger.html */
function product(): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ domain: '', version: 17n }],
    graph: {
      name: 'products',
      input: [
        { name: 'rows', type: tensor(DataType.UINT8, ['n', 'dimensions']) },
        { name: 'vector', type: tensor(DataType.UINT8, ['dimensions', 'one']) },
      ],
      initializer: [{ name: 'excess', dataType: DataType.UINT8, rawData: Uint8Array.of(EXCESS) }],
      node: [{ opType: 'MatMulInteger', input: ['rows', 'vector', 'excess', 'excess'], output: ['products'] }],
      output: [{ name: 'products', type: tensor(DataType.INT32, ['n', 'one']) }],
    },
  });
  return toBinary(ModelProtoSchema, model);
}

function tensor(elemType: DataType, sizes: readonly string[]) {
  const dim = sizes.map((value) => ({ value: { case: 'dimParam' as const, value } }));
  return { value: { case: 'tensorType' as const, value: { elemType, shape: { dim } } } };
}
