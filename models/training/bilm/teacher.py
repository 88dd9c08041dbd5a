"""A frozen sentence encoder (all-MiniLM-L6-v2, a BERT of six layers) that gives every word and sentence of a batch a vector to learn from."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .text import Batch

HEADS = 12
MAX_PIECES = 6  # of a word
MAX_LENGTH = 160  # pieces of a sentence
GROUP = 48  # sentences that are encoded together


@dataclass(frozen=True)
class Lesson:
    words: torch.Tensor  # [T, B, D]
    known: torch.Tensor  # which rows are words that the teacher has a vector for, [T, B]
    sentences: torch.Tensor  # unit vectors [B, D]


class Teacher:
    """Reads a folder with `weights.npz` (the checkpoint's tensors by their names) and `vocab.txt` (its WordPiece vocabulary)."""

    def __init__(self, folder: Path, words: Sequence[str], device: torch.device, precision: torch.dtype):
        try:
            archive = np.load(folder / "weights.npz")
            lines = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
        except OSError as error:
            raise SystemExit(f"{folder}: no teacher ({error.strerror}: {error.filename}). Run `guides` first.") from None
        tensors = {name.removeprefix("bert."): archive[name] for name in archive.files}
        self._tensors = {
            name: torch.from_numpy(value.astype(np.float32)).to(device, precision)
            for name, value in tensors.items()
            if value.dtype != np.int64
        }
        vocabulary = {piece: number for number, piece in enumerate(lines)}
        self._start, self._end = vocabulary["[CLS]"], vocabulary["[SEP]"]
        self._layers = 1 + max(int(name.split(".")[2]) for name in self._tensors if name.startswith("encoder.layer."))
        self.width = self._tensors["embeddings.word_embeddings.weight"].shape[1]
        pieces = np.zeros((len(words), MAX_PIECES), dtype=np.int64)
        counts = np.zeros(len(words), dtype=np.int64)
        for row, word in enumerate(words[2:], start=2):  # the marks around a sentence have none
            ids = word_pieces(word, vocabulary)
            pieces[row, : len(ids)] = ids
            counts[row] = len(ids)
        self._pieces, self._counts = torch.from_numpy(pieces).to(device), torch.from_numpy(counts).to(device)

    @torch.no_grad()
    def teach(self, batch: Batch) -> Lesson:
        """A word's vector is the mean of those of its pieces, a sentence's that of all."""
        steps, sentences = batch.words.shape
        device = batch.words.device
        words = batch.words.T.reshape(-1)  # sentence by sentence
        within = torch.arange(steps, device=device) < batch.lengths[:, None]
        counts = self._counts[words] * within.reshape(-1)
        word = torch.repeat_interleave(torch.arange(len(words), device=device), counts)  # of each piece
        place = torch.arange(len(word), device=device) - (counts.cumsum(0) - counts)[word]  # of the piece in its word
        piece = self._pieces[words[word], place]
        sentence = word // steps
        lengths = counts.view(sentences, steps).sum(1)
        column = 1 + torch.arange(len(word), device=device) - (lengths.cumsum(0) - lengths)[sentence]

        sums = torch.zeros(len(words), self.width, device=device)
        used = torch.zeros(len(words), device=device)
        vectors = torch.zeros(sentences, self.width, device=device)
        slot = torch.full((sentences,), -1, device=device)
        for group in torch.argsort(lengths).split(GROUP):  # sentences of like length together: little padding
            ends = (lengths[group] + 1).clamp(max=MAX_LENGTH - 1)
            slot[group] = torch.arange(len(group), device=device)
            mine = (slot[sentence] >= 0) & (column < MAX_LENGTH - 1)
            row, place = slot[sentence[mine]], column[mine]
            ids = torch.zeros(len(group), int(ends.max()) + 1, dtype=torch.long, device=device)
            ids[:, 0] = self._start
            ids[torch.arange(len(group), device=device), ends] = self._end
            ids[row, place] = piece[mine]
            mask = torch.arange(ids.shape[1], device=device) <= ends[:, None]
            hidden = self._encode(ids, mask).float()
            sums.index_add_(0, word[mine], hidden[row, place])
            used.index_add_(0, word[mine], torch.ones(len(row), device=device))
            vectors[group] = F.normalize((hidden * mask[:, :, None]).sum(1), dim=-1)
            slot[group] = -1
        means = (sums / used.clamp(min=1)[:, None]).view(sentences, steps, -1).transpose(0, 1)
        return Lesson(means, (used > 0).view(sentences, steps).T, vectors)

    def _encode(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """BERT: piece ids and mask [B, L] -> [B, L, D]."""
        hidden = self._tensors["embeddings.word_embeddings.weight"][ids]
        hidden = hidden + self._tensors["embeddings.position_embeddings.weight"][: ids.shape[1]]
        hidden = self._normalise(hidden + self._tensors["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in (f"encoder.layer.{number}." for number in range(self._layers)):
            query, key, value = (
                self._linear(hidden, f"{layer}attention.self.{name}").unflatten(-1, (HEADS, -1)).transpose(1, 2)
                for name in ("query", "key", "value")
            )
            read = F.scaled_dot_product_attention(query, key, value, mask[:, None, None, :]).transpose(1, 2).flatten(2)
            read = self._linear(read, f"{layer}attention.output.dense")
            hidden = self._normalise(hidden + read, f"{layer}attention.output.LayerNorm")
            inner = F.gelu(self._linear(hidden, f"{layer}intermediate.dense"))
            hidden = self._normalise(hidden + self._linear(inner, f"{layer}output.dense"), f"{layer}output.LayerNorm")
        return hidden

    def _linear(self, rows: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(rows, self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"])

    def _normalise(self, rows: torch.Tensor, name: str) -> torch.Tensor:
        return F.layer_norm(rows, (self.width,), self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"], 1e-12)


def word_pieces(word: str, vocabulary: dict[str, int]) -> list[int]:
    """The longest pieces that a word falls into, lower-cased and without accents (BERT's WordPiece), as ids; MAX_PIECES at most."""
    ids: list[int] = []
    for chunk in _chunks(word):
        start = 0
        while start < len(chunk):
            marked = "##" if start > 0 else ""
            end = next((end for end in range(len(chunk), start, -1) if marked + chunk[start:end] in vocabulary), None)
            if end is None:
                ids.append(vocabulary["[UNK]"])
                break
            ids.append(vocabulary[marked + chunk[start:end]])
            start = end
    return ids[:MAX_PIECES]


def _chunks(word: str) -> Iterator[str]:
    """A word split at punctuation, as BERT splits text first."""
    letters = ""
    for character in unicodedata.normalize("NFD", word.lower()):
        if unicodedata.category(character) == "Mn":
            continue
        if character.isalnum():
            letters += character
            continue
        if letters:
            yield letters
        yield character
        letters = ""
    if letters:
        yield letters
