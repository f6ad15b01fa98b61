"""Write the file of a new request: its reference can be one, and no request is written over."""

from __future__ import annotations

import os
from pathlib import Path

from foi_stats.request.names import request_file
from foi_stats.request.request import checked_reference
from foi_stats.vocabulary.findings import InputError


def new_request_file(data: Path, reference: str) -> Path:
    """Return where the file of a new request goes.

    Raises
    ------
    InputError
        If the reference cannot be one, or is taken.
    """
    try:
        path = request_file(data, checked_reference(reference))
    except ValueError as error:
        raise InputError(f"{error}.") from None
    if path.exists():
        raise _there_already(path)
    return path


def write_new_request(path: Path, text: str) -> None:
    """Write the file of a new request, whole or not at all.

    Raises
    ------
    InputError
        If it is there meanwhile, or cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        try:
            os.link(unfinished, path)
        except FileExistsError:
            raise _there_already(path) from None
        except OSError:  # the disk knows no links
            unfinished.rename(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _there_already(path: Path) -> InputError:
    named = "/".join(path.parts[-3:])  # data/requests/…, wherever the project is
    return InputError(f"{named} is there already, and is left as it is. Use another reference, or change that file.")
