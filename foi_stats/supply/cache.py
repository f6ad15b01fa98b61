"""The store: the rows of each supply, kept as Parquet under a key of all that they depend on.

A file is parsed once. The key is the digest of its content, of the layouts it may be read by, and of the library's own
reading code, so that a change to any of them reads it anew. The store can be deleted at any time; an entry that is
damaged or half written is noticed by its digests and made again; any number of processes may write at once, for an
entry appears under its name only when it is whole.
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
from foi_stats.supply.read import layouts_of, read_supply, rename
from foi_stats.supply.rows import funding_frame, referral_frame
from foi_stats.supply.supply import Supply, skipped_frame
from foi_stats.vocabulary.findings import Finding

if TYPE_CHECKING:
    import pyarrow as pa

_FRAMES: dict[str, Callable[[], pd.DataFrame]] = {
    "funding": funding_frame,
    "referrals": referral_frame,
    "skipped": skipped_frame,
}
_LEFT_FOR_GOOD = 24 * 60 * 60  # seconds


def read_stored(path: Path, *, layouts: Path, name: str, year: str, store: Path | None) -> Supply:
    """Read a supply from the store if it is there, else from its file, and keep it.

    Parameters
    ----------
    store
        The store's folder, made if it is missing; None keeps nothing. Where it cannot be written, nothing is kept and
        nothing is said: reading goes on.

    Returns
    -------
    Supply
        What :func:`foi_stats.supply.read.read_supply` gives for the same arguments.
    """
    # A name's ending and its first word are looked at in reading, and are part of what the rows depend on.
    about = [path.name.encode(), PurePath(name).name.encode(), year.encode()]
    kept = _kept([path], about, layouts, store, lambda: read_supply(path, layouts=layouts, name=name, year=year))
    return rename(kept, path, name)


def put_together(
    paths: Sequence[Path], about: Iterable[str], *, layouts: Path, store: Path | None, make: Callable[[], Supply]
) -> Supply:
    """Return what several supplies give together if it is in the store, else as it is made, and keep it.

    Parameters
    ----------
    about
        What the rows depend on besides the content of the files, the layouts and the library's reading code.
    """
    return _kept(paths, [b"together", *(text.encode() for text in about)], layouts, store, make)


def _kept(
    paths: Sequence[Path], about: Iterable[bytes], layouts: Path, store: Path | None, make: Callable[[], Supply]
) -> Supply:
    """Return what is kept of these files, or what is made of them now."""
    contents = [] if store is None else [_content(path) for path in paths]
    if store is None or None in contents:
        return make()
    key = _digest([*filter(None, contents), *about, reader_digest(), *layouts_of(layouts)])
    entry = store / key[:2] / key
    kept = _read_entry(entry, paths[0])
    if kept is not None:
        return kept
    made = make()
    if [_content(path) for path in paths] == contents:  # else nobody knows which content was read
        _write_entry(entry, made)
    return made


def _content(path: Path) -> bytes | None:
    """Return the digest of a file's content, or None where it is no file or cannot be read."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return None


def _read_entry(entry: Path, path: Path) -> Supply | None:
    """Return what an entry holds, or None where there is none or it is not whole."""
    try:
        kept = json.loads((entry / "entry.json").read_text(encoding="utf-8"))
        about = kept["about"]
        if _digest([json.dumps(about).encode()]) != kept["digest"]:
            return None
        digests = about["digests"]
        frames = {
            name: _read_frame(entry / f"{name}.parquet", digests[name]) if name in digests else without_rows()
            for name, without_rows in _FRAMES.items()
        }
        findings = tuple(Finding(**finding) for finding in about["findings"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return Supply(path, frames["funding"], frames["referrals"], findings, frames["skipped"])


def _write_entry(entry: Path, supply: Supply) -> None:
    """Keep a supply; where that cannot be done, do without."""
    making = _beside(entry)
    try:
        making.mkdir(parents=True)
        frames = {name: getattr(supply, name) for name in _FRAMES}
        digests = {name: _write_frame(making / f"{name}.parquet", rows) for name, rows in frames.items() if len(rows)}
        about = {"digests": digests, "findings": [asdict(finding) for finding in supply.findings]}
        kept = {"digest": _digest([json.dumps(about).encode()]), "about": about}
        (making / "entry.json").write_text(json.dumps(kept), encoding="utf-8")
        _put(making, entry, supply.path)
        _clear_away(entry.parent)
    except OSError:
        pass
    finally:
        _remove(making)


def _put(making: Path, entry: Path, path: Path) -> None:
    """Give a whole entry its name. One that another process made meanwhile stays; a damaged one makes way."""
    try:
        making.rename(entry)
    except OSError:
        if _read_entry(entry, path) is not None:
            return
        aside = _beside(entry)
        with suppress(FileNotFoundError):  # another process may have moved it already
            entry.rename(aside)
        try:
            making.rename(entry)
        finally:
            _remove(aside)


def _clear_away(folder: Path) -> None:
    """Remove what processes that were stopped left half written, a day ago or longer."""
    for left in folder.glob(".*"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - _LEFT_FOR_GOOD:
                _remove(left)


def _beside(entry: Path) -> Path:
    return entry.parent / f".{entry.name}.{os.getpid()}.{uuid.uuid4().hex}"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _read_frame(path: Path, digest: str) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{path.name} is not what was written")
    # One thread, and none for Python's files: reading is fast enough, and a process without threads can be forked.
    table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    rows: pd.DataFrame = table.to_pandas(types_mapper=_column_type, use_threads=False, ignore_metadata=True)
    return rows


def _write_frame(path: Path, rows: pd.DataFrame) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    written = BytesIO()
    table = pa.Table.from_pandas(rows, preserve_index=False, nthreads=1)
    # What is different in nearly every row is read faster without a dictionary, and LZ4 faster than what packs tighter.
    repeating = [name for name in table.column_names if table[name].type != pa.large_string() or _repeats(table[name])]
    pq.write_table(table.replace_schema_metadata(None), written, compression="lz4", use_dictionary=repeating)
    path.write_bytes(written.getvalue())
    return hashlib.sha256(written.getvalue()).hexdigest()


def _repeats(column: pa.ChunkedArray) -> bool:
    import pyarrow.compute as pc

    return bool(pc.count_distinct(column).as_py() * 4 < len(column))


def _column_type(arrow_type: pa.DataType) -> Any:  # noqa: ANN401 - a pandas extension dtype, or None for pandas' own
    import pyarrow as pa

    text = pd.StringDtype(na_value=float("nan"))
    return {pa.float64(): AMOUNT, pa.int64(): COUNT, pa.large_string(): text, pa.string(): text}.get(arrow_type)


@cache
def reader_digest() -> bytes:
    """Return the digest of what reads: this library's vocabulary and reading code, and the reader of spreadsheets."""
    package = Path(__file__).parents[1]
    code = sorted(path for room in ("vocabulary", "files", "supply") for path in package.glob(f"{room}/**/*.py"))
    return _digest([version("python-calamine").encode(), *(path.read_bytes() for path in code)]).encode()


def _digest(pieces: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for piece in pieces:
        whole.update(len(piece).to_bytes(8, "big"))
        whole.update(piece)
    return whole.hexdigest()
