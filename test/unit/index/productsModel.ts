import { create, toBinary } from '@bufbuild/protobuf';
import { TensorProto_DataType as DataType, ModelProtoSchema } from 'onnx-buf';
import { tensorType } from '../../../models/convert/onnxGraph.ts';
import { EXCESS } from '../../../server/src/index/vectors.ts';

/** The model of `Products`: https://onnx.ai/onnx/operators/onnx__MatMulInteger.html */
export function productsModel(): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ domain: '', version: 17n }],
    graph: {
      name: 'products',
      input: [
        { name: 'rows', type: tensorType(DataType.UINT8, ['n', 'dimensions']) },
        { name: 'vector', type: tensorType(DataType.UINT8, ['dimensions', 'one']) },
      ],
      initializer: [{ name: 'excess', dataType: DataType.UINT8, rawData: Uint8Array.of(EXCESS) }],
      node: [{ opType: 'MatMulInteger', input: ['rows', 'vector', 'excess', 'excess'], output: ['products'] }],
      output: [{ name: 'products', type: tensorType(DataType.INT32, ['n', 'one']) }],
    },
  });
  return toBinary(ModelProtoSchema, model);
}
