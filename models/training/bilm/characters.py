"""Character ids of words, as bilm-tf makes them; the runtime's own are in server/src/elmo/characters.ts."""

from collections.abc import Sequence

import numpy as np

from .sizes import MAX_CHARACTERS

SENTENCE_START, SENTENCE_END, UNKNOWN = "<S>", "</S>", "<UNK>"
MARKS = (SENTENCE_START, SENTENCE_END, UNKNOWN)  # the first three words of every vocabulary

STORED_CHARACTERS = 261  # bytes, and five marks
_SENTENCE_START, _SENTENCE_END, _WORD_START, _WORD_END, _PADDING = range(256, STORED_CHARACTERS)


def character_table(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Ids int16 [words, MAX_CHARACTERS], and how many of each row come before the padding, int64 [words]."""
    table = np.full((len(words), MAX_CHARACTERS), _PADDING, dtype=np.int16)
    lengths = np.empty(len(words), dtype=np.int64)
    table[:, 0] = _WORD_START
    for row, word in enumerate(words):
        body = _body(word)
        table[row, 1 : 1 + len(body)] = body
        table[row, 1 + len(body)] = _WORD_END
        lengths[row] = len(body) + 2
    return table, lengths


def _body(word: str) -> list[int]:
    if word == SENTENCE_START:
        return [_SENTENCE_START]
    if word == SENTENCE_END:
        return [_SENTENCE_END]
    return list(word.encode("utf-8")[: MAX_CHARACTERS - 2])
