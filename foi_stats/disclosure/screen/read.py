"""Opens what is to be screened, a file, a folder or a zip, and asks the module of its format.

Whatever a file holds, screening it ends in findings: one that cannot be read is refused, and never passed.
"""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from foi_stats.disclosure.screen.catalogue import finding
from foi_stats.disclosure.screen.container import archive_comment, trailing_data
from foi_stats.disclosure.screen.docx import screen_docx
from foi_stats.disclosure.screen.markup import check_drawing, screen_markup
from foi_stats.disclosure.screen.ods import screen_ods
from foi_stats.disclosure.screen.package import open_archive
from foi_stats.disclosure.screen.pdf import screen_pdf
from foi_stats.disclosure.screen.pictures import JPEG, PNG, screen_picture
from foi_stats.disclosure.screen.text import screen_csv, screen_notebook
from foi_stats.disclosure.screen.xls import screen_xls
from foi_stats.disclosure.screen.xlsx import screen_xlsx
from foi_stats.findings import Finding, InputError
from foi_stats.supply.formats.archive import Archive
from foi_stats.supply.formats.delimited import read_delimited
from foi_stats.supply.formats.guard import MAX_FILE_BYTES, Refusal, damaged, read_bytes, too_large, unsafe
from foi_stats.supply.formats.ole import SIGNATURE

MAX_FILES = 10_000
"""Most files in a folder or zip, whatever folders and zips it holds."""

MAX_NESTING = 4
"""Deepest zip within a zip that is opened."""

_SVG = re.compile(rb"<svg[\s>]|<\w+:svg[\s>]")
_HTML = re.compile(
    rb"\s*<(?:!doctype\s+html|html|head|body|!--|table|div|p|h[1-6]|meta|title|style|script)\b", re.IGNORECASE
)
_NOTEBOOK = re.compile(rb'\s*\{[\s\S]*"nbformat"')
_PLAIN_TEXT = frozenset((".txt", ".md", ".json", ".toml", ".css", ".log"))


@dataclass(slots=True)
class _Budget:
    """How many files may still be opened."""

    files: int = MAX_FILES

    def take(self) -> None:
        self.files -= 1
        if self.files < 0:
            raise unsafe(f"There are more than {MAX_FILES:,} files in it")


def screen(*paths: str | os.PathLike[str], allowed: Collection[str] = ()) -> list[Finding]:
    """Return what files hold that nobody sees who looks at them, and what of it names people or computers.

    Parameters
    ----------
    paths
        Files; folders and zip files, with all that is in them. The kind of a file is told by its content: xlsx and
        xlsm, xls, ods, docx, pdf, html, svg, png, jpeg, csv, ipynb, zip.
    allowed
        Names that properties may hold beside the names of programs and organisations, such as the authority's.

    Returns
    -------
    list of Finding
        In the order of the paths; empty where nothing is hidden. A sample of what was found is masked. A file that
        cannot be read, or is of another kind, is a finding of severity error. ``docs/screening.md`` lists the checks.

    Raises
    ------
    InputError
        If there is nothing at a path.
    """
    missing = next((path for path in map(Path, paths) if not path.exists()), None)
    if missing is not None:
        raise InputError(f"There is no file or folder {missing}.")
    return [found for path in map(Path, paths) for found in _path(path, allowed)]


def _path(path: Path, allowed: Collection[str]) -> Iterator[Finding]:
    budget = _Budget()
    try:
        for file in _files(path, budget):
            yield from _file(file, allowed, budget)
    except Refusal as refused:
        yield replace(refused.finding, file=str(path))


def _files(path: Path, budget: _Budget) -> Iterator[Path]:
    """Yield the files of a folder in order, each once, whatever links lead to it."""
    if not path.is_dir():
        yield path
        return
    seen: set[Path] = set()
    for folder, folders, names in os.walk(path, followlinks=True):
        folders[:] = sorted(name for name in folders if not _is_seen(Path(folder, name), seen))
        for name in sorted(names):
            budget.take()
            if not _is_seen(Path(folder, name), seen):
                yield Path(folder, name)


def _is_seen(path: Path, seen: set[Path]) -> bool:
    place = path.resolve()
    is_seen = place in seen
    seen.add(place)
    return is_seen


def _file(path: Path, allowed: Collection[str], budget: _Budget) -> Iterator[Finding]:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            read_bytes(path)  # says what it is
        with path.open("rb") as file:
            found = list(_content(file, path.name, allowed, budget, 0))
    except Refusal as refused:
        found = [refused.finding]
    except OSError as error:
        found = [finding("not-screened", f"The file cannot be opened: {error.strerror or error}")]
    except Exception as error:  # the promise is kept even where a file does what nobody thought of
        found = [damaged(f"The file is damaged in a way that was not foreseen: {type(error).__name__}").finding]
    for one in found:
        yield replace(one, file=f"{path}{one.file}")


def _content(file: BinaryIO, name: str, allowed: Collection[str], budget: _Budget, depth: int) -> Iterator[Finding]:
    start = file.read(4096)
    if not start and os.path.splitext(name)[1].lower() not in _PLAIN_TEXT | {".csv", ".tsv", ".tab"}:
        raise damaged("The file is empty")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _package(file, allowed, budget, depth)
        return
    data = start + file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise too_large(f"The file is more than {MAX_FILE_BYTES // 2**20} MB", "Split it over several files")
    if data.startswith(SIGNATURE):
        yield from screen_xls(data, allowed)
    elif b"%PDF-" in start[:1024]:
        yield from screen_pdf(data, allowed)
    elif data.startswith((PNG, JPEG)):
        yield from screen_picture(data, allowed)
    else:
        yield from _text(data, name, allowed)


def _package(file: BinaryIO, allowed: Collection[str], budget: _Budget, depth: int) -> Iterator[Finding]:
    archive = open_archive(file)
    for check in (archive_comment, trailing_data):
        yield from check(file)
    if "xl/workbook.bin" in archive:
        yield _unknown("a binary workbook (.xlsb)")
    elif "[content_types].xml" in archive and any(part.startswith("xl/") for part in archive.names):
        yield from screen_xlsx(file, allowed)
    elif "[content_types].xml" in archive and any(part.startswith("word/") for part in archive.names):
        yield from screen_docx(file, allowed)
    elif "mimetype" in archive and archive.read("mimetype", 2**16).startswith(
        b"application/vnd.oasis.opendocument.spreadsheet"
    ):
        file.seek(0)
        yield from screen_ods(file.read(MAX_FILE_BYTES), allowed)
    elif "mimetype" in archive or "[content_types].xml" in archive:
        yield _unknown("a document of a kind that is not screened")
    elif depth >= MAX_NESTING:
        raise unsafe("The file holds archives inside archives without end")
    else:
        yield from _zip(archive, allowed, budget, depth)


def _zip(archive: Archive, allowed: Collection[str], budget: _Budget, depth: int) -> Iterator[Finding]:
    for part in archive.names:
        if part.endswith("/"):
            continue
        budget.take()
        try:
            content = io.BytesIO(archive.read(part, MAX_FILE_BYTES))
            found = list(_content(content, part, allowed, budget, depth + 1))
        except Refusal as refused:
            found = [refused.finding]
        for one in found:
            yield replace(one, file=f"/{part}{one.file}")


def _text(data: bytes, name: str, allowed: Collection[str]) -> Iterator[Finding]:
    start = (
        data[:4096]
        .replace(b"\0", b"")
        .removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
    )
    ending = os.path.splitext(name)[1].lower()
    if ending == ".ipynb" or (ending != ".json" and _NOTEBOOK.match(data[: 2**20])):
        yield from screen_notebook(data, allowed)
    elif ending == ".svg" or (start.lstrip().startswith(b"<") and _SVG.search(start) and not _HTML.match(start)):
        check_drawing(data)
        yield from screen_markup(data, _picture, allowed, is_drawing=True)
    elif ending in (".html", ".htm", ".xhtml") or _HTML.match(start):
        yield from screen_markup(data, _picture, allowed)
    elif ending in (".csv", ".tsv", ".tab"):
        yield from screen_csv(data)
    elif ending in _PLAIN_TEXT:
        read_delimited(data)  # refuses what is not text
    else:
        yield _unknown(f"of a kind that is not screened ({ending or 'no ending'})")


def _picture(data: bytes) -> Iterator[Finding]:
    """Yield what a picture within a page holds."""
    if data.startswith((PNG, JPEG)):
        yield from screen_picture(data)
    else:
        check_drawing(data)
        yield from screen_markup(data, _picture, depth=1, is_drawing=True)


def _unknown(what: str) -> Finding:
    return finding("not-screened", f"The file is {what}, so what it hides cannot be told")
