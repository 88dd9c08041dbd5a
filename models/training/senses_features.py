"""What the sense head knows before it learns: the vector of each annotated word, and for each sense what its surroundings in WordNet and its gloss are like."""

from dataclasses import dataclass

import numpy as np

from senses_data import AnnotatedText
from senses_wordnet import WordNet
from vectors import States

WINDOW = 3  # rows on each side of a word that make its neighbourhood


def query_rows(text: AnnotatedText, states: States) -> np.ndarray:
    """float16 [targets, 3 * width]: the mean of the word's own rows, of up to three rows on each side, and of all rows of the sentence."""
    width = states.width
    rows = np.empty((len(text.targets), 3 * width), dtype=np.float16)
    sentence, whole, mean = -1, np.empty(0), np.empty(0)
    for target, row in zip(text.targets, rows):
        if target.sentence != sentence:
            sentence = target.sentence
            whole = states.sentences[sentence].astype(np.float32)
            mean = whole.mean(0)
        start, end = 1 + target.index, 1 + target.index + target.length
        row[:width] = whole[start:end].mean(0)
        row[width : 2 * width] = np.concatenate([whole[max(0, start - WINDOW) : start], whole[end : end + WINDOW]]).mean(0)
        row[2 * width :] = mean
    return rows


@dataclass(frozen=True)
class Projection:
    """Rows -> the directions in which senses of one word differ most, against how one sense varies (Fisher's discriminant)."""

    matrix: np.ndarray  # [inputs, outputs]
    mean: np.ndarray  # [inputs]

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        parts = [(part.astype(np.float32) - self.mean) @ self.matrix for part in np.array_split(rows, max(1, len(rows) // 8192))]
        return np.concatenate(parts)

    @staticmethod
    def fit(rows: np.ndarray, senses: np.ndarray, words: np.ndarray, outputs: int, ridge: float = 0.1) -> "Projection":
        """`senses` and `words` number the sense and the word of each row."""
        rows = rows.astype(np.float32)
        mean = rows.mean(0)
        rows -= mean
        sense_means, counts = group_means(rows, senses)
        within = (rows - sense_means[senses])[counts[senses] > 1]
        values, directions = np.linalg.eigh(within.T @ within / len(within))
        whiten = directions / np.sqrt(values + ridge * values.mean())
        of_sense = np.zeros(len(counts), dtype=np.int64)
        of_sense[senses] = words
        word_means, _ = group_means(rows, words)
        present = counts > 0
        between = (sense_means[present] - word_means[of_sense[present]]) * np.sqrt(counts[present])[:, None] @ whiten
        _, axes = np.linalg.eigh(between.T @ between)
        return Projection((whiten @ axes[:, ::-1][:, :outputs]).astype(np.float32), mean)


def group_means(rows: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean row of each group (zero where it has none), and the sizes."""
    counts = np.bincount(groups)
    sums = np.zeros((len(counts), rows.shape[1]), dtype=np.float32)
    np.add.at(sums, groups, rows)
    return sums / np.maximum(counts, 1)[:, None], counts


@dataclass(frozen=True)
class Kin:
    """Mean vectors around each sense in WordNet and how many annotated words each is the mean of, by name of the relation."""

    means: dict[str, np.ndarray]
    counts: dict[str, np.ndarray]


def kin_of(wordnet: WordNet, senses: np.ndarray, rows: np.ndarray, wanted: np.ndarray) -> Kin:
    """Kin of the senses `wanted` from annotated words (`rows`, and the sense of each). A sense's own words are in none but the last."""
    counts = np.bincount(senses, minlength=len(wordnet.senses)).astype(np.float32)
    own = np.zeros((len(counts), rows.shape[1]), dtype=np.float32)
    np.add.at(own, senses, rows)
    synset_of = np.array([sense.synset for sense in wordnet.senses])
    synset_sums = np.zeros((len(wordnet.synsets), rows.shape[1]), dtype=np.float32)
    np.add.at(synset_sums, synset_of, own)
    synset_counts = np.bincount(synset_of, weights=counts, minlength=len(wordnet.synsets)).astype(np.float32)

    below_sums, below_counts = np.zeros_like(synset_sums), np.zeros_like(synset_counts)
    for number, synset in enumerate(wordnet.synsets):
        for parent in synset.above:
            below_sums[parent] += synset_sums[number]
            below_counts[parent] += synset_counts[number]
    beside_sums, beside_counts = np.zeros_like(synset_sums), np.zeros_like(synset_counts)
    for number, synset in enumerate(wordnet.synsets):
        for parent in synset.above:
            beside_sums[number] += synset_sums[parent] + below_sums[parent] - synset_sums[number]
            beside_counts[number] += synset_counts[parent] + below_counts[parent] - synset_counts[number]
    files = np.array([synset.lexicographer_file for synset in wordnet.synsets])
    file_means, file_counts = weighted_means(synset_sums, synset_counts, files)

    synsets = synset_of[wanted]
    sums = {
        "own": (own[wanted], counts[wanted]),
        "synonyms": (synset_sums[synsets] - own[wanted], synset_counts[synsets] - counts[wanted]),
        "hyponyms": (below_sums[synsets], below_counts[synsets]),
        "hypernyms": (beside_sums[synsets], beside_counts[synsets]),
    }
    means = {name: total / np.maximum(count, 1)[:, None] for name, (total, count) in sums.items()}
    kin_counts = {name: count for name, (_, count) in sums.items()}
    means["lexicographer file"], kin_counts["lexicographer file"] = file_means[files[synsets]], file_counts[files[synsets]]
    return Kin(means, kin_counts)


def weighted_means(sums: np.ndarray, counts: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total = np.zeros((groups.max() + 1, sums.shape[1]), dtype=np.float32)
    np.add.at(total, groups, sums)
    group_counts = np.bincount(groups, weights=counts).astype(np.float32)
    return total / np.maximum(group_counts, 1)[:, None], group_counts


def gloss_rows(states: States) -> np.ndarray:
    """Mean vector of each gloss, float32 [glosses, width]."""
    return np.stack([rows[1:-1].astype(np.float32).mean(0) for rows in states.sentences])


def principal(rows: np.ndarray, outputs: int) -> np.ndarray:
    """The rows' principal components, each input first scaled to unit variance."""
    rows = (rows - rows.mean(0)) / np.maximum(rows.std(0), 1e-3)
    _, directions = np.linalg.eigh(rows.T @ rows / len(rows))
    return (rows @ directions[:, ::-1][:, :outputs]).astype(np.float32)
