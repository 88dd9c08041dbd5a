"""Files that are there whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Lets `write` fill a file beside `path` and only then puts it in its place; what was there stays if anything fails. Throws OSError."""
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with open(unfinished, "wb") as file:
            try:
                write(file)
            except RuntimeError as error:  # PyTorch's own writer hides the OSError
                raise OSError(*_cause(error)) from error
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _cause(error: BaseException) -> tuple[int, str]:
    """Number and text of the OSError behind an error, as far as it is known."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, OSError) and link.errno is not None:
            return link.errno, link.strerror
        link = link.__cause__ or link.__context__
    return 0, str(error).splitlines()[0]
