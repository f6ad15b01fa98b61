"""Find an entry of the cache by all that its rows depend on, and read what it says of them, without pandas.

An entry (:mod:`foi_stats.files.entries`) tells the findings and a summary of the supply, and the digests of the Parquet
files in it, which hold its rows.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import Any, Literal, cast

from foi_stats.files.digest import digest_if_readable, digest_of
from foi_stats.files.entries import read_about
from foi_stats.vocabulary.period import Period

Kind = Literal["funding", "referrals"]
KINDS: tuple[Kind, ...] = ("funding", "referrals")


CACHE_VARIABLE = "FOI_STATS_STORE"
"""Environment variable that names the folder of the cache, or is ``off`` for no cache."""


@dataclass(frozen=True)
class Summary:
    """What is in a supply, without its rows.

    Attributes
    ----------
    kinds
        The kinds of figures that it holds, or may hold where a table could not be read.
    periods
        The periods of its figures, by kind; days that follow one another as one span.
    organisations
        The organisations that it names.
    breakdowns
        The columns by which its figures can be divided, by kind: those of every row that it fills, then its own.
    findings
        The number of its findings, by severity.
    """

    kinds: tuple[Kind, ...]
    periods: Mapping[Kind, tuple[Period, ...]]
    organisations: tuple[str, ...]
    breakdowns: Mapping[Kind, tuple[str, ...]]
    findings: Mapping[str, int]


def read_summary(path: Path, *, layouts: Path, name: str, year: str, folder: Path | None) -> Summary | None:
    """Return the summary of a supply from the cache; None if it is not there.

    The parameters are those of :func:`foi_stats.supply.cache.read_cached`.
    """
    contents = [digest_if_readable(path)]
    if folder is None or not contents[0]:
        return None
    try:
        about = read_about(entry_path(folder, contents, about_supply(path, name, year), layouts))
        return _parse_summary(about)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def cache_folder(data: Path | str) -> Path | None:
    """Return the folder of cached supplies: beside the data folder or as FOI_STATS_STORE says; None if that is off."""
    setting = os.environ.get(CACHE_VARIABLE, "")
    if setting == "off":
        return None
    return Path(setting) if setting else Path(data).resolve().parent / ".foi_stats" / "store"


def about_supply(path: Path, name: str, year: str) -> list[bytes]:
    """Return what the rows of a supply depend on besides its content: the names that say what it counts, its year."""
    return [path.name.encode(), PurePath(name).name.encode(), year.encode()]


def entry_path(folder: Path, contents: Sequence[str], about: Iterable[bytes], layouts: Path) -> Path:
    """Return the folder of the entry of some files, by the digests of their content and all else that matters."""
    key = digest_of([*(one.encode() for one in contents), *about, reader_digest(), *read_layout_bytes(layouts)])
    return folder / key[:2] / key


def summary_fields(
    kinds: Iterable[Kind],
    periods: Mapping[Kind, Iterable[Period]],
    organisations: Iterable[str],
    breakdowns: Mapping[Kind, Iterable[str]],
    severities: Iterable[str],
) -> dict[str, Any]:
    """Return a summary as an entry keeps it."""
    return {
        "kinds": list(kinds),
        "periods": {kind: [[str(p.start), str(p.end), p.kind] for p in sorted(some)] for kind, some in periods.items()},
        "organisations": sorted(organisations),
        "breakdowns": {kind: list(names) for kind, names in breakdowns.items()},
        "findings": dict(Counter(severities)),
    }


def _parse_summary(about: Mapping[str, Any]) -> Summary:
    summary = about["summary"]
    periods = {
        kind: tuple(Period(date.fromisoformat(start), date.fromisoformat(end), name) for start, end, name in some)
        for kind, some in summary["periods"].items()
    }
    return Summary(
        tuple(summary["kinds"]),
        cast("dict[Kind, tuple[Period, ...]]", periods),
        tuple(summary["organisations"]),
        {kind: tuple(names) for kind, names in summary["breakdowns"].items()},
        summary["findings"],
    )


def read_layout_bytes(folder: Path) -> Sequence[bytes]:
    """Return the bytes of each layout in a folder; the rows of a file may depend on any of them."""
    return [path.read_bytes() for path in sorted(folder.glob("*.toml"))]


@cache
def reader_digest() -> bytes:
    """Return the digest of the reading code: the vocabulary, ``files``, ``supply``, and the version of calamine."""
    package = Path(__file__).parents[1]
    code = sorted(path for room in ("vocabulary", "files", "supply") for path in package.glob(f"{room}/**/*.py"))
    return digest_of([version("python-calamine").encode(), *(path.read_bytes() for path in code)]).encode()
