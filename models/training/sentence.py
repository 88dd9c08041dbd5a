"""Trains the sentence encoder: a unit vector whose cosine orders pairs of sentences by how close they are in meaning.

The mean and the maximum of the biLM's states over a sentence are projected. The projection starts from the read-out that came with the
biLM (heads.npz), where there is one, and learns from pairs of similarity, paraphrase and inference sets with the CoSENT loss.
"""

import copy

import numpy as np
import torch
from torch import nn

import data
from data import Pair
from head_manifest import save_head
from layers import inside
from onnx_export import Graph, round_weights, verify
from scores import roc_auc, spearman
from settings import Settings, read_settings
from training import Averaged
from vectors import States, states_of, tokens_of

DIMENSIONS = 256
EPOCHS = 30
BATCH = 128
RATE = 1e-3
DROPOUT = 0.1
QUORA_PAIRS = 4_000
SHARPNESS = 20.0  # of the CoSENT loss, per unit of cosine


class Encoder(nn.Module):
    """States [B, T, width] -> vectors [B, DIMENSIONS], not yet of unit length."""

    def __init__(self, width: int):
        super().__init__()
        self.projection = nn.Linear(2 * width, DIMENSIONS)

    def forward(self, states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        return self.projection(self.pool(states, lengths))

    @staticmethod
    def pool(states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Mean and maximum over a sentence's rows: [B, 2 * width]."""
        within = inside(lengths, states.shape[1])[:, :, None]
        mean = (states * within).sum(1) / lengths[:, None]
        return torch.cat([mean, states.masked_fill(~within, -1e4).amax(1)], -1)

    def to_onnx(self, width: int):
        graph = Graph()
        within = graph.inside("states", "lengths")
        count = graph.node("Unsqueeze", graph.node("Cast", "lengths", to=1), graph.constant([1], np.int64))
        total = graph.node("ReduceSum", "states", graph.constant([1], np.int64), keepdims=0)  # padding is zero
        masked = graph.node("Where", within, "states", graph.constant(-1e4))
        pooled = graph.node("Concat", graph.node("Div", total, count), graph.node("ReduceMax", masked, axes=[1], keepdims=0), axis=-1)
        return graph.model(graph.linear(pooled, self.projection), "vector", ["B", DIMENSIONS], width)


class PooledPairs:
    """The pooled states of both sides of a set's pairs, [pairs, 2 * width] each."""

    def __init__(self, pairs: list[Pair], settings: Settings):
        texts = list(dict.fromkeys([pair.a for pair in pairs] + [pair.b for pair in pairs]))
        row = {text: i for i, text in enumerate(texts)}
        self.states = states_of(tokens_of(texts), settings)
        groups = [range(i, min(i + 64, len(texts))) for i in range(0, len(texts), 64)]
        pooled = torch.cat([Encoder.pool(*self.states.batch(group)) for group in groups])
        self.a = pooled[[row[pair.a] for pair in pairs]]
        self.b = pooled[[row[pair.b] for pair in pairs]]
        self.closeness = torch.tensor([pair.closeness for pair in pairs])

    def __len__(self) -> int:
        return len(self.closeness)


def cosines(projection: nn.Linear, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return nn.functional.cosine_similarity(projection(a), projection(b))


def cosent(cosines: torch.Tensor, closeness: torch.Tensor) -> torch.Tensor:
    """log(1 + sum exp(s * (cos_j - cos_i))) over the pairs of pairs where i should be closer than j."""
    differences = SHARPNESS * (cosines[None, :] - cosines[:, None])
    wrong_if_positive = differences[closeness[:, None] > closeness[None, :]]
    return torch.cat([wrong_if_positive.new_zeros(1), wrong_if_positive]).logsumexp(0)


def initial_projection(settings: Settings, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The DIMENSIONS principal directions of the biLM's own read-out, or of the features where there is none.

    The mean of the features is taken off: it would make all sentences look alike.
    """
    path = settings.model / "heads.npz"
    if path.exists():
        readout = np.load(path)
        weight = torch.from_numpy(readout["sentence.weight"].astype(np.float32))
        bias = torch.from_numpy(readout["sentence.bias"].astype(np.float32))
    else:
        weight, bias = torch.eye(features.shape[1]) / features.std(0)[:, None], -features.mean(0) / features.std(0)
    vectors = nn.functional.normalize(features @ weight.T + bias, dim=-1)
    vectors -= vectors.mean(0)
    directions = torch.linalg.eigh(vectors.T @ vectors).eigenvectors[:, -DIMENSIONS:].T
    projection = directions @ weight
    return projection, -projection @ features.mean(0)


def calibration(cosines: np.ndarray, similarity: np.ndarray, knots: int = 12) -> list[list[float]]:
    """Knots (cosine, similarity) of a rising, piecewise linear map: means of equal parts, pooled where they fall (isotonic regression)."""
    order = np.argsort(cosines)
    blocks = [[cosines[part].mean(), similarity[part].mean(), 1] for part in np.array_split(order, knots)]
    i = 0
    while i + 1 < len(blocks):
        (x0, y0, n0), (x1, y1, n1) = blocks[i], blocks[i + 1]
        if y1 > y0:
            i += 1
            continue
        blocks[i : i + 2] = [[(x0 * n0 + x1 * n1) / (n0 + n1), (y0 * n0 + y1 * n1) / (n0 + n1), n0 + n1]]
        i = max(0, i - 1)
    inner = [[round(float(x), 4), round(float(y), 4)] for x, y, _ in blocks if -1 < x < 1 and 0 < y < 1]
    return [[-1.0, 0.0], *inner, [1.0, 1.0]]


@torch.no_grad()
def evaluate(projection: nn.Linear, development: dict[str, PooledPairs]) -> dict[str, float]:
    """Spearman's correlation where closeness has grades, ROC-AUC where it is yes or no; in percent."""
    found = {}
    for name, pairs in development.items():
        score = roc_auc if name in ("MRPC", "Quora") else spearman
        found[name] = 100 * score(cosines(projection, pairs.a, pairs.b).numpy(), pairs.closeness.numpy())
    return found


def show(title: str, found: dict[str, float]) -> None:
    print(title, "  ".join(f"{name} {value:.2f}" for name, value in found.items()), flush=True)


def main() -> None:
    settings = read_settings(__doc__)
    train = {
        "STS-B": PooledPairs(data.sts_benchmark(settings.data, "train"), settings),
        "SICK": PooledPairs(data.sick(settings.data, "train"), settings),
        "MRPC": PooledPairs(data.mrpc(settings.data, "train"), settings),
        "Quora": PooledPairs(data.quora(settings.data, "test")[:QUORA_PAIRS], settings),
    }
    development = {
        "STS-B": PooledPairs(data.sts_benchmark(settings.data, "dev"), settings),
        "SICK": PooledPairs(data.sick(settings.data, "trial"), settings),
        "MRPC": PooledPairs(data.mrpc(settings.data, "val"), settings),
        "Quora": PooledPairs(data.quora(settings.data, "dev")[:QUORA_PAIRS], settings),
    }
    states = development["STS-B"].states
    encoder = Encoder(states.width)
    features = torch.cat([torch.cat([pairs.a, pairs.b]) for pairs in train.values()])
    encoder.projection.weight.data, encoder.projection.bias.data = initial_projection(settings, features)

    averaged = Averaged(encoder.projection)
    chosen, scores = copy.deepcopy(averaged.model), evaluate(averaged.model, development)
    show("start", scores)
    best = scores["STS-B"]
    optimiser = torch.optim.AdamW(encoder.parameters(), lr=RATE, weight_decay=0.01)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        parts = [(pairs, rows) for pairs in train.values() for rows in torch.randperm(len(pairs)).split(BATCH)]
        for i in torch.randperm(len(parts)).tolist():
            pairs, rows = parts[i]
            a, b = (nn.functional.dropout(side[rows], DROPOUT) for side in (pairs.a, pairs.b))
            loss = cosent(cosines(encoder.projection, a, b), pairs.closeness[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            averaged.update(encoder.projection)
        scores = evaluate(averaged.model, development)
        show(f"epoch {epoch + 1}/{EPOCHS}", scores)
        if scores["STS-B"] > best:
            chosen, best = copy.deepcopy(averaged.model), scores["STS-B"]

    encoder.projection = chosen
    round_weights(encoder)
    graph = encoder.to_onnx(states.width)
    verify(graph, encoder, states)
    held_out = development["STS-B"]
    with torch.no_grad():
        found = cosines(encoder.projection, held_out.a, held_out.b).numpy()
    parameters = {"dimensions": DIMENSIONS, "calibration": calibration(found, held_out.closeness.numpy() / 5)}
    save_head(settings.model, "sentence", "sentence.onnx", graph.SerializeToString(), parameters)
    show("sentence: development scores", evaluate(encoder.projection, development))


if __name__ == "__main__":
    main()
