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
from importlib.metadata import version
from io import BytesIO
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import pandas as pd

from foi_stats.supply.amounts import AMOUNT, COUNT
from foi_stats.supply.read import read_layout_bytes, read_supply, rename
from foi_stats.supply.rows import funding_frame, referral_frame
from foi_stats.supply.supply import Supply, covered_frame, skipped_frame
from foi_stats.vocabulary.findings import Finding

if TYPE_CHECKING:
    import pyarrow as pa

_FRAMES: dict[str, Callable[[], pd.DataFrame]] = {
    "funding": funding_frame,
    "referrals": referral_frame,
    "skipped": skipped_frame,
    "covered": covered_frame,
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
    # Reading depends on the ending and the first word of a file's name, so they are part of the key.
    about = [path.name.encode(), PurePath(name).name.encode(), year.encode()]
    cached = _cached([path], about, layouts, folder, lambda: read_supply(path, layouts=layouts, name=name, year=year))
    return rename(cached, path, name)


def combine_cached(
    paths: Sequence[Path], about: Iterable[str], *, layouts: Path, folder: Path | None, make: Callable[[], Supply]
) -> Supply:
    """Return the combined rows of several supplies from the cache, or else make and cache them.

    Parameters
    ----------
    about
        Other texts on which the rows depend, besides the files, the layouts and the library's reading code.
    """
    return _cached(paths, [b"together", *(text.encode() for text in about)], layouts, folder, make)


def _cached(
    paths: Sequence[Path], about: Iterable[bytes], layouts: Path, folder: Path | None, make: Callable[[], Supply]
) -> Supply:
    """Return the cached supply of these files, or make and cache it."""
    contents = [] if folder is None else [_content_digest(path) for path in paths]
    if folder is None or None in contents:
        return make()
    key = _digest([*filter(None, contents), *about, reader_digest(), *read_layout_bytes(layouts)])
    entry = folder / key[:2] / key
    cached = _read_entry(entry, paths[0])
    if cached is not None:
        return cached
    made = make()
    if [_content_digest(path) for path in paths] == contents:  # otherwise the file changed while it was read
        _write_entry(entry, made)
    return made


def _content_digest(path: Path) -> bytes | None:
    """Return the digest of a file's content, or None if it is no file or cannot be read."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return None


def _read_entry(entry: Path, path: Path) -> Supply | None:
    """Return the supply in an entry, or None if there is no entry or it is damaged."""
    try:
        cached = json.loads((entry / "entry.json").read_text(encoding="utf-8"))
        about = cached["about"]
        if _digest([json.dumps(about).encode()]) != cached["digest"]:
            return None
        digests = about["digests"]
        frames = {
            name: _read_frame(entry / f"{name}.parquet", digests[name], name) if name in digests else without_rows()
            for name, without_rows in _FRAMES.items()
        }
        findings = tuple(Finding(**finding) for finding in about["findings"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return Supply(path, frames["funding"], frames["referrals"], findings, frames["skipped"], frames["covered"])


def _write_entry(entry: Path, supply: Supply) -> None:
    """Write a supply to the cache; if the folder cannot be written, do nothing."""
    temporary = _temporary_path(entry)
    try:
        temporary.mkdir(parents=True)
        frames = {name: getattr(supply, name) for name in _FRAMES}
        digests = {
            name: _write_frame(temporary / f"{name}.parquet", rows) for name, rows in frames.items() if len(rows)
        }
        about = {"digests": digests, "findings": [asdict(finding) for finding in supply.findings]}
        cached = {"digest": _digest([json.dumps(about).encode()]), "about": about}
        (temporary / "entry.json").write_text(json.dumps(cached), encoding="utf-8")
        _rename_into_place(temporary, entry, supply.path)
        _remove_abandoned(entry.parent)
    except OSError:
        pass
    finally:
        _remove(temporary)


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

    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{path.name} is not what was written")
    # No threads: reading is fast enough without, and a process without threads can be forked.
    table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    rows: pd.DataFrame = table.to_pandas(types_mapper=_column_types(kind).get, use_threads=False, ignore_metadata=True)
    return rows


def _write_frame(path: Path, rows: pd.DataFrame) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    written = BytesIO()
    table = pa.Table.from_pandas(rows, preserve_index=False, nthreads=1)
    # Columns of mostly distinct texts are read faster without a dictionary, and LZ4 is faster than tighter compression.
    repeating = [name for name in table.column_names if table[name].type != pa.large_string() or _repeats(table[name])]
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


@cache
def reader_digest() -> bytes:
    """Return the digest of the reading code: the vocabulary, ``files``, ``supply``, and the version of calamine."""
    package = Path(__file__).parents[1]
    code = sorted(path for room in ("vocabulary", "files", "supply") for path in package.glob(f"{room}/**/*.py"))
    return _digest([version("python-calamine").encode(), *(path.read_bytes() for path in code)]).encode()


def _digest(pieces: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for piece in pieces:
        whole.update(len(piece).to_bytes(8, "big"))
        whole.update(piece)
    return whole.hexdigest()
