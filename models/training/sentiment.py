"""Trains the tone classifier on the Stanford Sentiment Treebank: the classifier of passages.py with one output.

GLUE's SST-2 phrases are lower-cased; the treebank's own sentences keep their capitals, so that cased text works too. The treebank grades
tone in five steps: a strong phrase teaches more than a mild one.
"""

import random

import numpy as np
import torch
from torch import nn

import data
from data import Phrase
from head_manifest import save_head
from onnx_export import round_weights, verify
from passages import Classifier, best_temperature, fit, scores_of
from settings import read_settings
from vectors import States, states_of

PROJECTED = 192
HIDDEN = 96
EPOCHS = 5
BATCH = 128
RATE = 1.5e-3
POSITIVE = {0: 0.03, 1: 0.15, 3: 0.85, 4: 0.97}  # the probability that each grade of tone is taught as


def graded(phrases: list[Phrase], trees: list[Phrase]) -> list[float]:
    """The probability of a positive tone that each phrase is taught as: that of its grade in the trees, where it says the same."""
    grades = {tuple(token.lower() for token in phrase.tokens): phrase.tone for phrase in trees}
    targets = []
    for phrase in phrases:
        grade = grades.get(tuple(token.lower() for token in phrase.tokens), phrase.tone)
        targets.append(POSITIVE[grade if (grade > 2) == (phrase.tone > 2) and grade != 2 else phrase.tone])
    return targets


def accuracy(logits: np.ndarray, phrases: list[Phrase]) -> float:
    tones = np.array([phrase.tone for phrase in phrases])
    return 100 * float(((logits > 0) == (tones > 2))[tones != 2].mean())


def neutral_zone(logits: np.ndarray, tones: np.ndarray) -> float:
    """The distance from 1/2 below which a text is called neutral: best mean of the recalls on neutral and on other sentences."""
    distance = np.abs(1 / (1 + np.exp(-logits)) - 0.5)
    candidates = np.arange(0.01, 0.5, 0.01)
    balanced = [(distance[tones == 2] < c).mean() + (distance[tones != 2] >= c).mean() for c in candidates]
    return round(float(candidates[np.argmax(balanced)]), 2)


def main() -> None:
    settings = read_settings(__doc__)
    phrases = data.sst2(settings.data, "train")
    lower_cased = random.sample(phrases, len(phrases))
    cased = [phrase for phrase in data.sst_trees(settings.data, "train", phrases=False) if phrase.tone != 2]
    train = lower_cased + cased
    targets = torch.tensor(graded(train, data.sst_trees(settings.data, "train", phrases=True)))
    development = {"GLUE dev": data.sst2(settings.data, "dev"), "trees dev, cased": data.sst_trees(settings.data, "dev", phrases=False)}

    def embed(phrases: list[Phrase]) -> States:
        return states_of([phrase.tokens for phrase in phrases], settings)

    states = embed(lower_cased) + embed(cased)
    development_states = {name: embed(phrases) for name, phrases in development.items()}

    def loss(logits: torch.Tensor, indices: list[int]) -> torch.Tensor:
        return nn.functional.binary_cross_entropy_with_logits(logits, targets[indices])

    def score(model: Classifier) -> float:
        found = {name: accuracy(scores_of(model, s), development[name]) for name, s in development_states.items()}
        print("  ".join(f"{name} {value:.2f}" for name, value in found.items()), flush=True)
        return found["GLUE dev"]

    model = Classifier(states.width, PROJECTED, HIDDEN, outputs=1)
    chosen = fit(model, states, loss, score, EPOCHS, BATCH, RATE)

    round_weights(chosen)
    logits = scores_of(chosen, development_states["trees dev, cased"])
    tones = np.array([phrase.tone for phrase in development["trees dev, cased"]])
    against = np.where(tones > 2, -logits, logits)[tones != 2]  # log-odds of the wrong tone
    chosen.temperature = best_temperature(lambda divisor: np.logaddexp(0, against / divisor))
    neutral = neutral_zone(logits / chosen.temperature, tones)
    graph = chosen.to_onnx(states.width, "logit")
    verify(graph, chosen, development_states["GLUE dev"])
    save_head(settings.model, "sentiment", "sentiment.onnx", graph.SerializeToString(), {"neutral": neutral})
    final = accuracy(scores_of(chosen, development_states["GLUE dev"]), development["GLUE dev"])
    print(f"sentiment: accuracy on GLUE SST-2 dev {final:.2f}, temperature {chosen.temperature:.2f}, neutral below {neutral}")


if __name__ == "__main__":
    main()
