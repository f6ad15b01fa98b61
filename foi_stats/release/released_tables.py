"""Earlier releases as tables that are audited together with a request, held against the counts as they are now.

Nothing here touches a disk. Figures that have changed are other figures than those of now, and are not held against
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from foi_stats.answer.answer_table import TOTAL
from foi_stats.answer.cell_rows import all_covered, missing_days, rows_by_cell
from foi_stats.answer.label_columns import with_labels
from foi_stats.release.counts import dimensions_of, label_columns, tables_by_atoms
from foi_stats.release.grain import Cut, Grain, Key, cut_of_lines, grain_of, holds, periods_counted, tables_of
from foi_stats.request.case import Case
from foi_stats.request.released import HIDDEN, Released
from foi_stats.request.topic import included
from foi_stats.supply.rows import join_rows, records
from foi_stats.suppression.linked_tables import UNPRINTED
from foi_stats.vocabulary.measures import plain_measure
from foi_stats.vocabulary.period import uncovered

STALE = ("reference", "service", "period", "given")
"""The columns of figures that were released and have changed since."""

Counted = dict[tuple[Key, str], int]
"""The counts as they are now, by what they are of and their period."""


def earlier_tables(lines: Iterable[Released], case: Case, grain: Grain) -> list[pd.DataFrame]:
    """Return what earlier releases gave, with the columns of :data:`foi_stats.release.counts.COUNTS`.

    Beside them ``reference``, whose release gave it, and ``name``, its period as it was printed. A figure for a longer
    time than one of the periods of the ``grain`` has a row for each of them too, printed nowhere. What has changed
    since counts as printed nowhere: with the figures of now it would contradict them, and those who can take the old
    from the new learn what has changed, which the release says itself.
    """
    now = CountsNow(case, grain)
    return [now.still_true(table) for table in released_tables(lines, case, grain)]


def stale_figures(lines: Iterable[Released], case: Case) -> pd.DataFrame:
    """Return the figures of earlier releases that have changed since and are not held against a case.

    The columns are ``reference``, ``service`` (all its labels), ``period`` and ``given``, the count that was released.
    """
    lines = list(lines)
    now = CountsNow(case, grain_of(case, lines))
    stale = [
        {"reference": row["reference"], "service": row["said"], "period": row["name"], "given": row["count"]}
        for table in released_tables(lines, case, now.grain)
        for changed in [now.changed(table)]
        for key, row in zip(table.keys(now.grain), records(table.frame), strict=True)
        if (key, row["period"]) in changed
    ]
    return pd.DataFrame(stale, columns=list(STALE))


def counts_before(lines: Iterable[Released], case: Case, grain: Grain) -> pd.DataFrame:
    """Return the single counts that earlier releases gave or added up, as they are now: they may need protection too.

    The columns are those of :data:`foi_stats.release.counts.COUNTS`, ``name``, ``said`` and ``figure``, which are
    empty, ``total``, and ``printed``: whether a release gave it. Whoever has a sum for several years, and all those
    years but one, has that one.
    """
    known = CountsNow(case, grain)
    found = [
        {**row, "count": now, "name": "", "said": "", "figure": "", "printed": str(row["count"]) != UNPRINTED}
        for table in released_tables(lines, case, grain)
        for counts in [known.of(table)]
        for key, row in zip(table.keys(grain), records(table.frame), strict=True)
        if (now := counts.get((key, row["period"]))) is not None
    ]
    columns = [*dimensions_of(grain), "count", "name", "said", "figure", "total", "printed"]
    frame = pd.DataFrame(found, columns=columns).astype({"count": object, "printed": bool, "total": bool})
    return frame.sort_values("printed").drop_duplicates(ignore_index=True)


@dataclass(frozen=True)
class ReleasedTable:
    """A table that was released, as a frame, and how it is cut; its place is the authority's, whatever its label."""

    frame: pd.DataFrame
    cut: Cut

    def keys(self, grain: Grain) -> list[Key]:
        """Return what each count is of."""
        return list(self.frame[label_columns(grain)].itertuples(index=False, name=None))


def released_tables(lines: Iterable[Released], case: Case, grain: Grain) -> Iterator[ReleasedTable]:
    """Yield each table that was released."""
    for table in tables_of(lines):
        cut = cut_of_lines(table)
        rows = [
            {
                "place": case.authority.place,
                "counted": line.counted,
                "measure": plain_measure(line.measure),
                "key": cut.key(line.labels_by_column, grain),
                "name": line.period,
                "said": line.said,
                "periods": periods_counted(line, table),
                "covers": [],
                "count": _count(line),
                "reference": line.reference,
            }
            for line in table
        ]
        yield from (ReleasedTable(frame, cut) for frame in tables_by_atoms(rows, grain, cut, {}, {}))


def _count(line: Released) -> object:
    """Return a count as the audit reads it: a gap adds nothing to any total."""
    if line.value == HIDDEN and "suppressed" in line.reason.split():
        return HIDDEN
    return int(line.value) if line.value.isdigit() else 0


@dataclass(frozen=True)
class CountsNow:
    """The counts of a case as they are now, in the pieces that those it is about are made of."""

    case: Case
    grain: Grain
    known: dict[tuple[object, ...], Counted] = field(default_factory=dict)

    def of(self, table: ReleasedTable) -> Counted:
        """Return what a released table's counts are made of, where the case has it."""
        return self._divided(table, table.cut.by) | self._divided(table, (*table.cut.by, *table.cut.split(self.grain)))

    def changed(self, table: ReleasedTable) -> set[tuple[Key, str]]:
        """Return the cells of a released table that are otherwise now; a total, if all that it adds up is known."""
        now = self._divided(table, table.cut.by)
        keys = table.keys(self.grain)
        rows = [(key, row["period"], row["count"]) for key, row in zip(keys, records(table.frame), strict=True)]
        further = [self.grain.labels.index(column) for column in table.cut.split(self.grain)]
        whole = [key for key in keys if all(key[at] == TOTAL for at in further)]
        lines = dict.fromkeys(key for key in whole if not table.cut.is_total(key, self.grain))
        years = [year for year in table.frame["period"].unique() if year != TOTAL]
        changed = set()
        for key, period, count in rows:
            parts = [
                now.get((line, year))
                for line in lines
                if holds(key, line)
                for year in (years if period == TOTAL else [period])
            ]
            known = [part for part in parts if part is not None]
            if isinstance(count, int) and parts and len(known) == len(parts) and sum(known) != count:
                changed.add((key, period))
        return changed

    def still_true(self, table: ReleasedTable) -> pd.DataFrame:
        """Return a released table without the figures that have changed since; the rest still adds up."""
        changed = self.changed(table)
        if not changed:
            return table.frame
        counts = [
            UNPRINTED if (key, row["period"]) in changed else row["count"]
            for key, row in zip(table.keys(self.grain), records(table.frame), strict=True)
        ]
        return table.frame.assign(count=pd.Series(counts, index=table.frame.index, dtype=object))

    def _divided(self, table: ReleasedTable, by: Sequence[str]) -> Counted:
        counted, measure = (str(table.frame[name].iloc[0]) for name in ("counted", "measure"))
        asked = (counted, measure, *by, *sorted(table.cut.kept.items()))
        if asked not in self.known:
            self.known[asked] = _counts_now(
                self.case, self.grain, table.cut, by, measure=measure, is_of_topic=counted != TOTAL
            )
        return self.known[asked]


def _counts_now(case: Case, grain: Grain, cut: Cut, by: Sequence[str], *, measure: str, is_of_topic: bool) -> Counted:
    rows = case.referrals
    if case.referrals_before is not None:
        rows = join_rows([rows, case.referrals_before], "referrals")
    if not {*by, *cut.kept} <= set(rows.columns):
        return {}
    rows = with_labels(rows[[plain_measure(noun) == measure for noun in rows["measure"]]], [*by, *cut.kept])
    for column, labels in cut.kept.items():
        rows = rows[rows[column].isin(labels)]
    if is_of_topic:
        rows = included(rows, case.topic)
        rows = rows[rows["organisation"].isin(case.authority.organisations)]
    cells, _ = rows_by_cell(rows, by, "count", grain.atoms)
    # A gap adds nothing to any total that was released, so it is 0 here.
    return {
        (cut.key(dict(zip(by, labels, strict=True)), grain), str(period)): sum(
            int(row.value) for row in cell.rows if not pd.isna(row.value)
        )
        for (labels, period), cell in cells.items()
        if not missing_days(period, cell.rows, all_covered(cell.rows)) and not uncovered(period, all_covered(cell.rows))
    }
