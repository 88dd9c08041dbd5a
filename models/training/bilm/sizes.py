"""The sizes of a biLM by name, and options.json, in which the official format describes one."""

from dataclasses import dataclass
from typing import Any

CHARACTER_DIMENSIONS = 16
MAX_CHARACTERS = 50
LAYERS = 2


@dataclass(frozen=True)
class Size:
    filters: tuple[tuple[int, int], ...]  # of the character CNN: (width, how many)
    highways: int
    cells: int  # of an LSTM
    projection: int  # numbers in a token vector, and in one direction's output

    @property
    def filter_count(self) -> int:
        return sum(count for _, count in self.filters)

    def options(self) -> dict[str, Any]:
        """options.json as bilm-tf writes it and AllenNLP reads it; a clip of 0 means that nothing is clipped."""
        return {
            "lstm": {
                "use_skip_connections": True,
                "projection_dim": self.projection,
                "cell_clip": 0,
                "proj_clip": 0,
                "dim": self.cells,
                "n_layers": LAYERS,
            },
            "char_cnn": {
                "embedding": {"dim": CHARACTER_DIMENSIONS},
                "filters": [list(pair) for pair in self.filters],
                "n_highway": self.highways,
                "n_characters": 262,
                "max_characters_per_token": MAX_CHARACTERS,
                "activation": "relu",
            },
        }


def size_of(options: dict[str, Any]) -> Size:
    """The size that an options.json describes. Ends the program where it is not one that is trained here."""
    try:
        lstm, cnn = options["lstm"], options["char_cnn"]
        size = Size(tuple((w, n) for w, n in cnn["filters"]), cnn["n_highway"], lstm["dim"], lstm["projection_dim"])
        clips = {name: lstm[name] or 0 for name in ("cell_clip", "proj_clip")}
    except (KeyError, TypeError, ValueError) as error:
        raise SystemExit(f"options.json does not describe a biLM ({error!r}).") from None
    if {**size.options(), "lstm": {**size.options()["lstm"], **clips}} != options | {"lstm": options["lstm"] | clips} or any(clips.values()):
        raise SystemExit(
            "options.json describes a biLM of another kind: two layers with skip connections, no clipping, "
            f"{CHARACTER_DIMENSIONS} numbers a character and relu are trained here."
        )
    return size


_FILTERS = ((1, 32), (2, 32), (3, 64), (4, 128), (5, 256), (6, 512), (7, 1024))

SIZES = {
    "tiny": Size(((1, 8), (2, 16), (3, 24)), 1, 48, 16),  # for tests
    "shipped": Size(_FILTERS[:6], 1, 1024, 128),  # models/default
    "small": Size(_FILTERS, 1, 1024, 128),  # elmo_2x1024_128_2048cnn_1xhighway
    "medium": Size(_FILTERS, 1, 2048, 256),  # elmo_2x2048_256_2048cnn_1xhighway
}
