import type { BilmOptions } from '../../server/src/elmo/options.ts';
import type { Convolution, Highway, OfficialWeights } from './officialWeights.ts';
import type { Graph } from './onnxGraph.ts';

/**
 * Builds the context-independent token encoder of Peters et al. (2018), section 3.2 and Kim et al. (2016): character
 * embeddings, convolutions with max-pooling over the word, highway layers, projection.
 *
 * `characters` int32 `[words, slots]` (ids of `characters.ts`) -> `tokens` float32 `[words, projection]`.
 */
export function tokenEncoderGraph(graph: Graph, weights: OfficialWeights, options: BilmOptions): void {
  const { lstm, char_cnn: cnn } = options;
  const characters = graph.input('characters', 'int32', ['words', 'slots']);

  const embedded = graph.node('Gather', [characterTable(graph, weights), characters]); // [words, slots, embedding]
  const channels = graph.node('Transpose', [embedded], { perm: [0, 2, 1] }); // [words, embedding, slots]
  const pooled = weights.convolutions.map((convolution, index) => pool(graph, channels, convolution, index));
  let hidden = graph.node(cnn.activation === 'relu' ? 'Relu' : 'Tanh', [graph.node('Concat', pooled, { axis: 1 })]);
  weights.highways.forEach((layer, index) => {
    hidden = highway(graph, hidden, layer, index);
  });

  const { rows, columns, values } = weights.projection;
  const matrix = graph.matrix('projection', [rows, columns], values);
  const bias = graph.weights('projection_bias', [columns], weights.projectionBias);
  graph.output('tokens', graph.node('Gemm', [hidden, matrix, bias]), 'float32', ['words', lstm.projection_dim]);
}

/** The stored embeddings under a row of zeros for the id 0, which stands for masked positions. */
function characterTable(graph: Graph, { characterEmbedding: { rows, columns, values } }: OfficialWeights): string {
  const table = new Float32Array((rows + 1) * columns);
  table.set(values, columns);
  return graph.weights('character_embedding', [rows + 1, columns], table);
}

/** `[words, embedding, slots]` -> `[words, filters]`: the greatest answer of each filter anywhere in the word. */
function pool(graph: Graph, channels: string, { width, filters, kernel, bias }: Convolution, index: number): string {
  const embedding = kernel.length / (width * filters);
  const answers = graph.node(
    'Conv',
    [
      channels,
      graph.weights(
        `convolution_${index}`,
        [filters, embedding, width],
        filtersFirst(kernel, width, embedding, filters),
      ),
      graph.weights(`convolution_${index}_bias`, [filters], bias),
    ],
    { kernel_shape: [width] },
  );
  return graph.node('ReduceMax', [answers], { axes: [-1], keepdims: 0 });
}

/** TensorFlow's `[width, embedding, filters]` as ONNX's `[filters, embedding, width]`. */
function filtersFirst(kernel: Float32Array, width: number, embedding: number, filters: number): Float32Array {
  const turned = new Float32Array(kernel.length);
  for (let slot = 0; slot < width; slot++) {
    for (let channel = 0; channel < embedding; channel++) {
      for (let filter = 0; filter < filters; filter++) {
        turned[(filter * embedding + channel) * width + slot] =
          kernel[(slot * embedding + channel) * filters + filter]!;
      }
    }
  }
  return turned;
}

/** carry * relu(transform) + (1 - carry) * x, written as x + carry * (relu(transform) - x). */
function highway(graph: Graph, x: string, layer: Highway, index: number): string {
  const name = `highway_${index}`;
  const size = layer.carry.rows;
  const linear = (part: string, values: Float32Array, bias: Float32Array) =>
    graph.node('Gemm', [
      x,
      graph.matrix(`${name}_${part}`, [size, size], values),
      graph.weights(`${name}_${part}_bias`, [size], bias),
    ]);

  const carry = graph.node('Sigmoid', [linear('carry', layer.carry.values, layer.carryBias)]);
  const transform = graph.node('Relu', [linear('transform', layer.transform.values, layer.transformBias)]);
  return graph.node('Add', [x, graph.node('Mul', [carry, graph.node('Sub', [transform, x])])]);
}
