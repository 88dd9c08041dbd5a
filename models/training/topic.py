"""Trains the topic classifier on AG News: the classifier of passages.py with one output for each topic."""

import numpy as np
import torch
from torch import nn

import data
from head_manifest import save_head
from onnx_export import round_weights, verify
from passages import Classifier, best_temperature, fit, scores_of
from settings import Settings, read_settings
from vectors import States, sentences_of, states_of

TOPICS = ["World", "Sports", "Business", "Sci/Tech"]
PROJECTED = 128
HIDDEN = 64
EPOCHS = 8
BATCH = 32
RATE = 1e-3
SMOOTHING = 0.05  # share of the likelihood that is taught for all topics alike: some items would fit several


class LabelledTexts:
    """Texts as their sentences, each of which is taught its text's topic."""

    def __init__(self, items: list[tuple[str, str]], settings: Settings):
        found = zip(sentences_of([text for text, _ in items]), items)
        english = [(sentences, TOPICS.index(topic)) for sentences, (_, topic) in found if sentences]
        texts, topics = zip(*english)
        self.topics = np.array(topics)
        self.text_of = np.repeat(np.arange(len(texts)), [len(sentences) for sentences in texts])
        self.states = states_of([tokens for sentences in texts for tokens in sentences], settings)

    def scores(self, model: Classifier) -> np.ndarray:
        """Scores of the texts: the mean of their sentences', longer ones counting more."""
        tokens = (self.states.lengths - 2)[:, None]
        sums = np.zeros((len(self.topics), len(TOPICS)))
        np.add.at(sums, self.text_of, scores_of(model, self.states) * tokens)
        return sums / np.bincount(self.text_of, tokens[:, 0], len(self.topics))[:, None]

    def accuracy(self, model: Classifier) -> float:
        return 100 * float((self.scores(model).argmax(1) == self.topics).mean())


def main() -> None:
    settings = read_settings(__doc__)
    train = LabelledTexts(data.ag_news(settings.data, "train"), settings)
    development = LabelledTexts(data.ag_news(settings.data, "dev"), settings)
    targets = torch.tensor(train.topics[train.text_of])

    def loss(scores: torch.Tensor, indices: list[int]) -> torch.Tensor:
        return nn.functional.cross_entropy(scores, targets[indices], label_smoothing=SMOOTHING)

    def score(model: Classifier) -> float:
        accuracy = development.accuracy(model)
        print(f"AG News dev {accuracy:.2f}", flush=True)
        return accuracy

    model = Classifier(train.states.width, PROJECTED, HIDDEN, len(TOPICS))
    chosen = fit(model, train.states, loss, score, EPOCHS, BATCH, RATE)

    round_weights(chosen)
    scores = torch.tensor(development.scores(chosen))
    wanted = torch.tensor(development.topics)
    chosen.temperature = best_temperature(lambda divisor: nn.functional.cross_entropy(scores / divisor, wanted, reduction="none"))
    graph = chosen.to_onnx(train.states.width, "scores")
    verify(graph, chosen, development.states)
    save_head(settings.model, "topic", "topic.onnx", graph.SerializeToString(), {"labels": TOPICS})
    print(f"topic: accuracy on AG News dev {development.accuracy(chosen):.2f}, temperature {chosen.temperature:.2f}")


if __name__ == "__main__":
    main()
