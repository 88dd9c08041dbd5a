"""Building blocks of the heads. All take padded states [B, T, ...] with `lengths` [B] and give a sentence the same result in any batch."""

import torch
from torch import nn


def inside(lengths: torch.Tensor, steps: int) -> torch.Tensor:
    """True where a row belongs to its sentence: bool [B, T]."""
    return torch.arange(steps) < lengths[:, None]


class ScalarMix(nn.Module):
    """ELMo's task vector: gamma * sum_k softmax(w)_k * layer_k (Peters et al. 2018, equation 1).

    States [..., (1 + 2 * layers) * P] are [token, forward 1, backward 1, ...]; layer 0 is the token vector twice. Gives [..., 2P].
    """

    def __init__(self, layers: int = 2):
        super().__init__()
        self.layers = layers
        self.scores = nn.Parameter(torch.zeros(layers + 1))
        self.gamma = nn.Parameter(torch.ones(()))

    def weights(self) -> torch.Tensor:
        return self.gamma * torch.softmax(self.scores, 0)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        token, *directions = states.chunk(1 + 2 * self.layers, -1)
        layers = [torch.cat([token, token], -1)]
        layers += [torch.cat(directions[2 * k : 2 * k + 2], -1) for k in range(self.layers)]
        return sum(weight * layer for weight, layer in zip(self.weights(), layers))


class VariationalDropout(nn.Module):
    """Drops the same dimensions in every row of a sentence (Gal & Ghahramani 2016)."""

    def __init__(self, rate: float):
        super().__init__()
        self.rate = rate

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        if not self.training or self.rate == 0:
            return rows
        kept = torch.bernoulli(rows.new_full((rows.shape[0], 1, rows.shape[2]), 1 - self.rate))
        return rows * kept / (1 - self.rate)


class BiLSTM(nn.Module):
    """One bidirectional LSTM layer, [B, T, inputs] -> [B, T, 2 * hidden]; the backward direction starts at each sentence's own end."""

    def __init__(self, inputs: int, hidden: int):
        super().__init__()
        self.ahead = nn.LSTM(inputs, hidden, batch_first=True)
        self.back = nn.LSTM(inputs, hidden, batch_first=True)
        for lstm in (self.ahead, self.back):
            nn.init.orthogonal_(lstm.weight_hh_l0)
            nn.init.zeros_(lstm.bias_hh_l0)
            nn.init.zeros_(lstm.bias_ih_l0)
            lstm.bias_ih_l0.data[hidden : 2 * hidden] = 1.0  # forget gate

    def forward(self, rows: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        steps = torch.arange(rows.shape[1])
        mirrored = lengths[:, None] - 1 - steps
        order = torch.where(mirrored >= 0, mirrored, steps)[:, :, None]
        backward, _ = self.back(rows.gather(1, order.expand_as(rows)))
        return torch.cat([self.ahead(rows)[0], backward.gather(1, order.expand_as(backward))], -1)
