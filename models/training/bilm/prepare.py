"""Turns tokenised text into the arrays that training reads. The format: a sentence a line, a space between tokens, UTF-8, xz or not."""

import lzma
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from .characters import MARKS, UNKNOWN
from .files import write_whole

WORDS_FILE = "words.txt"
IDS_FILE = "ids.npy"


def sentences(path: Path) -> Iterator[list[str]]:
    """The sentences of a text file; an empty line, which ends a document, gives an empty one. Ends the program for text that is not UTF-8."""
    number = 0
    try:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                yield [UNKNOWN if token in MARKS else token for token in line.split()]
    except UnicodeDecodeError:
        raise SystemExit(f"{path}: not UTF-8 after line {number:,}. Convert it (for example with iconv) and run the command again.") from None
    except (lzma.LZMAError, EOFError):
        raise SystemExit(f"{path}: not a whole xz file (read up to line {number:,}). Get it again.") from None
    except OSError as error:
        raise SystemExit(f"{path}: cannot be read ({error.strerror}).") from None


def prepare(files: Sequence[Path], output: Path, vocabulary: Path | None = None) -> None:
    """Writes words.txt (every word, the vocabulary's first and in its order, then the most frequent first) and ids.npy (int32: the words of
    every sentence, each ended by `</S>`)."""
    first = list(MARKS) if vocabulary is None else read_vocabulary(vocabulary)
    index: defaultdict[str, int] = defaultdict()
    index.default_factory = index.__len__
    for word in first:
        index[word]
    ids = array("i")
    for tokens in filter(None, (tokens for path in files for tokens in sentences(path))):
        ids.extend([index[token] for token in tokens])
        ids.append(1)
    if not ids:
        raise SystemExit(f"There is no sentence in {', '.join(map(str, files))}. Give files with a tokenised sentence a line.")
    numbers = np.frombuffer(ids, dtype=np.int32)
    counts = np.bincount(numbers, minlength=len(index))
    counts[: len(first)] = np.iinfo(counts.dtype).max  # they keep their places
    order = np.argsort(-counts, kind="stable")
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    words = list(index)
    output.mkdir(parents=True, exist_ok=True)
    write_whole(output / IDS_FILE, lambda file: np.save(file, rank[numbers]))
    write_lines(output / WORDS_FILE, (words[i] for i in order))
    print(f"{output}: {np.count_nonzero(numbers == 1):,} sentences, {len(numbers):,} tokens, {len(words):,} different words")


def read_vocabulary(path: Path) -> list[str]:
    """A vocabulary or words file: a word a line, the three marks first. Ends the program for any other."""
    try:
        words = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"{path}: cannot be read ({error}).") from None
    if words[-1] == "":
        words.pop()
    if tuple(words[:3]) != MARKS or len(set(words)) != len(words):
        raise SystemExit(f"{path}: not a vocabulary (a word a line, each once, beginning with {', '.join(MARKS)}).")
    return words


def write_lines(path: Path, lines: Iterable[str]) -> None:
    write_whole(path, lambda file: file.write("".join(f"{line}\n" for line in lines).encode()))
