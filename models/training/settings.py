"""The command line that all training scripts share."""

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    model: Path  # folder of the biLM; the head is written to its heads/
    data: Path  # folder with ner/, sts/, classify/, wsd/ and corpus/
    cache: Path  # biLM vectors already computed
    seed: int


def read_settings(description: str) -> Settings:
    """Parses the command line, fixes every source of randomness and limits the threads."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--model", type=Path, default=REPOSITORY / "models/default", help="folder of the biLM")
    parser.add_argument("--data", type=Path, default=REPOSITORY.parent / "shared/data", help="folder of the labelled sets")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "models/training/.cache", help="folder for computed vectors")
    parser.add_argument("--threads", type=int, default=1, help="one gives the same weights on every machine of a kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for name in ("model", "data"):
        if not getattr(options, name).is_dir():
            parser.error(f"--{name}: there is no folder {getattr(options, name)}.")
    options.cache.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    seed_everything(options.seed)
    return Settings(options.model, options.data, options.cache, options.seed)


def seed_everything(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
