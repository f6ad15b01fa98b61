"""The evidence of a report: every row that was looked at with its verdict, and the cells behind each figure.

Both are Parquet, in which a million rows of a few verdicts take little: ``selection.parquet`` and ``trace.parquet``.
``counted.csv`` has the rows that count, and those behind a figure, for whoever has a spreadsheet program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from foi_stats.publish.figure_bundle import write_trail
from foi_stats.publish.table_csv import defuse
from foi_stats.request.case import Case
from foi_stats.request.topic import SELECTION, verdicts
from foi_stats.run.write_release import write_text
from foi_stats.supply.cache import frame_of, write_parquet
from foi_stats.supply.cache_entries import KINDS, Kind
from foi_stats.supply.rows import PERIOD, TEXT, funding_frame, referral_frame, row_period

if TYPE_CHECKING:
    import pyarrow as pa

SELECTED = (
    *("kind", "period", "organisation", "line", "activity", "basis", "flow"),
    *SELECTION,
    *("file", "sheet", "cell"),
)
COUNTED = ("figures", *(name for name in SELECTED if name not in ("kind", "basis", "flow", "why")), "found")
"""The columns of ``counted.csv``: what tells a row, its verdict and its cell. The selection has the others."""

_CELL = ["file", "sheet", "cell"]
_ADDED = ("period", *SELECTION)
_AS: dict[Kind, dict[str, str]] = {"funding": {}, "referrals": {"line": "service", "activity": "crime_type"}}
"""The columns of counts that stand under another name in the selection: a service stands as a line."""


@dataclass(frozen=True)
class KeptRows:
    """The rows of a case with their verdicts, kept on the disk between two steps of a run: a file for each kind."""

    folder: Path
    name: str

    def path(self, kind: Kind) -> Path:
        """Return the file of a kind."""
        return self.folder / f"{self.name}.{kind}.parquet"


def keep_rows(case: Case, kept: KeptRows | None) -> pd.DataFrame:
    """Keep the rows of a case with their verdicts, and return those that are borderline.

    Returns
    -------
    DataFrame
        The rows on which the topic leaves the decision to a reviewer: ``organisation``, ``line``, ``rule``, ``why``,
        ``file``, ``sheet``, ``cell``.
    """
    borderline = []
    for kind in KINDS:
        rows = case.funding if kind == "funding" else case.referrals
        decided = verdicts(rows, case.topic)
        unsure = decided["decision"].eq("borderline").to_numpy()
        called = {name: line for line, name in _AS[kind].items()}
        named = rows[unsure].join(decided[unsure]).rename(columns=called)
        borderline.append(named[["organisation", "line", "rule", "why", *_CELL]].astype(TEXT))
        if kept is not None:
            towards = decided["counts_towards"].astype(TEXT)
            if "activity" in rows:
                own = towards.eq("") & decided["decision"].ne("exclude")
                towards = towards.mask(own, rows["activity"])
            added = decided.assign(counts_towards=towards, period=_periods(rows))
            write_parquet(kept.path(kind), rows.join(added), read_often=False)
    return pd.concat(borderline, ignore_index=True)


def _periods(rows: pd.DataFrame) -> pd.Categorical:
    """Return the period of each row in words, each distinct one once."""
    each = [pd.factorize(rows[name]) for name in PERIOD]
    sizes = [max(len(distinct), 1) for _, distinct in each]
    together, _ = pd.factorize(np.ravel_multi_index([codes for codes, _ in each], sizes))
    first = np.unique(together, return_index=True)[1]
    texts = [str(row_period(row)) for row in rows.iloc[first][list(PERIOD)].to_dict("records")]
    distinct = list(dict.fromkeys(texts))
    place = np.array([distinct.index(text) for text in texts], dtype=np.int32)
    return pd.Categorical.from_codes(place[together], categories=pd.Index(distinct, dtype=TEXT))


def without_rows(case: Case) -> Case:
    """Return a case without its rows, to be handed to another process."""
    return replace(case, funding=funding_frame(), referrals=referral_frame())


def with_kept_rows(case: Case, kept: KeptRows, trail: pd.DataFrame) -> Case:
    """Return a case with its kept counts, and the amounts that count, are borderline, or stand in a cell of a trail.

    Counts are all needed: they are protected together with those of other topics.
    """
    used = _in_use(_read(kept.path("funding"), ["decision", *_CELL]), trail)
    funding, referrals = _rows(kept.path("funding"), "funding", used), _rows(kept.path("referrals"), "referrals")
    return replace(case, funding=funding, referrals=referrals)


def _rows(path: Path, kind: Kind, wanted: pa.BooleanArray | None = None) -> pd.DataFrame:
    """Return kept rows as they were read, of which a part may be wanted."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path, pre_buffer=False)  # which would start a thread, and this process then not be forked
    columns = [name for name in file.schema_arrow.names if name not in _ADDED]
    batches, at = [], 0
    for batch in file.iter_batches(columns=columns, use_threads=False):
        batches.append(batch if wanted is None else batch.filter(wanted[at : at + len(batch)]))
        at += len(batch)
    if not batches:
        return funding_frame() if kind == "funding" else referral_frame()
    return frame_of(pa.Table.from_batches(batches), kind)


def _read(path: Path, columns: list[str]) -> pa.Table:
    """Return columns of kept rows, each distinct text once."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path, read_dictionary=columns, pre_buffer=False)
    return file.read(columns, use_threads=False).combine_chunks()


def _in_use(rows: pa.Table, trail: pd.DataFrame) -> pa.BooleanArray:
    """Return which rows count, are borderline, or stand in a cell of a trail."""
    import pyarrow as pa
    import pyarrow.compute as pc

    behind = [
        pc.is_in(rows[name], value_set=pa.array(trail[name].unique()).cast(rows.schema.field(name).type.value_type))
        for name in _CELL
    ]
    used = pc.or_(pc.not_equal(rows["decision"], "exclude"), pc.and_(pc.and_(behind[0], behind[1]), behind[2]))
    return used.combine_chunks() if isinstance(used, pa.ChunkedArray) else used


def write_selection(folder: Path, kept: KeptRows, trail: pd.DataFrame) -> None:
    """Write ``selection.parquet``, ``trace.parquet`` and ``counted.csv`` to the folder of the working papers."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    write_trail(folder / "trace.parquet", trail)
    tables = [(kind, _read(kept.path(kind), list(_columns(kept.path(kind), kind)))) for kind in KINDS]
    selected = pa.concat_tables([_selected(table, kind) for kind, table in tables]).unify_dictionaries()
    pq.write_table(selected.replace_schema_metadata(None), folder / "selection.parquet", compression="zstd")
    counted = [_counted(table, kind, trail) for kind, table in tables]
    rows = pd.concat(counted, ignore_index=True)
    write_text(folder / "counted.csv", _defused(rows).to_csv(index=False, lineterminator="\n"))


def _columns(path: Path, kind: Kind) -> Iterator[str]:
    import pyarrow.parquet as pq

    there = pq.ParquetFile(path).schema_arrow.names
    for name in (*SELECTED, "found"):
        if (column := _AS[kind].get(name, name)) in there:
            yield column


def _selected(rows: pa.Table, kind: Kind) -> pa.Table:
    """Return rows with the columns of the selection; texts by their number, those that a kind lacks empty."""
    import pyarrow as pa

    text = pa.dictionary(pa.int32(), pa.large_string())

    def column(name: str) -> Any:  # noqa: ANN401 - an array of Arrow's
        if name == "kind":
            return _same("funding" if kind == "funding" else "counts", len(rows))
        of_kind = _AS[kind].get(name, name)
        return rows[of_kind].cast(text) if of_kind in rows.column_names else _same("", len(rows))

    return pa.table({name: column(name) for name in SELECTED})


def _same(value: str, size: int) -> Any:  # noqa: ANN401 - an array of Arrow's
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int32)), pa.array([value], pa.large_string()))


def _counted(rows: pa.Table, kind: Kind, trail: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that count, are borderline or are behind a figure, with the figures that use each."""
    used = rows.filter(_in_use(rows, trail))
    told = _selected(used, kind).append_column("found", used["found"]).to_pandas(use_threads=False)
    repeated = trail.duplicated(_CELL, keep=False)
    several = trail[repeated].groupby(_CELL, sort=False)["figure"].agg(" ".join).reset_index()
    figures = pd.concat([trail.loc[~repeated, [*_CELL, "figure"]], several]).rename(columns={"figure": "figures"})
    cells = told[_CELL].astype(TEXT).reset_index(drop=True)
    found = cells.merge(figures.astype(TEXT), on=_CELL, how="left")["figures"].fillna("")
    counted: pd.DataFrame = told.assign(figures=found)[list(COUNTED)].astype(TEXT)
    return counted[counted["figures"].ne("") | counted["decision"].ne("exclude")]


def _defused(rows: pd.DataFrame) -> pd.DataFrame:
    """Return texts that no spreadsheet program runs; each distinct one is looked at once."""
    safe = {name: rows[name].map({text: defuse(text) for text in rows[name].unique()}) for name in COUNTED}
    return rows.assign(**safe)
