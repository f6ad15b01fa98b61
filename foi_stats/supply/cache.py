"""Cache parsed supplies as Parquet, keyed by file content, layouts and the library's own reading code.

A file is parsed once, and again when anything in its key changes. The cache can be deleted at any time. A damaged or
incomplete entry is recognised by its digests and replaced. Any number of processes may write at once, because an entry
gets its name only when it is complete.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from foi_stats.files.digest import digest_if_readable, digest_of
from foi_stats.supply.amounts import AMOUNT, COUNT
from foi_stats.supply.breakdowns import known_breakdowns
from foi_stats.supply.cache_entries import (
    Kind,
    about_supply,
    entry_path,
    read_about,
    summary_fields,
)
from foi_stats.supply.read import read_supply, rename
from foi_stats.supply.rows import PERIOD, breakdowns, funding_frame, referral_frame, row_period
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
_ABANDONED_AFTER = 24 * 60 * 60  # seconds


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
    cached = _cached([path], about, layouts, folder, lambda: read_supply(path, layouts=layouts, name=name, year=year))
    return rename(cached, path, name)


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
    paths: Sequence[Path], about: Iterable[str], *, layouts: Path, folder: Path | None, make: Callable[[], Supply]
) -> Supply:
    """Return the combined rows of several supplies from the cache, or else make and cache them.

    Parameters
    ----------
    about
        Other texts on which the rows depend, besides the files, the layouts and the library's reading code.
    """
    return _cached(paths, _together(about), layouts, folder, make)


def cached_texts(
    paths: Sequence[Path], about: Iterable[str], names: Iterable[str], *, layouts: Path, folder: Path | None, kind: Kind
) -> dict[str, list[str]] | None:
    """Return the distinct texts in columns of several supplies' combined rows; None if the cache does not have them.

    The other parameters are those of :func:`combine_cached`. No row is made of them.
    """
    import pyarrow.parquet as pq

    contents = [] if folder is None else [digest_if_readable(path) for path in paths]
    if folder is None or not all(contents):
        return None
    entry = entry_path(folder, contents, _together(about), layouts)
    try:
        if kind not in (digests := read_about(entry)["digests"]):
            return {}
        content = _checked_bytes(entry / f"{kind}.parquet", digests[kind])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    there = pq.ParquetFile(BytesIO(content)).schema_arrow.names
    columns = [name for name in there if name in {*names, *breakdowns(there)}]
    table = pq.ParquetFile(BytesIO(content), read_dictionary=columns, pre_buffer=False).read(columns, use_threads=False)
    return {name: table[name].unique().to_pylist() for name in columns}


def _together(about: Iterable[str]) -> list[bytes]:
    return [b"together", *(text.encode() for text in about)]


def _cached(
    paths: Sequence[Path], about: Iterable[bytes], layouts: Path, folder: Path | None, make: Callable[[], Supply]
) -> Supply:
    """Return the cached supply of these files, or make and cache it."""
    contents = [] if folder is None else [digest_if_readable(path) for path in paths]
    if folder is None or not all(contents):
        return make()
    entry = entry_path(folder, contents, about, layouts)
    cached = _read_entry(entry, paths[0])
    if cached is not None:
        return cached
    made = make()
    if [digest_if_readable(path) for path in paths] == contents:  # otherwise the file changed while it was read
        _write_entry(entry, made)
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
    temporary = _temporary_path(entry)
    try:
        temporary.mkdir(parents=True)
        frames = {name: getattr(supply, name) for name in _FRAMES}
        digests = {
            name: write_parquet(temporary / f"{name}.parquet", rows) for name, rows in frames.items() if len(rows)
        }
        findings = [asdict(finding) for finding in supply.findings]
        about = {"digests": digests, "findings": findings, "summary": _summary(supply)}
        cached = {"digest": digest_of([json.dumps(about).encode()]), "about": about}
        (temporary / "entry.json").write_text(json.dumps(cached), encoding="utf-8")
        _rename_into_place(temporary, entry, supply.path)
        _remove_abandoned(entry.parent)
    except OSError:
        pass
    finally:
        _remove(temporary)


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


def _rename_into_place(temporary: Path, entry: Path, path: Path) -> None:
    """Give a complete entry its name, unless another process has made it meanwhile; replace a damaged one."""
    try:
        temporary.rename(entry)
    except OSError:
        if _read_entry(entry, path) is not None:
            return
        damaged = _temporary_path(entry)
        with suppress(FileNotFoundError):  # another process may have moved it already
            entry.rename(damaged)
        try:
            temporary.rename(entry)
        finally:
            _remove(damaged)


def _remove_abandoned(folder: Path) -> None:
    """Remove incomplete entries that stopped processes left a day ago or earlier."""
    for left in folder.glob(".*"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - _ABANDONED_AFTER:
                _remove(left)


def _temporary_path(entry: Path) -> Path:
    return entry.parent / f".{entry.name}.{os.getpid()}.{uuid.uuid4().hex}"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _read_frame(path: Path, digest: str, kind: str) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = _checked_bytes(path, digest)
    # No threads: reading is fast enough without, and a process without threads can be forked.
    table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    return frame_of(table, kind)


def _checked_bytes(path: Path, digest: str) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{path.name} is not what was written")
    return content


def frame_of(table: pa.Table, kind: str) -> pd.DataFrame:
    """Return a table as a frame of the types that rows have (:mod:`foi_stats.supply.rows`)."""
    rows: pd.DataFrame = table.to_pandas(types_mapper=_column_types(kind).get, use_threads=False, ignore_metadata=True)
    return rows


def write_parquet(path: Path, rows: pd.DataFrame, *, read_often: bool = True) -> str:
    """Write rows as Parquet, and return the digest of the file.

    What is read often is looked at for how it is read fastest, which takes time.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    written = BytesIO()
    table = pa.Table.from_pandas(rows, preserve_index=False, nthreads=1)
    # Columns of mostly distinct texts are read faster without a dictionary, and LZ4 is faster than tighter compression.
    repeating: list[str] | bool = True
    if read_often:
        texts = {name for name in table.column_names if table[name].type == pa.large_string()}
        repeating = [name for name in table.column_names if name not in texts or _repeats(table[name])]
    pq.write_table(table.replace_schema_metadata(None), written, compression="lz4", use_dictionary=repeating)
    path.write_bytes(written.getvalue())
    return hashlib.sha256(written.getvalue()).hexdigest()


def _repeats(column: pa.ChunkedArray) -> bool:
    import pyarrow.compute as pc

    return bool(pc.count_distinct(column).as_py() * 4 < len(column))


@cache
def _column_types(kind: str) -> dict[pa.DataType, Any]:
    """Return the pandas dtype of each type of Arrow in the frames of one kind: whole counts are stored as integers."""
    import pyarrow as pa

    text = pd.StringDtype(na_value=float("nan"))
    figure = AMOUNT if kind == "funding" else COUNT
    return {pa.float64(): figure, pa.int64(): COUNT, pa.large_string(): text, pa.string(): text}
