import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataType as DataType,
  ModelProtoSchema,
} from 'onnx-buf';
import { tensorType } from '../../models/convert/onnxGraph.ts';

/** An ONNX model: `query` `[1, dimensions]` times the rows, and the numbers of the `count` rows of the largest products. */
export function matrixTopK(rows: Float32Array<ArrayBuffer>, dimensions: number, count: number): Uint8Array {
  const size = rows.length / dimensions;
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ domain: '', version: 17n }],
    graph: {
      name: 'top',
      input: [{ name: 'query', type: tensorType(DataType.FLOAT, [1, dimensions]) }],
      output: [{ name: 'rows', type: tensorType(DataType.INT64, [1, count]) }],
      initializer: [
        {
          name: 'matrix',
          dims: [BigInt(size), BigInt(dimensions)],
          dataType: DataType.FLOAT,
          rawData: new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength),
        },
        { name: 'count', dims: [1n], dataType: DataType.INT64, int64Data: [BigInt(count)] },
      ],
      node: [
        {
          opType: 'Gemm',
          input: ['query', 'matrix'],
          output: ['products'],
          attribute: [{ name: 'transB', type: AttributeType.INT, i: 1n }],
        },
        { opType: 'TopK', input: ['products', 'count'], output: ['values', 'rows'] },
      ],
    },
  });
  return toBinary(ModelProtoSchema, model);
}
