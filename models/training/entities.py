"""Trains the entity tagger: a biLSTM over the biLM's states and a linear-chain CRF (Peters et al. 2018, section 4).

First it learns from CoNLL-2003 and the free sets. Then it labels unlabelled news and encyclopedia text itself, and learns from both
(silver.py). What a set does not say has no loss: the CRF's is that of all labellings that agree with the set, in which an O of a set
without MISC may be a MISC, and an unknown label anything. wikigold is only measured.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn

import data
from casing import recasings
from crf import CRF
from data import TaggedSentence
from head_manifest import save_head
from layers import BiLSTM, VariationalDropout
from onnx_export import Graph, round_weights, verify
from scores import entity_f1
from settings import Settings, read_settings
from silver import UNKNOWN, sentence_key, silver_labels, unlabelled_sentences
from training import Averaged, batches, progress
from vectors import States, states_of

PROJECTION = 256
HIDDEN = 192
BATCH = 32
GOLD = (8, 2.5e-3)  # epochs and first learning rate on the labelled sets
UNION = (2, 1.5e-3)  # and then with the silver text
SILVER = {"encyclopedia": (["wiki-1", "wiki-2", "wiki-3"], 10_000), "news": (["news3"], 5_000)}  # files of the corpus, sentences

LABELS = ["O", *(f"{position}-{kind}" for kind in ("PER", "ORG", "LOC", "MISC") for position in "BI")]
INDEX = {label: i for i, label in enumerate(LABELS)}


class Tagger(nn.Module):
    """States [B, T, width] -> emissions [B, T, labels]. A projection weighs each of the biLM's numbers, where a scalar mix weighs layers."""

    def __init__(self, width: int):
        super().__init__()
        self.dropout_in = VariationalDropout(0.1)
        self.projection = nn.Linear(width, PROJECTION)
        self.dropout_between = VariationalDropout(0.1)
        self.lstm = BiLSTM(PROJECTION, HIDDEN)
        self.dropout_out = VariationalDropout(0.3)
        self.output = nn.Linear(2 * HIDDEN, len(LABELS))

    def forward(self, states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        projected = self.projection(self.dropout_in(states)).relu()
        hidden = self.lstm(self.dropout_between(projected), lengths)
        return self.output(self.dropout_out(hidden))

    def to_onnx(self, width: int):
        graph = Graph()
        projected = graph.node("Relu", graph.linear("states", self.projection))
        hidden = graph.bilstm(projected, "lengths", self.lstm)
        return graph.model(graph.linear(hidden, self.output), "emissions", ["B", "T", len(LABELS)], width)


class TaggerWithCRF(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.tagger = Tagger(width)
        self.crf = CRF(LABELS)

    def loss(self, states: torch.Tensor, lengths: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
        """Mean negative log-likelihood of what is known about the labels, `allowed` bool [B, T - 2, labels]."""
        emissions = self.tagger(states, lengths)[:, 1:-1]
        return self.crf.loss(emissions, lengths - 2, allowed)

    @torch.no_grad()
    def marginals(self, states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Probability of each label at each token, [B, T - 2, labels]."""
        return self.crf.marginals(self.tagger(states, lengths)[:, 1:-1], lengths - 2)

    @torch.no_grad()
    def decode(self, states: torch.Tensor, lengths: torch.Tensor) -> list[list[str]]:
        emissions = self.tagger(states, lengths)[:, 1:-1]
        return [[LABELS[i] for i in path] for path in self.crf.decode(emissions, lengths - 2)]


def allowed_labels(sentences: list[TaggedSentence], steps: int) -> torch.Tensor:
    """Bool [B, steps, labels]: what each token's label may be; anything past the sentence's end."""
    allowed = torch.zeros(len(sentences), steps, len(LABELS), dtype=torch.bool)
    for row, sentence in zip(allowed, sentences):
        hidden = [INDEX[f"{position}-{kind}"] for kind in sentence.unlabelled for position in "BI"]
        for t, label in enumerate(sentence.labels):
            if label == UNKNOWN:
                row[t] = True
                continue
            row[t, INDEX[label]] = True
            if label == "O":
                row[t, hidden] = True
        row[len(sentence.labels) :] = True
    return allowed


def recased(sentences: list[TaggedSentence], every: int = 3) -> list[TaggedSentence]:
    return [
        TaggedSentence([change(token) for token in sentence.tokens], sentence.labels, sentence.unlabelled)
        for sentence, change in recasings(sentences, every)
    ]


def embed(sentences: list[TaggedSentence], settings: Settings) -> States:
    return states_of([sentence.tokens for sentence in sentences], settings)


def labelled_sets(settings: Settings) -> list[list[TaggedSentence]]:
    conll = data.conll2003(settings.data, "train")
    return [conll, recased(conll), data.wnut17(settings.data, "train"), data.broad_twitter(settings.data, "train")]


def development_sets(settings: Settings) -> dict[str, list[TaggedSentence]]:
    testa = data.conll2003(settings.data, "testa")
    return {
        "testa": testa,
        "testa, lower-cased": [TaggedSentence([t.lower() for t in s.tokens], s.labels) for s in testa[::4]],
        "wikigold": data.wikigold(settings.data),
        "Broad Twitter": data.broad_twitter(settings.data, "dev"),
        "WNUT-17": data.wnut17(settings.data, "dev"),
    }


def evaluate(model: TaggerWithCRF, sentences: list[TaggedSentence], states: States) -> float:
    """Entity F1, in percent; types that the set does not label are left out of the prediction."""
    predicted: list[list[str]] = [[]] * len(sentences)
    for indices in batches(states.lengths, 64):
        for index, labels in zip(indices, model.decode(*states.batch(indices))):
            unlabelled = sentences[index].unlabelled
            predicted[index] = ["O" if label[2:] in unlabelled else label for label in labels]
    gold = [["O" if label[2:] in s.unlabelled else label for label in s.labels] for s in sentences]
    return 100 * entity_f1(gold, predicted)


def corpus_file(settings: Settings, name: str) -> Path:
    path = settings.data / f"corpus/{name}.txt.xz"
    if not path.exists():
        raise SystemExit(f"{path} is missing: the entity tagger learns from it too (one sentence a line, tokens parted by spaces).")
    return path


def print_scores(model: TaggerWithCRF, settings: Settings) -> None:
    for name, sentences in development_sets(settings).items():
        print(f"entities: F1 on {name} {evaluate(model, sentences, embed(sentences, settings)):.2f}", flush=True)


def silver_set(model: TaggerWithCRF, labelled: list[TaggedSentence], settings: Settings) -> tuple[list[TaggedSentence], States]:
    """Unlabelled sentences as `model` labels them; none of the sets that measure."""
    measured = {sentence_key(s.tokens) for sentences in development_sets(settings).values() for s in sentences}
    labelled_names = [(sentence.tokens, sentence.labels) for sentence in labelled]
    found: list[TaggedSentence] = []
    all_states = States([])
    for names, count in SILVER.values():
        sentences = unlabelled_sentences([corpus_file(settings, name) for name in names], count, measured)
        states = states_of(sentences, settings)
        marginals: list[np.ndarray] = [np.empty(0)] * len(sentences)
        for indices in batches(states.lengths, 64):
            for index, rows in zip(indices, model.marginals(*states.batch(indices)).numpy()):
                marginals[index] = rows[: len(sentences[index])]
        labels = silver_labels(sentences, marginals, labelled_names)
        found += [TaggedSentence(*sentence) for sentence in zip(sentences, labels)]
        all_states += states
    return found, all_states


def fit(model: TaggerWithCRF, train: list[TaggedSentence], states: States, schedule: tuple[int, float]) -> TaggerWithCRF:
    """Trains in place, with a learning rate that falls to zero; gives the moving average of the weights."""
    epochs, rate = schedule
    averaged = Averaged(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-3)
    steps = epochs * len(batches(states.lengths, BATCH))
    decay = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, (step + 1) / 100) * (1 - step / steps))
    for epoch in range(epochs):
        model.train()
        for indices in progress(batches(states.lengths, BATCH, shuffle=True), f"epoch {epoch + 1}/{epochs}"):
            padded, lengths = states.batch(indices)
            loss = model.loss(padded, lengths, allowed_labels([train[i] for i in indices], padded.shape[1] - 2))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            decay.step()
            averaged.update(model)
    return averaged.model


def main() -> None:
    settings = read_settings(__doc__)
    for names, _ in SILVER.values():
        for name in names:
            corpus_file(settings, name)  # rather missing now than after the first training
    sets = labelled_sets(settings)
    labelled = sum(sets, [])
    states = sum((embed(sentences, settings) for sentences in sets), States([]))

    model = TaggerWithCRF(states.width)
    teacher = fit(model, labelled, states, GOLD)
    print_scores(teacher, settings)
    silver, silver_states = silver_set(teacher, labelled, settings)
    model.load_state_dict(teacher.state_dict())
    chosen = fit(model, labelled + silver, states + silver_states, UNION)

    round_weights(chosen)
    print_scores(chosen, settings)
    graph = chosen.tagger.to_onnx(states.width)
    verify(graph, chosen.tagger, states)
    parameters = {"labels": LABELS, **chosen.crf.parameters_as_lists()}
    save_head(settings.model, "entities", "entities.onnx", graph.SerializeToString(), parameters)


if __name__ == "__main__":
    main()
