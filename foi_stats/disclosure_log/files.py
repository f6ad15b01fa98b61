"""The files of a release as the page of an entry lists them: what they are, in words, and how they are reached."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from foi_stats.disclosure_log.entries import FOLDER, Entry

_KINDS: Mapping[str, tuple[str, str]] = {
    ".html": ("web page", "text/html"),
    ".pdf": ("PDF", "application/pdf"),
    ".docx": ("Word document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".csv": ("CSV", "text/csv"),
    ".json": ("JSON", "application/json"),
    ".xlsx": ("workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".svg": ("picture, SVG", "image/svg+xml"),
    ".png": ("picture, PNG", "image/png"),
}
"""What the files of a release are, in words and as a media type, by the ends of their names."""


_METADATA = "-metadata.json"
"""How the name of the file ends that describes the columns of a CSV file, after that file's own."""

DATA, WORKBOOK = "Figures as data", "tables.xlsx"
_PARTS: Mapping[str, Callable[[str], bool]] = {
    "The response": lambda name: name.startswith("response."),
    "Background, no part of the response": lambda name: name == "background.html",
    DATA: lambda name: name == WORKBOOK or (name.startswith("tables/") and name.endswith(".csv")),
    "Charts": lambda name: name.startswith("figures/") and name.endswith(".png") and ".phone." not in name,
    "Documents": lambda name: name.startswith("annexes/"),
}
"""The files of a release that its page names, in order: of a chart the PNG alone, which is the same picture."""


@dataclass(frozen=True)
class File:
    """A file of a release.

    Attributes
    ----------
    name
        What it is called: a table or a chart by the title of its table, any other by its file's name.
    address
        Where it is, from the entry's page.
    kind
        What it is, in words, and its size: ``CSV, 2 kB``.
    media_type, size
        The same for other programs.
    columns
        The address of the description of its columns, if there is one.
    """

    name: str
    address: str
    kind: str
    media_type: str
    size: str
    columns: str = ""


def files_of(entry: Entry) -> dict[str, Sequence[File]]:
    """Return the files that the page of an entry names, by what they are."""
    found = {title: [_file(entry, name) for name in entry.files if belongs(name)] for title, belongs in _PARTS.items()}
    return {title: some for title, some in found.items() if some}


def find_file(entries: Iterable[Entry], path: str) -> Path | None:
    """Return a file that was released by its path within the log, for a server; None if there is no such file.

    Only files that releases in the log are known to have are found, so a path cannot lead anywhere else.
    """
    folder, _, rest = path.partition("/")
    name, _, file = rest.partition("/")
    entry = next((one for one in entries if folder == FOLDER and one.name == name and file in one.files), None)
    return _path(entry, file) if entry else None


def _file(entry: Entry, name: str) -> File:
    base = name.rpartition("/")[2]
    stem, _, end = base.rpartition(".")
    words, media_type = _KINDS.get(f".{end}", (f"{end.upper()} file", "application/octet-stream"))
    size = _size(_path(entry, name).stat().st_size)
    about = f"tables/{stem}.csv{_METADATA}"
    called = "All tables in one workbook" if name == WORKBOOK else base
    if name.startswith(("tables/", "figures/")) and about in entry.files:
        called = json.loads(_path(entry, about).read_text(encoding="utf-8")).get("dc:title") or base
    columns = quote(about) if end == "csv" and about in entry.files else ""
    return File(called, quote(name), f"{words}, {size}", media_type, size, columns)


def _path(entry: Entry, name: str) -> Path:
    return entry.folder.joinpath(*name.split("/"))


def _size(number: int) -> str:
    """Return the size of a file in words."""
    if number < 1000:
        return f"{number} bytes"
    return f"{number / 1000:.0f} kB" if number < 10**6 else f"{number / 10**6:.1f} MB"
