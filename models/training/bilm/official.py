"""A biLM in the official format: options.json, weights.hdf5 (bilm-tf's names and layouts) and vocab.txt."""

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import h5py
import numpy as np
import torch

from .files import write_whole
from .model import BiLM
from .objective import Objective
from .prepare import read_vocabulary, write_lines
from .sizes import LAYERS, Size, size_of
from .softmax import VocabularySoftmax

READOUTS_FILE = "heads.npz"  # the name that it has in models/default

Read = Callable[[str], torch.Tensor]
Write = Callable[[str, torch.Tensor], None]


def export(objective: Objective, vocabulary: Sequence[str], output: Path, half: bool = False, facts: dict[str, int] | None = None) -> None:
    """Writes the official files and heads.npz (the read-outs to the guides, and `facts`) into a folder. Throws OSError.

    With `half`, weights are rounded to what a float16 can hold: any reader still sees float32, and the file's own compression halves it.
    """
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:

        def write(name: str, tensor: torch.Tensor) -> None:
            values = tensor.detach().float().cpu().numpy()
            if half:
                values = values.astype(np.float16).astype(np.float32)
            file.create_dataset(name, data=values, **({"compression": "gzip", "shuffle": True} if half else {}))

        _write_bilm(objective.bilm, write)
        write("softmax/W", objective.softmax.weight)
        write("softmax/b", objective.softmax.bias)
    output.mkdir(parents=True, exist_ok=True)
    readouts = {name: value.detach().half().cpu().numpy() for name, value in objective.readouts.state_dict().items()}
    if "word" in objective.readouts:
        readouts["word_mean"] = objective.word_mean.cpu().numpy()
    write_whole(output / READOUTS_FILE, lambda file: np.savez_compressed(file, **readouts, **(facts or {})))
    write_lines(output / "vocab.txt", vocabulary)
    write_whole(output / "options.json", lambda file: file.write(json.dumps(objective.bilm.size.options()).encode()))
    write_whole(output / "weights.hdf5", lambda file: file.write(buffer.getbuffer()))


def read_size(folder: Path) -> Size:
    try:
        return size_of(json.loads((folder / "options.json").read_text()))
    except (OSError, json.JSONDecodeError) as error:
        raise SystemExit(f"{folder}/options.json: cannot be read ({error}).") from None


def load_official(objective: Objective, folder: Path, vocabulary: Sequence[str]) -> None:
    """Reads the weights of a folder, with its softmax and read-outs where it has them. Ends the program where they do not fit."""
    theirs = read_vocabulary(folder / "vocab.txt")
    if theirs != list(vocabulary):
        raise SystemExit(
            f"{folder}/vocab.txt has {len(theirs):,} words and is not the vocabulary of {len(vocabulary):,} words that the text was prepared "
            f"with. Run `prepare … --vocabulary {folder}/vocab.txt`, and train with --vocabulary {len(theirs)}."
        )
    if read_size(folder) != objective.bilm.size:
        raise SystemExit(f"{folder} holds a biLM of another size than the one to train: choose its size.")
    try:
        with h5py.File(folder / "weights.hdf5", "r") as file, torch.no_grad():

            def read(name: str) -> torch.Tensor:
                return torch.from_numpy(np.asarray(file[name], dtype=np.float32))

            _read_bilm(objective.bilm, read)
            if "softmax/W" in file:
                objective.softmax.weight.copy_(read("softmax/W"))
                objective.softmax.bias.copy_(read("softmax/b"))
    except (OSError, KeyError, RuntimeError) as error:
        raise SystemExit(f"{folder}/weights.hdf5: not the weights of this biLM ({error}).") from None
    if (folder / READOUTS_FILE).exists():
        _load_readouts(objective, folder / READOUTS_FILE)


def _load_readouts(objective: Objective, path: Path) -> None:
    saved = np.load(path)
    mine = objective.readouts.state_dict()
    fitting = {name: torch.from_numpy(saved[name].astype(np.float32)) for name in mine if name in saved and saved[name].shape == mine[name].shape}
    objective.readouts.load_state_dict(fitting, strict=False)
    if "word" in objective.readouts and "word_mean" in saved:
        objective.word_mean.copy_(torch.from_numpy(saved["word_mean"].astype(np.float32)))


def _cells(bilm: BiLM):
    for direction, lstms in enumerate(bilm.directions):
        for layer in range(LAYERS):
            yield f"RNN_{direction}/RNN/MultiRNNCell/Cell{layer}/LSTMCell", lstms[layer]


def _write_bilm(bilm: BiLM, write: Write) -> None:
    encoder, count = bilm.encoder, bilm.size.filter_count
    write("char_embed", encoder.embedding.weight)
    for i, convolution in enumerate(encoder.convolutions):
        write(f"CNN/W_cnn_{i}", convolution.weight.permute(2, 1, 0)[None])  # [1, width, embedding, filters]
        write(f"CNN/b_cnn_{i}", convolution.bias)
    for i, highway in enumerate(encoder.highways):
        for name, rows in (("transform", slice(count)), ("carry", slice(count, None))):
            write(f"CNN_high_{i}/W_{name}", highway.weight[rows].T)
            write(f"CNN_high_{i}/b_{name}", highway.bias[rows])
    write("CNN_proj/W_proj", encoder.projection.weight.T)
    write("CNN_proj/b_proj", encoder.projection.bias)
    for cell, lstm in _cells(bilm):
        # PyTorch orders the gates input, forget, candidate, output; TensorFlow input, candidate, forget, output, and adds 1 to the forget gate.
        i, f, g, o = torch.cat([lstm.weight_ih_l0, lstm.weight_hh_l0], 1).chunk(4)
        write(f"{cell}/W_0", torch.cat([i, g, f, o]).T)
        i, f, g, o = lstm.bias_ih_l0.chunk(4)
        write(f"{cell}/B", torch.cat([i, g, f - 1, o]))
        write(f"{cell}/W_P_0", lstm.weight_hr_l0.T)


def _read_bilm(bilm: BiLM, read: Read) -> None:
    """The inverse of `_write_bilm`."""
    encoder = bilm.encoder
    encoder.embedding.weight.copy_(read("char_embed"))
    for i, convolution in enumerate(encoder.convolutions):
        convolution.weight.copy_(read(f"CNN/W_cnn_{i}")[0].permute(2, 1, 0))
        convolution.bias.copy_(read(f"CNN/b_cnn_{i}"))
    for i, highway in enumerate(encoder.highways):
        highway.weight.copy_(torch.cat([read(f"CNN_high_{i}/W_{name}").T for name in ("transform", "carry")]))
        highway.bias.copy_(torch.cat([read(f"CNN_high_{i}/b_{name}") for name in ("transform", "carry")]))
    encoder.projection.weight.copy_(read("CNN_proj/W_proj").T)
    encoder.projection.bias.copy_(read("CNN_proj/b_proj"))
    for cell, lstm in _cells(bilm):
        i, g, f, o = read(f"{cell}/W_0").T.chunk(4)
        kernel = torch.cat([i, f, g, o])
        lstm.weight_ih_l0.copy_(kernel[:, : bilm.size.projection])
        lstm.weight_hh_l0.copy_(kernel[:, bilm.size.projection :])
        i, g, f, o = read(f"{cell}/B").chunk(4)
        lstm.bias_ih_l0.copy_(torch.cat([i, f + 1, g, o]))
        lstm.weight_hr_l0.copy_(read(f"{cell}/W_P_0").T)


def read_model(folder: Path) -> tuple[Objective, list[str]]:
    """The biLM, softmax and vocabulary of a folder in the official format."""
    size, vocabulary = read_size(folder), read_vocabulary(folder / "vocab.txt")
    objective = Objective(BiLM(size), VocabularySoftmax(len(vocabulary), size.projection, negatives=1), None)
    load_official(objective, folder, vocabulary)
    return objective, vocabulary
