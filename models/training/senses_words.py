"""Annotated words with their candidate senses, as the sense head learns from them and is measured on them."""

from dataclasses import dataclass

import numpy as np
import torch

from senses_data import Target
from senses_model import PARTS_OF_SPEECH, SenseFacts
from senses_wordnet import WordNet


@dataclass(frozen=True)
class Words:
    """Annotated words that have several senses: their vectors [words, inputs], candidate senses (rows of the head) and the right ones."""

    rows: np.ndarray
    candidates: list[np.ndarray]
    right: list[frozenset[int]]
    only_sense: int  # words with a single sense, which are right without a head

    def __len__(self) -> int:
        return len(self.rows)

    def batch(self, indices: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Rows, candidates (zero-padded), which of them are present, and which are right."""
        longest = max(len(self.candidates[i]) for i in indices)
        candidates = torch.zeros(len(indices), longest, dtype=torch.long)
        present = torch.zeros(len(indices), longest, dtype=torch.bool)
        right = torch.zeros(len(indices), longest, dtype=torch.bool)
        for row, i in enumerate(indices):
            count = len(self.candidates[i])
            candidates[row, :count] = torch.from_numpy(self.candidates[i])
            present[row, :count] = True
            right[row, :count] = torch.tensor([sense in self.right[i] for sense in self.candidates[i].tolist()])
        return torch.from_numpy(self.rows[indices]), candidates, present, right


class Inventory:
    """The senses that the head has rows for: those of words with several, in the order of their ids."""

    def __init__(self, wordnet: WordNet):
        self.wordnet = wordnet
        several = {word: ids for word, ids in wordnet.by_lemma.items() if len(ids) > 1}
        self.ids = np.array(sorted(i for ids in several.values() for i in ids))
        self.row = {int(i): row for row, i in enumerate(self.ids)}
        self.candidates = {word: np.array([self.row[i] for i in ids]) for word, ids in several.items()}

    def words(self, targets: list[Target], rows: np.ndarray) -> Words:
        kept = [i for i, target in enumerate(targets) if (target.lemma, target.pos) in self.candidates]
        candidates = [self.candidates[targets[i].lemma, targets[i].pos] for i in kept]
        ids = self.wordnet.ids
        right = [frozenset(self.row[ids[key]] for key in targets[i].keys if ids[key] in self.row) for i in kept]
        return Words(rows[kept], candidates, right, len(targets) - len(kept))

    def facts(self, annotated: np.ndarray) -> SenseFacts:
        senses = [self.wordnet.senses[i] for i in self.ids]
        counts = np.bincount(annotated, minlength=len(self.wordnet.senses))[self.ids]
        known = np.array([sense.tag_count > 0 for sense in senses])
        rank = np.zeros(len(self.ids), dtype=np.float32)
        for rows in self.candidates.values():
            rank[rows] = np.where(known[rows], [senses[row].number for row in rows], known[rows].sum() + 1)
        return SenseFacts(
            pos=torch.tensor([PARTS_OF_SPEECH.index(sense.pos) for sense in senses]),
            rank=torch.from_numpy(rank),
            file=torch.tensor([self.wordnet.synsets[sense.synset].lexicographer_file for sense in senses]),
            count=torch.from_numpy(counts.astype(np.float32)),
        )
