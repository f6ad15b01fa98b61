"""Turn earlier releases into tables that are audited together with a request, and find what has changed since.

Nothing here touches a disk. Figures that have changed are other figures than those of now, and are not held against
them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from foi_stats.answer.answer import Answer, answer_figures, scope_of
from foi_stats.answer.answer_table import TOTAL, covered_days, is_sum, labels_of, labels_said, period_of
from foi_stats.answer.cell_rows import all_covered, missing_days, rows_by_cell
from foi_stats.answer.label_columns import with_labels
from foi_stats.answer.notes import notes_of
from foi_stats.answer.wording import phrase
from foi_stats.release.counts import dimensions_of, label_columns, tables_by_atoms
from foi_stats.release.grain import (
    SERVICE,
    Cut,
    Grain,
    Key,
    cut_of,
    cut_of_lines,
    grain_of,
    holds,
    periods_counted,
    tables_of,
)
from foi_stats.request.case import Case, asker_of
from foi_stats.request.figures import has_counts, list_figures
from foi_stats.request.released import HIDDEN, Released, last_release, lines_before, same_figures
from foi_stats.request.topic import classify
from foi_stats.supply.rows import join_rows, records
from foi_stats.suppression.linked_tables import UNPRINTED
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.measures import plain_measure
from foi_stats.vocabulary.period import Period, covered_spans, uncovered
from foi_stats.vocabulary.shorthand import join_shorthand
from foi_stats.vocabulary.years import format_day

STALE = ("reference", "service", "period", "given")
"""The columns of figures that were released and have changed since."""

Counted = dict[tuple[Key, str], int]
"""The counts as they are now, by what they are of and their period."""

_Place = tuple[str, frozenset[frozenset[tuple[str, object]]], tuple[Period, ...]]
"""Where a figure stands among all: what is counted, the labels of what it adds up, and the days."""


def earlier_lines(case: Case) -> tuple[Released, ...]:
    """Return the ledger lines that a case is audited with, as far as is known before it is protected.

    A release that is made again minds those before it, so that it is the same again. Any other minds all there are on
    the same measure, its own earlier releases among them, and withdrawn ones too: what was seen cannot be unseen.
    """
    return lines_before(case.released, asker_of(case.request), own_release(case))


def own_release(case: Case) -> int | None:
    """Return the number of the request's last release, if that gave the figures it asks for now and none has changed.

    Where it gave the same as the one before it, that is meant. None if there is none: what would be released is new.
    Whether a hidden count has changed is not told here (:func:`foi_stats.release.protected.protect_request`).
    """
    number = last_release(case.released, asker_of(case.request))
    if number is None:
        return None
    lines = [line for line in case.released if line.release == number]
    names = [figure.id for figure in list_figures(case.request) if has_counts(figure)]
    asked = {_place_of(line) for line in lines_of(case, [answer_figures(case, name) for name in names])}
    if {_place_of(line) for line in lines} != asked:
        return None
    now = _Now(case, grain_of(case, lines))
    return None if any(now.changed(table) for table in _tables(lines, case, now.grain)) else number


def made_again(case: Case, lines: Sequence[Released]) -> int | None:
    """Return the number of the request's last release if lines are the very same; else None: they are a new release."""
    number = last_release(case.released, asker_of(case.request))
    then = [line for line in case.released if line.release == number]
    return number if number is not None and same_figures(lines, then) else None


def gives_the_same(case: Case, published: Iterable[Answer], number: int) -> bool:
    """Return whether published tables hold the same values as one of the request's releases on record."""
    then = {_place_of(line): line.value for line in case.released if line.release == number}
    return {_place_of(line): line.value for line in lines_of(case, published)} == then


def earlier_tables(lines: Iterable[Released], case: Case, grain: Grain) -> list[pd.DataFrame]:
    """Return what earlier releases gave, with the columns of :data:`foi_stats.release.counts.COUNTS`.

    Beside them ``reference``, whose release gave it, and ``name``, its period as it was printed. A figure for a longer
    time than one of the periods of the ``grain`` has a row for each of them too, printed nowhere. What has changed
    since counts as printed nowhere: with the figures of now it would contradict them, and those who can take the old
    from the new learn what has changed, which the release says itself.
    """
    now = _Now(case, grain)
    return [now.still_true(table) for table in _tables(lines, case, grain)]


def stale_figures(lines: Iterable[Released], case: Case) -> pd.DataFrame:
    """Return the figures of earlier releases that have changed since and are not held against a case.

    The columns are ``reference``, ``service`` (all its labels), ``period`` and ``given``, the count that was released.
    """
    lines = list(lines)
    now = _Now(case, grain_of(case, lines))
    stale = [
        {"reference": row["reference"], "service": row["said"], "period": row["name"], "given": row["count"]}
        for table in _tables(lines, case, now.grain)
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
    known = _Now(case, grain)
    found = [
        {**row, "count": now, "name": "", "said": "", "figure": "", "printed": str(row["count"]) != UNPRINTED}
        for table in _tables(lines, case, grain)
        for counts in [known.of(table)]
        for key, row in zip(table.keys(grain), records(table.frame), strict=True)
        if (now := counts.get((key, row["period"]))) is not None
    ]
    columns = [*dimensions_of(grain), "count", "name", "said", "figure", "total", "printed"]
    frame = pd.DataFrame(found, columns=columns).astype({"count": object, "printed": bool, "total": bool})
    return frame.sort_values("printed").drop_duplicates(ignore_index=True)


def releases_of(lines: Iterable[Released]) -> list[str]:
    """Return the releases of some lines as readers see them: ``101.2016-17 (9 December 2016)``."""
    return list(dict.fromkeys(f"{line.reference} ({_day(line)})" for line in sorted(lines, key=_order)))


def mark_changed(case: Case, answer: Answer, lines: Sequence[Released]) -> Answer:
    """Return a protected answer with [r], and the earlier figure, where an earlier release gave another.

    Parameters
    ----------
    lines
        What the case is held against.
    """
    before = changed_figures(case, answer, lines)
    if not before:
        return answer
    rows = records(answer.table)
    notes = [_with_note(row["note"], before.get(row["figure"])) for row in rows]
    symbols = [
        join_shorthand(row["shorthand"], "[r]")
        if row["figure"] in before and pd.notna(row["value"])
        else row["shorthand"]
        for row in rows
    ]
    table = answer.table.assign(
        note=pd.Series(notes, index=answer.table.index, dtype=answer.table["note"].dtype),
        shorthand=pd.Series(symbols, index=answer.table.index, dtype=answer.table["shorthand"].dtype),
    )
    kept = [note for note in answer.notes if note not in notes_of(answer.table)]
    totals = [
        f"{labels_said(row)}, {row['period']}: {given_before(before[row['figure']])}"
        for row in rows
        if is_sum(row) and row["figure"] in before
    ]
    return replace(answer, table=table, notes=(*kept, *notes_of(table), *totals))


def changed_figures(case: Case, answer: Answer, lines: Sequence[Released]) -> dict[str, Released]:
    """Return, for each figure that is not hidden and was last released otherwise, the figure as released."""
    given = {key: line for line, key in _keys_of(lines) if line.value.isdigit()}  # the last one stays
    keys = _keys_of_answer(case, answer)
    rows = [(row, given.get(keys[row["figure"]])) for row in records(answer.table)]
    return {
        row["figure"]: line
        for row, line in rows
        if line is not None and row["reason"] != "suppressed" and str(row["value"]) != line.value
    }


def check_changed(case: Case, answers: Iterable[Answer], lines: Sequence[Released]) -> list[Finding]:
    """Return a finding for each figure that was released otherwise: a warning, an error where it does not say so."""
    findings = []
    for answer in answers:
        before = changed_figures(case, answer, lines) if answer.unit == "count" and not answer.source else {}
        for row in records(answer.table):
            line = before.get(row["figure"])
            if line is None:
                continue
            marked = given_before(line) in row["note"] and ("[r]" in row["shorthand"] or pd.isna(row["value"]))
            findings.append(
                Finding(
                    "changed-since-released",
                    "warning" if marked else "error",
                    f"tables/{answer.id}.csv",
                    found=f"{labels_said(row)}, {row['period']} is {row['printed']}. {given_before(line)}",
                    expected="" if marked else "[r] beside it, and the figure that was given",
                    action="it is marked [r]; see that the new figure is right"
                    if marked
                    else "let the notebook show protect_answer(case, answer)",
                )
            )
    return findings


def given_before(line: Released) -> str:
    """Return the sentence that says how a figure was released before."""
    return phrase("sentence", "given_before", value=f"{int(line.value):,}", reference=line.reference, day=_day(line))


def lines_of(case: Case, answers: Iterable[Answer]) -> list[Released]:
    """Return the lines that a release of these answers puts on record; their number is 0 until it has one."""
    if case.request.threshold is None:
        return []
    approval, topic = case.request.approval, case.request.topic
    date = approval.date.isoformat() if approval else ""
    return [
        Released(
            *(case.request.reference, date, case.request.authority, answer.place),
            TOTAL if scope_of(case.request, answer).services else topic,
            *(answer.measure, answer.id, *_labels(answer, row), _kept(case, answer), row["period"]),
            _value(row),
            row["reason"],
            row["covers"],
            0,
        )
        for answer in answers
        if answer.unit == "count" and not answer.source
        for row in records(answer.table)
    ]


def _place_of(line: Released) -> tuple[str, ...]:
    """Return where a figure stands, and what it is of."""
    return line.counted, line.answer, line.service, line.labels, line.where, line.period


def _labels(answer: Answer, row: dict[str, object]) -> tuple[str, str]:
    """Return the service of a figure, ``Total`` where it has none, and its other labels as the ledger has them."""
    labels = dict(zip(answer.by, labels_of(row), strict=True))
    service = labels.pop(SERVICE, TOTAL)
    return service, json.dumps(labels, ensure_ascii=False) if labels else ""


def _kept(case: Case, answer: Answer) -> str:
    kept = cut_of(case, answer).kept
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def _value(row: dict[str, object]) -> str:
    return str(row["printed"]) if pd.isna(row["value"]) else str(int(str(row["value"])))  # type: ignore[call-overload]


def _with_note(note: str, line: Released | None) -> str:
    return "\n".join(filter(None, [note, given_before(line)])) if line else note


def _day(line: Released) -> str:
    return format_day(dt.date.fromisoformat(line.date))


def _order(line: Released) -> tuple[int, str, str]:
    return line.release, line.reference, line.answer


def _keys_of(lines: Iterable[Released]) -> Iterator[tuple[Released, _Place]]:
    """Yield lines, the oldest first, each with its place; totals of the same parts share one."""
    for table in tables_of(lines):
        cut = cut_of_lines(table)
        every = [_of(cut, line.labels_by_column) for line in table]
        for line, labels in zip(table, every, strict=True):
            counted = f"{line.counted}/{plain_measure(line.measure)}"
            yield line, (counted, _parts(cut, labels, every), _days_of(periods_counted(line, table)))


def _of(cut: Cut, labels: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(labels[column] for column in cut.by)


def _parts(cut: Cut, labels: Key, every: Iterable[Key]) -> frozenset[frozenset[tuple[str, object]]]:
    """Return the labels of what a figure of a table adds up, or its own."""
    parts = [part for part in every if TOTAL not in part and holds(labels, part)]
    return frozenset(frozenset([*zip(cut.by, part, strict=True), *cut.kept.items()]) for part in parts)


def _days_of(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Return periods so that those with the same days are equal: four quarters, and their year."""
    return tuple(sorted(periods) if any(period.kind == "day" for period in periods) else covered_spans(periods))


def _keys_of_answer(case: Case, answer: Answer) -> dict[str, _Place]:
    scope, cut = scope_of(case.request, answer), cut_of(case, answer)
    periods = case.request.scope_periods(scope)
    counted = f"{TOTAL if scope.services else case.request.topic}/{plain_measure(answer.measure)}"
    rows = records(answer.table)
    every = list(map(labels_of, rows))
    return {
        row["figure"]: (
            counted,
            _parts(cut, labels, every),
            _days_of(covered_days(row) or (periods if row["period"] == TOTAL else [period_of(row)])),
        )
        for row, labels in zip(rows, every, strict=True)
    }


@dataclass(frozen=True)
class _Table:
    """A table that was released, as a frame, and how it is cut; its place is the authority's, whatever its label."""

    frame: pd.DataFrame
    cut: Cut

    def keys(self, grain: Grain) -> list[Key]:
        """Return what each count is of."""
        return list(self.frame[label_columns(grain)].itertuples(index=False, name=None))


def _tables(lines: Iterable[Released], case: Case, grain: Grain) -> Iterator[_Table]:
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
        yield from (_Table(frame, cut) for frame in tables_by_atoms(rows, grain, cut, {}, {}))


def _count(line: Released) -> object:
    """Return a count as the audit reads it: a gap adds nothing to any total."""
    if line.value == HIDDEN and "suppressed" in line.reason.split():
        return HIDDEN
    return int(line.value) if line.value.isdigit() else 0


@dataclass(frozen=True)
class _Now:
    """The counts of a case as they are now, in the pieces that those it is about are made of."""

    case: Case
    grain: Grain
    known: dict[tuple[object, ...], Counted] = field(default_factory=dict)

    def of(self, table: _Table) -> Counted:
        """Return what a released table's counts are made of, where the case has it."""
        return self._divided(table, table.cut.by) | self._divided(table, (*table.cut.by, *table.cut.split(self.grain)))

    def changed(self, table: _Table) -> set[tuple[Key, str]]:
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

    def still_true(self, table: _Table) -> pd.DataFrame:
        """Return a released table without the figures that have changed since; the rest still adds up."""
        changed = self.changed(table)
        if not changed:
            return table.frame
        counts = [
            UNPRINTED if (key, row["period"]) in changed else row["count"]
            for key, row in zip(table.keys(self.grain), records(table.frame), strict=True)
        ]
        return table.frame.assign(count=pd.Series(counts, index=table.frame.index, dtype=object))

    def _divided(self, table: _Table, by: Sequence[str]) -> Counted:
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
        rows = classify(rows, case.topic).query("decision == 'include'")
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
