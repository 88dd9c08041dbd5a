"""Silver text: unlabelled sentences with the labels of a trained tagger, and no label where they are doubtful.

A tagger that learned from its own labels alone would repeat its mistakes. So all places of the text where a name is found vote on its
type: those whose context tells (`Mr. Reuter`, `in Reuter`) decide for those whose context says nothing.
"""

import lzma
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from scores import entities_of

UNKNOWN = "?"  # any label may be right
TYPES = ["PER", "ORG", "LOC", "MISC"]

LENGTHS = range(6, 33)  # tokens; shorter sentences are often debris, longer ones cost much
SURE_OUTSIDE = 0.9  # least probability of O that is believed
SURE_INSIDE = 0.8  # least probability that each token of a name is in a name
SURE_TYPE = 0.85  # least share of the name's type after the vote
OWN_VOTES = 3  # what a place's own context weighs, in votes of other places

Name = tuple[int, int, np.ndarray]  # first token, token past the last, share of each type


def unlabelled_sentences(files: Iterable[Path], count: int, without: set[str]) -> list[list[str]]:
    """`count` random sentences of corpus files (tokens parted by spaces) in which a word past the first has a capital; none of `without`."""
    candidates = []
    for path in files:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                tokens = line.split()
                if len(tokens) in LENGTHS and any("A" <= token[0] <= "Z" for token in tokens[1:]):
                    candidates.append(line)
    chosen = random.Random(0).sample(candidates, min(2 * count, len(candidates)))
    return [line.split() for line in chosen if sentence_key(line.split()) not in without][:count]


def sentence_key(tokens: Sequence[str]) -> str:
    """The same for a sentence in any tokenisation and casing."""
    return "".join(character for token in tokens for character in token.lower() if character.isalnum())


def names_in(marginals: np.ndarray) -> Iterator[Name]:
    """Names of a sentence from its labels' probabilities [n, labels], labels ordered O, B-PER, I-PER, B-ORG, …"""
    best = marginals.argmax(1)
    start = 0
    while start < len(best):
        end = start + 1
        if best[start] != 0:
            inside = 2 * ((best[start] - 1) // 2) + 2  # the I- of the same type
            while end < len(best) and best[end] == inside:
                end += 1
            types = (marginals[start:end, 1::2] + marginals[start:end, 2::2]).mean(0)
            yield start, end, types / types.sum()
        start = end


def silver_labels(
    sentences: Sequence[Sequence[str]], marginals: Sequence[np.ndarray], gold: Iterable[tuple[Sequence[str], list[str]]]
) -> list[list[str]]:
    """Labels of each sentence, some of them UNKNOWN; names of the `gold` sentences (tokens, labels) vote too."""
    votes: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(len(TYPES)))
    for tokens, labels in gold:
        for start, end, kind in entities_of(labels):
            votes[" ".join(tokens[start:end])][TYPES.index(kind)] += 2
    found = [list(names_in(rows)) for rows in marginals]
    for tokens, names in zip(sentences, found):
        for start, end, types in names:
            votes[" ".join(tokens[start:end])] += types

    labelled = []
    for tokens, rows, names in zip(sentences, marginals, found):
        labels = ["O" if outside > SURE_OUTSIDE else UNKNOWN for outside in rows[:, 0]]
        for start, end, types in names:
            others = votes[" ".join(tokens[start:end])] - types
            share = types * (others + OWN_VOTES * types)
            share /= share.sum()
            sure = share.max() > SURE_TYPE and rows[start:end, 0].max() < 1 - SURE_INSIDE
            kind = TYPES[share.argmax()]
            labels[start:end] = [f"{'B' if t == start else 'I'}-{kind}" if sure else UNKNOWN for t in range(start, end)]
        labelled.append(labels)
    return labelled
