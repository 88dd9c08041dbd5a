"""Copies of sentences in other casing, so that a head also works on lower-cased text, titles and ALL CAPS."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Change = Callable[[str], str]
Sentence = TypeVar("Sentence")


def title(token: str) -> str:
    """First letter upper, the rest as they are (McCain, 's)."""
    return token[:1].upper() + token[1:]


def recasings(sentences: Iterable[Sentence], every: int = 3) -> Iterator[tuple[Sentence, Change]]:
    """One sentence in `every`, with the change to make: half are lower-cased, a quarter get title case, a quarter capitals."""
    changes = [str.lower, title, str.lower, str.upper]
    for i, sentence in enumerate(sentences):
        if i % every == 0:
            yield sentence, changes[i // every % len(changes)]
