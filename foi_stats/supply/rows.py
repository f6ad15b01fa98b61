"""The columns and types of rows: one frame of funding, one of counts, always the same columns in the same order.

Nothing here reads a file. Everything that uses rows may rely on these columns; :func:`validate` checks them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import pandas as pd

from foi_stats.supply.amounts import AMOUNT, COUNT, GapSafeArray
from foi_stats.vocabulary.basis import BASES
from foi_stats.vocabulary.period import KINDS, Period, covered_spans, financial_year_period, quarter_period

DAY: Final = "datetime64[us]"
TEXT: Final = "str"

TRAIL = {"file": TEXT, "sheet": TEXT, "cell": TEXT, "found": TEXT, "unit": TEXT, "sha256": TEXT}
"""Where a row was read from: the file, relative to the project, the sheet, the A1 address of its figure, the figure as
it stood, its unit, and the digest of the file's bytes."""

_STATUS = {"shorthand": TEXT, "reason": TEXT, "note": TEXT, "source": TEXT}
PERIOD = {"period_start": DAY, "period_end": DAY, "period_kind": TEXT}
"""From when to when a figure is, both days included, and what kind of period that is, one of
:data:`foi_stats.vocabulary.period.KINDS`. For what was counted on a day the two are that day."""

FUNDING = {
    **dict.fromkeys(
        (
            "financial_year",
            "authority",
            "organisation",
            "line",
            "provider",
            "funder",
            "activity",
            "basis",
            "flow",
            "qualifiers",
        ),
        TEXT,
    ),
    "as_at": DAY,
    "amount": AMOUNT,
    **_STATUS,
    **PERIOD,
    **TRAIL,
}
REFERRALS = {
    **dict.fromkeys(
        ("financial_year", "quarter", "authority", "organisation", "service", "crime_type", "measure"), TEXT
    ),
    "as_at": DAY,
    "count": COUNT,
    **_STATUS,
    **PERIOD,
    **TRAIL,
}

FLOWS = ("expenditure", "income")

_LABEL_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")

SAME_FIGURE = {
    "funding": ["period_start", "period_end", "organisation", "line", "activity", "basis", "flow"],
    "referrals": ["period_start", "period_end", "organisation", "service", "crime_type", "measure"],
}
"""The columns that are equal where two rows are the same figure; the later ``as_at`` supersedes the earlier."""


def breakdowns(rows: Iterable[Any]) -> list[str]:
    """Return the label columns that rows, or columns in order, have of their supplies' own: ``age_band``, ``outcome``.

    They stand between the period and the trail, under their headings in small letters, and hold texts; empty text
    where a supply has no such column.
    """
    names = list(map(str, rows))
    after = names[names.index("period_kind") + 1 :] if "period_kind" in names else []
    return after[: after.index("file")] if "file" in after else []


def columns_of(kind: str, labels: Iterable[str] = ()) -> dict[str, Any]:
    """Return the columns and types of ``"funding"`` or ``"referrals"`` rows with some label columns of their own.

    Raises
    ------
    ValueError
        If a label has the name of another column, or is not written in small letters, digits and underscores.
    """
    columns = FUNDING if kind == "funding" else REFERRALS
    own = list(dict.fromkeys(labels))
    for name in own:
        if name in columns or not _LABEL_NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot be the name of a label column")
    before = {name: dtype for name, dtype in columns.items() if name not in TRAIL}
    return {**before, **dict.fromkeys(own, TEXT), **TRAIL}


def join_rows(frames: Sequence[pd.DataFrame], kind: str) -> pd.DataFrame:
    """Return several frames of rows as one, with the label columns of all; empty text where a frame has none."""
    if len(frames) < 2:
        return frames[0] if frames else _empty(kind).copy()
    return pd.concat(with_same_labels(frames, kind), ignore_index=True)


def with_same_labels(frames: Sequence[pd.DataFrame], kind: str) -> Sequence[pd.DataFrame]:
    """Return several frames of rows, each with the label columns of all; empty text where a frame has none."""
    own = list(dict.fromkeys(name for rows in frames for name in breakdowns(rows)))
    if not own:
        return frames
    columns = list(columns_of(kind, own))
    return [rows.assign(**_without_label(rows, own))[columns] for rows in frames]


def _without_label(rows: pd.DataFrame, labels: Iterable[str]) -> dict[str, Any]:
    return {name: pd.Series("", index=rows.index, dtype=TEXT) for name in labels if name not in rows}


def frame(columns: Mapping[str, Any], rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Return rows as a frame of exactly these columns and types.

    Missing text becomes empty text, because a missing label can only mean that there is none; a missing amount, count
    or day stays missing. A row without a period has that of its quarter or else of its financial year.
    """
    all_rows = [_with_period(record) for record in rows]
    return pd.DataFrame(
        {
            name: pd.Series([record.get(name, "" if dtype == TEXT else None) for record in all_rows], dtype=dtype)
            for name, dtype in columns.items()
        }
    )


def _with_period(record: Mapping[str, Any]) -> Mapping[str, Any]:
    if record.get("period_kind"):
        return record
    if record.get("quarter"):
        return {**record, **period_fields(quarter_period(record["quarter"]))}
    if record.get("financial_year"):
        return {**record, **period_fields(financial_year_period(record["financial_year"]))}
    return record


def period_fields(period: Period) -> dict[str, Any]:
    """Return the columns of a period: its first and last day and its kind."""
    return {"period_start": period.start, "period_end": period.end, "period_kind": period.kind}


def row_period(record: Mapping[Any, Any] | pd.Series) -> Period:
    """Return the period of a row, which is given as a mapping of its columns."""
    return Period(_day(record["period_start"]), _day(record["period_end"]), record["period_kind"])


def rows_that_overlap(rows: pd.DataFrame, periods: Iterable[Period]) -> pd.DataFrame:
    """Return the rows that have a day in common with any of some periods."""
    chosen = overlap(rows, periods)
    return rows if chosen.all() else rows[chosen]  # a copy of all rows would take as much memory again


def overlap(rows: pd.DataFrame, periods: Iterable[Period]) -> pd.Series[bool]:
    """Return which rows have a day in common with any of some periods."""
    chosen = pd.Series(data=False, index=rows.index)
    for span in covered_spans(periods):
        chosen |= rows["period_start"].le(pd.Timestamp(span.end)) & rows["period_end"].ge(pd.Timestamp(span.start))
    return chosen


def _day(value: Any) -> dt.date:  # noqa: ANN401 - a day, as pandas or Python has it
    return value.date() if isinstance(value, dt.datetime) else value


def funding_frame(rows: Collection[Mapping[str, Any]] = (), labels: Iterable[str] = ()) -> pd.DataFrame:
    """Return funding rows as a frame with the columns and types of :data:`FUNDING`, and label columns of their own."""
    return frame(columns_of("funding", labels), rows) if rows or labels else _empty("funding").copy()


def referral_frame(rows: Collection[Mapping[str, Any]] = (), labels: Iterable[str] = ()) -> pd.DataFrame:
    """Return counts as a frame with the columns and types of :data:`REFERRALS`, and label columns of their own."""
    return frame(columns_of("referrals", labels), rows) if rows or labels else _empty("referrals").copy()


@cache
def _empty(kind: str, labels: tuple[str, ...] = ()) -> pd.DataFrame:
    return frame(columns_of(kind, labels))


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries, for code that reads them one at a time: amounts as exact Decimals."""
    names = [str(name) for name in rows.columns]
    columns = [exact_values(column) for _, column in rows.items()]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def exact_values(column: pd.Series) -> Iterable[Any]:
    """Return the values of a column one by one, None for gaps: amounts as Decimals, counts as ints where whole."""
    if isinstance(column.array, GapSafeArray):
        return column.array.exact()
    # In one piece: to take texts one by one out of Arrow takes three times as long.
    return column.to_numpy(dtype=object) if isinstance(column.dtype, pd.StringDtype) else column


def validate(rows: pd.DataFrame, kind: str) -> None:
    """Raise pandera's error unless the rows are as :func:`schema` has them.

    Plain checks of each column come first: importing pandera takes longer than reading the rows from the cache, and
    only rows that fail need its messages.
    """
    own = tuple(breakdowns(rows))
    if not _is_valid(rows, kind, own):
        schema(kind, own).validate(rows)


def _is_valid(rows: pd.DataFrame, kind: str, labels: tuple[str, ...]) -> bool:
    """Return whether the rows would pass :func:`schema`."""
    if not rows.dtypes.equals(_empty(kind, labels).dtypes):  # the columns too: they are its index
        return False
    columns = columns_of(kind, labels)
    dated = all(rows[name].notna().all() for name in ("period_start", "period_end"))
    named = all(rows[name].notna().all() for name, dtype in columns.items() if dtype == TEXT)
    known = all(rows[name].isin(allowed).all() for name, allowed in _allowed().items() if name in columns)
    figures = rows["amount" if kind == "funding" else "count"]
    return bool(dated and named and known and (figures.notna() | rows["shorthand"].ne("")).all())


@cache
def _allowed() -> dict[str, tuple[str, ...]]:
    from foi_stats.vocabulary.shorthand import REASONS

    return {"basis": BASES, "flow": FLOWS, "reason": ("", *REASONS), "period_kind": KINDS}


@cache
def schema(kind: str, labels: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - pandera is imported only when it is needed
    """Return the pandera schema of ``"funding"`` or ``"referrals"`` rows: types, vocabularies, every gap named."""
    import pandera.pandas as pa_check

    columns = columns_of(kind, labels)
    figure = "amount" if kind == "funding" else "count"
    allowed = _allowed()

    def gap_is_named(rows: pd.DataFrame) -> pd.Series:
        return rows[figure].notna() | rows["shorthand"].ne("")

    def column(name: str, dtype: Any) -> Any:  # noqa: ANN401
        if name == figure:  # a type that pandera does not know
            return pa_check.Column(None, pa_check.Check(lambda values: values.dtype == dtype, name=name), nullable=True)
        checks = [pa_check.Check.isin(allowed[name])] if name in allowed else None
        return pa_check.Column(dtype, checks, nullable=name not in PERIOD and dtype != TEXT)

    return pa_check.DataFrameSchema(
        {name: column(name, dtype) for name, dtype in columns.items()},
        checks=[pa_check.Check(gap_is_named, name="every gap is named")],
        strict=True,
        ordered=True,
    )
