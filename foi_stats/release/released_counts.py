"""Hold a request against earlier releases: which they are, what it puts on record, and what has changed since.

Nothing here touches a disk.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from foi_stats.answer.answer import Answer, answer_figures, scope_of
from foi_stats.answer.answer_table import TOTAL, covered_days, is_sum, labels_of, labels_said, period_of
from foi_stats.answer.notes import given_before, notes_of
from foi_stats.release.catalogue import CHECKS
from foi_stats.release.grain import (
    SERVICE,
    Cut,
    Key,
    cut_of,
    cut_of_lines,
    grain_of,
    holds,
    periods_counted,
    release_order,
    tables_of,
)
from foi_stats.release.released_tables import CountsNow, released_tables
from foi_stats.request.case import Case
from foi_stats.request.figures import has_counts, list_figures
from foi_stats.request.released import Released, asker_of, last_release, lines_before, same_figures
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.measures import plain_measure
from foi_stats.vocabulary.period import Period, covered_spans
from foi_stats.vocabulary.shorthand import join_shorthand
from foi_stats.vocabulary.years import format_day

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
    now = CountsNow(case, grain_of(case, lines))
    return None if any(now.changed(table) for table in released_tables(lines, case, now.grain)) else number


def made_again(case: Case, lines: Sequence[Released]) -> int | None:
    """Return the number of the request's last release if lines are the very same; else None: they are a new release."""
    number = last_release(case.released, asker_of(case.request))
    then = [line for line in case.released if line.release == number]
    return number if number is not None and same_figures(lines, then) else None


def gives_the_same(case: Case, published: Iterable[Answer], number: int) -> bool:
    """Return whether published tables hold the same values as one of the request's releases on record."""
    then = {_place_of(line): line.value for line in case.released if line.release == number}
    return {_place_of(line): line.value for line in lines_of(case, published)} == then


def releases_of(lines: Iterable[Released]) -> list[str]:
    """Return the releases of some lines as readers see them: ``101.2016-17 (9 December 2016)``."""
    return list(dict.fromkeys(f"{line.reference} ({_day(line)})" for line in sorted(lines, key=release_order)))


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
                CHECKS.finding(
                    "changed-since-released.marked" if marked else "changed-since-released",
                    f"tables/{answer.id}.csv",
                    found=f"{labels_said(row)}, {row['period']} is {row['printed']}. {given_before(line)}",
                )
            )
    return findings


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
