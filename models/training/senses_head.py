"""The sense head as it ships: its scores, how good they are, and its files."""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from head_manifest import save_head
from onnx_export import Graph
from senses_features import Projection
from senses_model import SenseScorer
from senses_words import Words
from vectors import bilm_hash


@dataclass(frozen=True)
class Head:
    """What is shipped: score = query . vector + prior. Vectors int8 [senses, dimensions], each row with its own scale."""

    matrix: np.ndarray  # [dimensions, inputs]
    offset: np.ndarray
    vectors: np.ndarray
    scales: np.ndarray
    priors: np.ndarray

    @staticmethod
    @torch.no_grad()
    def of(model: SenseScorer) -> "Head":
        model.eval()
        senses = torch.arange(len(model.own_count)).split(4096)
        vectors = np.concatenate([(model.vectors(part) * model.scale).numpy() for part in senses])
        priors = np.concatenate([model.prior(part, model.facts.count[part]).numpy() for part in senses])
        scales = np.maximum(np.abs(vectors).max(-1), 1e-12) / 127
        rounded = np.round(vectors / scales[:, None]).astype(np.int8)
        return Head(model.query.weight.numpy().copy(), model.query.bias.numpy().copy(), rounded, scales.astype(np.float32), priors)

    def probabilities(self, words: Words) -> Iterator[np.ndarray]:
        queries = words.rows @ self.matrix.T + self.offset
        for query, candidates in zip(queries, words.candidates):
            scores = self.vectors[candidates] @ query * self.scales[candidates] + self.priors[candidates]
            powers = np.exp(scores - scores.max())
            yield powers / powers.sum()

    def evaluate(self, words: Words) -> str:
        """Accuracy on all words and on those with several senses, and how far probabilities are from the share of right answers."""
        results = list(self.probabilities(words))
        confidence = np.array([result.max() for result in results])
        correct = np.array([
            candidates[result.argmax()] in right
            for result, candidates, right in zip(results, words.candidates, words.right)
        ])  # fmt: skip
        accuracy = (correct.sum() + words.only_sense) / (len(words) + words.only_sense)
        error = calibration_error(confidence, correct)
        return f"{100 * accuracy:.2f} (several senses {100 * correct.mean():.2f}, calibration error {error:.3f})"

    def save(self, model: Path, projection: Projection, ids: np.ndarray) -> None:
        """The file that server/src/heads/senses.ts reads, and the graph that makes its queries of the biLM's rows.

        The first projection is folded into the second. Means of rows are projected as rows are, so that the graph projects
        each row once as one of a word, one near it and one of its sentence.
        """
        matrix = self.matrix @ projection.matrix.T  # [dimensions, 3 * width]
        facts = {"format": 1, "bilm": bilm_hash(model), "wordnet": "3.0", "dimensions": len(self.offset)}
        content = pack_sections(facts, {
            "ids": ids.astype("<u4"),
            "vectors": self.vectors,
            "scales": self.scales.astype("<f4"),
            "priors": self.priors.astype("<f4"),
            "offset": (self.offset - matrix @ projection.mean).astype("<f4"),
        })  # fmt: skip
        graph = Graph()
        by_row = np.concatenate(np.split(matrix, 3, axis=1)).T.astype(np.float32)
        queries = graph.node("MatMul", "states", graph.matrix(torch.from_numpy(by_row), along=(0,)))
        width = matrix.shape[1] // 3
        onnx = graph.model(queries, "queries", ["B", "T", 3 * len(self.offset)], width).SerializeToString()
        save_head(model, "senses", "senses.bin", content, {"dimensions": len(self.offset)})
        save_head(model, "senseQueries", "sense-queries.onnx", onnx, {})


def calibration_error(confidence: np.ndarray, correct: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error: the mean distance of confidence and accuracy over bins of equal width."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    inside = [places == place for place in range(bins)]
    return sum(abs(confidence[members].sum() - correct[members].sum()) for members in inside) / len(correct)


def pack_sections(facts: dict[str, object], sections: dict[str, np.ndarray]) -> bytes:
    """The layout of server/src/wordnet/sections.ts: header length, JSON header, then sections at multiples of eight bytes."""
    directory, content = {}, b""
    for name, array in sections.items():
        directory[name] = [len(content), array.nbytes]
        content += array.tobytes() + bytes(-array.nbytes % 8)
    header = json.dumps({**facts, "sections": directory}).encode()
    header += b" " * (-(4 + len(header)) % 8)
    return struct.pack("<I", len(header)) + header + content
