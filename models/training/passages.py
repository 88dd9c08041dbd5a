"""The shape and the training of the heads that classify sentences: projected states and a biLSTM over them, attention and maximum pooling."""

import copy
import math
from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from layers import BiLSTM, VariationalDropout, inside
from onnx_export import Graph
from training import Averaged, batches, progress
from vectors import States

WARM_UP = 200  # steps until the full rate


class Classifier(nn.Module):
    """States [B, T, width] -> scores [B, outputs], or [B] where there is one output."""

    def __init__(self, width: int, projected: int, hidden: int, outputs: int):
        super().__init__()
        rows = projected + 2 * hidden
        self.dropout_in = VariationalDropout(0.3)
        self.projection = nn.Linear(width, projected)
        self.dropout_projected = VariationalDropout(0.2)
        self.lstm = BiLSTM(projected, hidden)
        self.attention = nn.Linear(rows, 1)
        self.dropout_out = nn.Dropout(0.4)
        self.output = nn.Linear(2 * rows, outputs)
        self.temperature = 1.0  # divides the scores, so that their probabilities are calibrated

    def forward(self, states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        projected = self.dropout_projected(self.projection(self.dropout_in(states)).relu())
        rows = torch.cat([projected, self.lstm(projected, lengths)], -1)
        within = inside(lengths, rows.shape[1])[:, :, None]
        weights = self.attention(rows).masked_fill(~within, -1e4).softmax(1)
        pooled = torch.cat([(rows * weights).sum(1), rows.masked_fill(~within, -1e4).amax(1)], -1)
        return self.output(self.dropout_out(pooled)).squeeze(1) / self.temperature  # squeezes one output only

    def to_onnx(self, width: int, output: str):
        graph = Graph()
        projected = graph.node("Relu", graph.linear("states", self.projection))
        rows = graph.node("Concat", projected, graph.bilstm(projected, "lengths", self.lstm), axis=-1)
        within, low = graph.inside("states", "lengths"), graph.constant(-1e4)
        weights = graph.node("Softmax", graph.node("Where", within, graph.linear(rows, self.attention), low), axis=1)
        attended = graph.node("ReduceSum", graph.node("Mul", rows, weights), graph.constant([1], np.int64), keepdims=0)
        highest = graph.node("ReduceMax", graph.node("Where", within, rows, low), axes=[1], keepdims=0)
        scores = graph.linear(graph.node("Concat", attended, highest, axis=-1), self.output)
        outputs = self.output.out_features
        if outputs == 1:
            scores = graph.node("Squeeze", scores, graph.constant([1], np.int64))
        scaled = graph.node("Div", scores, graph.constant(self.temperature))
        return graph.model(scaled, output, ["B"] if outputs == 1 else ["B", outputs], width)


def fit(
    model: Classifier,
    states: States,
    loss: Callable[[torch.Tensor, list[int]], torch.Tensor],
    score: Callable[[Classifier], float],
    epochs: int,
    batch: int,
    rate: float,
) -> Classifier:
    """The averaged weights after the epoch that `score` likes best; `loss` is given a batch's scores and its indices."""
    averaged = Averaged(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-3)
    best, chosen, step = -math.inf, averaged.model, 0
    steps = epochs * math.ceil(len(states.sentences) / batch)
    for epoch in range(epochs):
        model.train()
        for indices in progress(batches(states.lengths, batch, shuffle=True), f"epoch {epoch + 1}/{epochs}"):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = rate * min(step / WARM_UP, 1 - step / (steps + 1))
            value = loss(model(*states.batch(indices)), indices)
            optimiser.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            averaged.update(model)
        found = score(averaged.model)
        if found > best:
            best, chosen = found, copy.deepcopy(averaged.model)
    return chosen


@torch.no_grad()
def scores_of(model: Classifier, states: States) -> np.ndarray:
    """Scores of all sentences, [sentences, outputs] or [sentences]."""
    order = batches(states.lengths, 64)
    scores = np.concatenate([model(*states.batch(indices)).numpy() for indices in order])
    return scores[np.argsort(np.concatenate(order))]


def best_temperature(losses) -> float:
    """The divisor of the scores under which the mean of `losses(divisor)` is least."""
    candidates = np.geomspace(0.3, 5, 100)
    return float(candidates[np.argmin([losses(divisor).mean() for divisor in candidates])])
