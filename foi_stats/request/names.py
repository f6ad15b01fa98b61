"""The names of requests and of the files that they depend on. None is read, so nothing heavy is imported."""

from __future__ import annotations

import re
from pathlib import Path

CORRECTIONS = "law.toml"
BANK_HOLIDAYS = "bank-holidays.json"
"""The file of ``https://www.gov.uk/bank-holidays.json``, as it is published."""

LEDGER = "ledger.csv"
"""The counts on record (:mod:`foi_stats.request.released`)."""
LISTS = "lists.csv"
"""The items of lists on record (:mod:`foi_stats.request.released_lists`)."""

_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))
)


def file_name(reference: str) -> str:
    """Return the file name of a reference: it never holds a slash, so it cannot name another folder."""
    return re.sub(r"[\s/]+", "-", reference.strip())


def title_of(title: str, review_of: str) -> str:
    """Return the title of a request in a list, where an internal review stands beside the request that it is of."""
    return f"Internal review of {review_of}: {title}" if review_of else title


def check_name(name: str) -> str:
    """Return a name that every system can give a file or a folder.

    Raises
    ------
    ValueError
        If Windows keeps the name for a device, or would drop its last character.
    """
    if name.partition(".")[0].strip().casefold() in _DEVICES:
        raise ValueError(f"{name!r} cannot be used: Windows keeps it for a device and makes no file of that name")
    if name.endswith((".", " ")):
        raise ValueError(f"{name!r} cannot be used: Windows drops a dot or a space at the end of a file's name")
    return name


def request_file(data: Path, reference: str) -> Path:
    """Return the file of a request."""
    return data / "requests" / f"{file_name(reference)}.toml"


def text_file(data: Path, reference: str) -> Path:
    """Return where the text of a request's letter is kept as it was approved."""
    return data / "requests" / f"{file_name(reference)}.approved.txt"


def edited_file(data: Path, reference: str) -> Path:
    """Return where an edited letter is put back."""
    return data / "requests" / f"{file_name(reference)}.docx"


def list_requests(data: Path | str) -> list[str]:
    """Return the references of all requests of a data folder."""
    return sorted(path.stem for path in (Path(data) / "requests").glob("*.toml"))


def annex_folder(data: Path, reference: str) -> Path:
    """Return the folder in which the annexes of a request lie."""
    return data / "requests" / f"{file_name(reference)}-annexes"


def annex_files(data: Path, reference: str) -> list[Path]:
    """Return the files in the folder of the annexes of a request."""
    folder = annex_folder(data, reference)
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def law_files(data: Path | str) -> list[Path]:
    """Return the files of a project from which the law is corrected, whether they are there or not."""
    return [Path(data) / name for name in (CORRECTIONS, BANK_HOLIDAYS)]
