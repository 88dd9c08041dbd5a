"""A linear-chain CRF (Lafferty et al. 2001) over BIO2 labels, which can learn from partly known labellings."""

import torch
from torch import nn

FORBIDDEN = -1e4


class CRF(nn.Module):
    def __init__(self, labels: list[str]):
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(len(labels), len(labels)))  # [from, to]
        self.start = nn.Parameter(torch.zeros(len(labels)))
        self.end = nn.Parameter(torch.zeros(len(labels)))
        invalid = [[to[0] == "I" and (before == "O" or before[2:] != to[2:]) for to in labels] for before in labels]
        self.register_buffer("invalid", torch.tensor(invalid))
        self.register_buffer("invalid_start", torch.tensor([label[0] == "I" for label in labels]))

    def _scores(self) -> tuple[torch.Tensor, torch.Tensor]:
        return (
            self.transitions.masked_fill(self.invalid, FORBIDDEN),
            self.start.masked_fill(self.invalid_start, FORBIDDEN),
        )

    def _log_total(self, emissions: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Log of the summed score of all labellings, [B] (the forward algorithm)."""
        transitions, start = self._scores()
        forward = start + emissions[:, 0]
        for t in range(1, emissions.shape[1]):
            following = (forward[:, :, None] + transitions).logsumexp(1) + emissions[:, t]
            forward = torch.where((t < lengths)[:, None], following, forward)
        return (forward + self.end).logsumexp(-1)

    def loss(self, emissions: torch.Tensor, lengths: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
        """Mean over sentences of -log p(the labellings that are `allowed`, bool [B, T, labels])."""
        doubled = torch.cat([emissions, emissions.masked_fill(~allowed, FORBIDDEN)])
        total, agreeing = self._log_total(doubled, lengths.repeat(2)).chunk(2)
        return (total - agreeing).mean()

    def marginals(self, emissions: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Probability of each label at each token, [B, T, labels]: the gradient of the log total by the emissions."""
        with torch.enable_grad():
            emissions = emissions.detach().requires_grad_()
            return torch.autograd.grad(self._log_total(emissions, lengths).sum(), emissions)[0]

    def decode(self, emissions: torch.Tensor, lengths: torch.Tensor) -> list[list[int]]:
        """The best labelling of each sentence (Viterbi)."""
        transitions, start = self._scores()
        scores = start + emissions[:, 0]
        pointers = []
        for t in range(1, emissions.shape[1]):
            best, pointer = (scores[:, :, None] + transitions).max(1)
            pointers.append(pointer)
            scores = torch.where((t < lengths)[:, None], best + emissions[:, t], scores)
        last = (scores + self.end).argmax(-1).tolist()
        paths = []
        for sentence, (label, length) in enumerate(zip(last, lengths.tolist())):
            path = [label]
            for t in range(length - 2, -1, -1):
                path.append(int(pointers[t][sentence, path[-1]]))
            paths.append(path[::-1])
        return paths

    def parameters_as_lists(self) -> dict[str, list]:
        transitions, start = self._scores()
        rounded = {"transitions": transitions, "start": start, "end": self.end}
        return {name: torch.round(value.detach(), decimals=4).double().tolist() for name, value in rounded.items()}
