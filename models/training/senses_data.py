"""Sense-annotated text: SemCor 3.0 and the WSD framework's SemEval-2007, as sentences of model tokens with targets in them."""

import json
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import data

SEMCOR_FILES = ("brown1", "brown2", "brownv")
POS_OF_DIGIT = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
POS_OF_NAME = {"NOUN": "n", "VERB": "v", "ADJ": "a", "ADV": "r"}

# Documents of brown1 and brown2 that nothing is learned from: whose SHA-256 of "held-out " + name, as a number, is divisible by 10.
HELD_OUT = frozenset(json.loads((Path(__file__).parent / "semcor-held-out.json").read_text()))


@dataclass(frozen=True)
class Target:
    """A word or a multi-word unit of one sentence and the sense keys that annotators gave it."""

    sentence: int
    index: int  # of its first token
    length: int  # in tokens
    lemma: str
    pos: str  # n v a r, `a` covers satellites
    keys: frozenset[str]
    held_out: bool = False


@dataclass(frozen=True)
class AnnotatedText:
    sentences: list[list[str]]
    targets: list[Target]


def pos_of_key(key: str) -> str:
    return POS_OF_DIGIT[key.split("%")[1][0]]


def semcor(folder: Path) -> AnnotatedText:
    """All of SemCor. Multi-word units are split into their words; the classes of proper names (*person* for a name) are left out."""
    text = AnnotatedText([], [])
    for name in SEMCOR_FILES:
        for document, units in data.semcor(folder / f"wsd/semcor3/{name}.tsv.xz"):
            tokens: list[str] = []
            for unit in units:
                words = [data.model_token(word) for word in unit.text.split("_") if word] or ["_"]
                if unit.sense and unit.tag != "NNP":
                    lemma = unit.sense.split("%")[0]
                    target = Target(
                        len(text.sentences), len(tokens), len(words), lemma, pos_of_key(unit.sense),
                        frozenset([unit.sense]), name != "brownv" and document in HELD_OUT,
                    )  # fmt: skip
                    text.targets.append(target)
                tokens += words
            text.sentences.append(tokens)
    return text


def framework(folder: Path, name: str) -> AnnotatedText:
    """An evaluation set of Raganato et al. (2017)."""
    base = folder / "wsd/Evaluation_Datasets" / name / name
    gold = {}
    for line in base.with_suffix(".gold.key.txt").read_text().splitlines():
        identifier, *keys = line.split()
        gold[identifier] = frozenset(keys)
    text = AnnotatedText([], [])
    for sentence in ElementTree.parse(base.with_suffix(".data.xml")).iter("sentence"):
        tokens: list[str] = []
        for word in sentence:
            words = [data.model_token(part) for part in (word.text or "").replace("_", " ").split()]
            if word.tag == "instance":
                lemma = word.attrib["lemma"].replace(" ", "_")
                pos = POS_OF_NAME[word.attrib["pos"]]
                text.targets.append(Target(len(text.sentences), len(tokens), len(words), lemma, pos, gold[word.attrib["id"]]))
            tokens += words
        text.sentences.append(tokens)
    return text
