"""A small text and a small run, for the tests of the biLM's training."""

import contextlib
import io
import random
import sys
from dataclasses import replace
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "models/training"))

from bilm.prepare import prepare  # noqa: E402
from bilm.train import Budget, Recipe, Run  # noqa: E402

torch.set_num_threads(1)  # the sums are small

RECIPE = Recipe(size="tiny", vocabulary=100, tokens=256, negatives=16, rate=2e-2, warmup=5, spelling_steps=3)


def sentences(count: int, seed: int = 1) -> list[str]:
    """Sentences in which a word tells much of the next and of the one before."""
    generator = random.Random(seed)
    places = {"boat": "on the river", "train": "through the long tunnel", "bird": "over the old roof", "child": "to a small school"}
    lines = []
    for _ in range(count):
        who = generator.choice(list(places))
        lines.append(f"{generator.choice(['The', 'Every', 'One'])} {who} went {places[who]} {generator.choice(['today', 'at night'])} .")
    return lines


def prepared(folder: Path, count: int = 400) -> Path:
    """The folder with a small text's arrays."""
    text = folder / "text.txt"
    text.write_text("\n".join(sentences(count)) + "\n", encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        prepare([text], folder / "data")
    return folder / "data"


def run_in(folder: Path, steps: int, **changes) -> Run:
    """A run over `prepared(folder)`; changes of the recipe by name."""
    return Run(folder / "data", folder / "run", replace(RECIPE, **changes), Budget(steps=steps))
