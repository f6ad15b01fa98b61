"""The evidence of a report: every row that was looked at with its verdict, and the cells behind each figure.

Both are Parquet, in which a million rows of a few verdicts take little: ``selection.parquet`` and ``trace.parquet``.
``counted.csv`` has the rows that count, and those behind a figure, for whoever has a spreadsheet program.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from foi_stats.files.csv_record import defuse
from foi_stats.publish.figure_bundle import write_trail
from foi_stats.request.case import Case
from foi_stats.request.topic import SELECTION, verdicts
from foi_stats.supply.cache import write_parquet
from foi_stats.supply.cache_entries import KINDS, Kind
from foi_stats.supply.row_table import RowTable, arrow_table, as_they_come, text_content
from foi_stats.supply.rows import PERIOD, TEXT, funding_frame, referral_frame, row_period

SELECTED = (
    *("kind", "period", "organisation", "line", "activity", "basis", "flow"),
    *SELECTION,
    *("file", "sheet", "cell"),
)
COUNTED = ("figures", *(name for name in SELECTED if name not in ("kind", "basis", "flow", "why")), "found")
"""The columns of ``counted.csv``: what tells a row, its verdict and its cell. The selection has the others."""

_CELL = ["file", "sheet", "cell"]
_SPECIAL = r'[",\r\n]|^[^0-9A-Za-z]'
"""Texts that may have to be quoted, or that a spreadsheet program may run."""

_CODED = pa.dictionary(pa.int32(), pa.large_string())
_IN_ORDER = {"cell": "DELTA_BYTE_ARRAY"}
"""Texts that hardly repeat, and of which each begins like the one before; all others stand for their number."""

_AS: dict[Kind, dict[str, str]] = {"funding": {}, "referrals": {"line": "service", "activity": "crime_type"}}
"""The columns of counts that stand under another name in the selection: a service stands as a line."""


@dataclass(frozen=True)
class KeptRows:
    """What one step of a run keeps on the disk for the next: the selection, and the rows that figures may use."""

    folder: Path
    name: str

    def path(self, kind: Kind) -> Path:
        """Return the file of the rows of a kind."""
        return self.folder / f"{self.name}.{kind}.parquet"

    @property
    def selection(self) -> Path:
        """The file of the selection."""
        return self.folder / f"{self.name}.selection.parquet"


def keep_rows(case: Case, kept: KeptRows | None) -> pd.DataFrame:
    """Keep the selection of a case, and the rows that its figures may use; return those that are borderline.

    Returns
    -------
    DataFrame
        The rows on which the topic leaves the decision to a reviewer: ``organisation``, ``line``, ``rule``, ``why``,
        ``file``, ``sheet``, ``cell``.
    """
    borderline = []
    for kind, supplied in case.supplied.items():
        unsure = supplied.verdicts["decision"].eq("borderline").to_numpy()
        rows = supplied.rows.frame(unsure, ["organisation", _own_name("line", kind), *_CELL])
        named = rows.join(supplied.verdicts.loc[unsure, ["rule", "why"]].reset_index(drop=True))
        borderline.append(named.rename(columns={_own_name("line", kind): "line"}).astype(TEXT))
    if kept is not None:
        for kind, rows in zip(KINDS, (case.funding, case.referrals), strict=True):
            write_parquet(kept.path(kind), rows, read_often=False)
        _write_selection(kept.selection, case)
    return pd.concat(borderline, ignore_index=True)


def without_rows(case: Case) -> Case:
    """Return a case without its rows, to be handed to another process."""
    return replace(case, funding=funding_frame(), referrals=referral_frame(), supplied={})


def with_kept_rows(case: Case, kept: KeptRows) -> Case:
    """Return a case with the rows that its figures may use."""
    funding, referrals = (RowTable.stored(kept.path(kind).read_bytes(), kind).frame() for kind in KINDS)
    return replace(case, funding=funding, referrals=referrals)


def write_evidence(folder: Path, case: Case, kept: KeptRows, trail: pd.DataFrame) -> None:
    """Write ``selection.parquet``, ``trace.parquet`` and ``counted.csv`` to the folder of the working papers."""
    write_trail(folder / "trace.parquet", trail)
    shutil.copyfile(kept.selection, folder / "selection.parquet")
    with (folder / "counted.csv").open("wb") as file:
        file.write(f"{','.join(COUNTED)}\n".encode())
        for kind in KINDS:
            file.write(_csv_lines(_counted(case, kind, trail)))


def _write_selection(path: Path, case: Case) -> None:
    """Write every row that was looked at, with its verdict."""
    import pyarrow.parquet as pq

    tables = [_selected(supplied.rows, supplied.verdicts, kind) for kind, supplied in case.supplied.items()]
    coded = [name for name in SELECTED if name not in _IN_ORDER]
    pq.write_table(
        pa.concat_tables(tables).unify_dictionaries(),
        path,
        compression="zstd",
        use_dictionary=coded,
        column_encoding=_IN_ORDER,
    )


def _own_name(name: str, kind: Kind) -> str:
    """Return the column of rows that stands under a name in the selection."""
    return _AS[kind].get(name, name)


def _selected(rows: RowTable, decided: pd.DataFrame, kind: Kind) -> pa.Table:
    """Return rows with the columns of the selection, those that a kind lacks empty; however stored, they are the same.

    What is written of them is compared when a release is verified.
    """
    added: dict[str, Any] = {name: decided[name] for name in SELECTION}
    added["kind"] = _same("funding" if kind == "funding" else "counts", len(rows))
    added["period"] = _periods(rows.columns(list(PERIOD)))
    if "activity" in rows.names:
        added["counts_towards"] = _counts_towards(decided, rows.columns(["activity"])["activity"])
    of_rows = {name: _own_name(name, kind) for name in SELECTED if _own_name(name, kind) in rows.names}

    def column(name: str) -> pa.Array:
        values = rows.column(of_rows[name]) if name in of_rows else pa.array(added.get(name, _same("", len(rows))))
        return values.cast(pa.large_string()) if name in _IN_ORDER else as_they_come(values.cast(_CODED))

    return pa.table({name: column(name) for name in SELECTED})


def _counts_towards(decided: pd.DataFrame, activity: pd.Series) -> pd.Series:
    """Return what each row counts towards: where its rule names no activity, its own."""
    towards = decided["counts_towards"].reset_index(drop=True)
    of_itself = towards.eq("") & decided["decision"].ne("exclude").to_numpy()
    texts = towards.cat.categories.union(activity.cat.categories, sort=False)
    return towards.cat.set_categories(texts).mask(of_itself, activity.cat.set_categories(texts))


def _same(text: str, size: int) -> pd.Categorical:
    return pd.Categorical.from_codes(np.zeros(size, np.int8), categories=pd.Index([text], dtype=TEXT))


def _periods(rows: pd.DataFrame) -> pd.Categorical:
    """Return the period of each row in words, each distinct one once."""
    each = [pd.factorize(rows[name]) for name in PERIOD]
    sizes = [max(len(distinct), 1) for _, distinct in each]
    together, _ = pd.factorize(np.ravel_multi_index([codes for codes, _ in each], sizes))
    first = rows.loc[~pd.Series(together, index=rows.index).duplicated(), list(PERIOD)]
    texts = [str(row_period(row)) for row in first.to_dict("records")]
    distinct = list(dict.fromkeys(texts))
    place = np.array([distinct.index(text) for text in texts], dtype=np.int32)
    return pd.Categorical.from_codes(place[together], categories=pd.Index(distinct, dtype=TEXT))


def _counted(case: Case, kind: Kind, trail: pd.DataFrame) -> pa.Table:
    """Return the rows that count, are borderline or are behind a figure."""
    rows = case.funding if kind == "funding" else case.referrals
    decided = verdicts(rows, case.topic)
    figures = _figures_of(rows, trail)
    listed = (figures.ne("") | decided["decision"].ne("exclude")).to_numpy()
    told = _selected(RowTable.of(rows[listed], kind), decided[listed], kind)
    added = arrow_table(pd.DataFrame({"figures": figures[listed], "found": rows.loc[listed, "found"]}))
    return pa.table({name: added[name] if name in added.column_names else told[name] for name in COUNTED})


def _csv_lines(rows: pa.Table) -> pa.Buffer | bytes:
    """Return rows of texts as lines of CSV that no spreadsheet program runs; each distinct text is looked at once."""
    import pyarrow.compute as pc

    safe = []
    for column in (each.combine_chunks() for each in rows.columns):
        coded = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        texts = coded.dictionary
        if pc.any(pc.match_substring_regex(texts, _SPECIAL)).as_py():
            texts = pa.array([_quoted(defuse(text)) for text in texts.to_pylist()], pa.large_string())
        safe.append(texts.take(coded.indices))
    comma, end, nothing = (pa.scalar(text, pa.large_string()) for text in (",", "\n", ""))
    lines = pc.binary_join_element_wise(*safe[:-1], pc.binary_join_element_wise(safe[-1], nothing, end), comma)
    return text_content(lines)[1]


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if re.search(r'[",\r\n]', text) else text


def _figures_of(rows: pd.DataFrame, trail: pd.DataFrame) -> pd.Series:
    """Return the figures that use each row."""
    repeated = trail.duplicated(_CELL, keep=False)
    several = trail[repeated].groupby(_CELL, sort=False)["figure"].agg(" ".join).reset_index()
    figures = pd.concat([trail.loc[~repeated, [*_CELL, "figure"]], several])
    found = rows[_CELL].merge(figures.astype(TEXT), on=_CELL, how="left")["figure"].fillna("")
    return found.set_axis(rows.index)
