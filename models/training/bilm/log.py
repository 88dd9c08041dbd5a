"""How training goes: one line of a terminal that is always new, and lines of JSON in a file."""

import json
import statistics
import sys
import time
from pathlib import Path

SECONDS = 60  # between two lines of the file


class Log:
    """Figures are means over the steps since the line before."""

    def __init__(self, path: Path):
        self._file = open(path, "a", encoding="utf-8")
        self._terminal = sys.stderr.isatty()
        self._rows: list[dict[str, float]] = []
        self._since = time.monotonic()
        self._place: dict[str, object] = {}

    def __enter__(self) -> "Log":
        return self

    def __exit__(self, *_: object) -> None:
        if self._rows:
            self.note(self._line())
        if self._terminal:
            print(file=sys.stderr)
        self._file.close()

    def add(self, place: dict[str, object], tokens: int, figures: dict[str, float]) -> None:
        """One step: where training stands after it, how many tokens it read, and its figures."""
        self._rows.append({"tokens": tokens} | figures)
        self._place = place
        if self._terminal:
            shown = "  ".join(f"{name} {value}" for name, value in self._line().items())
            print(f"\r\033[K{shown}", end="", file=sys.stderr, flush=True)
        if time.monotonic() - self._since > SECONDS:
            self.note(self._line())
            self._rows, self._since = [], time.monotonic()

    def note(self, line: dict[str, object]) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        if not self._terminal:
            print(json.dumps(line), flush=True)

    def _line(self) -> dict[str, object]:
        elapsed = max(1e-3, time.monotonic() - self._since)
        names = dict.fromkeys(name for row in self._rows for name in row if name != "tokens")
        means = {name: float(f"{statistics.fmean(row[name] for row in self._rows if name in row):.4g}") for name in names}
        return self._place | {"tokens/s": round(sum(row["tokens"] for row in self._rows) / elapsed)} | means
