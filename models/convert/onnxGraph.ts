import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Float16Array, f16round } from '@petamoriken/float16';
import {
  type AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type TypeProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';

/** The newest operators that every ONNX Runtime since 1.12 knows, and the file version that belongs to them. */
const OPSET = 17n;
const IR_VERSION = 8n;

/** External tensors start at page boundaries, so that they can be mapped into memory. */
const PAGE = 4096;

type ElementType = 'float32' | 'int32';
/** Numbers are fixed sizes, strings name free ones. */
type Shape = readonly (number | string)[];
type AttributeValue = number | readonly number[] | Graph;

/**
 * How matrices are stored: as exactly as they are given, or as int8 with a factor for each column, which takes half the
 * bytes of float16. Either way ONNX Runtime computes in float32, at the same speed.
 */
export type Storage = 'exact' | 'int8';
const INT8_LIMIT = 127;

/** Weights of one model, laid out for the file beside it. */
class ExternalData {
  readonly #pieces: { offset: number; bytes: Uint8Array }[] = [];
  #length = 0;

  /** Returns the offset at which `bytes` will stand. */
  add(bytes: Uint8Array): number {
    const offset = Math.ceil(this.#length / PAGE) * PAGE;
    this.#pieces.push({ offset, bytes });
    this.#length = offset + bytes.length;
    return offset;
  }

  toBytes(): Uint8Array {
    const all = new Uint8Array(this.#length);
    for (const { offset, bytes } of this.#pieces) all.set(bytes, offset);
    return all;
  }
}

/** What a model and the bodies of its loops share. */
interface ModelContext {
  readonly dataFile: string;
  readonly storage: Storage;
  readonly data: ExternalData;
  names: number;
}

/**
 * Builds one ONNX model: values are referred to by name, each operator returns the names of its outputs.
 * Source: https://onnx.ai/onnx/repo-docs/IR.html
 */
export class Graph {
  readonly #name: string;
  readonly #context: ModelContext;
  readonly #inputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  readonly #outputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  readonly #tensors: MessageInitShape<typeof TensorProtoSchema>[] = [];
  readonly #nodes: MessageInitShape<typeof NodeProtoSchema>[] = [];

  private constructor(name: string, context: ModelContext) {
    this.#name = name;
    this.#context = context;
  }

  /** A model whose weights go to `dataFile`, a file name beside the model's own. */
  static model(name: string, dataFile: string, storage: Storage = 'exact'): Graph {
    return new Graph(name, { dataFile, storage, data: new ExternalData(), names: 0 });
  }

  /** The body of a loop in this graph; it sees the values of this graph. */
  body(name: string): Graph {
    return new Graph(name, this.#context);
  }

  input(name: string, type: ElementType, shape: Shape): string {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Declares `value` an output and calls it `name`, which is its name from now on. Returns it. */
  output(name: string, value: string, type: ElementType, shape: Shape): string {
    const known =
      this.#outputs.some((output) => output.name === value) || this.#inputs.some((input) => input.name === value);
    if (known) this.#nodes.push({ opType: 'Identity', input: [value], output: [name] });
    else this.#rename(value, name); // an `Identity` would copy it
    this.#outputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** An operator of one output. */
  node(operator: string, inputs: readonly string[], attributes: Record<string, AttributeValue> = {}): string {
    return this.nodes(operator, inputs, 1, attributes)[0] as string;
  }

  /** An operator of `count` outputs. */
  nodes(
    operator: string,
    inputs: readonly string[],
    count: number,
    attributes: Record<string, AttributeValue> = {},
  ): string[] {
    const outputs = Array.from({ length: count }, () => this.#unique(operator));
    this.#nodes.push({
      opType: operator,
      input: [...inputs],
      output: outputs,
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
    return outputs;
  }

  scalar(value: number): string {
    const name = this.#unique('scalar');
    this.#tensors.push({ name, dims: [], dataType: DataType.FLOAT, floatData: [value] });
    return name;
  }

  /**
   * A constant of the given shape, in the file of weights. Where float16 holds every value exactly it is stored as such
   * and cast back in the graph: half the bytes, the same numbers, and ONNX Runtime folds the cast away while loading.
   */
  weights(name: string, shape: readonly number[], values: Float32Array): string {
    if (!values.every((value) => f16round(value) === value)) {
      this.#external(name, shape, DataType.FLOAT, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      return name;
    }
    const stored = `${name}_float16`;
    this.#external(stored, shape, DataType.FLOAT16, new Uint8Array(new Float16Array(values).buffer));
    return this.node('Cast', [stored], { to: DataType.FLOAT });
  }

  /** As `weights`, for a matrix `[rows, columns]` to multiply by: its rounding errors add up to little. */
  matrix(name: string, shape: readonly [number, number], values: Float32Array): string {
    if (this.#context.storage === 'exact') return this.weights(name, shape, values);
    const [, columns] = shape;
    const factors = new Float32Array(columns);
    for (const [i, value] of values.entries())
      factors[i % columns] = Math.max(factors[i % columns]!, Math.abs(value) / INT8_LIMIT);
    const rounded = Int8Array.from(values, (value, i) => Math.round(value / (factors[i % columns]! || 1)));
    this.#external(`${name}_int8`, shape, DataType.INT8, new Uint8Array(rounded.buffer));
    const factor = this.weights(`${name}_factors`, [1, columns], factors);
    return this.node('Mul', [this.node('Cast', [`${name}_int8`], { to: DataType.FLOAT }), factor]);
  }

  /** The bytes of the model and of its file of weights. */
  serialise(): { model: Uint8Array; data: Uint8Array } {
    const model = create(ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: 'elmo-lens',
      opsetImport: [{ domain: '', version: OPSET }],
      graph: this.#toProto(),
    });
    return { model: toBinary(ModelProtoSchema, model), data: this.#context.data.toBytes() };
  }

  toBody(): MessageInitShape<typeof GraphProtoSchema> {
    return this.#toProto();
  }

  #toProto(): MessageInitShape<typeof GraphProtoSchema> {
    return {
      name: this.#name,
      input: this.#inputs,
      output: this.#outputs,
      initializer: this.#tensors,
      node: this.#nodes,
    };
  }

  #external(name: string, shape: readonly number[], dataType: DataType, bytes: Uint8Array): void {
    const offset = this.#context.data.add(bytes);
    this.#tensors.push({
      name,
      dims: shape.map(BigInt),
      dataType,
      dataLocation: DataLocation.EXTERNAL,
      externalData: [
        { key: 'location', value: this.#context.dataFile },
        { key: 'offset', value: String(offset) },
        { key: 'length', value: String(bytes.length) },
      ],
    });
  }

  #rename(value: string, name: string): void {
    const renamed = (names: readonly string[] = []) => names.map((other) => (other === value ? name : other));
    for (const node of this.#nodes) {
      node.input = renamed(node.input);
      node.output = renamed(node.output);
    }
  }

  #unique(stem: string): string {
    this.#context.names += 1;
    return `${stem}_${this.#context.names}`;
  }
}

function valueInfo(name: string, type: ElementType, shape: Shape): MessageInitShape<typeof ValueInfoProtoSchema> {
  return { name, type: tensorType(type === 'float32' ? DataType.FLOAT : DataType.INT32, shape) };
}

/** The type of a graph's input or output. */
export function tensorType(elemType: DataType, shape: Shape): MessageInitShape<typeof TypeProtoSchema> {
  const dim = shape.map((size) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } },
  );
  return { value: { case: 'tensorType', value: { elemType, shape: { dim } } } };
}

function attribute(name: string, value: AttributeValue): MessageInitShape<typeof AttributeProtoSchema> {
  if (value instanceof Graph) return { name, type: AttributeType.GRAPH, g: value.toBody() };
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: BigInt(value) };
  return { name, type: AttributeType.INTS, ints: value.map(BigInt) };
}
