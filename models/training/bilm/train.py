"""Trains a biLM on prepared text: on a GPU in mixed precision, or on a CPU with the kernels of kernels.cpp."""

import math
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from .checkpoint import CHECKPOINT_FILE, Checkpoint, Progress, load_checkpoint, save_checkpoint
from .evaluate import HeldOut, Score, read_domains
from .glove import Glove
from .kernels import stored_type
from .log import Log
from .model import BiLM, WordTable
from .objective import Guides, Objective, Weights, total
from .official import load_official
from .optimiser import Optimiser
from .sizes import SIZES
from .softmax import VocabularySoftmax
from .teacher import Teacher
from .text import Batch, Text, read_prepared

GRADIENT_NORM = 1.0
LOWEST_RATE = 0.02  # of the highest, at the end of the schedule
HELD_OUT_TOKENS = 20_000  # that are measured with every checkpoint
SPELLING_WORDS = 1536  # of a step in which the token encoder learns to spell GloVe's vectors


@dataclass(frozen=True)
class Recipe:
    """What makes a run. Another recipe is another run."""

    size: str = "shipped"
    vocabulary: int = 64_000
    tokens: int = 4096  # a batch
    negatives: int = 3072
    rate: float = 2e-3  # of Adam
    muon: float = 2.0  # times as much for the LSTMs' matrices
    warmup: int = 200  # steps
    dropout: float = 0.0
    longest: int = 60  # tokens of a sentence
    spelling_steps: int = 150  # before training, where GloVe is there
    teach_every: int = 1  # of so many steps, one is taught: the teacher takes a third of a step
    weights: Weights = Weights()
    seed: int = 1


@dataclass(frozen=True)
class Budget:
    """When training ends, whichever comes first; the learning rate falls towards it."""

    minutes: float | None = None
    steps: int | None = None

    def spent(self, progress: Progress) -> float:
        """0 at the beginning, 1 at the end."""
        shares = [0.0]
        if self.minutes is not None:
            shares.append(progress.seconds / (60 * self.minutes))
        if self.steps is not None:
            shares.append(progress.step / self.steps)
        return min(1.0, max(shares))


@dataclass(frozen=True)
class Run:
    data: Path  # folder of prepared text
    folder: Path  # checkpoint and log
    recipe: Recipe
    budget: Budget
    start: Path | None = None  # folder of an official model whose weights a new run begins with
    glove: Path | None = None
    teacher: Path | None = None
    held_out: Path | None = None  # tokenised text, measured whenever a checkpoint is written
    save_minutes: float = 10.0


class Trainer:
    def __init__(self, run: Run):
        self.run = run
        recipe = run.recipe
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        if self.device.type == "cuda":
            torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
        torch.manual_seed(recipe.seed)
        self.words, ids = read_prepared(run.data)
        self.vocabulary = self.words[: recipe.vocabulary]
        self.text = Text(ids, recipe.longest)
        if len(self.text) == 0:
            raise SystemExit(f"{run.data}: no sentence of two words or more. Prepare other text.")
        size = SIZES[recipe.size]
        self.table = WordTable(self.words, size, self.device)
        self.guides = Guides(
            Glove(run.glove, self.words, self.device) if run.glove else None,
            Teacher(run.teacher, self.words, self.device, self.precision) if run.teacher else None,
        )
        softmax = VocabularySoftmax(len(self.vocabulary), size.projection, recipe.negatives)
        teacher = self.guides.teacher
        self.objective = Objective(BiLM(size, recipe.dropout), softmax, teacher.width if teacher else None).to(self.device)
        self.optimiser = Optimiser(self.objective.bilm.directions, self.objective, recipe.muon)
        self.progress = Progress()
        self._begin(ids)

    @property
    def precision(self) -> torch.dtype:
        return torch.bfloat16 if self.device.type == "cuda" else stored_type()

    def _begin(self, ids: np.ndarray) -> None:
        run, softmax = self.run, self.objective.softmax
        if (run.folder / CHECKPOINT_FILE).exists():
            self._resume(load_checkpoint(run.folder))
        elif run.start is not None:
            load_official(self.objective, run.start, self.vocabulary)
        else:
            softmax.bias.copy_(log_frequencies(ids, len(self.vocabulary)))
            if self.guides.glove is not None:
                self.guides.glove.start_softmax(softmax.weight)
                self._learn_to_spell(self.guides.glove)

    def _resume(self, checkpoint: Checkpoint) -> None:
        folder, data = self.run.folder, self.run.data
        if checkpoint.vocabulary != self.vocabulary:
            raise SystemExit(
                f"{folder}/{CHECKPOINT_FILE} was trained with another vocabulary than that of {data}. Prepare the text with the vocabulary of "
                "that run (`export` writes its vocab.txt, `prepare --vocabulary` reads it), or train into another folder."
            )
        changed = [name for name, value in asdict(self.run.recipe).items() if checkpoint.recipe[name] != value]
        if changed:
            raise SystemExit(f"{folder} was begun with another {', '.join(changed)}: give the same, or train into another folder.")
        try:
            self.objective.load_state_dict(checkpoint.objective)
            self.optimiser.load_state_dict(checkpoint.optimiser)
        except (RuntimeError, ValueError, KeyError):
            raise SystemExit(f"{folder} was begun with another teacher: give the same, or train into another folder.") from None
        self.progress = checkpoint.progress

    def _learn_to_spell(self, glove: Glove) -> None:
        """The token encoder alone, on words and their GloVe vectors: half of them by frequency, half from the whole list."""
        encoder, steps = self.objective.bilm.encoder, self.run.recipe.spelling_steps
        values = [*encoder.parameters(), *self.objective.readouts["glove"].parameters()]
        optimiser = torch.optim.Adam(values, lr=2e-3)
        for step in range(steps):
            optimiser.param_groups[0]["lr"] = 2e-3 * min(1, (step + 1) / 50) * (1 - 0.9 * step / steps)
            shares = torch.rand(SPELLING_WORDS, device=self.device)
            shares[: SPELLING_WORDS // 2] **= 4
            words = glove.known[(shares * len(glove.known)).long()]
            loss = self.objective.glove_loss(words, self.table.vectors(encoder, words), glove)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(values, GRADIENT_NORM)
            optimiser.step()

    def rate(self) -> float:
        """Linear warm-up, then a cosine down to LOWEST_RATE over the budget."""
        recipe, spent = self.run.recipe, self.run.budget.spent(self.progress)
        falling = LOWEST_RATE + (1 - LOWEST_RATE) * 0.5 * (1 + math.cos(math.pi * spent))
        return recipe.rate * min(1.0, (self.progress.step + 1) / recipe.warmup) * falling

    def step(self, batch: Batch) -> dict[str, float]:
        """One update of all weights; the losses, and the norm of the gradient before it was cut."""
        started = time.monotonic()
        rate = self.rate()
        batch = batch.to(self.device)
        torch.manual_seed(1_000_003 * self.run.recipe.seed + self.progress.step)  # a resumed run goes on as if it had not ended
        mixed = self.precision == torch.bfloat16
        with torch.autocast(self.device.type, torch.bfloat16, enabled=mixed):
            losses = self.objective.losses(batch, self.table, self._guides_of_step(), self.progress.step)
        self.optimiser.zero_grad()
        total(losses, self.run.recipe.weights).backward()
        learned = [value for value in self.optimiser.values if value.grad is not None]
        norm = torch.nn.utils.clip_grad_norm_(learned, GRADIENT_NORM, foreach=True)
        self.optimiser.step(rate)
        self.progress.step += 1
        self.objective.softmax.update(rate, self.progress.step)
        self.progress.tokens += batch.tokens
        self.progress.seconds += time.monotonic() - started
        return {name: float(loss.detach()) for name, loss in losses.items()} | {"norm": norm.item(), "rate": rate}

    def _guides_of_step(self) -> Guides:
        return self.guides if self.progress.step % self.run.recipe.teach_every == 0 else Guides(self.guides.glove)

    def save(self) -> None:
        """Throws OSError; the checkpoint before is then still there."""
        save_checkpoint(
            self.run.folder,
            Checkpoint(
                self.objective.bilm.size.options(),
                asdict(self.run.recipe),
                self.vocabulary,
                self.objective.state_dict(),
                self.optimiser.state_dict(),
                self.progress,
            ),
        )

    def batches(self) -> Iterator[Batch]:
        return self.text.batches(self.run.recipe.tokens, self.run.recipe.seed, skip=self.progress.step)


def train(run: Run) -> None:
    """Trains until the budget is spent, or until it is asked to stop (SIGINT, SIGTERM), and leaves a checkpoint either way."""
    run.folder.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(run)
    progress = trainer.progress
    print(
        f"{trainer.device}: {len(trainer.text):,} sentences, {trainer.text.tokens:,} tokens, vocabulary {len(trainer.vocabulary):,}; "
        f"from step {progress.step:,}, {progress.tokens:,} tokens seen",
        flush=True,
    )
    held_out = HeldOut(read_domains([run.held_out]), trainer.vocabulary, HELD_OUT_TOKENS) if run.held_out else None
    stopping = stop_when_asked()
    with Log(run.folder / "log.jsonl") as log:

        def measure() -> None:
            if held_out is not None:
                score = sum(held_out.measure(trainer.objective, trainer.device).values(), Score())
                log.note({"step": progress.step, "tokens": progress.tokens, "perplexity": [round(p, 2) for p in score.perplexities]})

        last_saved = time.monotonic()
        for batch in trainer.batches():
            if stopping() or run.budget.spent(progress) >= 1:
                break
            figures = trainer.step(batch)
            place = {"step": progress.step, "tokens": progress.tokens, "left": time_left(progress, run.budget)}
            log.add(place, batch.tokens, figures)
            if time.monotonic() - last_saved > 60 * run.save_minutes:
                try:
                    trainer.save()
                except OSError as error:  # room may be made before the next
                    print(f"{sentence_about(error, run.folder)} Training goes on.", file=sys.stderr, flush=True)
                measure()
                last_saved = time.monotonic()
        try:
            trainer.save()
        except OSError as error:
            raise SystemExit(sentence_about(error, run.folder)) from None
        measure()


def sentence_about(error: OSError, folder: Path) -> str:
    kept = " The last good checkpoint is still there." if (folder / CHECKPOINT_FILE).exists() else ""
    return f"{folder}/{CHECKPOINT_FILE}: cannot be written ({error.strerror}).{kept} Make room there."


def stop_when_asked() -> Callable[[], bool]:
    """Whether an interrupt or a request to end has come; a second interrupt ends at once."""
    asked: list[int] = []

    def remember(number: int, _frame: object) -> None:
        asked.append(number)
        signal.signal(number, signal.SIG_DFL)
        print("Stopping after this step; the checkpoint is written first.", file=sys.stderr, flush=True)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, remember)
    return lambda: bool(asked)


def log_frequencies(ids: np.ndarray, vocabulary: int) -> torch.Tensor:
    """The logarithm of each word's share of the text, the unknown ones' together."""
    counts = np.bincount(np.minimum(ids, vocabulary), minlength=vocabulary + 1).astype(np.float64)
    counts[2] += counts[vocabulary]
    counts[0] = counts[1]
    counts = counts[:vocabulary]
    return torch.from_numpy(np.log((counts + 1) / counts.sum())).float()


def time_left(progress: Progress, budget: Budget) -> str:
    spent = budget.spent(progress)
    if spent == 0:
        return "unknown"
    minutes = progress.seconds / 60 * (1 - spent) / spent
    return f"{int(minutes // 60)}:{int(minutes % 60):02d} h"
