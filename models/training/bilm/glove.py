"""GloVe's word vectors: the softmax starts from them, and the token encoder first learns to spell them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

DIMENSIONS = 100


class Glove:
    """Vectors of the words of a text, looked up in lower case: centred and of unit length."""

    def __init__(self, path: Path, words: Sequence[str], device: torch.device):
        try:
            archive = np.load(path)
        except OSError as error:
            raise SystemExit(f"{path}: no word vectors ({error.strerror}). Run `guides` first.") from None
        vectors = archive["vectors"].astype(np.float32) * archive["scale"]
        vectors -= vectors.mean(0)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6
        rows = {word: row for row, word in enumerate(bytes(archive["words"]).decode().split("\n"))}
        self._rows = torch.tensor([rows.get(word.lower(), -1) for word in words], device=device)
        self._vectors = torch.from_numpy(vectors).to(device)
        self.known = (self._rows >= 0).nonzero()[:, 0]  # words that have a vector

    def among(self, words: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Which of `words` have a vector (places in it), and those vectors."""
        rows = self._rows[words]
        places = (rows >= 0).nonzero()[:, 0]
        return places, self._vectors[rows[places]]

    def start_softmax(self, weight: torch.Tensor) -> None:
        """Sets the softmax's rows [V, P] of known words to their vectors, padded or cut to P numbers, and others to noise."""
        size = weight.shape[1]
        known = self.known[self.known < len(weight)]
        vectors = self._vectors[self._rows[known]][:, :size]
        vectors = F.pad(F.normalize(vectors, dim=-1), (0, size - vectors.shape[1]))
        weight.normal_(0, 0.1)
        weight[known] = vectors + 0.02 * torch.randn_like(vectors)
