"""Trains the word-sense head: a vector and a prior for each WordNet sense of every word that has several, and the projection of the
biLM's states that is compared with them. Learns from SemCor without its held-out documents, WordNet's relations and its glosses.
"""

import json
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from head_manifest import save_head
from senses_data import AnnotatedText, Target, framework, semcor
from senses_features import Projection, gloss_rows, kin_of, principal, query_rows
from senses_model import PARTS_OF_SPEECH, SenseFacts, SenseScorer
from senses_wordnet import WordNet
from settings import Settings, read_settings
from training import progress
from vectors import States, bilm_hash, states_of, tokens_of

INPUTS = 320  # directions kept of a word's rows
DIMENSIONS = 160
EPOCHS = 4
BATCH = 512
CHUNK = 12  # words of one lemma that come together, which saves computing their senses' vectors again
LEARNING_RATE = 1e-3
FITTED = 70_000  # words that the projection is fitted on


@dataclass(frozen=True)
class Words:
    """Annotated words that have several senses: their vectors [words, INPUTS], candidate senses (rows of the head) and the right ones."""

    rows: np.ndarray
    candidates: list[np.ndarray]
    right: list[frozenset[int]]
    only_sense: int  # words with a single sense, which are right without a head

    def __len__(self) -> int:
        return len(self.rows)

    def batch(self, indices: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Rows, candidates (zero-padded), which of them are present, and which are right."""
        longest = max(len(self.candidates[i]) for i in indices)
        candidates = torch.zeros(len(indices), longest, dtype=torch.long)
        present = torch.zeros(len(indices), longest, dtype=torch.bool)
        right = torch.zeros(len(indices), longest, dtype=torch.bool)
        for row, i in enumerate(indices):
            count = len(self.candidates[i])
            candidates[row, :count] = torch.from_numpy(self.candidates[i])
            present[row, :count] = True
            right[row, :count] = torch.tensor([sense in self.right[i] for sense in self.candidates[i].tolist()])
        return torch.from_numpy(self.rows[indices]), candidates, present, right


class Inventory:
    """The senses that the head has rows for: those of words with several, in the order of their ids."""

    def __init__(self, wordnet: WordNet):
        self.wordnet = wordnet
        several = {word: ids for word, ids in wordnet.by_lemma.items() if len(ids) > 1}
        self.ids = np.array(sorted(i for ids in several.values() for i in ids))
        self.row = {int(i): row for row, i in enumerate(self.ids)}
        self.candidates = {word: np.array([self.row[i] for i in ids]) for word, ids in several.items()}

    def words(self, targets: list[Target], rows: np.ndarray) -> Words:
        kept = [i for i, target in enumerate(targets) if (target.lemma, target.pos) in self.candidates]
        candidates = [self.candidates[targets[i].lemma, targets[i].pos] for i in kept]
        ids = self.wordnet.ids
        right = [frozenset(self.row[ids[key]] for key in targets[i].keys if ids[key] in self.row) for i in kept]
        return Words(rows[kept], candidates, right, len(targets) - len(kept))

    def facts(self, annotated: np.ndarray) -> SenseFacts:
        senses = [self.wordnet.senses[i] for i in self.ids]
        counts = np.bincount(annotated, minlength=len(self.wordnet.senses))[self.ids]
        return SenseFacts(
            pos=torch.tensor([PARTS_OF_SPEECH.index(sense.pos) for sense in senses]),
            number=torch.tensor([sense.number for sense in senses], dtype=torch.float32),
            file=torch.tensor([self.wordnet.synsets[sense.synset].lexicographer_file for sense in senses]),
            count=torch.from_numpy(counts.astype(np.float32)),
        )


def embed(text: AnnotatedText, settings: Settings) -> States:
    return states_of(text.sentences, settings)


def batches(words: Words, random: np.random.Generator) -> list[np.ndarray]:
    """Indices of words with about as many candidates, several of one lemma together."""
    by_lemma: dict[int, list[int]] = defaultdict(list)
    for i, candidates in enumerate(words.candidates):
        by_lemma[int(candidates[0])].append(i)
    chunks = [
        part for indices in by_lemma.values() for part in np.array_split(random.permutation(indices), -(-len(indices) // CHUNK))
    ]
    sizes = np.array([len(words.candidates[chunk[0]]) for chunk in chunks]) + random.uniform(0, 8, len(chunks))
    order = np.concatenate([chunks[i] for i in np.argsort(sizes)])
    parts = np.split(order, range(BATCH, len(order), BATCH))
    return [parts[i] for i in random.permutation(len(parts))]


def train(model: SenseScorer, words: Words, development: dict[str, Words], seed: int) -> None:
    matrices = [weight for weight in model.parameters() if isinstance(weight, nn.Parameter) and weight.ndim == 2 and weight.shape[0] == DIMENSIONS]
    others = [weight for weight in model.parameters() if not any(weight is matrix for matrix in matrices)]
    optimiser = torch.optim.AdamW([
        {"params": matrices, "highest": LEARNING_RATE, "weight_decay": 0.01},
        {"params": others, "highest": 10 * LEARNING_RATE, "weight_decay": 0.0},
    ])  # fmt: skip
    random = np.random.default_rng(seed)
    steps = EPOCHS * -(-len(words) // BATCH)
    step = 0
    for epoch in range(EPOCHS):
        model.train()
        for indices in progress(batches(words, random), f"epoch {epoch + 1}/{EPOCHS}"):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = group["highest"] * min(1, step / 50) * max(0.02, 1 - step / steps)
            rows, candidates, present, right = words.batch(indices)
            gold = right.int().argmax(-1)
            scores = model(rows, candidates, present, gold)
            loss = nn.functional.cross_entropy(scores, gold)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
        head = Head.of(model)
        print("  ".join(f"{name}: {head.evaluate(words)}" for name, words in development.items()), flush=True)


@dataclass(frozen=True)
class Head:
    """What is shipped: score = query . vector + prior. Vectors int8 [senses, DIMENSIONS], each row with its own scale."""

    matrix: np.ndarray  # [DIMENSIONS, INPUTS]
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

    def pack(self, projection: Projection, ids: np.ndarray, facts: dict[str, object]) -> bytes:
        """The file that server/src/heads/senses.ts reads; the first projection is folded into the second."""
        matrix = self.matrix @ projection.matrix.T
        return pack_sections(facts, {
            "ids": ids.astype("<u4"),
            "vectors": self.vectors,
            "scales": self.scales.astype("<f4"),
            "priors": self.priors.astype("<f4"),
            "projection": matrix.astype("<f4"),
            "offset": (self.offset - matrix @ projection.mean).astype("<f4"),
        })  # fmt: skip


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


def first_sense(words: Words) -> str:
    correct = sum(int(candidates[0]) in right for candidates, right in zip(words.candidates, words.right))
    return f"{100 * (correct + words.only_sense) / (len(words) + words.only_sense):.2f}"


def glosses(wordnet: WordNet, inventory: Inventory, settings: Settings) -> np.ndarray:
    """Vectors of the definitions of the inventory's senses, [senses, INPUTS]."""
    synsets = sorted({wordnet.senses[i].synset for i in inventory.ids})
    tokens = tokens_of([wordnet.synsets[synset].definition for synset in synsets])
    rows = principal(gloss_rows(states_of([words or ["."] for words in tokens], settings)), INPUTS)
    place = {synset: row for row, synset in enumerate(synsets)}
    return rows[[place[wordnet.senses[i].synset] for i in inventory.ids]]


def main() -> None:
    settings = read_settings(__doc__)
    wordnet = WordNet()
    inventory = Inventory(wordnet)
    gloss = glosses(wordnet, inventory, settings)
    text, semeval = semcor(settings.data), framework(settings.data, "semeval2007")
    rows, semeval_rows = query_rows(text, embed(text, settings)), query_rows(semeval, embed(semeval, settings))

    held_out = np.array([target.held_out for target in text.targets])
    senses = np.array([wordnet.ids[next(iter(target.keys))] for target in text.targets])
    numbers = {word: number for number, word in enumerate(wordnet.by_lemma)}
    lemmas = np.array([numbers[target.lemma, target.pos] for target in text.targets])
    several = np.array([(target.lemma, target.pos) in inventory.candidates for target in text.targets])
    learned = np.flatnonzero(~held_out)
    fitted = np.random.default_rng(settings.seed).permutation(np.flatnonzero(~held_out & several))[:FITTED]
    projection = Projection.fit(rows[fitted], senses[fitted], lemmas[fitted], INPUTS)
    rows, semeval_rows = projection(rows), projection(semeval_rows)
    print(f"{len(learned):,} words to learn from, {len(inventory.ids):,} senses", flush=True)

    kin = kin_of(wordnet, senses[learned], rows[learned], inventory.ids)
    training = inventory.words([text.targets[i] for i in learned], rows[learned])
    development = {
        "held-out SemCor": inventory.words([target for target in text.targets if target.held_out], rows[held_out]),
        "SemEval-2007": inventory.words(semeval.targets, semeval_rows),
    }
    for name, words in development.items():
        print(f"{name}: first sense {first_sense(words)}", flush=True)
    model = SenseScorer(kin, gloss, inventory.facts(senses[learned]), DIMENSIONS)
    train(model, training, development, settings.seed)

    facts = {"format": 1, "bilm": bilm_hash(settings.model), "wordnet": "3.0", "dimensions": DIMENSIONS}
    content = Head.of(model).pack(projection, inventory.ids, facts)
    save_head(settings.model, "senses", "senses.bin", content, {"dimensions": DIMENSIONS})


if __name__ == "__main__":
    main()
