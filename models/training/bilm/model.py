"""The biLM: a character CNN for token vectors, and a two-layer projected LSTM in each direction."""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn

from .characters import STORED_CHARACTERS, character_table
from .kernels import run_lstm
from .sizes import CHARACTER_DIMENSIONS, LAYERS, MAX_CHARACTERS, Size

LENGTH_GROUPS = 6  # in which the words of a batch are encoded


class TokenEncoder(nn.Module):
    """Character CNN, highway layers and projection: character ids [N, C] -> token vectors [N, P]."""

    def __init__(self, size: Size):
        super().__init__()
        count = size.filter_count
        self.embedding = nn.Embedding(STORED_CHARACTERS, CHARACTER_DIMENSIONS)
        self.convolutions = nn.ModuleList(nn.Conv1d(CHARACTER_DIMENSIONS, n, width) for width, n in size.filters)
        self.highways = nn.ModuleList(nn.Linear(count, 2 * count) for _ in range(size.highways))  # transform, carry
        self.projection = nn.Linear(count, size.projection)
        nn.init.uniform_(self.embedding.weight, -1.0, 1.0)
        for highway in self.highways:
            nn.init.normal_(highway.weight, 0, math.sqrt(1.0 / count))
            nn.init.zeros_(highway.bias)
            nn.init.constant_(highway.bias.data[count:], 2.0)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        characters = self.embedding(ids).transpose(1, 2)
        features = torch.cat([F.relu(convolution(characters).amax(-1)) for convolution in self.convolutions], -1)
        for highway in self.highways:
            transform, carry = highway(features).chunk(2, -1)
            carry = torch.sigmoid(carry)  # bilm-tf's name; the gate of what is transformed, in fact
            features = carry * F.relu(transform) + (1 - carry) * features
        return self.projection(features)


class BiLM(nn.Module):
    """Token vectors, and two LSTM layers in each direction with a skip connection between them; every sentence from a zero state."""

    def __init__(self, size: Size, dropout: float = 0.0):
        super().__init__()
        self.size = size
        self.dropout = dropout
        self.encoder = TokenEncoder(size)
        self.directions = nn.ModuleList(
            nn.ModuleList(nn.LSTM(size.projection, size.cells, proj_size=size.projection) for _ in range(LAYERS)) for _ in range(2)
        )
        for lstm in (lstm for direction in self.directions for lstm in direction):
            nn.init.normal_(lstm.weight_ih_l0, 0, 0.7 / math.sqrt(size.projection))
            # Any wider, and the gradient explodes on its way through the projected recurrence.
            nn.init.normal_(lstm.weight_hh_l0, 0, 0.8 / math.sqrt(size.cells))
            nn.init.normal_(lstm.weight_hr_l0, 0, 1.0 / math.sqrt(size.cells))
            nn.init.zeros_(lstm.bias_ih_l0)
            nn.init.ones_(lstm.bias_ih_l0.data[size.cells : 2 * size.cells])  # of the forget gate
            nn.init.zeros_(lstm.bias_hh_l0).requires_grad_(False)  # the official format has one bias

    def layers(self, tokens: torch.Tensor, lengths: torch.Tensor) -> list[torch.Tensor]:
        """Token vectors [T, B, P] -> [token, forward 1, backward 1, forward 2, backward 2], each [T, B, P], all in the order of the text."""
        order = reversal(lengths, len(tokens))[:, :, None].expand_as(tokens)
        by_direction = [self._run(0, tokens), [layer.gather(0, order) for layer in self._run(1, tokens.gather(0, order))]]
        return [tokens, *(by_direction[direction][layer] for layer in range(LAYERS) for direction in range(2))]

    def _run(self, direction: int, rows: torch.Tensor) -> list[torch.Tensor]:
        outputs: list[torch.Tensor] = []
        for lstm in self.directions[direction]:
            below = outputs[-1] if outputs else rows
            output = run_lstm(lstm, F.dropout(below, self.dropout, self.training))
            outputs.append(output + below if outputs else output)
        return outputs


class WordTable:
    """Character ids of every word of a text, on the device that trains."""

    def __init__(self, words: Sequence[str], size: Size, device: torch.device):
        table, lengths = character_table(words)
        self._table, self._lengths = torch.from_numpy(table).to(device), torch.from_numpy(lengths).to(device)
        self._widest = max(width for width, _ in size.filters)

    def vectors(self, encoder: TokenEncoder, words: torch.Tensor) -> torch.Tensor:
        """Token vectors [N, P] of word ids [N]; words of like length go together, since padding costs as much as letters do."""
        order = self._lengths[words].argsort()
        groups = words[order].tensor_split(LENGTH_GROUPS)
        return torch.cat([encoder(self._ids(group)) for group in groups if len(group) > 0])[order.argsort()]

    def _ids(self, words: torch.Tensor) -> torch.Tensor:
        """Character ids, int64 [N, C], with no more padding than can change a maximum of the CNN."""
        width = min(MAX_CHARACTERS, int(self._lengths[words].max()) + self._widest)
        return self._table[words, :width].long()


def inside(lengths: torch.Tensor, steps: int) -> torch.Tensor:
    """True where a row belongs to its sentence: bool [T, B]."""
    return torch.arange(steps, device=lengths.device)[:, None] < lengths


def reversal(lengths: torch.Tensor, steps: int) -> torch.Tensor:
    """For each row, the row that it has in the sentence read backwards, int64 [T, B]; padding stays where it is."""
    rows = torch.arange(steps, device=lengths.device)[:, None]
    mirrored = lengths - 1 - rows
    return torch.where(mirrored >= 0, mirrored, rows)
