"""Trains the word-sense head: a vector and a prior for each WordNet sense of every word that has several, and the projection of the
biLM's states that is compared with them. Learns from SemCor without its held-out documents, and WordNet's relations, glosses and
example sentences.

A second head learns without the examples: words in context are measured with it, for that set (WiC) is made from them.
"""

import shutil
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from senses_data import AnnotatedText, Target, framework, semcor
from senses_examples import examples_of
from senses_features import Projection, gloss_rows, kin_of, principal, query_rows
from senses_head import Head
from senses_model import SenseScorer
from senses_wordnet import WordNet
from senses_words import Inventory, Words
from settings import Settings, read_settings, seed_everything
from training import progress
from vectors import states_of, tokens_of

INPUTS = 320  # directions kept of a word's rows
DIMENSIONS = 160
EPOCHS = 3
BATCH = 512
CHUNK = 12  # words of one lemma that come together, which saves computing their senses' vectors again
LEARNING_RATE = 1e-3
FITTED = 70_000  # words that the projection is fitted on
EXAMPLE_WEIGHT = 0.3  # of the loss on an example's word, against one of running text
WITHOUT_EXAMPLES = "without-examples"  # model folder within that of the computed vectors; test/evaluation reads it


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


def train(model: SenseScorer, words: Words, examples: Words, development: dict[str, Words], seed: int) -> None:
    matrices = [weight for weight in model.parameters() if isinstance(weight, nn.Parameter) and weight.ndim == 2 and weight.shape[0] == DIMENSIONS]
    others = [weight for weight in model.parameters() if not any(weight is matrix for matrix in matrices)]
    optimiser = torch.optim.AdamW([
        {"params": matrices, "highest": LEARNING_RATE, "weight_decay": 0.01},
        {"params": others, "highest": 10 * LEARNING_RATE, "weight_decay": 0.0},
    ])  # fmt: skip
    random = np.random.default_rng(seed)
    steps = EPOCHS * sum(-(-len(source) // BATCH) for source in (words, examples))
    step = 0
    for epoch in range(EPOCHS):
        model.train()
        parts = [(source, indices) for source in (words, examples) if len(source) > 0 for indices in batches(source, random)]
        for part in progress(random.permutation(len(parts)), f"epoch {epoch + 1}/{EPOCHS}"):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = group["highest"] * min(1, step / 50) * max(0.02, 1 - step / steps)
            source, indices = parts[part]
            rows, candidates, present, right = source.batch(indices)
            gold = right.int().argmax(-1)
            scores = model(rows, candidates, present, gold, examples=source is examples)
            loss = nn.functional.cross_entropy(scores, gold) * (EXAMPLE_WEIGHT if source is examples else 1)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
        head = Head.of(model)
        print("  ".join(f"{name}: {head.evaluate(words)}" for name, words in development.items()), flush=True)


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


@dataclass(frozen=True)
class Annotated:
    """Annotated words, their vectors, and the ids of their senses."""

    targets: list[Target]
    rows: np.ndarray
    senses: np.ndarray

    @staticmethod
    def read(text: AnnotatedText, wordnet: WordNet, settings: Settings) -> "Annotated":
        senses = np.array([wordnet.ids[next(iter(target.keys))] for target in text.targets])
        return Annotated(text.targets, query_rows(text, states_of(text.sentences, settings)), senses)

    def where(self, mask: np.ndarray) -> "Annotated":
        return Annotated([self.targets[i] for i in np.flatnonzero(mask)], self.rows[mask], self.senses[mask])

    def projected(self, projection: Projection) -> "Annotated":
        return Annotated(self.targets, projection(self.rows), self.senses)

    def words(self, inventory: Inventory) -> Words:
        return inventory.words(self.targets, self.rows)


def fit_projection(annotated: Annotated, inventory: Inventory, seed: int) -> Projection:
    numbers = {word: number for number, word in enumerate(inventory.wordnet.by_lemma)}
    words = [(target.lemma, target.pos) for target in annotated.targets]
    several = np.flatnonzero([word in inventory.candidates for word in words])
    fitted = np.random.default_rng(seed).permutation(several)[:FITTED]
    return Projection.fit(annotated.rows[fitted], annotated.senses[fitted], np.array([numbers[words[i]] for i in fitted]), INPUTS)


def main() -> None:
    settings = read_settings(__doc__)
    wordnet = WordNet()
    inventory = Inventory(wordnet)
    gloss = glosses(wordnet, inventory, settings)
    running = Annotated.read(semcor(settings.data), wordnet, settings)
    examples = Annotated.read(examples_of(wordnet, inventory.ids.tolist()), wordnet, settings)
    semeval = Annotated.read(framework(settings.data, "semeval2007"), wordnet, settings)
    held_out = np.array([target.held_out for target in running.targets])
    projection = fit_projection(running.where(~held_out), inventory, settings.seed)
    running, examples, semeval = (annotated.projected(projection) for annotated in (running, examples, semeval))
    learned = running.where(~held_out)
    print(f"{len(learned.targets):,} words and {len(examples.targets):,} in examples to learn from, {len(inventory.ids):,} senses", flush=True)

    development = {"held-out SemCor": running.where(held_out).words(inventory), "SemEval-2007": semeval.words(inventory)}
    for name, words in development.items():
        print(f"{name}: first sense {first_sense(words)}", flush=True)

    def learn(examples: Annotated) -> Head:
        seed_everything(settings.seed)
        senses, rows = np.concatenate([learned.senses, examples.senses]), np.concatenate([learned.rows, examples.rows])
        model = SenseScorer(kin_of(wordnet, senses, rows, inventory.ids), gloss, inventory.facts(learned.senses), DIMENSIONS)
        train(model, learned.words(inventory), examples.words(inventory), development, settings.seed)
        return Head.of(model)

    print("without examples", flush=True)
    without = settings.cache / WITHOUT_EXAMPLES
    without.mkdir(exist_ok=True)
    shutil.copy(settings.model / "manifest.json", without)
    learn(examples.where(np.zeros(len(examples.targets), dtype=bool))).save(without, projection, inventory.ids)
    print("with examples", flush=True)
    learn(examples).save(settings.model, projection, inventory.ids)


if __name__ == "__main__":
    main()
