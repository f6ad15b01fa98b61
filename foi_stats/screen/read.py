"""Opens a file, a folder or a zip, recognises the format by content, and calls the checks of that format.

Screening always ends in findings: a file that cannot be read is a finding too, and never passes.
"""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from foi_stats.files.delimited import read_delimited
from foi_stats.files.digest import content_digest
from foi_stats.files.limits import MAX_FILE_BYTES, Refusal, damaged, read_bytes, too_large, unsafe
from foi_stats.files.ole import SIGNATURE
from foi_stats.files.zip import Archive
from foi_stats.screen.catalogue import finding, masked, with_advice
from foi_stats.screen.clean_pictures import CleanPictures
from foi_stats.screen.container import archive_comment, trailing_data
from foi_stats.screen.docx import screen_docx
from foi_stats.screen.markup import check_drawing, screen_markup
from foi_stats.screen.ods import screen_ods
from foi_stats.screen.package import open_archive
from foi_stats.screen.pdf import screen_pdf
from foi_stats.screen.pictures import JPEG, PNG, screen_picture
from foi_stats.screen.properties import find_path
from foi_stats.screen.text import screen_csv, screen_notebook
from foi_stats.screen.xls import screen_xls
from foi_stats.screen.xlsx import screen_xlsx
from foi_stats.vocabulary.findings import Finding, InputError

MAX_FILES = 10_000
"""The most files in a folder or zip, folders and zips within it included."""

MAX_NESTING = 4
"""How deep zips within zips are opened."""

_WORD = re.compile(r"[^\s,:“”]+")
_LEAVES = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|$)")
"""A name that leads out of the folder in which an archive is unpacked."""
_OF_PEOPLE = re.compile(
    r"(?:^|[/\\])(?:Users|Documents and Settings|Profiles|Desktop|My Documents|OneDrive[^/\\]*|AppData|Downloads|"
    r"Dropbox)[/\\]|[\w.+-]+@[\w-]+\.\w+",
    re.IGNORECASE,
)
"""Folders that each person has of their own, and addresses of e-mail."""
_SVG = re.compile(rb"<svg[\s>]|<\w+:svg[\s>]")
_HTML = re.compile(
    rb"\s*<(?:!doctype\s+html|html|head|body|!--|table|div|p|h[1-6]|meta|title|style|script)\b", re.IGNORECASE
)
_NOTEBOOK = re.compile(rb'\s*\{[\s\S]*"nbformat"')
_DELIMITED = frozenset((".csv", ".tsv", ".tab"))
_PLAIN_TEXT = frozenset((".txt", ".md", ".json", ".toml", ".css", ".log"))


@dataclass(slots=True)
class _Screening:
    """What holds for all files that are screened together.

    ``allowed`` are the names that properties may hold, ``clean`` the pictures that hide nothing, and ``files`` is how
    many files may still be opened.
    """

    allowed: Collection[str]
    clean: CleanPictures
    files: int = field(default_factory=lambda: MAX_FILES)

    def take(self) -> None:
        self.files -= 1
        if self.files < 0:
            raise unsafe(f"There are more than {MAX_FILES:,} files in it")


def screen(*paths: str | os.PathLike[str], allowed: Collection[str] = (), clean: Collection[str] = ()) -> list[Finding]:
    """Return findings for the hidden content of files, and for names of people and paths of computers.

    Parameters
    ----------
    paths
        Files; folders and zip files, with all that is in them. The content decides the kind of a file: xlsx and
        xlsm, xls, ods, docx, pdf, html, svg, png, jpeg, csv, ipynb, zip.
    allowed
        Names that properties may hold besides the names of programs and organisations, such as the authority's.
    clean
        Pictures that are known to hide nothing (see :func:`clean_pictures`): they are not screened again.

    Returns
    -------
    list of Finding
        In the order of the paths; empty if nothing is hidden. Samples of hidden text are masked. A file that
        cannot be read, or is of another kind, is a finding of severity error. ``docs/screening.md`` lists the checks.

    Raises
    ------
    InputError
        If there is nothing at a path.
    """
    missing = next((path for path in map(Path, paths) if not path.exists()), None)
    if missing is not None:
        raise InputError(f"There is no file or folder {missing}.")
    pictures = CleanPictures(clean)
    return [found for path in map(Path, paths) for found in _screen_path(path, _Screening(allowed, pictures))]


def clean_pictures(paths: Iterable[Path]) -> list[str]:
    """Return the SHA-256 of the pictures (png, jpeg, svg) among files that hide nothing, wherever they may stand."""
    found = []
    for path in paths:
        data = path.read_bytes()
        try:
            if next(_screen_embedded_picture(data, CleanPictures()), None) is None:
                found.append(content_digest(data))
        except Refusal:  # the screen of the file will say it
            continue
    return found


def _screen_path(path: Path, screening: _Screening) -> Iterator[Finding]:
    try:
        for file in _list_files(path, screening):
            yield from _screen_file(file, screening)
    except Refusal as refused:
        yield replace(refused.finding, file=str(path))


def _list_files(path: Path, screening: _Screening) -> Iterator[Path]:
    """Yield the files of a folder in order, each once; links to folders outside of it are not followed."""
    if not path.is_dir():
        yield path
        return
    seen: set[Path] = set()
    for folder, folders, names in os.walk(path, followlinks=True):
        inside = (name for name in folders if Path(folder, name).resolve().is_relative_to(path.resolve()))
        folders[:] = sorted(name for name in inside if not _is_seen(Path(folder, name), seen))
        for name in sorted(names):
            screening.take()
            if not _is_seen(Path(folder, name), seen):
                yield Path(folder, name)


def _is_seen(path: Path, seen: set[Path]) -> bool:
    place = path.resolve()
    is_seen = place in seen
    seen.add(place)
    return is_seen


def _screen_file(path: Path, screening: _Screening) -> Iterator[Finding]:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            read_bytes(path)  # refuses it and names its kind
        with path.open("rb") as file:
            found = list(_screen_content(file, path.name, screening, 0))
    except Refusal as refused:
        found = [refused.finding]
    except OSError as error:
        found = [finding("not-screened", f"The file cannot be opened: {error.strerror or error}")]
    except Exception as error:  # an unforeseen kind of damage must end in a finding too
        found = [damaged(f"The file is damaged in a way that was not foreseen: {type(error).__name__}").finding]
    for result in found:
        yield replace(result, file=f"{path}{result.file}")


def _screen_content(file: BinaryIO, name: str, screening: _Screening, depth: int) -> Iterator[Finding]:
    start = file.read(4096)
    ending = os.path.splitext(name)[1].lower()
    if not start and ending not in _PLAIN_TEXT:
        raise _damaged_as("The file is empty", ending)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _screen_package(file, screening, depth)
        return
    if file.seek(0, os.SEEK_END) > MAX_FILE_BYTES:
        raise too_large(f"The file is more than {MAX_FILE_BYTES // 2**20} MB")
    if ending in _DELIMITED and _is_plain(start):
        yield from _with_advice("csv", screen_csv(file))
        return
    file.seek(0)
    data = file.read()
    if data.startswith(SIGNATURE):
        yield from _with_advice("xls", screen_xls(data, screening.allowed))
    elif b"%PDF-" in start[:1024]:
        yield from _with_advice("pdf", screen_pdf(data, screening.allowed))
    elif data.startswith((PNG, JPEG)):
        check = partial(screen_picture, allowed=screening.allowed)
        yield from _with_advice("png", screening.clean.screen(data, check, is_strict=False))
    else:
        yield from _screen_text(data, name, screening)


def _with_advice(kind: str, found: Iterator[Finding]) -> Iterator[Finding]:
    """Yield findings with the action that fits a kind of file."""
    try:
        for result in found:
            yield (
                result
                if kind == "zip" and result.file.count(".") and result.check != "path"
                else with_advice(result, kind)
            )
    except Refusal as refused:
        refused.finding = with_advice(refused.finding, kind)
        raise


def _damaged_as(detail: str, ending: str) -> Refusal:
    """Return the refusal of a damaged file, with the action that fits the ending of its name."""
    refused = damaged(detail)
    kind = ending.lstrip(".")
    refused.finding = with_advice(refused.finding, kind if kind not in ("xlsx", "xlsm", "xls", "ods") else "xlsx")
    return refused


def _with_written_names(archive: Archive, found: Iterator[Finding]) -> Iterator[Finding]:
    """Yield findings with the names of parts spelt as they are in the file."""
    names = {name: archive.spelt(name) for name in archive.names}
    for result in found:
        yield replace(result, found=_WORD.sub(lambda word: names.get(word.group(), word.group()), result.found))


def _screen_drawing(
    data: bytes, clean: CleanPictures, allowed: Collection[str] = (), depth: int = 0
) -> Iterator[Finding]:
    check_drawing(data)
    embedded = partial(_screen_embedded_picture, clean=clean)
    yield from screen_markup(data, embedded, allowed, depth, is_drawing=True)


def _screen_package(file: BinaryIO, screening: _Screening, depth: int) -> Iterator[Finding]:
    allowed = screening.allowed
    archive = open_archive(file)
    for check in (archive_comment, trailing_data):
        yield from check(file)
    if "xl/workbook.bin" in archive:
        yield _unknown("a binary workbook (.xlsb)")
    elif "[content_types].xml" in archive and any(part.startswith("xl/") for part in archive.names):
        yield from _with_written_names(archive, _with_advice("xlsx", screen_xlsx(file, allowed)))
    elif "[content_types].xml" in archive and any(part.startswith("word/") for part in archive.names):
        yield from _with_written_names(archive, _with_advice("docx", screen_docx(file, allowed, screening.clean)))
    elif "mimetype" in archive and archive.read("mimetype", 2**16).startswith(
        b"application/vnd.oasis.opendocument.spreadsheet"
    ):
        file.seek(0)
        yield from _with_written_names(archive, _with_advice("ods", screen_ods(file.read(MAX_FILE_BYTES), allowed)))
    elif "mimetype" in archive or "[content_types].xml" in archive:
        yield _unknown("a document of a kind that is not screened")
    elif depth >= MAX_NESTING:
        raise unsafe("The file holds archives inside archives without end")
    else:
        yield from _with_advice("zip", _screen_zip(archive, screening, depth))


def _screen_zip(archive: Archive, screening: _Screening, depth: int) -> Iterator[Finding]:
    if not archive.names:
        raise _damaged_as("The archive is empty", ".zip")
    for part in map(archive.spelt, archive.names):
        if _LEAVES.match(part):
            yield replace(finding("path", f"Its name in the archive leads elsewhere, {masked(part)}"), file=f"/{part}")
        elif path := find_path(f"/{part}"):
            yield replace(finding("path", f"Its name in the archive is a path, {masked(path)}"), file=f"/{part}")
        elif _OF_PEOPLE.search(part):
            yield replace(finding("path", f"Its name in the archive names somebody, {masked(part)}"), file=f"/{part}")
        if part.endswith("/"):
            continue
        screening.take()
        try:
            content = io.BytesIO(archive.read(part, MAX_FILE_BYTES))
            found = list(_screen_content(content, part, screening, depth + 1))
        except Refusal as refused:
            found = [refused.finding]
        for result in found:
            yield replace(result, file=f"/{part}{result.file}")


def _screen_text(data: bytes, name: str, screening: _Screening) -> Iterator[Finding]:
    start = _without_mark(data[:4096])
    ending = os.path.splitext(name)[1].lower()
    if ending == ".ipynb" or (ending != ".json" and _NOTEBOOK.match(data[: 2**20])):
        yield from _with_advice("ipynb", screen_notebook(data, screening.allowed))
    elif ending == ".svg" or (start.lstrip().startswith(b"<") and _SVG.search(start) and not _HTML.match(start)):
        check = partial(_screen_drawing, clean=screening.clean, allowed=screening.allowed)
        yield from _with_advice("svg", screening.clean.screen(data, check, is_strict=False))
    elif ending in (".html", ".htm", ".xhtml") or _HTML.match(start):
        embedded = partial(_screen_embedded_picture, clean=screening.clean)
        yield from _with_advice("html", screen_markup(data, embedded, screening.allowed))
    elif ending in _PLAIN_TEXT:
        read_delimited(data)  # refuses what is not text
    else:
        yield _unknown(f"of a kind that is not screened ({ending or 'no ending'})")


def _without_mark(start: bytes) -> bytes:
    """Return the start of a text without its byte order mark, and without the zero bytes of UTF-16."""
    plain = start.replace(b"\0", b"")
    return plain.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")


def _is_plain(start: bytes) -> bool:
    """Return whether a file that is called delimited text does not begin as a file of another kind does."""
    start = _without_mark(start)
    others = start.startswith((SIGNATURE, PNG, JPEG)) or b"%PDF-" in start[:1024] or _NOTEBOOK.match(start)
    return not (others or _HTML.match(start) or (start.lstrip().startswith(b"<") and _SVG.search(start)))


def _screen_embedded_picture(data: bytes, clean: CleanPictures) -> Iterator[Finding]:
    """Screen a picture within a page."""
    check = screen_picture if data.startswith((PNG, JPEG)) else partial(_screen_drawing, clean=clean, depth=1)
    yield from clean.screen(data, check, is_strict=True)


def _unknown(what: str) -> Finding:
    return finding("not-screened", f"The file is {what}, so what it hides cannot be told")
