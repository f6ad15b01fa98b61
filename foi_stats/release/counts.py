"""Turn the answers of one request that count people into linked tables, so that they are protected together.

Answers come in and frames go out, one row for each count; which are hidden is decided in :mod:`protected`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from foi_stats.answer.answer import Answer, counts_within, scope_of
from foi_stats.answer.answer_table import TOTAL, covered_days, period_of
from foi_stats.request.case import Case
from foi_stats.supply.rows import records
from foi_stats.suppression.linked_tables import UNPRINTED
from foi_stats.vocabulary.measures import plain_measure
from foi_stats.vocabulary.period import ONE_DAY, Period, period_between

DIMENSIONS = ("place", "counted", "measure", "service", "period")
"""What a count is of.

The place, for its own counts that of the authority, whatever they are labelled with; the topic, or ``Total`` where all
counts of named services are given; the measure, in one spelling; the service; and the period, as it is printed: one
that no other period of these tables divides, or ``Total`` where such are added up.
"""

COUNTS = (*DIMENSIONS, "count")
"""The columns of counts that an earlier release gave: ``count`` is a number, ``[c]`` if it was hidden, or ``[..]`` if
it is a part of another row that was not given itself."""


@dataclass(frozen=True)
class Linked:
    """Tables of one request: those to protect, those that others have published, and the columns that tell them apart.

    Each has the columns of :data:`COUNTS` and ``name``, the period as it stands in a table; those to protect also
    ``figure`` (empty for a count that is printed nowhere) and ``cost``.
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
    atoms: Sequence[Period] | None = None,
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
    atoms
        The periods that all others are made of, as :func:`atoms_of` gives them; by default those of the answers.
    """
    counting = [answer for answer in answers if answer.unit == "count" and len(answer.table)]
    if atoms is None:
        atoms = atoms_of(period for answer in counting for period in periods_of(case, answer))
    own = [frame for one in counting if not one.source for frame in count_rows(case, one, atoms, known=known)]
    others = [frame for one in counting if one.source for frame in count_rows(case, one, atoms, known=False)]
    tables = [*own, _parts_of_wider_counts(own, before, case.request.topic, known=known)]
    if before is not None and own and known:
        tables.append(before.loc[~before["printed"]].drop(columns="printed"))
    tables = [table for table in tables if len(table)]
    return Linked(tuple(_with_costs(tables)), (*others, *earlier))


def atoms_of(periods: Iterable[Period]) -> list[Period]:
    """Return the smallest pieces that some periods are made of: cut wherever one begins or ends, in order.

    With months, quarters and years, those are the months: so a hidden month is safe only if its quarter and its year
    do not give it away. What there was on a day is no part of any longer time, and stays as it is.
    """
    every = set(periods)
    days = {period for period in every if period.kind == "day"}
    long = every - days
    cuts = sorted({period.start for period in long} | {period.end + ONE_DAY for period in long})
    between = [Period(start, end - ONE_DAY, "span") for start, end in pairwise(cuts)]
    same = {(period.start, period.end): period for period in sorted(long)}
    return sorted(
        [
            same.get((piece.start, piece.end), period_between(piece.start, piece.end))
            for piece in between
            if any(period.contains(piece) for period in long)
        ]
        + list(days)
    )


def parts_of(period: Period, atoms: Sequence[Period]) -> list[Period]:
    """Return the atoms that a period is made of."""
    if period.kind == "day":
        return [atom for atom in atoms if atom == period]
    return [atom for atom in atoms if atom.kind != "day" and period.contains(atom)]


def periods_of(case: Case, answer: Answer) -> list[Period]:
    """Return the periods of an answer's table, but for its total."""
    return case.request.scope_periods(scope_of(case.request, answer))


def count_rows(case: Case, answer: Answer, atoms: Sequence[Period], *, known: bool = False) -> list[pd.DataFrame]:
    """Return the counts of one answer, with the columns of :data:`COUNTS`, ``name`` and ``figure``.

    A gap adds nothing to any total, so it is 0; a hidden count is ``[c]``.
    """
    scope = scope_of(case.request, answer)
    periods = periods_of(case, answer)
    place = answer.place if answer.source else case.authority.place
    labels = {"place": place, "counted": TOTAL if scope.services else case.request.topic}
    labels["measure"] = plain_measure(answer.measure)
    rows = [
        {
            **labels,
            "service": row["label"],
            "name": row["period"],
            "periods": periods if row["period"] == TOTAL else [period_of(row)],
            "covers": covered_days(row),
            "count": _count(row),
            "figure": row["figure"],
        }
        for row in records(answer.table)
    ]
    unprinted = dict.fromkeys(("name", "figure"), "")
    wanted = _unprinted_atoms(rows, atoms) if known else []
    within = counts_within(case, answer, wanted, ["service"]) if wanted else {}
    found = {(service, period): count for ((service,), period), count in within.items()}
    return tables_by_atoms(rows, atoms, found, unprinted)


def tables_by_atoms(
    rows: Sequence[Mapping[str, Any]],
    atoms: Sequence[Period],
    found: Mapping[tuple[str, Period], int | None],
    unprinted: Mapping[str, object],
) -> list[pd.DataFrame]:
    """Return counts as tables in which every period is an atom, or is ``Total`` and adds up those of its table.

    A figure for a longer time than an atom has a table of its own, with a row for each of its atoms, printed nowhere.

    Parameters
    ----------
    rows
        Counts of one table, each with its ``periods``: one, or for a total all that it adds up; and with the days that
        it ``covers``, where those are not all.
    found
        The counts that are printed nowhere, by service and atom; a gap is 0, and what is not known ``[..]``.
    unprinted
        What other columns hold in a row that is printed nowhere.
    """
    made_of = [tuple(part for period in row["periods"] for part in parts_of(period, atoms)) for row in rows]
    single = tuple(dict.fromkeys(parts[0] for parts in made_of if len(parts) == 1))
    groups: dict[tuple[Period, ...], list[Mapping[str, Any]]] = {}
    for row, parts in zip(rows, made_of, strict=True):
        groups.setdefault(single if len(parts) == 1 or parts == single else parts, []).append(row)
    return [_table(some, parts, atoms, found, unprinted) for parts, some in groups.items()]


def _table(
    rows: Sequence[Mapping[str, Any]],
    parts: Sequence[Period],
    atoms: Sequence[Period],
    found: Mapping[tuple[str, Period], int | None],
    unprinted: Mapping[str, object],
) -> pd.DataFrame:
    """Return counts whose periods are some atoms or the total of them as one table."""
    told = [{**row, "period": _label(row["periods"], atoms)} for row in rows]
    printed = {(row["service"], row["period"]) for row in told}
    covers = {row["service"]: row["covers"] for row in rows}
    told += [
        {**rows[0], **unprinted, "service": service, "period": str(part)}
        | {"count": _count_within(found, service, part, covers[service])}
        for service in covers
        for part in parts
        if service != TOTAL and (service, str(part)) not in printed
    ]
    columns = [*COUNTS, *(name for name in told[0] if name not in (*COUNTS, "periods", "covers"))]
    return pd.DataFrame(told, columns=columns).astype({"count": object})


def _label(periods: Sequence[Period], atoms: Sequence[Period]) -> str:
    parts = [part for period in periods for part in parts_of(period, atoms)]
    return str(parts[0]) if len(parts) == 1 else TOTAL


def _count_within(
    found: Mapping[tuple[str, Period], int | None], service: str, part: Period, covers: Sequence[Period]
) -> object:
    """Return a count that is printed nowhere; it adds nothing where the figure it is a part of does not cover it."""
    if covers and not any(days.overlaps(part) for days in covers):
        return 0
    return (found[service, part] or 0) if (service, part) in found else UNPRINTED


def _unprinted_atoms(rows: Sequence[Mapping[str, Any]], atoms: Sequence[Period]) -> list[Period]:
    printed = {row["periods"][0] for row in rows if len(row["periods"]) == 1}
    parts = {part for row in rows for period in row["periods"] for part in parts_of(period, atoms)}
    return sorted(parts - printed)


def _count(row: dict[str, object]) -> object:
    if "suppressed" in str(row["reason"]).split():
        return "[c]"
    return 0 if pd.isna(row["value"]) else int(str(row["value"]))  # type: ignore[call-overload]


def _parts_of_wider_counts(
    own: Sequence[pd.DataFrame], before: pd.DataFrame | None, topic: str, *, known: bool
) -> pd.DataFrame:
    """Return the differences between all counts of a service and the topic's, where both are given.

    One taken from the other leaves the counts that are not the topic's: nobody prints them, and they may be few.
    One of the two may have been released before.
    """
    tables = [*own, *([] if before is None else [before])] if own else []
    every = pd.concat(tables, ignore_index=True) if own else pd.DataFrame(columns=[*COUNTS, "name", "figure"])
    own_rows = sum(map(len, own))
    atoms = every.assign(own=every.index < own_rows)
    atoms = atoms[atoms["service"].ne(TOTAL) & atoms["period"].ne(TOTAL)]
    keys = ["place", "measure", "service", "period"]
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
            both[keys].assign(counted=counted, count=count if known else UNPRINTED, name="", figure="")
            for counted, count in counts.items()
        ],
        ignore_index=True,
    )[[*COUNTS, "name", "figure"]]


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
