"""Trains the sentence encoder: a unit vector whose cosine orders pairs of sentences by how close they are in meaning.

The mean, the maximum and several attention-weighted means of the biLM's states over a sentence are projected. The projection starts from
the read-out that came with the biLM (heads.npz), where there is one, and learns from pairs of similarity and paraphrase sets: with the
CoSENT loss to order pairs, and with the other sentences of a batch as wrong answers, so that unrelated sentences lie far apart.
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
from training import Averaged, batches, progress
from vectors import States, states_of, tokens_of

DIMENSIONS = 256
ATTENTIONS = 4
EPOCHS = 16
BATCH = 64
RATE = 3e-4
DROPOUT = 0.3
SHARPNESS = 20.0  # of both losses, per unit of cosine
APART = 0.2  # weight of the wrong answers in the batch
QUORA_PAIRS = 10_000


class Encoder(nn.Module):
    """States [B, T, width] -> vectors [B, DIMENSIONS], not yet of unit length."""

    def __init__(self, width: int):
        super().__init__()
        self.attention = nn.Linear(width, ATTENTIONS)
        self.projection = nn.Linear((2 + ATTENTIONS) * width, DIMENSIONS)
        nn.init.normal_(self.attention.weight, std=0.01)

    def forward(self, states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        within = inside(lengths, states.shape[1])[:, :, None]
        weights = self.attention(states).masked_fill(~within, -1e4).softmax(1)
        attended = (weights.transpose(1, 2) @ states).flatten(1)  # [B, ATTENTIONS * width]
        pooled = torch.cat([mean_and_maximum(states, lengths), attended], -1)
        return self.projection(nn.functional.dropout(pooled, DROPOUT, self.training))

    def to_onnx(self, width: int):
        graph = Graph()
        within, low = graph.inside("states", "lengths"), graph.constant(-1e4)
        count = graph.node("Unsqueeze", graph.node("Cast", "lengths", to=1), graph.constant([1], np.int64))
        mean = graph.node("Div", graph.node("ReduceSum", "states", graph.constant([1], np.int64), keepdims=0), count)  # padding is zero
        highest = graph.node("ReduceMax", graph.node("Where", within, "states", low), axes=[1], keepdims=0)
        weights = graph.node("Softmax", graph.node("Where", within, graph.linear("states", self.attention), low), axis=1)
        attended = graph.node("MatMul", graph.node("Transpose", weights, perm=[0, 2, 1]), "states")
        attended = graph.node("Reshape", attended, graph.constant([0, ATTENTIONS * width], np.int64))
        pooled = graph.node("Concat", mean, highest, attended, axis=-1)
        return graph.model(graph.linear(pooled, self.projection), "vector", ["B", DIMENSIONS], width)


def mean_and_maximum(states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Over the rows of each sentence, [B, 2 * width]."""
    within = inside(lengths, states.shape[1])[:, :, None]
    mean = (states * within).sum(1) / lengths[:, None]
    return torch.cat([mean, states.masked_fill(~within, -1e4).amax(1)], -1)


class PairSet:
    """A set's pairs as rows of its own table of sentences."""

    def __init__(self, pairs: list[Pair], settings: Settings):
        texts = list(dict.fromkeys([pair.a for pair in pairs] + [pair.b for pair in pairs]))
        row = {text: i for i, text in enumerate(texts)}
        self.states = states_of(tokens_of(texts), settings)
        self.a = torch.tensor([row[pair.a] for pair in pairs])
        self.b = torch.tensor([row[pair.b] for pair in pairs])
        self.closeness = torch.tensor([pair.closeness for pair in pairs])
        self.close = self.closeness >= 0.8 * self.closeness.max()  # the same in meaning

    def by_length(self) -> list[list[int]]:
        """Batches of pairs of like length, in a new order each time."""
        lengths = torch.from_numpy(self.states.lengths)
        return batches(torch.maximum(lengths[self.a], lengths[self.b]).numpy(), BATCH, shuffle=True)


def cosent(a: torch.Tensor, b: torch.Tensor, closeness: torch.Tensor) -> torch.Tensor:
    """log(1 + sum exp(s * (cos_j - cos_i))) over the pairs of pairs where i should be closer than j."""
    cosines = nn.functional.cosine_similarity(a, b)
    differences = SHARPNESS * (cosines[None, :] - cosines[:, None])
    wrong_if_positive = differences[closeness[:, None] > closeness[None, :]]
    return torch.cat([wrong_if_positive.new_zeros(1), wrong_if_positive]).logsumexp(0)


def in_batch(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """How well each first sentence picks its own second among all of the batch (a softmax over cosines)."""
    if len(a) == 0:
        return torch.zeros(())
    a, b = nn.functional.normalize(a), nn.functional.normalize(b)
    return nn.functional.cross_entropy(SHARPNESS * a @ b.T, torch.arange(len(a)))


def start_from_readout(encoder: Encoder, settings: Settings, states: States) -> None:
    """Sets the projection to the principal directions of the biLM's own read-out, where there is one.

    The attentions begin as means and share the mean's weight. The centre of all sentences is taken off, or they would all look alike.
    """
    path = settings.model / "heads.npz"
    if not path.exists():
        return
    readout = np.load(path)
    weight, bias = (torch.from_numpy(readout[f"sentence.{name}"].astype(np.float32)) for name in ("weight", "bias"))
    features = torch.cat([mean_and_maximum(*states.batch(group)) for group in batches(states.lengths, 64)])
    vectors = nn.functional.normalize(features @ weight.T + bias, dim=-1)
    vectors -= vectors.mean(0)
    directions = torch.linalg.eigh(vectors.T @ vectors).eigenvectors[:, -DIMENSIONS:].T
    mean, highest = (directions @ weight).chunk(2, 1)
    share = mean / (1 + ATTENTIONS)
    encoder.projection.weight.data = torch.cat([share, highest, *[share] * ATTENTIONS], 1)
    encoder.projection.bias.data = -directions @ weight @ features.mean(0)


@torch.no_grad()
def vectors_of(encoder: Encoder, states: States) -> torch.Tensor:
    """Unit vectors of all sentences."""
    vectors = torch.zeros(len(states.sentences), DIMENSIONS)
    for group in batches(states.lengths, 64):
        vectors[group] = nn.functional.normalize(encoder(*states.batch(group)))
    return vectors


def evaluate(encoder: Encoder, development: dict[str, PairSet]) -> dict[str, float]:
    """Spearman's correlation where closeness has grades, ROC-AUC where it is yes or no; in percent."""
    found = {}
    for name, pairs in development.items():
        vectors = vectors_of(encoder, pairs.states)
        score = roc_auc if name in ("MRPC", "Quora") else spearman
        found[name] = 100 * score((vectors[pairs.a] * vectors[pairs.b]).sum(-1).numpy(), pairs.closeness.numpy())
    return found


def calibration(encoder: Encoder, pairs: PairSet, knots: int = 12) -> list[list[float]]:
    """Knots (cosine, similarity) of a rising, piecewise linear map: means of equal parts, pooled where they fall (isotonic regression).

    As many chance pairs, of similarity 0, join the annotated ones, because most sentences of a document have nothing in common.
    """
    vectors = vectors_of(encoder, pairs.states)
    a, b = vectors[pairs.a], vectors[pairs.b]
    cosines = torch.cat([(a * b).sum(-1), (a * b.roll(1, 0)).sum(-1)]).numpy()
    similarity = np.concatenate([pairs.closeness.numpy() / 5, np.zeros(len(a))])
    blocks = [(cosines[part].mean(), similarity[part].mean(), 1) for part in np.array_split(np.argsort(cosines), knots)]
    i = 0
    while i + 1 < len(blocks):
        (x0, y0, n0), (x1, y1, n1) = blocks[i], blocks[i + 1]
        if y1 > y0:
            i += 1
            continue
        blocks[i : i + 2] = [((x0 * n0 + x1 * n1) / (n0 + n1), (y0 * n0 + y1 * n1) / (n0 + n1), n0 + n1)]
        i = max(0, i - 1)
    inner = [[round(float(x), 4), round(float(y), 4)] for x, y, _ in blocks if -1 < x < 1 and 0 < y < 1]
    return [[-1.0, 0.0], *inner, [1.0, 1.0]]


def show(title: str, found: dict[str, float]) -> None:
    print(title, "  ".join(f"{name} {value:.2f}" for name, value in found.items()), flush=True)


def main() -> None:
    settings = read_settings(__doc__)
    train = [
        PairSet(data.sts_benchmark(settings.data, "train"), settings),
        PairSet(data.sick(settings.data, "train"), settings),
        PairSet(data.mrpc(settings.data, "train"), settings),
        PairSet(data.quora(settings.data, "test")[:QUORA_PAIRS], settings),
    ]
    development = {
        "STS-B": PairSet(data.sts_benchmark(settings.data, "dev"), settings),
        "SICK": PairSet(data.sick(settings.data, "trial"), settings),
        "MRPC": PairSet(data.mrpc(settings.data, "val"), settings),
        "Quora": PairSet(data.quora(settings.data, "dev")[:QUORA_PAIRS], settings),
    }
    encoder = Encoder(train[0].states.width)
    start_from_readout(encoder, settings, sum((pairs.states for pairs in train), States([])))

    averaged = Averaged(encoder)
    chosen, scores = copy.deepcopy(averaged.model), evaluate(averaged.model, development)
    show("start", scores)
    best = scores["STS-B"]
    optimiser = torch.optim.AdamW(encoder.parameters(), lr=RATE, weight_decay=0.01)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        parts = [(pairs, rows) for pairs in train for rows in pairs.by_length()]
        order = torch.randperm(len(parts)).tolist()
        for pairs, rows in progress([parts[i] for i in order], f"epoch {epoch + 1}/{EPOCHS}"):
            both = torch.cat([pairs.a[rows], pairs.b[rows]]).tolist()
            a, b = encoder(*pairs.states.batch(both)).chunk(2)
            close = pairs.close[rows]
            loss = cosent(a, b, pairs.closeness[rows]) + APART * in_batch(a[close], b[close])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            averaged.update(encoder)
        scores = evaluate(averaged.model, development)
        show(f"epoch {epoch + 1}/{EPOCHS}", scores)
        if scores["STS-B"] > best:
            chosen, best = copy.deepcopy(averaged.model), scores["STS-B"]

    round_weights(chosen)
    graph = chosen.to_onnx(train[0].states.width)
    verify(graph, chosen, development["STS-B"].states)
    parameters = {"dimensions": DIMENSIONS, "calibration": calibration(chosen, development["STS-B"])}
    save_head(settings.model, "sentence", "sentence.onnx", graph.SerializeToString(), parameters)
    show("sentence: development scores", evaluate(chosen, development))


if __name__ == "__main__":
    main()
