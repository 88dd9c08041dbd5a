"""Where a run stands, in one file that is replaced as a whole: weights, read-outs, the optimiser's moments, the vocabulary, the progress."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from .files import write_whole

CHECKPOINT_FILE = "checkpoint.pt"
FORMAT = 2


@dataclass
class Progress:
    step: int = 0
    tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Checkpoint:
    options: dict[str, Any]  # options.json
    recipe: dict[str, Any]
    vocabulary: list[str]
    objective: dict[str, torch.Tensor]
    optimiser: dict[str, Any]
    progress: Progress


def save_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Throws OSError; the checkpoint before is then still there."""
    content = {name: getattr(checkpoint, name) for name in Checkpoint.__dataclass_fields__}
    content |= {"format": FORMAT, "progress": asdict(checkpoint.progress)}
    write_whole(folder / CHECKPOINT_FILE, lambda file: torch.save(content, file))


def load_checkpoint(folder: Path) -> Checkpoint:
    """Ends the program where there is none, or none that can be read."""
    path = folder / CHECKPOINT_FILE
    if not path.exists():
        raise SystemExit(f"{folder}: there is no {CHECKPOINT_FILE}. Give the folder of a training run.")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        if content.pop("format") != FORMAT:
            raise KeyError("format")
        return Checkpoint(**content | {"progress": Progress(**content["progress"])})
    except Exception as error:  # what is no archive makes the reader fail in any way
        raise SystemExit(f"{path}: not a checkpoint of this program ({type(error).__name__}). Remove it to begin anew.") from None
