"""What the biLM learns from: the next and the previous word; where there are guides, also GloVe's and a teacher's vectors."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from .glove import DIMENSIONS, Glove
from .model import BiLM, WordTable, inside
from .softmax import VocabularySoftmax
from .teacher import Lesson, Teacher
from .text import Batch

LIKENESS_RAMP = 1500  # steps; sentence vectors must differ at all before their likeness to each other is compared


@dataclass(frozen=True)
class Weights:
    """Of the losses, beside that of the words themselves."""

    glove: float = 0.1
    word: float = 3.0
    sentence: float = 2.0


@dataclass(frozen=True)
class Guides:
    glove: Glove | None = None
    teacher: Teacher | None = None


class Objective(nn.Module):
    """The biLM, its softmax, and read-outs of its layers to what the guides say."""

    def __init__(self, bilm: BiLM, softmax: VocabularySoftmax, teacher_width: int | None):
        super().__init__()
        self.bilm = bilm
        self.softmax = softmax
        size = bilm.size.projection
        self.readouts = nn.ModuleDict({"glove": nn.Linear(size, DIMENSIONS)})
        if teacher_width is not None:
            # of all layers at once; a sentence from their mean and maximum
            self.readouts["word"] = nn.Linear(5 * size, teacher_width)
            self.readouts["sentence"] = nn.Linear(10 * size, teacher_width)
            self.register_buffer("word_mean", torch.zeros(teacher_width))

    def read(self, batch: Batch, table: WordTable) -> tuple[torch.Tensor, torch.Tensor, list[torch.Tensor]]:
        """The different words of a batch [N], their vectors [N, P], and all layers, each [T, B, P]."""
        words, places = batch.words.unique(return_inverse=True)
        vectors = table.vectors(self.bilm.encoder, words).float()
        return words, vectors, self.bilm.layers(F.embedding(places, vectors), batch.lengths)

    def predictions(self, batch: Batch, layers: Sequence[torch.Tensor]) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """For each direction, hidden [n, P] and what it should predict [n]: the words and `</S>` forward, the words and `<S>` backward."""
        steps = len(batch.words)
        follows, precedes = inside(batch.lengths - 1, steps), inside(batch.lengths, steps)
        precedes[0] = False
        targets = self.softmax.targets(batch.words)
        return [(layers[3][follows], targets.roll(-1, 0)[follows]), (layers[4][precedes], targets.roll(1, 0)[precedes])]

    def losses(self, batch: Batch, table: WordTable, guides: Guides, step: int) -> dict[str, torch.Tensor]:
        """The losses by name, unweighted; `likeness` is already ramped up."""
        words, vectors, layers = self.read(batch, table)
        hidden, targets = (torch.cat(both) for both in zip(*self.predictions(batch, layers)))
        losses = {"lm": self.softmax.sampled_loss(hidden.float(), targets)}
        if guides.glove is not None:
            losses["glove"] = self.glove_loss(words, vectors, guides.glove)
        if guides.teacher is not None:
            losses |= self._taught(layers, batch, guides.teacher.teach(batch), step)
        return losses

    def glove_loss(self, words: torch.Tensor, vectors: torch.Tensor, glove: Glove) -> torch.Tensor:
        places, wanted = glove.among(words)
        return _distance(self.readouts["glove"](vectors[places]), wanted)

    def _taught(self, layers: list[torch.Tensor], batch: Batch, lesson: Lesson, step: int) -> dict[str, torch.Tensor]:
        wanted = lesson.words[lesson.known]
        with torch.no_grad():
            # All of the teacher's word vectors share a direction, which says nothing.
            self.word_mean.lerp_(wanted.mean(0), 1.0 if step <= 1 and not self.word_mean.any() else 0.01)
        rows = torch.cat(layers, -1)
        within = inside(batch.lengths, len(rows))[:, :, None]
        mean = (rows * within).sum(0) / batch.lengths[:, None]
        highest = rows.masked_fill(~within, -1e4).amax(0)
        sentences = F.normalize(self.readouts["sentence"](torch.cat([mean, highest], -1)).float(), dim=-1)
        likeness = F.mse_loss(sentences @ sentences.T, lesson.sentences @ lesson.sentences.T)
        return {
            "word": _distance(self.readouts["word"](rows[lesson.known]), wanted - self.word_mean),
            "sentence": 1 - (sentences * lesson.sentences).sum(-1).mean(),
            "likeness": likeness * min(1.0, step / LIKENESS_RAMP),
        }


def total(losses: dict[str, torch.Tensor], weights: Weights) -> torch.Tensor:
    factors = {"lm": 1.0, "glove": weights.glove, "word": weights.word, "sentence": weights.sentence, "likeness": weights.sentence}
    return sum(factors[name] * loss for name, loss in losses.items())


def _distance(vectors: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """1 - cosine, in the mean; nothing where there is nothing to compare."""
    return (1 - F.cosine_similarity(vectors.float(), wanted, dim=-1)).sum() / max(1, len(wanted))
