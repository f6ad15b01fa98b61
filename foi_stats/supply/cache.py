"""Cache parsed supplies as Parquet, keyed by file content, layouts and the library's own reading code.

A file is parsed once, and again when anything in its key changes. A damaged or incomplete entry
(:mod:`foi_stats.files.entries`) is recognised by its digests and replaced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from foi_stats.files.digest import digest_if_readable
from foi_stats.files.entries import read_about, write_entry
from foi_stats.supply.breakdowns import known_breakdowns
from foi_stats.supply.cache_entries import (
    Kind,
    about_supply,
    entry_path,
    summary_fields,
)
from foi_stats.supply.read import read_supply, rename
from foi_stats.supply.row_table import RowTable, arrow_table, frame_of
from foi_stats.supply.rows import PERIOD, funding_frame, referral_frame, row_period
from foi_stats.supply.supply import Supply, covered_frame, skipped_frame, totals_frame
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.period import Period, covered_spans

if TYPE_CHECKING:
    import pyarrow as pa

_FRAMES: dict[str, Callable[[], pd.DataFrame]] = {
    "funding": funding_frame,
    "referrals": referral_frame,
    "skipped": skipped_frame,
    "covered": covered_frame,
    "totals": totals_frame,
}
_LARGEST_DICTIONARY = 1024 * 1024  # bytes: past it Parquet stores the rest of the column without one


def read_cached(path: Path, *, layouts: Path, name: str, year: str, folder: Path | None) -> Supply:
    """Read a supply from the cache, or else from its file, and cache it.

    Parameters
    ----------
    folder
        The folder of the cache, made if it is missing; None for no cache. If it cannot be written, the supply is
        returned all the same and not cached.

    Returns
    -------
    Supply
        The same as from :func:`foi_stats.supply.read.read_supply`.
    """
    about = about_supply(path, name, year)
    slot = _slot([path], about, layouts, folder)
    cached = slot and _read_entry(slot.entry, path)
    return rename(cached or _make(slot, lambda: read_supply(path, layouts=layouts, name=name, year=year)), path, name)


def cached_covered(path: Path, *, layouts: Path, name: str, year: str, folder: Path | None) -> pd.DataFrame | None:
    """Return what a supply's lists of payments cover, without its rows; None if the cache does not have it.

    The parameters are those of :func:`read_cached`.
    """
    contents = [digest_if_readable(path)]
    if folder is None or not contents[0]:
        return None
    entry = entry_path(folder, contents, about_supply(path, name, year), layouts)
    try:
        digests = read_about(entry)["digests"]
        there = "covered" in digests
        return _read_frame(entry / "covered.parquet", digests["covered"], "covered") if there else covered_frame()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def combine_cached(
    paths: Sequence[Path],
    about: Iterable[str],
    *,
    layouts: Path,
    folder: Path | None,
    kind: Kind,
    make: Callable[[], Supply],
) -> tuple[RowTable, tuple[Finding, ...]]:
    """Return the combined rows of a kind of several supplies, and their findings, from the cache; or make and cache it.

    Parameters
    ----------
    about
        Other texts on which the rows depend, besides the files, the layouts and the library's reading code.
    """
    slot = _slot(paths, [b"together", *(text.encode() for text in about)], layouts, folder)
    if slot and (table := _read_table(slot.entry, kind)):
        return table
    made = _make(slot, make)
    # Read as they will be from now on: their digest says whether they have changed.
    return (slot and _read_table(slot.entry, kind)) or table_of(made, kind)


def table_of(supply: Supply, kind: Kind) -> tuple[RowTable, tuple[Finding, ...]]:
    """Return the rows of a kind of a supply, as :func:`combine_cached` returns them, and its findings."""
    return RowTable.of(supply.funding if kind == "funding" else supply.referrals, kind), supply.findings


def _read_table(entry: Path, kind: Kind) -> tuple[RowTable, tuple[Finding, ...]] | None:
    """Return the rows of a kind in an entry, and its findings; None if there is no entry or it is damaged."""
    try:
        about = read_about(entry)
        findings = tuple(map(Finding.from_data, about["findings"]))
        if kind not in about["digests"]:
            return RowTable.of(_FRAMES[kind](), kind), findings
        return RowTable.stored(_checked_bytes(entry / f"{kind}.parquet", about["digests"][kind]), kind), findings
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


@dataclass(frozen=True)
class _Slot:
    """Where the rows of some files are cached, or will be: the entry, the files, and the digests of their content."""

    entry: Path
    paths: Sequence[Path]
    contents: Sequence[str]


def _slot(paths: Sequence[Path], about: Iterable[bytes], layouts: Path, folder: Path | None) -> _Slot | None:
    """Return where the rows of files are cached; None if there is no cache, or a file cannot be read."""
    contents = [] if folder is None else [digest_if_readable(path) for path in paths]
    if folder is None or not all(contents):
        return None
    return _Slot(entry_path(folder, contents, about, layouts), paths, contents)


def _make(slot: _Slot | None, make: Callable[[], Supply]) -> Supply:
    """Make a supply, and cache it unless a file changed while it was read."""
    made = make()
    if slot and [digest_if_readable(path) for path in slot.paths] == slot.contents:
        _write_entry(slot.entry, made)
    return made


def _read_entry(entry: Path, path: Path) -> Supply | None:
    """Return the supply in an entry, or None if there is no entry or it is damaged."""
    try:
        about = read_about(entry)
        digests = about["digests"]
        frames = {
            name: _read_frame(entry / f"{name}.parquet", digests[name], name) if name in digests else without_rows()
            for name, without_rows in _FRAMES.items()
        }
        findings = tuple(map(Finding.from_data, about["findings"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    kinds = tuple(about["summary"]["kinds"])
    return Supply(
        path,
        frames["funding"],
        frames["referrals"],
        findings,
        frames["skipped"],
        frames["covered"],
        kinds,
        frames["totals"],
    )


def _write_entry(entry: Path, supply: Supply) -> None:
    """Write a supply to the cache; if the folder cannot be written, do nothing."""

    def fill(folder: Path) -> dict[str, Any]:
        frames = {name: getattr(supply, name) for name in _FRAMES}
        digests = {name: write_parquet(folder / f"{name}.parquet", rows) for name, rows in frames.items() if len(rows)}
        findings = [asdict(finding) for finding in supply.findings]
        return {"digests": digests, "findings": findings, "summary": _summary(supply)}

    write_entry(entry, fill, lambda entry: _read_entry(entry, supply.path) is not None)


def _summary(supply: Supply) -> dict[str, Any]:
    """Return what an entry says of a supply, to be read without its rows."""
    frames: dict[Kind, pd.DataFrame] = {"funding": supply.funding, "referrals": supply.referrals}
    organisations = {name for rows in frames.values() for name in rows["organisation"].unique()} - {""}
    periods = {kind: _periods(rows) for kind, rows in frames.items() if len(rows)}
    divided = {kind: known_breakdowns(rows) for kind, rows in frames.items() if len(rows)}
    return summary_fields(supply.kinds, periods, organisations, divided, [f.severity for f in supply.findings])


def _periods(rows: pd.DataFrame) -> list[Period]:
    """Return the distinct periods of rows, where days that follow one another are one span."""
    periods = [row_period(row) for row in rows[list(PERIOD)].drop_duplicates().to_dict("records")]
    days = [period for period in periods if period.kind == "day"]
    return [*covered_spans(days), *(period for period in periods if period.kind != "day")]


def _read_frame(path: Path, digest: str, kind: str) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = _checked_bytes(path, digest)
    # No threads: reading is fast enough without, and a process without threads can be forked.
    table = pq.ParquetFile(pa.BufferReader(content), pre_buffer=False).read(use_threads=False)
    return frame_of(table, kind)


def _checked_bytes(path: Path, digest: str) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{path.name} is not what was written")
    return content


def write_parquet(path: Path, rows: pd.DataFrame, *, read_often: bool = True) -> str:
    """Write rows as Parquet, and return the digest of the file.

    What is read often is looked at for how it is read fastest, which takes time.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    written = BytesIO()
    table = arrow_table(rows)
    # Columns of mostly distinct texts are read faster without a dictionary, and LZ4 is faster than tighter compression.
    repeating: list[str] | bool = True
    if read_often:
        texts = {name for name in table.column_names if table[name].type == pa.large_string()}
        repeating = [name for name in table.column_names if name not in texts or _repeats(table[name])]
    pq.write_table(table, written, compression="lz4", use_dictionary=repeating)
    path.write_bytes(written.getvalue())
    return hashlib.sha256(written.getvalue()).hexdigest()


def _repeats(column: pa.ChunkedArray) -> bool:
    """Return whether texts repeat so often that a dictionary of them, which has a largest size, saves time."""
    distinct = column.unique()
    return bool(len(distinct) * 4 < len(column) and distinct.nbytes < _LARGEST_DICTIONARY)
