"""Find the supplied files of a data folder: by the folders they lie in, whatever their names. No supply is opened here.

Nothing heavy is imported here, so that a batch can tell which files it depends on before pandas is loaded.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from foi_stats.supply.catalogue import CHECKS
from foi_stats.vocabulary.findings import Finding, InputError
from foi_stats.vocabulary.schema import without_schema
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
AS_OF_VARIABLE = "FOI_STATS_AS_OF"
"""Environment variable that names a day: what was received after it is not seen. A run as of a day sets it for all of
its processes, those of its notebooks too."""
_DAY = r"\d{4}-\d{2}-\d{2}"


@dataclass(frozen=True)
class SupplyFile:
    """A supplied file: its name within the project, the authority of its folder, and what is known of it besides.

    The year is that of its folder, or was told when the file was taken, and empty for most files in
    ``data/<authority>/`` and ``data/<authority>/<day of receipt>/``. ``as_at`` is the day of those of its figures that
    have none in the file, if that was told.
    """

    path: Path
    name: str
    year: str
    authority: str
    as_at: dt.date | None = None


def find_supplies(data: Path | str, authorities: list[str] | None = None) -> list[SupplyFile]:
    """Return the supplied files of a data folder in the order of year, authority and name.

    They lie in ``<year>/<authority>/``, ``<authority>/`` or ``<authority>/<day of receipt>/``. ``authorities`` are the
    wanted ones, by default all. What was received after the day of a run is left out; of what lies in the other
    folders nobody knows when it was received.

    Raises
    ------
    InputError
        If there is no data folder.
    """
    if not Path(data).is_dir():
        raise InputError(f"There is no data folder at {data}. Name it with --data, or run in the project's folder.")
    return [file for file in _files(Path(data), authorities) if is_supply_name(file.path.name)]


def other_files(data: Path | str, authorities: list[str] | None = None) -> list[Finding]:
    """Return a finding for each file among the supplies that is no spreadsheet by its name, and is not read."""
    return [
        CHECKS.finding(
            "file-ignored",
            file.name,
            found=f"a file of the kind {file.path.suffix} lies among the supplies: not read",
        )
        for file in _files(Path(data), authorities)
        if not is_supply_name(file.path.name) and not _is_told(file.path)
    ]


def files_of_authority(data: Path | str, authority: str) -> list[Path]:
    """Return all files that lie in the folders of an authority, besides those that programs leave there."""
    return [file.path for file in _files(Path(data), [authority])]


def name_in(folder: Path, path: Path) -> str:
    """Return the name by which messages and trails know a file within the data folder, or another one of a project."""
    return "/".join([folder.resolve().name, *path.relative_to(folder).parts])


def path_in(data: Path, name: str) -> Path | None:
    """Return the path of a supplied file by its name in a trail; None if there is no such file in the data folder."""
    path = data.joinpath(*name.split("/")[1:])
    return path if path.resolve().is_relative_to(data.resolve()) and path.is_file() else None


def is_supply_name(name: str) -> bool:
    """Return whether a file of this name is read where it lies among supplies."""
    return not is_left_by_a_program(name) and Path(name).suffix.casefold() not in _DOCUMENTS


def is_supply_place(name: str, authority: str) -> bool:
    """Return whether a name within a project is that of a file in a folder of an authority."""
    own = re.escape(authority)
    return bool(re.fullmatch(rf"[^/]+/(?:[^/]+/{own}|{own}(?:/{_DAY})?)/[^/]+", name))


def told_name(name: str) -> str:
    """Return the name of the file that says what was told of a supply when it was taken; it lies beside it."""
    return f"{name}.toml"


def told_text(year: str, as_at: dt.date | None) -> str:
    """Return what such a file holds; empty if there is nothing to tell."""
    return (f'year = "{year}"\n' if year else "") + (f"as_at = {as_at.isoformat()}\n" if as_at else "")


def _files(data: Path, authorities: list[str] | None) -> Iterator[SupplyFile]:
    for year, authority, folder in _folders(data, authorities):
        for path in sorted(folder.iterdir()):
            if not is_left_by_a_program(path.name) and path.is_file():
                name = name_in(data, path)
                told = path.with_name(told_name(path.name))
                as_at, told_year = _read_told(told) if told.is_file() else (None, "")
                yield SupplyFile(path, name, year or told_year, authority, as_at)


def _read_told(path: Path) -> tuple[dt.date | None, str]:
    """Return the day of a file's figures and their year, as they were told when it was taken.

    Raises
    ------
    InputError
        If the file is damaged, or of another schema.
    """
    try:
        told = without_schema(tomllib.loads(path.read_text(encoding="utf-8")), path.as_posix())
        as_at, year = told.pop("as_at", None), told.pop("year", "")
        if told or isinstance(as_at, dt.datetime) or not isinstance(as_at, dt.date | None):
            raise ValueError
        return as_at, parse_financial_year(year) if year else ""
    except (ValueError, TypeError, AttributeError):
        raise InputError(
            f"{path} says something else than a year and the day of the figures of {path.stem}: "
            'year = "2015-16" and as_at = 2016-06-30, or one of the two. Mend it.'
        ) from None


def _is_told(path: Path) -> bool:
    """Return whether a file says what was told of a supply beside it."""
    return path.suffix == ".toml" and path.with_suffix("").is_file()


def _folders(data: Path, authorities: list[str] | None) -> Iterator[tuple[str, str, Path]]:
    """Yield the folders of authorities, each with its year and its authority; those of no year come first.

    Only folders of the wanted names are looked for, so that one authority costs the same among many.
    """
    years = list(_year_folders(data))
    wanted = None if authorities is None else sorted({name for name in authorities if Path(name).name == name})
    of_years = [
        (year, folder.name, folder)
        for year, of_year in years
        for folder in (sorted(of_year.glob("*/")) if wanted is None else (of_year / name for name in wanted))
        if wanted is None or folder.is_dir()
    ]
    known = {name for _, name, _ in of_years}
    if wanted is None:
        known |= {path.stem for path in data.glob("authorities/*.toml")}
    else:
        known |= {name for name in wanted if (data / "authorities" / f"{name}.toml").is_file()}
    for name in sorted(known):
        if (data / name).is_dir():
            yield "", name, data / name
            last = os.environ.get(AS_OF_VARIABLE) or "9999-12-31"
            days = (one for one in (data / name).glob("*/") if is_day_of_receipt(one.name) and one.name <= last)
            yield from (("", name, folder) for folder in sorted(days))
    yield from of_years


def _year_folders(data: Path) -> Iterator[tuple[str, Path]]:
    for folder in sorted(data.glob("*/")):
        with suppress(ValueError):
            yield parse_financial_year(folder.name), folder


def is_day_of_receipt(name: str) -> bool:
    """Return whether a folder's name is a day, as 2016-11-28: what was received on that day lies in it."""
    try:
        return bool(re.fullmatch(_DAY, name)) and bool(dt.date.fromisoformat(name))
    except ValueError:
        return False


def is_left_by_a_program(name: str) -> bool:
    """Return whether a file is hidden, a lock that an open workbook leaves (``~$…``), or a program's own."""
    return name.startswith((".", "~$")) or name.casefold() in _OF_PROGRAMS
