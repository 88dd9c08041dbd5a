"""The softmax over the vocabulary, shared by both directions; a training step touches only the words that it needs."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from .characters import UNKNOWN, MARKS
from .kernels import sampled_softmax
from .optimiser import BETAS, EPSILON

UNKNOWN_ID = MARKS.index(UNKNOWN)


class VocabularySoftmax(nn.Module):
    """Learns from a sample of alternatives (Jean et al. 2015), drawn log-uniformly as words are by rank, and keeps its own lazy Adam."""

    def __init__(self, words: int, projection: int, negatives: int):
        super().__init__()
        self.words = words
        self.negatives = negatives
        self.weight = nn.Parameter(torch.randn(words, projection) / math.sqrt(projection), requires_grad=False)
        self.bias = nn.Parameter(torch.zeros(words), requires_grad=False)
        for name, value in (("weight", self.weight), ("bias", self.bias)):
            self.register_buffer(f"{name}_mean", torch.zeros_like(value))
            self.register_buffer(f"{name}_square", torch.zeros_like(value))
        self._touched: tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None = None

    def targets(self, words: torch.Tensor) -> torch.Tensor:
        """Word ids of a text as ids of the vocabulary."""
        return torch.where(words < self.words, words, UNKNOWN_ID)

    def sampled_loss(self, hidden: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Mean loss of predicting `targets` [n] from `hidden` [n, P] among a sample of the vocabulary."""
        uniform = torch.rand(self.negatives, device=hidden.device)
        drawn = (torch.exp(uniform * math.log(self.words + 1)) - 1).long().clamp(0, self.words - 1).unique()
        rows = torch.cat([drawn, targets]).unique()
        weight, bias = self.weight[rows].requires_grad_(), self.bias[rows].requires_grad_()
        self._touched = rows, weight, bias
        corrected = bias - self._log_expected(rows)
        target_at, drawn_at = torch.searchsorted(rows, targets), torch.searchsorted(rows, drawn)
        truth = (hidden * F.embedding(target_at, weight)).sum(-1) + corrected[target_at]
        return sampled_softmax(hidden, F.embedding(drawn_at, weight), corrected[drawn_at], truth, targets, drawn)

    def _log_expected(self, words: torch.Tensor) -> torch.Tensor:
        """Logarithm of how often each word is expected in the sample, as in TensorFlow's sampled softmax."""
        rank = words.double()
        share = torch.log((rank + 2) / (rank + 1)) / math.log(self.words + 1)
        return torch.log(-torch.expm1(self.negatives * torch.log1p(-share))).float()

    @torch.no_grad()
    def update(self, rate: float, step: int) -> None:
        """Adam on the words that the last loss touched."""
        rows, *values = self._touched
        self._touched = None
        corrections = [1 - beta**step for beta in BETAS]
        for name, value in zip(("weight", "bias"), values):
            mean, square = getattr(self, f"{name}_mean"), getattr(self, f"{name}_square")
            first = mean[rows].lerp_(value.grad, 1 - BETAS[0])
            second = square[rows].mul_(BETAS[1]).addcmul_(value.grad, value.grad, value=1 - BETAS[1])
            mean[rows], square[rows] = first, second
            getattr(self, name)[rows] -= rate * (first / corrections[0]) / ((second / corrections[1]).sqrt() + EPSILON)

    def losses(self, hidden: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """-log p of each target [n], over the whole vocabulary."""
        parts = zip(hidden.split(1024), targets.split(1024))
        return torch.cat([F.cross_entropy(h.float() @ self.weight.T + self.bias, t, reduction="none") for h, t in parts])
