"""Prepared text in batches of sentences of like length."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .prepare import IDS_FILE, WORDS_FILE, read_vocabulary

BLOCK = 20_000  # sentences that are sorted by length together


@dataclass(frozen=True)
class Batch:
    words: torch.Tensor  # ids [T, B]: <S>, the sentence, </S>; padded with </S>
    lengths: torch.Tensor  # rows of each sentence, both marks included, [B]

    @property
    def tokens(self) -> int:
        return int(self.lengths.sum())

    def to(self, device: torch.device) -> "Batch":
        return Batch(self.words.to(device), self.lengths.to(device))


class Text:
    """Sentences as word ids; those of a single word are left out, longer ones than `longest` are cut."""

    def __init__(self, ids: np.ndarray, longest: int):
        self._ids = ids
        ends = np.flatnonzero(ids == 1)
        starts = np.concatenate([[0], ends[:-1] + 1])
        lengths = np.minimum(ends - starts, longest)
        kept = lengths >= 2
        self._starts, self._lengths = starts[kept], lengths[kept]
        self.tokens = int(self._lengths.sum())

    def __len__(self) -> int:
        return len(self._starts)

    def batches(self, tokens: int, seed: int, skip: int = 0) -> Iterator[Batch]:
        """Batches of about so many tokens, the text again and again, each time in another order; the first `skip` are passed over."""
        for epoch in range(1_000_000):
            for part in self._parts(tokens, np.random.default_rng([seed, epoch])):
                if skip > 0:
                    skip -= 1
                else:
                    yield self._assemble(part)

    def _parts(self, tokens: int, generator: np.random.Generator) -> Iterator[np.ndarray]:
        order = generator.permutation(len(self))
        for block in np.array_split(order, max(1, len(order) // BLOCK)):
            block = block[np.argsort(self._lengths[block], kind="stable")]
            filled = np.cumsum(self._lengths[block] + 2) // tokens
            parts = np.split(block, np.flatnonzero(np.diff(filled)) + 1)
            generator.shuffle(parts)
            yield from parts

    def _assemble(self, part: np.ndarray) -> Batch:
        lengths = self._lengths[part]
        steps = np.arange(lengths.max())[:, None]
        words = np.ones((len(steps) + 2, len(part)), dtype=np.int64)
        words[0] = 0
        words[1:-1] = np.where(steps < lengths, self._ids[np.minimum(self._starts[part] + steps, len(self._ids) - 1)], 1)
        return Batch(torch.from_numpy(words), torch.from_numpy(lengths + 2))


def read_prepared(folder: Path) -> tuple[list[str], np.ndarray]:
    """The words and ids of a folder written by `prepare`. Ends the program where there are none."""
    if not (folder / IDS_FILE).exists():
        raise SystemExit(f"{folder}: no prepared text. Run `prepare FILES --output {folder}` first.")
    words, ids = read_vocabulary(folder / WORDS_FILE), np.load(folder / IDS_FILE, mmap_mode="r")
    if len(ids) == 0 or int(ids.max()) >= len(words):
        raise SystemExit(f"{folder}: {IDS_FILE} and {WORDS_FILE} do not belong together. Prepare the text again.")
    return words, ids
