"""The scores that choose a head while it is trained; the figures of the model card come from `npm run evaluate`."""

import numpy as np


def entities_of(labels: list[str]) -> set[tuple[int, int, str]]:
    """(start, end, type) of the entities of BIO2 labels."""
    entities = set()
    start = None
    for t, label in enumerate([*labels, "O"]):
        if start is not None and not (label[0] == "I"):
            entities.add((start, t, labels[start][2:]))
            start = None
        if label[0] == "B":
            start = t
    return entities


def entity_f1(gold: list[list[str]], predicted: list[list[str]]) -> float:
    correct = found = wanted = 0
    for gold_labels, predicted_labels in zip(gold, predicted):
        right, ours = entities_of(gold_labels), entities_of(predicted_labels)
        correct += len(right & ours)
        found += len(ours)
        wanted += len(right)
    return 2 * correct / max(1, found + wanted)


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 0; ties share their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts + 1) / 2)[inverse]


def pearson(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    return pearson(ranks(np.asarray(a)), ranks(np.asarray(b)))


def roc_auc(scores: np.ndarray, positive: np.ndarray) -> float:
    """Chance that a positive pair scores above a negative one."""
    positive = np.asarray(positive) > 0.5
    n, m = positive.sum(), (~positive).sum()
    return float((ranks(np.asarray(scores))[positive].sum() - n * (n - 1) / 2) / (n * m))
