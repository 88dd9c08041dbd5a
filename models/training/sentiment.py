"""Trains the tone classifier on the Stanford Sentiment Treebank: a biLSTM over the scalar mix, maximum and attention pooling, one logit.

GLUE's SST-2 phrases are lower-cased; the treebank's own sentences keep their capitals, so that cased text works too.
"""

import copy
import random

import numpy as np
import torch
from torch import nn

import data
from data import Phrase
from head_manifest import save_head
from layers import BiLSTM, ScalarMix, VariationalDropout, inside
from onnx_export import Graph, round_weights, verify
from settings import read_settings
from training import Averaged, batches, progress
from vectors import States, states_of

HIDDEN = 128
EPOCHS = 5
BATCH = 64
PHRASES = 20_000
RATE = 1e-3


class Classifier(nn.Module):
    """States [B, T, width] -> log-odds of a positive tone, [B]."""

    def __init__(self, width: int):
        super().__init__()
        self.mix = ScalarMix()
        self.dropout_in = VariationalDropout(0.3)
        self.lstm = BiLSTM(2 * width // 5, HIDDEN)
        self.attention = nn.Linear(2 * HIDDEN, 1)
        self.dropout_out = nn.Dropout(0.4)
        self.output = nn.Linear(4 * HIDDEN, 1)
        self.temperature = 1.0  # divides the logit, so that its probability is calibrated

    def forward(self, states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        rows = self.lstm(self.dropout_in(self.mix(states)), lengths)
        within = inside(lengths, rows.shape[1])[:, :, None]
        weights = self.attention(rows).masked_fill(~within, -1e4).softmax(1)
        pooled = torch.cat([(rows * weights).sum(1), rows.masked_fill(~within, -1e4).amax(1)], -1)
        return self.output(self.dropout_out(pooled))[:, 0] / self.temperature

    def to_onnx(self, width: int):
        graph = Graph()
        rows = graph.bilstm(graph.scalar_mix("states", self.mix), "lengths", self.lstm)
        within, low = graph.inside("states", "lengths"), graph.constant(-1e4)
        weights = graph.node("Softmax", graph.node("Where", within, graph.linear(rows, self.attention), low), axis=1)
        attended = graph.node("ReduceSum", graph.node("Mul", rows, weights), graph.constant([1], np.int64), keepdims=0)
        highest = graph.node("ReduceMax", graph.node("Where", within, rows, low), axes=[1], keepdims=0)
        logit = graph.linear(graph.node("Concat", attended, highest, axis=-1), self.output)
        scaled = graph.node("Div", graph.node("Squeeze", logit, graph.constant([1], np.int64)), graph.constant(self.temperature))
        return graph.model(scaled, "logit", ["B"], width)


@torch.no_grad()
def logits_of(model: Classifier, states: States) -> np.ndarray:
    logits = np.zeros(len(states.sentences), dtype=np.float32)
    for indices in batches(states.lengths, 64):
        logits[indices] = model(*states.batch(indices)).numpy()
    return logits


def accuracy(logits: np.ndarray, phrases: list[Phrase]) -> float:
    tones = np.array([phrase.tone for phrase in phrases])
    return 100 * float(((logits > 0) == (tones > 2))[tones != 2].mean())


def best_temperature(logits: np.ndarray, positive: np.ndarray) -> float:
    """The divisor of the logits that makes the labels most likely."""
    candidates = np.geomspace(0.3, 5, 100)
    losses = [np.logaddexp(0, np.where(positive, -logits, logits) / t).mean() for t in candidates]
    return float(candidates[np.argmin(losses)])


def neutral_zone(logits: np.ndarray, tones: np.ndarray) -> float:
    """The distance from 1/2 below which a text is called neutral: best mean of the recalls on neutral and on other sentences."""
    distance = np.abs(1 / (1 + np.exp(-logits)) - 0.5)
    candidates = np.arange(0.01, 0.5, 0.01)
    balanced = [(distance[tones == 2] < c).mean() + (distance[tones != 2] >= c).mean() for c in candidates]
    return round(float(candidates[np.argmax(balanced)]), 2)


def main() -> None:
    settings = read_settings(__doc__)
    phrases = data.sst2(settings.data, "train")
    lower_cased = random.sample(phrases, min(PHRASES, len(phrases)))
    cased = [phrase for phrase in data.sst_trees(settings.data, "train", phrases=False) if phrase.tone != 2]
    train = lower_cased + cased
    development = {"GLUE dev": data.sst2(settings.data, "dev"), "trees dev, cased": data.sst_trees(settings.data, "dev", phrases=False)}

    def embed(phrases: list[Phrase]) -> States:
        return states_of([phrase.tokens for phrase in phrases], settings)

    states = embed(lower_cased) + embed(cased)
    positive = torch.tensor([float(phrase.tone > 2) for phrase in train])
    development_states = {name: embed(phrases) for name, phrases in development.items()}

    model = Classifier(states.width)
    averaged = Averaged(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=1e-3)
    best, chosen = 0.0, averaged.model
    for epoch in range(EPOCHS):
        model.train()
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for indices in progress(batches(states.lengths, BATCH, shuffle=True), f"epoch {epoch + 1}/{EPOCHS}"):
            loss = nn.functional.binary_cross_entropy_with_logits(model(*states.batch(indices)), positive[indices])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            averaged.update(model)
        found = {name: accuracy(logits_of(averaged.model, s), development[name]) for name, s in development_states.items()}
        print("  ".join(f"{name} {value:.2f}" for name, value in found.items()), flush=True)
        if found["GLUE dev"] > best:
            best, chosen = found["GLUE dev"], copy.deepcopy(averaged.model)

    round_weights(chosen)
    logits = logits_of(chosen, development_states["trees dev, cased"])
    tones = np.array([phrase.tone for phrase in development["trees dev, cased"]])
    chosen.temperature = best_temperature(logits[tones != 2], tones[tones != 2] > 2)
    neutral = neutral_zone(logits / chosen.temperature, tones)
    graph = chosen.to_onnx(states.width)
    verify(graph, chosen, development_states["GLUE dev"])
    save_head(settings.model, "sentiment", "sentiment.onnx", graph.SerializeToString(), {"neutral": neutral})
    final = accuracy(logits_of(chosen, development_states["GLUE dev"]), development["GLUE dev"])
    print(f"sentiment: accuracy on GLUE SST-2 dev {final:.2f}, temperature {chosen.temperature:.2f}, neutral below {neutral}")


if __name__ == "__main__":
    main()
