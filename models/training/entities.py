"""Trains the entity tagger: a biLSTM over the scalar mix of the biLM's layers and a linear-chain CRF (Peters et al. 2018, section 4).

Learns from CoNLL-2003 and the free sets. A set without MISC says nothing about MISC: there the CRF's loss is that of all labellings
that agree with the set, in which any of its O may be a MISC. wikigold is only measured.
"""

import torch
from torch import nn

import data
from casing import recasings
from crf import CRF
from data import TaggedSentence
from head_manifest import save_head
from layers import BiLSTM, ScalarMix, VariationalDropout
from onnx_export import Graph, round_weights, verify
from scores import entity_f1
from settings import Settings, read_settings
from training import Averaged, batches, progress
from vectors import States, states_of

HIDDEN = 200
EPOCHS = 12
BATCH = 32
RATE = 2e-3

LABELS = ["O", *(f"{position}-{kind}" for kind in ("PER", "ORG", "LOC", "MISC") for position in "BI")]
INDEX = {label: i for i, label in enumerate(LABELS)}


class Tagger(nn.Module):
    """States [B, T, width] -> emissions [B, T, labels]."""

    def __init__(self, width: int):
        super().__init__()
        self.mix = ScalarMix()
        self.dropout_in = VariationalDropout(0.4)
        self.lstm = BiLSTM(2 * width // 5, HIDDEN)
        self.dropout_out = VariationalDropout(0.4)
        self.output = nn.Linear(2 * HIDDEN, len(LABELS))

    def forward(self, states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        hidden = self.lstm(self.dropout_in(self.mix(states)), lengths)
        return self.output(self.dropout_out(hidden))

    def to_onnx(self, width: int):
        graph = Graph()
        hidden = graph.bilstm(graph.scalar_mix("states", self.mix), "lengths", self.lstm)
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
    def decode(self, states: torch.Tensor, lengths: torch.Tensor) -> list[list[str]]:
        emissions = self.tagger(states, lengths)[:, 1:-1]
        return [[LABELS[i] for i in path] for path in self.crf.decode(emissions, lengths - 2)]


def allowed_labels(sentences: list[TaggedSentence], steps: int) -> torch.Tensor:
    """Bool [B, steps, labels]: what each token's label may be; anything past the sentence's end."""
    allowed = torch.zeros(len(sentences), steps, len(LABELS), dtype=torch.bool)
    for row, sentence in zip(allowed, sentences):
        hidden = [INDEX[f"{position}-{kind}"] for kind in sentence.unlabelled for position in "BI"]
        for t, label in enumerate(sentence.labels):
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


def training_sets(settings: Settings) -> list[list[TaggedSentence]]:
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


def main() -> None:
    settings = read_settings(__doc__)
    sets = training_sets(settings)
    train = sum(sets, [])
    states = sum((embed(sentences, settings) for sentences in sets), States([]))
    development = {name: (sentences, embed(sentences, settings)) for name, sentences in development_sets(settings).items()}

    model = TaggerWithCRF(states.width)
    averaged = Averaged(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=1e-3)
    best, best_weights = 0.0, None
    for epoch in range(EPOCHS):
        model.train()
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for indices in progress(batches(states.lengths, BATCH, shuffle=True), f"epoch {epoch + 1}/{EPOCHS}"):
            padded, lengths = states.batch(indices)
            loss = model.loss(padded, lengths, allowed_labels([train[i] for i in indices], padded.shape[1] - 2))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            averaged.update(model)
        scores = {name: evaluate(averaged.model, *rest) for name, rest in development.items()}
        print("  ".join(f"{name} {score:.2f}" for name, score in scores.items()), flush=True)
        if scores["testa"] > best:
            best, best_weights = scores["testa"], {k: v.clone() for k, v in averaged.model.state_dict().items()}

    chosen = averaged.model
    chosen.load_state_dict(best_weights)
    round_weights(chosen)
    testa, testa_states = development["testa"]
    graph = chosen.tagger.to_onnx(states.width)
    verify(graph, chosen.tagger, testa_states)
    parameters = {"labels": LABELS, **chosen.crf.parameters_as_lists()}
    save_head(settings.model, "entities", "entities.onnx", graph.SerializeToString(), parameters)
    print(f"entities: F1 on CoNLL-2003 testa {evaluate(chosen, testa, testa_states):.2f}")


if __name__ == "__main__":
    main()
