"""Adds a trained head to the model's heads/manifest.json, which binds it to the biLM that it was trained on."""

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

from vectors import bilm_hash


def save_head(model: Path, name: str, file_name: str, content: bytes, parameters: dict[str, Any]) -> None:
    """Writes heads/`file_name` and its entry; heads of another biLM than the model's are dropped from the manifest."""
    folder = model / "heads"
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / file_name, content)
    manifest = {"format": 1, "bilm": bilm_hash(model), "heads": {}}
    path = folder / "manifest.json"
    if path.exists():
        earlier = json.loads(path.read_text())
        if earlier["bilm"] == manifest["bilm"]:
            manifest["heads"] = earlier["heads"]
        else:
            print(f"dropping heads of another biLM: {', '.join(earlier['heads'])}")
    manifest["heads"][name] = {"file": file_name, "sha256": hashlib.sha256(content).hexdigest(), **parameters}
    manifest["heads"] = dict(sorted(manifest["heads"].items()))
    write_whole(path, with_checksum(manifest).encode())
    print(f"{folder / file_name}: {len(content):,} bytes")


def with_checksum(manifest: dict[str, Any]) -> str:
    """As JSON whose member "checksum" is the SHA-256 of the text with zeros in its place (server/src/checksum.ts)."""
    blank = "0" * 64
    text = json.dumps({**manifest, "checksum": blank}, indent=1)
    text = re.sub(r"\[[^\[\]{}]*\]", lambda numbers: " ".join(numbers[0].split()), text)  # an innermost list on one line
    text += "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return text.replace(f'"checksum": "{blank}"', f'"checksum": "{digest}"')


def write_whole(path: Path, content: bytes) -> None:
    """Never leaves a half-written file in place of a good one."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)
