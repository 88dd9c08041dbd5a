"""Readers of the labelled sets (their README files describe the formats)."""

import html
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Spellings of the labelled sets -> those of the biLM's training text.
SPELLINGS = {
    "``": '"', "''": '"', "`": "'", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "-": "--", "\u2013": "--", "\u2014": "--", "\u2026": "...",
}  # fmt: skip


def read_text(path: Path) -> str:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="\n") as file:
        return file.read()


def model_token(token: str) -> str:
    """A token of a labelled set as the biLM's training text would spell it."""
    token = token.replace("\\/", "/").replace("\\*", "*").replace("\u2019", "'").replace("\u2018", "'")
    token = token.replace("\u201c", '"').replace("\u201d", '"').replace("\u2013", "-").replace("\u2014", "--")
    return SPELLINGS.get(token, token)


def rows_by_sentence(path: Path, skip: str = "-DOCSTART-") -> Iterator[list[list[str]]]:
    """Sentences of a column file, as rows of columns; blank lines part them."""
    rows: list[list[str]] = []
    for line in [*read_text(path).split("\n"), ""]:
        columns = line.split()
        if len(columns) >= 2 and columns[0] != skip:
            rows.append(columns)
        elif rows:
            yield rows
            rows = []


# Entities


@dataclass(frozen=True)
class TaggedSentence:
    tokens: list[str]
    labels: list[str]
    unlabelled: frozenset[str] = frozenset()  # types that the set does not annotate: its O may hide them


def to_bio(labels: list[str]) -> list[str]:
    """IO, IOB1 or IOB2 labels as BIO2: every entity begins with B-."""
    bio = []
    previous = "O"
    for label in labels:
        starts = label != "O" and (label[:2] == "B-" or previous == "O" or previous[2:] != label[2:])
        bio.append("B" + label[1:] if starts else label)
        previous = label
    return bio


def read_entities(path: Path, types: dict[str, str], unlabelled: set[str], strip: str = "") -> list[TaggedSentence]:
    """A NER column file (token first, label last); `types` maps the set's types to ours, others become O.

    Sentences with a type that maps to nothing are dropped: their O would teach what the set does not say.
    """
    sentences = []
    for rows in rows_by_sentence(path):
        labels = to_bio([row[-1] for row in rows])
        if any(label != "O" and label[2:] not in types for label in labels):
            continue
        tokens = [model_token(row[0].removeprefix(strip)) or "." for row in rows]
        mapped = [label if label == "O" else label[:2] + types[label[2:]] for label in labels]
        sentences.append(TaggedSentence(tokens, mapped, frozenset(unlabelled)))
    return sentences


FOUR_TYPES = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "MISC": "MISC"}
WNUT_TYPES = {"person": "PER", "location": "LOC", "corporation": "ORG", "group": "ORG", "product": "MISC", "creative-work": "MISC"}


def conll2003(data: Path, split: str) -> list[TaggedSentence]:
    return read_entities(data / f"ner/conll2003/eng.{split}", FOUR_TYPES, set())


def wikigold(data: Path) -> list[TaggedSentence]:
    return read_entities(data / "ner/wikigold/wikigold.conll.txt", FOUR_TYPES, set())


def wnut17(data: Path, split: str) -> list[TaggedSentence]:
    name = {"train": "wnut17train.conll", "dev": "emerging.dev.conll"}[split]
    return read_entities(data / "ner/wnut17" / name, WNUT_TYPES, {"MISC"})


def broad_twitter(data: Path, split: str) -> list[TaggedSentence]:
    return read_entities(data / f"ner/btc/btc.{split}", FOUR_TYPES, {"MISC"})


def wikiann(data: Path, split: str) -> list[TaggedSentence]:
    return read_entities(data / f"ner/wikiann_en/{split}", FOUR_TYPES, {"MISC"}, strip="en:")


# Parts of speech


def conll2003_tags(data: Path, split: str) -> list[tuple[list[str], list[str]]]:
    """Tokens and Penn Treebank tags."""
    sentences = []
    for rows in rows_by_sentence(data / f"ner/conll2003/eng.{split}"):
        sentences.append(([model_token(row[0]) for row in rows], [row[1].split("|")[0] for row in rows]))
    return sentences


@dataclass(frozen=True)
class SemcorToken:
    text: str  # multi-word units joined by _
    lemma: str
    tag: str
    sense: str | None


def semcor(path: Path) -> Iterator[tuple[str, list[SemcorToken]]]:
    """(document, sentence) of one SemCor file."""
    document = ""
    sentence: list[SemcorToken] = []
    for line in [*read_text(path).split("\n"), ""]:
        if line.startswith("# doc "):
            document = line[6:]
        elif line:
            text, lemma, tag, sense = line.split("\t")
            sentence.append(SemcorToken(text, lemma, tag, None if sense == "-" else sense))
        elif sentence:
            yield document, sentence
            sentence = []


# Sentence pairs


@dataclass(frozen=True)
class Pair:
    a: str
    b: str
    closeness: float  # the set's own scale; higher is closer in meaning


def tab_separated(path: Path, header: bool) -> list[list[str]]:
    lines = [line.rstrip("\r").split("\t") for line in read_text(path).split("\n") if line.strip()]
    return lines[1:] if header else lines


def sts_benchmark(data: Path, split: str) -> list[Pair]:
    return [Pair(row[5], row[6], float(row[4])) for row in tab_separated(data / f"sts/stsbenchmark/sts-{split}.csv", False)]


def sick(data: Path, split: str) -> list[Pair]:
    return [Pair(row[1], row[2], float(row[3])) for row in tab_separated(data / f"sts/sick2014/SICK_{split}.txt", True)]


def mrpc(data: Path, split: str) -> list[Pair]:
    return [Pair(row[3], row[4], float(row[0])) for row in tab_separated(data / f"sts/mrpc/msr-para-{split}.tsv", True)]


def quora(data: Path, split: str) -> list[Pair]:
    return [Pair(row[0], row[1], float(row[2])) for row in tab_separated(data / f"sts/quora/{split}.txt.xz", False) if len(row) == 3]


def snli(data: Path, split: str) -> list[Pair]:
    """Entailment is closest, contradiction farthest."""
    rows = tab_separated(data / f"sts/snli/{split}.txt.xz", False)
    return [Pair(row[0], row[1], 2.0 - float(row[2])) for row in rows if len(row) == 3]


# Sentiment


@dataclass(frozen=True)
class Phrase:
    tokens: list[str]
    tone: float  # 0 very negative to 4 very positive; 2 is neutral


def sst2(data: Path, split: str) -> list[Phrase]:
    """GLUE's SST-2: lower-cased phrases (train) and sentences (dev), 1 for negative and 3 for positive."""
    path = data / f"classify/sst2_binary/glue-{split}.tsv{'.xz' if split == 'train' else ''}"
    return [Phrase([*map(model_token, row[0].split())], 1 + 2 * float(row[1])) for row in tab_separated(path, True)]


def sst_trees(data: Path, split: str, phrases: bool) -> list[Phrase]:
    """The treebank's sentences in their own casing, or with `phrases` each distinct phrase of its trees."""
    found: dict[tuple[str, ...], float] = {}
    for line in read_text(data / f"classify/sst_trees/{split}.txt").splitlines():
        parts = subtrees(line)
        for tone, tokens in parts if phrases else parts[-1:]:
            found[tuple(map(model_token, tokens))] = tone
    return [Phrase(list(tokens), tone) for tokens, tone in found.items()]


def subtrees(line: str) -> list[tuple[float, list[str]]]:
    """(label, tokens) of each constituent of a tree such as `(3 (2 It) (3 works))`, the whole tree last."""
    done: list[tuple[float, list[str]]] = []
    open_trees: list[tuple[float, list[str]]] = []
    for opening, token, closing in re.findall(r"\((\d) ?|([^() ]+)|(\))", line):
        if opening:
            open_trees.append((float(opening), []))
        elif token:
            open_trees[-1][1].append(token)
        elif closing:
            tree = open_trees.pop()
            done.append(tree)
            if open_trees:
                open_trees[-1][1].extend(tree[1])
    return done


# Topics


def ag_news(data: Path, split: str) -> list[tuple[str, str]]:
    """Texts and topics of the sample of AG News: every tenth is "dev", the others are "train"."""
    rows = tab_separated(data / "classify/ag_news/train-sample-10k.tsv.xz", False)
    return [(news_text(text), label) for i, (text, label) in enumerate(rows) if (i % 10 == 0) == (split == "dev")]


def news_text(text: str) -> str:
    """The text without what is left of HTML and CSV: `It #39;s` is `It's`, `<br>` and a backslash are a space."""
    if text.startswith('"') and text.endswith('"'):
        text = text[1:-1].replace('""', '"')
    text = re.sub(r"[ &](#\d+|quot|amp|lt|gt|nbsp|hellip);", lambda entity: html.unescape(f"&{entity[1]};"), text)
    return " ".join(re.sub(r"<[^<>]*>|\\", " ", text).split())
