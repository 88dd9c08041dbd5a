"""What the training loops share: batches of sentences of like length, averaged weights, a progress line."""

import copy
import random
import sys
import time
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import nn


def batches(lengths: np.ndarray, size: int, shuffle: bool = False) -> list[list[int]]:
    """Indices of sentences of like length; shuffled, neither batches nor their sentences come in the same order twice."""
    keys = lengths + np.random.uniform(0, 3, len(lengths)) if shuffle else lengths
    order = np.argsort(keys, kind="stable")
    parts = [order[i : i + size].tolist() for i in range(0, len(order), size)]
    if shuffle:
        random.shuffle(parts)
    return parts


class Averaged:
    """An exponential moving average of a model's weights, which generalises better than the last step's."""

    def __init__(self, model: nn.Module, decay: float = 0.998):
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.decay = decay
        self.steps = 0

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self.steps += 1
        decay = min(self.decay, self.steps / (self.steps + 10))
        for mean, value in zip(self.model.parameters(), model.parameters()):
            mean.lerp_(value, 1 - decay)


def progress(parts: Sequence, title: str) -> Iterator:
    """Passes `parts` on and shows how far it is, on one line of a terminal."""
    started = time.time()
    terminal = sys.stderr.isatty()
    for done, part in enumerate(parts, start=1):
        yield part
        if terminal and (done % 10 == 0 or done == len(parts)):
            print(f"\r{title} {done}/{len(parts)}", end="", file=sys.stderr)
    if terminal:
        print("\r\033[K", end="", file=sys.stderr)
    print(f"{title} took {time.time() - started:.0f} s", flush=True)
