"""The scorer behind the sense head: how well a word's vector fits each of its senses, learned over all words at once."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from senses_features import Kin

# Where a number of annotated words falls: 0, 1, 2, 3-4, 5-8, ... What a mean is worth depends on it.
BUCKETS = np.array([1, 2, 3, 5, 9, 17, 33, 65])
PARTS_OF_SPEECH = "nvar"
LEXICOGRAPHER_FILES = 45


def bucket(counts: torch.Tensor) -> torch.Tensor:
    return torch.bucketize(counts, torch.from_numpy(BUCKETS).to(counts.dtype), right=True)


@dataclass(frozen=True)
class SenseFacts:
    """What is known of each sense beforehand; tensors [senses]."""

    pos: torch.Tensor  # place in PARTS_OF_SPEECH
    rank: torch.Tensor  # WordNet's order of a word's senses, from 1; those that it has no frequency of, and so no order, share the last
    file: torch.Tensor  # lexicographer file
    count: torch.Tensor  # how often it was annotated in running text, which tells how frequent it is


class SenseScorer(nn.Module):
    """score(word, sense) = query(word) . vector(sense) + prior(sense).

    A sense's vector is a learned sum of projections of its own annotated words' mean, those of its kin in WordNet, and its gloss, so
    that a sense that was never annotated has one too. The gates of the sum depend on how many words a mean was taken of.
    While learning, a word is left out of the mean and the count of its own sense: else every sense would fit its words too well.
    """

    def __init__(self, kin: Kin, gloss: np.ndarray, facts: SenseFacts, dimensions: int, dropout: float = 0.1):
        super().__init__()
        self.facts = facts
        self.dropout = dropout
        self.own_count = torch.from_numpy(kin.counts["own"])
        self.features = [torch.from_numpy(mean) for mean in kin.means.values()] + [torch.from_numpy(gloss)]
        self.buckets = [bucket(torch.from_numpy(count)) for count in kin.counts.values()] + [torch.zeros(len(gloss), dtype=torch.long)]
        inputs = self.features[0].shape[1]
        self.query = nn.Linear(inputs, dimensions)
        self.projections = nn.ModuleList(nn.Linear(feature.shape[1], dimensions) for feature in self.features)
        # Start as nearest neighbour over the directions that tell senses apart best, the own mean weighing most.
        nn.init.eye_(self.query.weight)
        nn.init.zeros_(self.query.bias)
        for projection in self.projections:
            nn.init.eye_(projection.weight)
            nn.init.zeros_(projection.bias)
        self.gates = nn.Parameter(torch.full((len(self.features), len(BUCKETS) + 1), 0.1))
        self.gates.data[0] = torch.tensor([0.0, 0.3, 0.5, 0.6, 0.75, 0.85, 0.9, 1.0, 1.0])
        self.gates.data[-1] = 0.01
        self.scale = nn.Parameter(torch.tensor(0.03))
        self.example_scale = nn.Parameter(torch.tensor(1.0))
        self.frequency = nn.Parameter(torch.full((len(PARTS_OF_SPEECH),), 0.5))
        self.order = nn.Parameter(torch.full((len(PARTS_OF_SPEECH),), -0.5))
        self.evidence = nn.Parameter(torch.zeros(len(PARTS_OF_SPEECH), len(BUCKETS) + 1))
        self.file = nn.Parameter(torch.zeros(LEXICOGRAPHER_FILES))

    def project_queries(self, rows: torch.Tensor) -> torch.Tensor:
        return self.query(nn.functional.dropout(rows, self.dropout, self.training))

    def around(self, senses: torch.Tensor) -> torch.Tensor:
        """The part of the senses' vectors that is not from their own words."""
        parts = list(zip(self.projections, self.features, self.buckets, self.gates))[1:]
        return sum(gate[place[senses]][:, None] * projection(feature[senses]) for projection, feature, place, gate in parts)

    def own(self, means: torch.Tensor, counts: torch.Tensor) -> torch.Tensor:
        """The part from the means (already projected) of so many own words."""
        return self.gates[0][bucket(counts)][:, None] * means

    def prior(self, senses: torch.Tensor, counts: torch.Tensor) -> torch.Tensor:
        pos = self.facts.pos[senses]
        return (
            self.frequency[pos] * torch.log(counts + 0.5)
            + self.order[pos] * torch.log(self.facts.rank[senses])
            + self.evidence[pos, bucket(counts)]
            + self.file[self.facts.file[senses]]
        )

    def vectors(self, senses: torch.Tensor) -> torch.Tensor:
        own = nn.functional.linear(self.features[0][senses], self.projections[0].weight)
        return self.around(senses) + self.own(own, self.own_count[senses])

    def forward(self, rows: torch.Tensor, candidates: torch.Tensor, present: torch.Tensor, gold: torch.Tensor, examples: bool = False) -> torch.Tensor:
        """Scores [B, C] of candidate senses [B, C] of the words [B, inputs]; where `present` is false, -inf.

        `gold` [B] is the place of the right sense: the words are those that the means were taken of. Those of a dictionary's
        `examples` are scored without the prior: rare senses have examples as frequent ones do.
        """
        senses, place = torch.unique(candidates, return_inverse=True)
        queries = self.project_queries(rows)
        own = nn.functional.linear(self.features[0][senses], self.projections[0].weight)
        around = self.around(senses)
        fit = (queries @ (around + self.own(own, self.own_count[senses])).T).gather(1, place)
        batch = torch.arange(len(rows))
        right = place[batch, gold]
        others = self.own_count[senses[right]] - 1
        word = nn.functional.linear(rows, self.projections[0].weight)
        without = (own[right] * (others + 1)[:, None] - word) / others.clamp(min=1)[:, None] * (others > 0)[:, None]
        right_fit = ((around[right] + self.own(without, others)) * queries).sum(-1, keepdim=True)
        fit = fit.scatter(1, gold[:, None], right_fit) * self.scale
        if examples:
            scores = fit * self.example_scale
        else:
            counts = self.facts.count[candidates].clone()
            counts[batch, gold] -= 1
            scores = fit + self.prior(candidates, counts)
        return scores.masked_fill(~present, float("-inf"))
