"""Turn the answers of one request that count people into linked tables, so that they are protected together.

Answers come in and frames go out, one row for each count; which are hidden is decided in :mod:`protected`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from foi_stats.answer.answer import Answer, counts_within, scope_of
from foi_stats.answer.answer_table import TOTAL, covered_days, labels_of, labels_said, period_of
from foi_stats.release.grain import Cut, Grain, Key, cut_of, grain_of, parts_of
from foi_stats.request.case import Case
from foi_stats.supply.rows import records
from foi_stats.suppression.linked_tables import UNPRINTED
from foi_stats.vocabulary.measures import plain_measure
from foi_stats.vocabulary.period import Period

COUNTS = ("place", "counted", "measure", "service", "period", "count")
"""The columns of counts that an earlier release gave.

What each is of: the place, for its own counts that of the authority, whatever they are labelled with; the topic, or
``Total`` where all counts of named services are given; the measure, in one spelling; the service, and any other label
in a column of its own (``age_band``), ``Total`` where counts are added up; and the period, as it is printed: one that
no other period of these tables divides, or ``Total`` where such are added up. ``count`` is a number, ``[c]`` if it was
hidden, or ``[..]`` if it is a part of another row that was not given itself."""

_BESIDE = ("count", "name", "said", "figure", "total", "cost", "reference", "printed")
"""The columns of a table of counts beside those that say what a count is of."""

_FIXED = ("place", "counted", "measure", "period")

Found = Mapping[tuple[Key, Period], int | None]
"""Counts that are printed nowhere, by what they are of and their period; a gap is None."""


@dataclass(frozen=True)
class Linked:
    """Tables of one request: those to protect, those that others have published, and the columns that tell them apart.

    Each has the columns of :data:`COUNTS`, and ``name``, the period as it stands in a table; those to protect also
    ``said``, their labels in words, ``figure`` (empty for a count that is printed nowhere), ``total`` (whether others
    of the table add up to it) and ``cost``.
    """

    tables: tuple[pd.DataFrame, ...]
    published: tuple[pd.DataFrame, ...]
    dimensions: tuple[str, ...]

    @property
    def by(self) -> list[str]:
        """The dimensions in which the counts differ at all."""
        every = pd.concat([*self.tables, *self.published], ignore_index=True)
        varied = [name for name in self.dimensions if len(every[name].unique()) > 1]
        return varied or ["service"]


def label_columns(grain: Grain) -> list[str]:
    """Return the columns of a table of counts that hold its labels: named after these, and unlike any other."""
    return [f"by_{name}" if name in (*_FIXED, *_BESIDE) else name for name in grain.labels]


def dimensions_of(grain: Grain) -> tuple[str, ...]:
    """Return the columns that say what a count is of."""
    return ("place", "counted", "measure", *label_columns(grain), "period")


def link_answers(
    case: Case,
    answers: Iterable[Answer],
    earlier: Sequence[pd.DataFrame] = (),
    before: pd.DataFrame | None = None,
    *,
    known: bool,
    grain: Grain | None = None,
) -> Linked:
    """Return the answers that count people as linked tables.

    Parameters
    ----------
    answers
        Answers of this case; those that give no counts are left out. What somebody else has published (the answer
        names its source) is not the authority's to protect, and everybody knows it.
    earlier
        Counts that earlier releases gave, with the columns of :data:`COUNTS`.
    before
        What those are made of, as :func:`foi_stats.release.released_counts.counts_before` gives it.
    known
        Whether counts that are printed nowhere are given as they are, to protect them, or as a reader sees them.
    grain
        What all counts are made of, as :func:`foi_stats.release.grain.grain_of` gives it; by default the case's.
    """
    grain = grain or grain_of(case, ())
    dimensions, labels = dimensions_of(grain), label_columns(grain)
    counting = [answer for answer in answers if answer.unit == "count" and len(answer.table)]
    own = [frame for one in counting if not one.source for frame in count_rows(case, one, grain, known=known)]
    others = [frame for one in counting if one.source for frame in count_rows(case, one, grain, known=False)]
    given = [table.assign(**{name: TOTAL for name in labels if name not in table}) for table in earlier]
    wider = _parts_of_wider_counts(own, before, case.request.topic, dimensions, known=known)
    linked = _with_shared_margins([*own, *others, *given], dimensions, labels)
    tables = [*linked[: len(own)], wider]
    if before is not None and own and known:
        tables.append(before.loc[~before["printed"]].drop(columns="printed"))
    tables = [table for table in tables if len(table)]
    return Linked(tuple(_with_costs(tables, dimensions)), tuple(linked[len(own) :]), dimensions)


def periods_of(case: Case, answer: Answer) -> list[Period]:
    """Return the periods of an answer's table, but for its total."""
    return case.request.scope_periods(scope_of(case.request, answer))


def count_rows(case: Case, answer: Answer, grain: Grain, *, known: bool = False) -> list[pd.DataFrame]:
    """Return the counts of one answer, with the columns of :data:`COUNTS`, ``name``, ``said``, ``figure``, ``total``.

    A gap adds nothing to any total, so it is 0; a hidden count is ``[c]``.
    """
    periods, cut = periods_of(case, answer), cut_of(case, answer)
    named = scope_of(case.request, answer).services
    fixed = {
        "place": answer.place if answer.source else case.authority.place,
        "counted": TOTAL if named else case.request.topic,
        "measure": plain_measure(answer.measure),
    }
    rows = [
        {
            **fixed,
            "key": cut.key(dict(zip(answer.by, labels_of(row), strict=True)), grain),
            "name": row["period"],
            "periods": periods if row["period"] == TOTAL else [period_of(row)],
            "covers": covered_days(row),
            "count": _count(row),
            "said": labels_said(row),
            "figure": row["figure"],
        }
        for row in records(answer.table)
    ]
    found = _found(case, answer, rows, cut, grain) if known else {}
    return tables_by_atoms(rows, grain, cut, found, dict.fromkeys(("name", "said", "figure"), ""))


def _found(
    case: Case, answer: Answer, rows: Sequence[Mapping[str, Any]], cut: Cut, grain: Grain
) -> dict[tuple[Key, Period], int | None]:
    """Return the counts of the pieces that an answer prints nowhere."""
    split = cut.split(grain)
    parts = {part for row in rows for period in row["periods"] for part in parts_of(period, grain.atoms)}
    printed = {row["periods"][0] for row in rows if len(row["periods"]) == 1}
    wanted = sorted(parts if split else parts - printed)
    columns = [*cut.by, *split]
    within = counts_within(case, answer, wanted, columns) if wanted else {}
    return {
        (cut.key(dict(zip(columns, labels, strict=True)), grain), period): count
        for (labels, period), count in within.items()
    }


def tables_by_atoms(
    rows: Sequence[Mapping[str, Any]], grain: Grain, cut: Cut, found: Found, unprinted: Mapping[str, object]
) -> list[pd.DataFrame]:
    """Return counts as tables in which every period is an atom, or is ``Total`` and adds up those of its table.

    A figure for a longer time than an atom has a table of its own, with a row for each of its atoms, printed nowhere;
    so has one that adds up labels by which all tables are cut.

    Parameters
    ----------
    rows
        Counts of one table, each with its ``key``; its ``periods``: one, or for a total all that it adds up; and the
        days that it ``covers``, where those are not all.
    found
        The counts that are printed nowhere; a gap is 0, and what is not known ``[..]``.
    unprinted
        What other columns hold in a row that is printed nowhere.
    """
    made_of = [tuple(part for period in row["periods"] for part in parts_of(period, grain.atoms)) for row in rows]
    single = tuple(dict.fromkeys(parts[0] for parts in made_of if len(parts) == 1))
    groups: dict[tuple[Period, ...], list[Mapping[str, Any]]] = {}
    for row, parts in zip(rows, made_of, strict=True):
        groups.setdefault(single if len(parts) == 1 or parts == single else parts, []).append(row)
    return [_table(some, parts, grain, cut, found, unprinted) for parts, some in groups.items()]


def _table(
    rows: Sequence[Mapping[str, Any]],
    parts: Sequence[Period],
    grain: Grain,
    cut: Cut,
    found: Found,
    unprinted: Mapping[str, object],
) -> pd.DataFrame:
    """Return counts whose periods are some atoms or the total of them as one table."""
    is_cut = bool(cut.split(grain))
    told = [{**row, "period": _label(row["periods"], grain.atoms)} for row in rows]
    told = [{**row, "total": is_cut or row["period"] == TOTAL or cut.is_total(row["key"], grain)} for row in told]
    printed = {(row["key"], row["period"]) for row in told}
    covers = {row["key"]: row["covers"] for row in rows if not cut.is_total(row["key"], grain)}
    there = {key for key, _ in found}
    told += [
        {**rows[0], **unprinted, "key": piece, "period": str(part), "total": False}
        | {"count": _count_within(found, there, piece, part, covers[key])}
        for key in covers
        for part in parts
        for piece in cut.pieces(key, grain)
        if (piece, str(part)) not in printed
    ]
    labels = label_columns(grain)
    named = [{**row, **dict(zip(labels, row["key"], strict=True))} for row in told]
    first = [*dimensions_of(grain), "count"]
    columns = [*first, *(name for name in named[0] if name not in (*first, "periods", "covers", "key"))]
    return pd.DataFrame(named, columns=columns).astype({"count": object})


def _label(periods: Sequence[Period], atoms: Sequence[Period]) -> str:
    parts = [part for period in periods for part in parts_of(period, atoms)]
    return str(parts[0]) if len(parts) == 1 else TOTAL


def _count_within(found: Found, there: set[Key], key: Key, part: Period, covers: Sequence[Period]) -> object:
    """Return a count that is printed nowhere; it adds nothing where the figure it is a part of does not cover it.

    Nor does it where rows are known, and none has its labels together.
    """
    if covers and not any(days.overlaps(part) for days in covers):
        return 0
    if (key, part) in found:
        return found[key, part] or 0
    return 0 if there and key not in there else UNPRINTED


def _count(row: dict[str, object]) -> object:
    if "suppressed" in str(row["reason"]).split():
        return "[c]"
    return 0 if pd.isna(row["value"]) else int(str(row["value"]))  # type: ignore[call-overload]


def _with_shared_margins(
    tables: Sequence[pd.DataFrame], dimensions: Sequence[str], labels: Sequence[str]
) -> list[pd.DataFrame]:
    """Return tables that are divided by different labels with the sums in which they agree, printed nowhere.

    Counts by age and counts by sex of the same people come to the same: whoever has both tables knows that.
    """
    used = [frozenset(name for name in labels if table[name].ne(TOTAL).any()) for table in tables]
    linked = []
    for table, mine in zip(tables, used, strict=True):
        shared = {mine & other for other in used if not mine <= other}
        finest = table[~table[[*mine, "period"]].isin([TOTAL]).any(axis=1)]
        beside = {name: "" for name in ("name", "said", "figure") if name in table}
        sums = [
            finest.assign(**dict.fromkeys(mine - kept, TOTAL), **beside, count=UNPRINTED)
            for kept in sorted(shared, key=sorted)
        ]
        linked.append(
            pd.concat([table, *sums], ignore_index=True).drop_duplicates(list(dimensions), ignore_index=True)
            if sums
            else table
        )
    return linked


def _parts_of_wider_counts(
    own: Sequence[pd.DataFrame], before: pd.DataFrame | None, topic: str, dimensions: Sequence[str], *, known: bool
) -> pd.DataFrame:
    """Return the differences between all counts of a service and the topic's, where both are given.

    One taken from the other leaves the counts that are not the topic's: nobody prints them, and they may be few.
    One of the two may have been released before.
    """
    tables = [*own, *([] if before is None else [before])] if own else []
    every = pd.concat(tables, ignore_index=True) if own else pd.DataFrame(columns=[*dimensions, *_BESIDE])
    own_rows = sum(map(len, own))
    atoms = every.assign(own=every.index < own_rows)
    atoms = atoms[~atoms["total"].astype(bool)]
    keys = [name for name in dimensions if name != "counted"]
    few, all_ = (atoms[atoms["counted"].eq(label)].drop_duplicates(keys) for label in (topic, TOTAL))
    both = all_.merge(few, on=keys, suffixes=("_all", "_few")).query("own_all or own_few")
    if both.empty:
        return both
    counts = {TOTAL: both["count_all"], topic: both["count_few"]}
    pairs = zip(both["count_all"], both["count_few"], strict=True)
    rest = [all_ - few if known and UNPRINTED not in (all_, few) else UNPRINTED for all_, few in pairs]
    counts[f"not {topic}"] = pd.Series(rest, both.index, dtype=object)
    return pd.concat(
        [
            both[keys].assign(counted=counted, count=count if known else UNPRINTED, name="", said="", figure="")
            for counted, count in counts.items()
        ],
        ignore_index=True,
    )[[*dimensions, "count", "name", "said", "figure"]]


def _with_costs(tables: Sequence[pd.DataFrame], dimensions: Sequence[str]) -> list[pd.DataFrame]:
    """Return the tables with what it costs to hide each count: itself, or next to nothing if nobody would see it."""
    printed = {key for table in tables for key in _keys(table[table["figure"].ne("")], dimensions)}
    return [
        table.assign(
            cost=[
                max(count, 1) if key in printed and isinstance(count, int | np.integer) else 1
                for key, count in zip(_keys(table, dimensions), table["count"], strict=True)
            ]
        )
        for table in tables
    ]


def _keys(table: pd.DataFrame, dimensions: Sequence[str]) -> list[tuple[str, ...]]:
    return list(table[list(dimensions)].itertuples(index=False, name=None))
