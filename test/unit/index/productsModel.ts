import { create, toBinary } from '@bufbuild/protobuf';
import { TensorProto_DataType as DataType, ModelProtoSchema } from 'onnx-buf';
import { EXCESS } from '../../../server/src/index/vectors.ts';

/** The model of `Products`: https://onnx.ai/onnx/operators/onnx__MatMulInteger.html */
export function productsModel(): Uint8Array {
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
