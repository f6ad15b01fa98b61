"""Find the supplied files of a data folder: by the folders they lie in, whatever their names. No file is opened here.

Nothing heavy is imported here, so that a batch can tell which files it depends on before pandas is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foi_stats.vocabulary.findings import Finding, InputError
from foi_stats.vocabulary.years import parse_financial_year

_DOCUMENTS = frozenset(
    {
        *(".pdf", ".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx", ".odp", ".md", ".htm", ".html", ".msg", ".eml"),
        *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".zip", ".7z", ".toml", ".json", ".xml", ".py", ".ipynb", ".log"),
        *(".ini", ".url", ".lnk"),
    }
)
"""Endings of files that are no spreadsheets. Any other file is read, and its content tells what it is."""
_OF_PROGRAMS = frozenset(("thumbs.db", "desktop.ini"))


@dataclass(frozen=True)
class SupplyFile:
    """A supplied file: its name within the project, and the authority and year of its folder.

    The year is empty for a file in ``data/<authority>/``.
    """

    path: Path
    name: str
    year: str
    authority: str


def find_supplies(data: Path | str, authorities: list[str] | None = None) -> list[SupplyFile]:
    """Return the supplied files of a data folder in the order of year, authority and name.

    They lie in ``<year>/<authority>/`` or ``<authority>/``. ``authorities`` are the wanted ones, by default all.

    Raises
    ------
    InputError
        If there is no data folder.
    """
    if not Path(data).is_dir():
        raise InputError(f"There is no data folder at {data}. Name it with --data, or run in the project's folder.")
    return [file for file in _files(Path(data), authorities) if file.path.suffix.casefold() not in _DOCUMENTS]


def other_files(data: Path | str, authorities: list[str] | None = None) -> list[Finding]:
    """Return a finding for each file among the supplies that is no spreadsheet by its name, and is not read."""
    return [
        Finding(
            "file-ignored",
            "info",
            file.name,
            found=f"a file of the kind {file.path.suffix} lies among the supplies: not read",
            expected="spreadsheets",
            action="Nothing, if it holds no figures; else send them as .xlsx or CSV",
        )
        for file in _files(Path(data), authorities)
        if file.path.suffix.casefold() in _DOCUMENTS
    ]


def files_of_authority(data: Path | str, authority: str) -> list[Path]:
    """Return all files that lie in the folders of an authority, besides those that programs leave there."""
    return [file.path for file in _files(Path(data), [authority])]


def path_in(data: Path, name: str) -> Path | None:
    """Return the path of a supplied file by its name in a trail; None if there is no such file in the data folder."""
    path = data.joinpath(*name.split("/")[1:])
    return path if path.resolve().is_relative_to(data.resolve()) and path.is_file() else None


def _files(data: Path, authorities: list[str] | None) -> Iterator[SupplyFile]:
    for year, folder in _folders(data, authorities):
        for path in sorted(folder.iterdir()):
            if not _is_left_by_a_program(path) and path.is_file():
                name = "/".join([data.resolve().name, *path.relative_to(data).parts])
                yield SupplyFile(path, name, year, folder.name)


def _folders(data: Path, authorities: list[str] | None) -> Iterator[tuple[str, Path]]:
    """Yield the folders of authorities, each with its year; those of no year come first."""
    of_years = []
    for folder in sorted(data.glob("*/*/")):
        try:
            of_years.append((parse_financial_year(folder.parent.name), folder))
        except ValueError:
            continue
    known = {folder.name for _, folder in of_years} | {path.stem for path in data.glob("authorities/*.toml")}
    wanted = known if authorities is None else set(authorities)
    yield from (("", data / name) for name in sorted(wanted & known) if (data / name).is_dir())
    yield from (found for found in of_years if found[1].name in wanted)


def _is_left_by_a_program(path: Path) -> bool:
    """Return whether a file is hidden, a lock that an open workbook leaves (``~$…``), or a program's own."""
    return path.name.startswith((".", "~$")) or path.name.casefold() in _OF_PROGRAMS
