"""Perplexity on held-out text: the exponential of the mean loss over the whole vocabulary, in each direction, in all and by domain.

Every word is predicted, and the mark that ends the sentence in that direction; unknown words count as one word of the vocabulary, so that a
perplexity says nothing without the vocabulary's size and the share of unknown words.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .model import WordTable
from .objective import Objective
from .prepare import sentences
from .text import Batch

BATCH = 64  # sentences


@dataclass(frozen=True)
class Score:
    forward: float = 0.0  # sum of -log p
    backward: float = 0.0
    predicted: int = 0  # words and marks, in each direction
    words: int = 0
    unknown: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(mine + theirs for mine, theirs in zip(self._numbers(), other._numbers())))

    def _numbers(self) -> tuple[float, ...]:
        return self.forward, self.backward, self.predicted, self.words, self.unknown

    @property
    def perplexities(self) -> tuple[float, float]:
        return math.exp(self.forward / self.predicted), math.exp(self.backward / self.predicted)


class HeldOut:
    """Sentences to measure on, by domain. `share` keeps about so many tokens of them, evenly spread."""

    def __init__(self, by_domain: dict[str, list[list[str]]], vocabulary: Sequence[str], tokens: int | None = None):
        self.vocabulary = len(vocabulary)
        index = {word: number for number, word in enumerate(vocabulary)}
        self.by_domain: dict[str, list[np.ndarray]] = {}
        every = 1
        if tokens is not None:
            every = max(1, sum(len(sentence) for group in by_domain.values() for sentence in group) // tokens)
        for domain, group in by_domain.items():
            self.by_domain[domain] = [np.array([index.setdefault(word, len(index)) for word in sentence]) for sentence in group[::every]]
        self.words = list(index)  # those that the vocabulary lacks come after it

    def measure(self, objective: Objective, device: torch.device) -> dict[str, Score]:
        table = WordTable(self.words, objective.bilm.size, device)
        objective.eval()
        scores = {domain: self._measure(group, objective, table, device) for domain, group in self.by_domain.items()}
        objective.train()
        return scores

    @torch.no_grad()
    def _measure(self, group: list[np.ndarray], objective: Objective, table: WordTable, device: torch.device) -> Score:
        score = Score()
        by_length = sorted(group, key=len)
        for start in range(0, len(by_length), BATCH):
            part = by_length[start : start + BATCH]
            batch = batch_of(part).to(device)
            _, _, layers = objective.read(batch, table)
            losses = [objective.softmax.losses(hidden, targets).double().sum() for hidden, targets in objective.predictions(batch, layers)]
            words = sum(map(len, part))
            unknown = sum(int((sentence >= self.vocabulary).sum()) for sentence in part)
            score += Score(float(losses[0]), float(losses[1]), words + len(part), words, unknown)
        return score


def batch_of(part: Sequence[np.ndarray]) -> Batch:
    words = torch.ones(max(map(len, part)) + 2, len(part), dtype=torch.long)
    words[0] = 0
    for column, sentence in enumerate(part):
        words[1 : 1 + len(sentence), column] = torch.from_numpy(sentence)
    return Batch(words, torch.tensor([len(sentence) + 2 for sentence in part]))


def read_domains(files: Sequence[Path], ranges: Path | None = None) -> dict[str, list[list[str]]]:
    """The sentences of each file under its name; those of the ranges of lines that a Markdown table gives (| name | first | last | …), where
    there is one. Ends the program where nothing is found."""
    if ranges is None:
        found = {path.name.removesuffix(".xz").removesuffix(".txt"): list(filter(None, sentences(path))) for path in files}
    else:
        lines = [tokens for path in files for tokens in sentences(path)]
        rows = re.findall(r"^\| *([\w-]+) *\| *(\d+) *\| *(\d+) *\|", ranges.read_text(encoding="utf-8"), re.M)
        found = {name: list(filter(None, lines[int(first) - 1 : int(last)])) for name, first, last in rows}
    found = {name: group for name, group in found.items() if group}
    if not found:
        raise SystemExit(f"There is no sentence to measure in {', '.join(map(str, files))}.")
    return found


def table_of(scores: dict[str, Score], vocabulary: int) -> str:
    """A Markdown table, the whole last."""
    rows = [*scores.items(), ("all", sum(scores.values(), Score()))]
    lines = [
        f"Perplexity over a vocabulary of {vocabulary:,} words",
        "| domain | words | unknown | forward | backward | mean |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, score in rows:
        forward, backward = score.perplexities
        share = 100 * score.unknown / max(1, score.words)
        lines.append(f"| {name} | {score.words:,} | {share:.1f} % | {forward:.1f} | {backward:.1f} | {(forward + backward) / 2:.1f} |")
    return "\n".join(lines)
