import type { BilmOptions } from '../../server/src/elmo/options.ts';
import type { LstmLayer } from './officialWeights.ts';
import type { Graph } from './onnxGraph.ts';

/** TensorFlow's order along the columns of an LSTM's kernel. */
const GATES = ['input', 'candidate', 'forget', 'output'] as const;

/**
 * Builds one direction of the biLM: LSTM layers with projected, possibly clipped states (Sak et al. 2014; bilm-tf's
 * `LSTMCell` with `num_proj`), all outputs kept.
 *
 * Inputs: `tokens` float32 `[steps, batch, projection]` and for each layer l = 1, 2, ... its state before the first
 * step, `hidden_l` `[batch, projection]` and `cell_l` `[batch, dim]`. Outputs: `layer_l` `[steps, batch, projection]`
 * (skip connections applied) and the state after the last step, `final_hidden_l` and `final_cell_l`.
 */
export function lstmGraph(graph: Graph, layers: readonly LstmLayer[], options: BilmOptions): void {
  const { projection_dim: projection, dim, use_skip_connections: skip } = options.lstm;
  let input = graph.input('tokens', 'float32', ['steps', 'batch', projection]);

  layers.forEach((layer, index) => {
    const number = index + 1;
    const hidden = graph.input(`hidden_${number}`, 'float32', ['batch', projection]);
    const cell = graph.input(`cell_${number}`, 'float32', ['batch', dim]);
    const [finalHidden, finalCell, outputs] = recurrence(graph, number, layer, options, { input, hidden, cell });
    const layerOutput = skip && index > 0 ? graph.node('Add', [outputs, input]) : outputs;
    input = graph.output(`layer_${number}`, layerOutput, 'float32', ['steps', 'batch', projection]);
    graph.output(`final_hidden_${number}`, finalHidden, 'float32', ['batch', projection]);
    graph.output(`final_cell_${number}`, finalCell, 'float32', ['batch', dim]);
  });
}

/**
 * ONNX's own LSTM operator has no projection, so the steps are a `Scan`. What does not depend on the step before, the
 * input's share of the gates, is computed for all steps at once ahead of it. The gates are separate matrices, which
 * spares the loop a `Split` that would copy them. Returns the last hidden state, the last cell and all hidden states.
 */
function recurrence(
  graph: Graph,
  number: number,
  layer: LstmLayer,
  { lstm: { projection_dim: projection, dim, cell_clip: cellClip, proj_clip: projectionClip } }: BilmOptions,
  values: { readonly input: string; readonly hidden: string; readonly cell: string },
): [string, string, string] {
  const name = `lstm_${number}`;
  const shares = GATES.map((gate, index) => {
    const weights = graph.matrix(`${name}_input_${gate}`, [projection, dim], gateWeights(layer, index, 'input'));
    const bias = graph.weights(`${name}_bias_${gate}`, [dim], gateBias(layer, index));
    return graph.node('Add', [graph.node('MatMul', [values.input, weights]), bias]);
  });
  const recurrent = GATES.map((gate, index) =>
    graph.matrix(`${name}_recurrent_${gate}`, [projection, dim], gateWeights(layer, index, 'recurrent')),
  );
  const projectionWeights = graph.matrix(`${name}_projection`, [dim, projection], layer.projection.values);

  const step = graph.body(name);
  const hidden = step.input(`${name}_hidden`, 'float32', ['batch', projection]);
  const cell = step.input(`${name}_cell`, 'float32', ['batch', dim]);
  const sums = GATES.map((gate, index) => {
    const share = step.input(`${name}_share_${gate}`, 'float32', ['batch', dim]);
    return step.node('Gemm', [hidden, recurrent[index]!, share]);
  });
  const [input, candidate, forget, output] = sums as [string, string, string, string];
  const kept = step.node('Mul', [step.node('Sigmoid', [forget]), cell]);
  const added = step.node('Mul', [step.node('Sigmoid', [input]), step.node('Tanh', [candidate])]);
  const newCell = clip(step, step.node('Add', [kept, added]), cellClip);
  const shown = step.node('Mul', [step.node('Sigmoid', [output]), step.node('Tanh', [newCell])]);
  const newHidden = clip(step, step.node('MatMul', [shown, projectionWeights]), projectionClip);
  const nextHidden = step.output(`${name}_next_hidden`, newHidden, 'float32', ['batch', projection]);
  step.output(`${name}_next_cell`, newCell, 'float32', ['batch', dim]);
  step.output(`${name}_output`, nextHidden, 'float32', ['batch', projection]);

  const attributes = { body: step, num_scan_inputs: GATES.length };
  return graph.nodes('Scan', [values.hidden, values.cell, ...shares], 3, attributes) as [string, string, string];
}

/** A gate's block of the kernel's columns, in the rows of the input (the upper half) or of the recurrent state. */
function gateWeights({ kernel }: LstmLayer, gate: number, rows: 'input' | 'recurrent'): Float32Array {
  const half = kernel.rows / 2;
  const dim = kernel.columns / GATES.length;
  const block = new Float32Array(half * dim);
  for (let row = 0; row < half; row++) {
    const start = (rows === 'input' ? row : half + row) * kernel.columns + gate * dim;
    block.set(kernel.values.subarray(start, start + dim), row * dim);
  }
  return block;
}

/** bilm-tf adds 1 to the forget gate's sum at run time (`forget_bias`), so the file holds the bias without it. */
function gateBias({ bias }: LstmLayer, gate: number): Float32Array {
  const dim = bias.length / GATES.length;
  const block = bias.subarray(gate * dim, (gate + 1) * dim);
  return GATES[gate] === 'forget' ? block.map((value) => value + 1) : block;
}

function clip(graph: Graph, value: string, limit: number | null | undefined): string {
  return limit ? graph.node('Clip', [value, graph.scalar(-limit), graph.scalar(limit)]) : value;
}
