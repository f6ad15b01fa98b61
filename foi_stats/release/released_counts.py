"""Turn earlier releases into tables that are audited together with a request, and find what has changed since.

Nothing here touches a disk. Figures that have changed are other figures than those of now, and are not held against
them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

import pandas as pd

from foi_stats.answer.answer import Answer, answer_figures, scope_of
from foi_stats.answer.answer_table import TOTAL, covered_days, period_of
from foi_stats.answer.cell_rows import all_covered, missing_days, rows_by_cell
from foi_stats.answer.notes import notes_of
from foi_stats.answer.wording import phrase
from foi_stats.release.counts import COUNTS, atoms_of, tables_by_atoms
from foi_stats.request.case import Case, asker_of
from foi_stats.request.figures import has_counts, list_figures, scopes_of
from foi_stats.request.released import HIDDEN, Released, last_release, lines_before, same_figures
from foi_stats.request.topic import classify
from foi_stats.supply.rows import records
from foi_stats.suppression.linked_tables import UNPRINTED
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.measures import plain_measure
from foi_stats.vocabulary.period import Period, covered_spans, parse_intervals, uncovered
from foi_stats.vocabulary.shorthand import join_shorthand
from foi_stats.vocabulary.years import format_day

_NOW = (*COUNTS, "name", "figure", "printed")

STALE = ("reference", "service", "period", "given")
"""The columns of figures that were released and have changed since."""

Counted = dict[tuple[str, str], int]
"""The counts as they are now, by service and period."""

_Key = tuple[str, frozenset[str], tuple[Period, ...]]


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
    now = _Now(case, atoms_with(case, lines))
    return None if any(_changed(table, now.of(table)) for table in _tables(lines, case, now.atoms)) else number


def made_again(case: Case, lines: Sequence[Released]) -> int | None:
    """Return the number of the request's last release if lines are the very same; else None: they are a new release."""
    number = last_release(case.released, asker_of(case.request))
    then = [line for line in case.released if line.release == number]
    return number if number is not None and same_figures(lines, then) else None


def gives_the_same(case: Case, published: Iterable[Answer], number: int) -> bool:
    """Return whether published tables hold the same values as one of the request's releases on record."""
    then = {_place_of(line): line.value for line in case.released if line.release == number}
    return {_place_of(line): line.value for line in lines_of(case, published)} == then


def atoms_with(case: Case, lines: Iterable[Released]) -> list[Period]:
    """Return the periods that all those are made of which a request counts people in, and which releases gave."""
    scopes = [scope for figure in list_figures(case.request) if has_counts(figure) for scope in scopes_of(figure)]
    asked = [period for scope in scopes if scope.asks == "counts" for period in case.request.scope_periods(scope)]
    tables = [(table, line) for table in _by_table(lines) for line in table]
    return atoms_of([*asked, *(period for table, line in tables for period in _periods_of(line, table))])


def earlier_tables(lines: Iterable[Released], case: Case, atoms: Sequence[Period]) -> list[pd.DataFrame]:
    """Return what earlier releases gave, with the columns of :data:`foi_stats.release.counts.COUNTS`.

    Beside them ``reference``, whose release gave it, and ``name``, its period as it was printed. A figure for a longer
    time than one of the ``atoms`` has a row for each of them too, printed nowhere. What has changed since counts as
    printed nowhere: with the figures of now it would contradict them, and those who can take the old from the new
    learn what has changed, which the release says itself.
    """
    now = _Now(case, atoms)
    return [_still_true(table, now.of(table)) for table in _tables(lines, case, atoms)]


def stale_figures(lines: Iterable[Released], case: Case) -> pd.DataFrame:
    """Return the figures of earlier releases that have changed since and are not held against a case.

    The columns are ``reference``, ``service``, ``period`` and ``given``, the count that was released.
    """
    lines = list(lines)
    now = _Now(case, atoms_with(case, lines))
    stale = [
        {name: row[name] for name in STALE[:2]} | {"period": row["name"], "given": row["count"]}
        for table in _tables(lines, case, now.atoms)
        for changed in [_changed(table, now.of(table))]
        for row in records(table)
        if (row["service"], row["period"]) in changed
    ]
    return pd.DataFrame(stale, columns=list(STALE))


def counts_before(lines: Iterable[Released], case: Case, atoms: Sequence[Period]) -> pd.DataFrame:
    """Return the single counts that earlier releases gave or added up, as they are now: they may need protection too.

    The columns are those of :data:`foi_stats.release.counts.COUNTS`, ``name`` and ``figure``, which are empty, and
    ``printed``: whether a release gave it. Whoever has a sum for several years, and all those years but one, has that
    one.
    """
    known = _Now(case, atoms)
    found = [
        {**row, "count": now, "name": "", "figure": "", "printed": str(row["count"]) != UNPRINTED}
        for table in _tables(lines, case, atoms)
        for counts in [known.of(table)]
        for row in records(table)
        if (now := counts.get((row["service"], row["period"]))) is not None
    ]
    frame = pd.DataFrame(found, columns=list(_NOW))
    return frame.astype({"count": object, "printed": bool}).sort_values("printed").drop_duplicates(ignore_index=True)


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
        f"{row['label']}, {row['period']}: {given_before(before[row['figure']])}"
        for row in rows
        if TOTAL in (row["label"], row["period"]) and row["figure"] in before
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
                    found=f"{row['label']}, {row['period']} is {row['printed']}. {given_before(line)}",
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
            *(answer.measure, answer.id, row["label"], row["period"]),
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
    return line.counted, line.answer, line.service, line.period


def _value(row: dict[str, object]) -> str:
    return str(row["printed"]) if pd.isna(row["value"]) else str(int(str(row["value"])))  # type: ignore[call-overload]


def _with_note(note: str, line: Released | None) -> str:
    return "\n".join(filter(None, [note, given_before(line)])) if line else note


def _day(line: Released) -> str:
    return format_day(dt.date.fromisoformat(line.date))


def _order(line: Released) -> tuple[int, str, str]:
    return line.release, line.reference, line.answer


def _by_table(lines: Iterable[Released]) -> Iterator[list[Released]]:
    """Yield the lines of each table that was released, the oldest first."""
    for _, table in groupby(sorted(lines, key=_order), key=_order):
        yield list(table)


def _periods_of(line: Released, table: Sequence[Released]) -> list[Period]:
    """Return the periods that a line counts: its own, or of a total those of its table.

    Where all figures of a period covered the same part of it, they are figures of that part.
    """
    if line.period == TOTAL:
        every = {period: None for other in table if other.period != TOTAL for period in _periods_of(other, table)}
        return list(every)
    covers = {other.covers for other in table if other.period == line.period and other.value.isdigit()}
    return parse_intervals(covers.pop()) if len(covers) == 1 and covers != {""} else line.periods


def _services_of(service: str, table: Iterable[Released]) -> list[str]:
    return [service] if service != TOTAL else list(dict.fromkeys(x.service for x in table if x.service != TOTAL))


def _keys_of(lines: Iterable[Released]) -> Iterator[tuple[Released, _Key]]:
    """Yield lines, the oldest first, each with its key; totals of the same parts share one."""
    for table in _by_table(lines):
        for line in table:
            services, periods = _services_of(line.service, table), _periods_of(line, table)
            yield line, (f"{line.counted}/{plain_measure(line.measure)}", frozenset(services), _days_of(periods))


def _days_of(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Return periods so that those with the same days are equal: four quarters, and their year."""
    return tuple(sorted(periods) if any(period.kind == "day" for period in periods) else covered_spans(periods))


def _keys_of_answer(case: Case, answer: Answer) -> dict[str, _Key]:
    scope = scope_of(case.request, answer)
    periods = case.request.scope_periods(scope)
    counted = f"{TOTAL if scope.services else case.request.topic}/{plain_measure(answer.measure)}"
    services = frozenset(label for label in answer.table["label"] if label != TOTAL)
    return {
        row["figure"]: (
            counted,
            services if row["label"] == TOTAL else frozenset([row["label"]]),
            _days_of(covered_days(row) or (periods if row["period"] == TOTAL else [period_of(row)])),
        )
        for row in records(answer.table)
    }


def _tables(lines: Iterable[Released], case: Case, atoms: Sequence[Period]) -> Iterator[pd.DataFrame]:
    """Yield each table that was released, as frames; its place is the authority's, whatever its label was."""
    for table in _by_table(lines):
        rows = [
            {
                "place": case.authority.place,
                "counted": line.counted,
                "measure": plain_measure(line.measure),
                "service": line.service,
                "name": line.period,
                "periods": _periods_of(line, table),
                "covers": [],
                "count": _count(line),
                "reference": line.reference,
            }
            for line in table
        ]
        yield from tables_by_atoms(rows, atoms, {}, {})


def _count(line: Released) -> object:
    """Return a count as the audit reads it: a gap adds nothing to any total."""
    if line.value == HIDDEN and "suppressed" in line.reason.split():
        return HIDDEN
    return int(line.value) if line.value.isdigit() else 0


@dataclass(frozen=True)
class _Now:
    """The counts of a case as they are now, in the periods that those it is about are made of."""

    case: Case
    atoms: Sequence[Period]
    known: dict[tuple[str, str], Counted] = field(default_factory=dict)

    def of(self, table: pd.DataFrame) -> Counted:
        """Return what a released table's counts are made of, where the case has it."""
        counted, measure = (str(table[name].iloc[0]) for name in ("counted", "measure"))
        if (counted, measure) not in self.known:
            self.known[counted, measure] = _counts_now(
                self.case, self.atoms, measure=measure, is_of_topic=counted != TOTAL
            )
        return self.known[counted, measure]


def _counts_now(case: Case, atoms: Sequence[Period], *, measure: str, is_of_topic: bool) -> Counted:
    rows = case.referrals
    if case.referrals_before is not None:
        rows = pd.concat([rows, case.referrals_before], ignore_index=True)
    rows = rows[[plain_measure(noun) == measure for noun in rows["measure"]]]
    if is_of_topic:
        rows = classify(rows, case.topic).query("decision == 'include'")
        rows = rows[rows["organisation"].isin(case.authority.organisations)]
    cells, _ = rows_by_cell(rows, ["service"], "count", atoms)
    # A gap adds nothing to any total that was released, so it is 0 here.
    return {
        (service, str(period)): sum(int(row.value) for row in cell.rows if not pd.isna(row.value))
        for ((service,), period), cell in cells.items()
        if not missing_days(period, cell.rows, all_covered(cell.rows)) and not uncovered(period, all_covered(cell.rows))
    }


def _changed(table: pd.DataFrame, now: Counted) -> set[tuple[str, str]]:
    """Return the cells of a released table that are otherwise now; a total, if all that it adds up is known."""
    services = [service for service in table["service"].unique() if service != TOTAL]
    years = [year for year in table["period"].unique() if year != TOTAL]
    changed = set()
    for row in records(table):
        service, year = row["service"], row["period"]
        if not isinstance(row["count"], int):
            continue
        parts = [
            now.get((one, each))
            for one in (services if service == TOTAL else [service])
            for each in (years if year == TOTAL else [year])
        ]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts) and sum(known) != row["count"]:
            changed.add((service, year))
    return changed


def _still_true(table: pd.DataFrame, now: Counted) -> pd.DataFrame:
    """Return a released table without the figures that have changed since; the rest still adds up."""
    changed = _changed(table, now)
    counts = [UNPRINTED if (row["service"], row["period"]) in changed else row["count"] for row in records(table)]
    return table.assign(count=pd.Series(counts, index=table.index, dtype=object)) if changed else table
