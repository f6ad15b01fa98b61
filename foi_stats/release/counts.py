"""Turn the answers of one request that count people into linked tables, so that they are protected together.

Answers come in and frames go out, one row for each count; which are hidden is decided in :mod:`protected`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from foi_stats.answer.answer import Answer, answer_by_year, scope_of
from foi_stats.answer.answer_table import TOTAL
from foi_stats.request.case import Case
from foi_stats.supply.rows import records
from foi_stats.suppression.linked_tables import UNPRINTED

DIMENSIONS = ("place", "counted", "service", "financial_year")
"""What a count is of: the place, for its own counts that of the authority, whatever they are labelled with; the topic,
or ``Total`` where all referrals to named services are counted; the service and the financial year, ``Total`` where they
are added up."""

COUNTS = (*DIMENSIONS, "count")
"""The columns of counts that an earlier release gave: ``count`` is a number, ``[c]`` if it was hidden, or ``[..]`` if
it is a part of another row that was not given itself."""


@dataclass(frozen=True)
class Linked:
    """Tables of one request: those to protect, those that others have published, and the columns that tell them apart.

    Each has the columns of :data:`COUNTS`; those to protect also ``figure`` (empty for a count that is printed
    nowhere) and ``cost``.
    """

    tables: tuple[pd.DataFrame, ...]
    published: tuple[pd.DataFrame, ...]

    @property
    def by(self) -> list[str]:
        """The dimensions in which the counts differ at all."""
        every = pd.concat([*self.tables, *self.published], ignore_index=True)
        varied = [name for name in DIMENSIONS if len(every[name].unique()) > 1]
        return varied or ["service"]


def link_answers(
    case: Case,
    answers: Iterable[Answer],
    earlier: Sequence[pd.DataFrame] = (),
    before: pd.DataFrame | None = None,
    *,
    known: bool,
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
    """
    counting = [answer for answer in answers if answer.unit == "count" and len(answer.table)]
    own = [count_rows(case, answer, known=known) for answer in counting if not answer.source]
    others = [count_rows(case, answer, known=False) for answer in counting if answer.source]
    tables = [*own, _parts_of_wider_counts(own, before, case.request.topic, known=known)]
    if before is not None and own and known:
        tables.append(before.loc[~before["printed"]].drop(columns="printed"))
    tables = [table for table in tables if len(table)]
    return Linked(tuple(_with_costs(tables)), (*others, *earlier))


def count_rows(case: Case, answer: Answer, *, known: bool = False) -> pd.DataFrame:
    """Return the counts of one answer, with the columns of :data:`COUNTS` and ``figure``.

    A gap adds nothing to any total, so it is 0; a hidden count is ``[c]``. A figure for several years has a row for
    each of them too, which is printed nowhere.
    """
    scope = scope_of(case.request, answer)
    years = case.request.scope_years(scope)
    place = answer.place if answer.source else case.authority.place
    labels = {"place": place, "counted": TOTAL if scope.services else case.request.topic}
    rows = [
        {
            **labels,
            "service": row["label"],
            "financial_year": row["period"],
            "count": _count(row),
            "figure": row["figure"],
        }
        for row in records(answer.table)
    ]
    frame = pd.DataFrame(rows, columns=[*COUNTS, "figure"]).astype({"count": object})
    several = ~frame["financial_year"].isin(years)
    frame = frame.assign(financial_year=frame["financial_year"].mask(several, TOTAL))
    if not several.all():
        return frame
    yearly = records(answer_by_year(case, answer).table) if known else []
    found = {(row["label"], row["period"]): _count(row) for row in yearly}
    unprinted = [
        {**labels, "service": label, "financial_year": year, "count": found.get((label, year), UNPRINTED), "figure": ""}
        for label in dict.fromkeys(answer.table["label"])
        if label != TOTAL
        for year in years
    ]
    return pd.concat([frame, pd.DataFrame(unprinted)], ignore_index=True)


def _count(row: dict[str, object]) -> object:
    if "suppressed" in str(row["reason"]).split():
        return "[c]"
    return 0 if pd.isna(row["value"]) else int(str(row["value"]))  # type: ignore[call-overload]


def _parts_of_wider_counts(
    own: Sequence[pd.DataFrame], before: pd.DataFrame | None, topic: str, *, known: bool
) -> pd.DataFrame:
    """Return, where both the topic's referrals and all referrals to a service are counted, what lies between them.

    One taken from the other leaves the referrals that are not the topic's: nobody prints them, and they may be few.
    One of the two may have been released before.
    """
    tables = [*own, *([] if before is None else [before])] if own else []
    every = pd.concat(tables, ignore_index=True) if own else pd.DataFrame(columns=[*COUNTS, "figure"])
    own_rows = sum(map(len, own))
    atoms = every.assign(own=every.index < own_rows)
    atoms = atoms[atoms["service"].ne(TOTAL) & atoms["financial_year"].ne(TOTAL)]
    keys = ["place", "service", "financial_year"]
    few, all_ = (atoms[atoms["counted"].eq(label)].drop_duplicates(keys) for label in (topic, TOTAL))
    both = all_.merge(few, on=keys, suffixes=("_all", "_few")).query("own_all or own_few")
    if both.empty:
        return both
    counts = {TOTAL: both["count_all"], topic: both["count_few"]}
    counts[f"not {topic}"] = both["count_all"] - both["count_few"] if known else pd.Series(UNPRINTED, both.index)
    return pd.concat(
        [
            both[keys].assign(counted=counted, count=count if known else UNPRINTED, figure="")
            for counted, count in counts.items()
        ],
        ignore_index=True,
    )[[*COUNTS, "figure"]]


def _with_costs(tables: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Return the tables with what it costs to hide each count: itself, or next to nothing if nobody would see it."""
    printed = {key for table in tables for key in _keys(table[table["figure"].ne("")])}
    return [
        table.assign(
            cost=[
                max(count, 1) if key in printed and isinstance(count, int | np.integer) else 1
                for key, count in zip(_keys(table), table["count"], strict=True)
            ]
        )
        for table in tables
    ]


def _keys(table: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(table[list(DIMENSIONS)].itertuples(index=False, name=None))
