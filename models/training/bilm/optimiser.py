"""How weights are changed: those of the recurrence by Muon, all others by Adam."""

from typing import Any

import torch
from torch import nn

BETAS = (0.9, 0.99)  # of Adam
EPSILON = 1e-7
MOMENTUM = 0.95  # of Muon


class Optimiser:
    """Muon (Jordan et al. 2024) gives a matrix's update singular values of one. It costs little for the matrices of the LSTMs, which are
    narrow; their step is `muon` times as large as Adam's usual one at the same rate."""

    def __init__(self, recurrence: nn.Module, rest: nn.Module, muon: float):
        matrices = [value for value in recurrence.parameters() if value.requires_grad and value.dim() == 2]
        others = [value for value in rest.parameters() if value.requires_grad and not any(value is matrix for matrix in matrices)]
        self.values = [*matrices, *others]
        self._scale = muon
        self._muon = torch.optim.Muon(matrices, momentum=MOMENTUM, weight_decay=0.0, adjust_lr_fn="match_rms_adamw")
        self._adam = torch.optim.Adam(others, betas=BETAS, eps=EPSILON, foreach=True)

    def zero_grad(self) -> None:
        for value in self.values:
            value.grad = None

    def step(self, rate: float) -> None:
        self._muon.param_groups[0]["lr"] = rate * self._scale
        self._adam.param_groups[0]["lr"] = rate
        self._muon.step()
        self._adam.step()

    def state_dict(self) -> dict[str, Any]:
        return {"muon": self._muon.state_dict(), "adam": self._adam.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Throws ValueError where it is the state of other weights."""
        self._muon.load_state_dict(state["muon"])
        self._adam.load_state_dict(state["adam"])
