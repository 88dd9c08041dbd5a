"""The biLM's vectors and the tokens of text, both computed by the built product (dist/cli.cjs), so that a head learns from what it will see."""

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch

from settings import REPOSITORY, Settings

COMMAND_LINE = REPOSITORY / "dist/cli.cjs"
Sentence = Sequence[str]


@dataclass(frozen=True)
class States:
    """The biLM's vectors of many sentences: for each, float16 rows for `<S>`, its tokens and `</S>`, views of the cached file."""

    sentences: list[np.ndarray]

    @cached_property
    def lengths(self) -> np.ndarray:
        """Rows of each sentence, boundaries included."""
        return np.array([len(sentence) for sentence in self.sentences])

    @property
    def width(self) -> int:
        return self.sentences[0].shape[1]

    def __add__(self, other: "States") -> "States":
        return States(self.sentences + other.sentences)

    def batch(self, indices: Iterable[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Zero-padded states, float32 [B, T, width], and their lengths, int64 [B]."""
        sentences = [self.sentences[i] for i in indices]
        lengths = torch.tensor([len(sentence) for sentence in sentences])
        padded = np.zeros((len(sentences), int(lengths.max()), self.width), dtype=np.float32)
        for row, sentence in zip(padded, sentences):
            row[: len(sentence)] = sentence
        return torch.from_numpy(padded), lengths


def bilm_hash(model: Path) -> str:
    """SHA-256 of the biLM's weights, which binds heads and cached vectors to it."""
    manifest = model / "manifest.json"
    if manifest.exists():
        return json.loads(manifest.read_text())["bilm"]
    return hashlib.sha256((model / "weights.hdf5").read_bytes()).hexdigest()


def states_of(sentences: Sequence[Sentence], settings: Settings) -> States:
    """Vectors of token sentences, from the cache where the same sentences were embedded before."""
    lines = "".join(json.dumps({"tokens": list(tokens)}) + "\n" for tokens in sentences)
    key = hashlib.sha256((bilm_hash(settings.model) + lines).encode()).hexdigest()[:32]
    path = settings.cache / f"{key}.npy"
    if not path.exists():
        print(f"embedding {len(sentences):,} sentences, {sum(map(len, sentences)):,} tokens", flush=True)
        unfinished = path.with_suffix(".unfinished.npy")
        run_command_line(["--model", str(settings.model), "embed", "--states", "--output", str(unfinished)], lines)
        os.replace(unfinished, path)
    ends = np.cumsum([len(tokens) + 2 for tokens in sentences])
    rows = np.load(path, mmap_mode="r")
    if len(rows) != ends[-1]:
        raise SystemExit(f"{path} has {len(rows)} rows where {ends[-1]} are expected: delete it and run again.")
    return States(np.split(rows, ends[:-1]))


def tokens_of(texts: Sequence[str]) -> list[list[str]]:
    """Model tokens of short texts; the sentences of a text are joined into one list."""
    return [[token for tokens in sentences for token in tokens] for sentences in sentences_of(texts)]


def sentences_of(texts: Sequence[str]) -> list[list[list[str]]]:
    """Model tokens of the sentences of texts; a text that does not look English has none."""
    lines = "".join(json.dumps({"id": i, "text": text}) + "\n" for i, text in enumerate(texts))
    replies = run_command_line(["sentences"], lines).splitlines()
    return [[[token["text"] for token in s["tokens"]] for s in json.loads(reply)["sentences"]] for reply in replies]


def run_command_line(arguments: list[str], lines: str) -> str:
    if not COMMAND_LINE.exists():
        raise SystemExit(f"{COMMAND_LINE} is missing: run `npm run build` first.")
    return subprocess.run(
        ["node", str(COMMAND_LINE), *arguments], input=lines, text=True, check=True, stdout=subprocess.PIPE
    ).stdout
