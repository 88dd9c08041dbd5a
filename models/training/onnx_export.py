"""Writes heads as ONNX graphs with inputs `states` float32 [B, T, width] and `lengths` int64 [B], matrices stored as int8."""

from collections.abc import Callable

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from layers import BiLSTM, ScalarMix
from vectors import States

OPSET = 17


class Graph:
    """Collects nodes; every method gives the name of the value that it adds."""

    def __init__(self):
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def node(self, operator: str, *inputs: str, **attributes) -> str:
        return self.node_outputs(operator, 1, *inputs, **attributes)[0]

    def node_outputs(self, operator: str, count: int, *inputs: str, **attributes) -> list[str]:
        outputs = [f"{operator.lower()}_{len(self.nodes)}_{i}" for i in range(count)]
        self.nodes.append(helper.make_node(operator, list(inputs), outputs, **attributes))
        return outputs

    def constant(self, value, dtype=np.float32) -> str:
        name = f"constant_{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.asarray(value, dtype=dtype), name))
        return name

    def vector(self, value: torch.Tensor) -> str:
        """Weights stored as float16, and made float32 once when the runtime loads the graph."""
        return self.node("Cast", self.constant(value.detach().numpy(), np.float16), to=TensorProto.FLOAT)

    def matrix(self, value: torch.Tensor, along: tuple[int, ...]) -> str:
        """Weights stored as int8 with a factor for each row, which lies along these axes; made float32 as a vector is."""
        whole, factors = to_int8(value.detach(), along)
        cast = self.node("Cast", self.constant(whole.numpy(), np.int8), to=TensorProto.FLOAT)
        return self.node("Mul", cast, self.constant(factors.numpy()))

    def linear(self, rows: str, layer: nn.Linear) -> str:
        product = self.node("MatMul", rows, self.matrix(layer.weight.T.contiguous(), along=(0,)))
        return product if layer.bias is None else self.node("Add", product, self.vector(layer.bias))

    def scalar_mix(self, states: str, mix: ScalarMix) -> str:
        token, *directions = self.node_outputs("Split", 1 + 2 * mix.layers, states, axis=-1)
        weights = mix.weights().detach().tolist()
        halves = []
        for direction in range(2):
            total = self.node("Mul", token, self.constant(weights[0]))
            for layer in range(mix.layers):
                scaled = self.node("Mul", directions[2 * layer + direction], self.constant(weights[1 + layer]))
                total = self.node("Add", total, scaled)
            halves.append(total)
        return self.node("Concat", *halves, axis=-1)

    def bilstm(self, rows: str, lengths: str, layer: BiLSTM) -> str:
        """ONNX orders the gates input, output, forget, cell; PyTorch input, forget, cell, output."""

        def stacked(name: str) -> torch.Tensor:
            parts = []
            for lstm in (layer.ahead, layer.back):
                i, f, g, o = getattr(lstm, name).detach().chunk(4)
                parts.append(torch.cat([i, o, f, g]))
            return torch.stack(parts)

        hidden = layer.ahead.hidden_size
        bias = torch.cat([stacked("bias_ih_l0"), stacked("bias_hh_l0")], 1)
        outputs = self.node(
            "LSTM",
            self.node("Transpose", rows, perm=[1, 0, 2]),
            self.matrix(stacked("weight_ih_l0"), along=(2,)),
            self.matrix(stacked("weight_hh_l0"), along=(2,)),
            self.vector(bias),
            self.node("Cast", lengths, to=TensorProto.INT32),
            hidden_size=hidden,
            direction="bidirectional",
        )  # [T, 2, B, hidden]
        by_sentence = self.node("Transpose", outputs, perm=[2, 0, 1, 3])
        return self.node("Reshape", by_sentence, self.constant([0, 0, 2 * hidden], np.int64))

    def inside(self, rows: str, lengths: str) -> str:
        """Bool [B, T, 1]: true where a row belongs to its sentence."""
        steps = self.node("Gather", self.node("Shape", rows), self.constant(1, np.int64), axis=0)
        zero, one = self.constant(0, np.int64), self.constant(1, np.int64)
        row = self.node("Unsqueeze", self.node("Range", zero, steps, one), self.constant([0, 2], np.int64))
        return self.node("Less", row, self.node("Unsqueeze", lengths, self.constant([1, 2], np.int64)))

    def model(self, value: str, output: str, shape: list[str | int], width: int) -> onnx.ModelProto:
        """The finished graph, whose `output` is `value`."""
        self.nodes.append(helper.make_node("Identity", [value], [output]))
        graph = helper.make_graph(
            self.nodes,
            "head",
            [
                helper.make_tensor_value_info("states", TensorProto.FLOAT, ["B", "T", width]),
                helper.make_tensor_value_info("lengths", TensorProto.INT64, ["B"]),
            ],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
            self.initializers,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
        onnx.checker.check_model(model, full_check=True)
        return model


def to_int8(value: torch.Tensor, along: tuple[int, ...]) -> tuple[torch.Tensor, torch.Tensor]:
    """Whole numbers from -127 to 127, and what each row of them, along these axes, is to be multiplied by."""
    factors = value.abs().amax(dim=along, keepdim=True) / 127
    return (value / factors.clamp(min=torch.finfo(torch.float32).tiny)).round().to(torch.int8), factors


def round_weights(module: nn.Module) -> None:
    """Rounds parameters to what the graph holds, so that what is measured in PyTorch is what ships."""
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.ndim == 1:
                parameter.copy_(parameter.half().float())
            else:
                whole, factors = to_int8(parameter, tuple(range(1, parameter.ndim)))
                parameter.copy_(whole.float() * factors)


def verify(model: onnx.ModelProto, reference: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], states: States) -> None:
    """Compares the graph with PyTorch on a padded batch, and each sentence of the batch with the sentence alone (within 1e-4)."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    def run(padded: torch.Tensor, lengths: torch.Tensor) -> np.ndarray:
        return session.run(None, {"states": padded.numpy(), "lengths": lengths.numpy()})[0]

    padded, lengths = states.batch(range(min(16, len(states.lengths))))
    batched = run(padded, lengths)
    with torch.no_grad():
        expected = reference(padded, lengths).numpy()
    worst = 0.0
    for i, length in enumerate(lengths.tolist()):
        alone = run(padded[i : i + 1, :length].contiguous(), lengths[i : i + 1])
        own = (slice(i, i + 1), slice(0, length)) if batched.ndim == 3 else slice(i, i + 1)
        worst = max(worst, np.abs(batched[own] - expected[own]).max(), np.abs(batched[own] - alone).max())
    if worst > 1e-4:
        raise SystemExit(f"the exported graph differs from PyTorch, or by batch, by {worst:.2g}")
    print(f"exported graph checked: largest difference {worst:.1g}")
