"""Turn earlier releases into tables that are audited together with a request, and find what has changed since.

Nothing here touches a disk. Figures that have changed are other figures than those of now, and are not held against
them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import pandas as pd

from foi_stats.answer.answer import Answer, answer_figures, scope_of
from foi_stats.answer.answer_table import TOTAL
from foi_stats.answer.notes import notes_of
from foi_stats.answer.wording import phrase
from foi_stats.request.case import Case, asker_of
from foi_stats.request.figures import has_counts, list_figures
from foi_stats.request.released import HIDDEN, SPAN, Released, last_release, lines_before, same_figures
from foi_stats.request.topic import classify
from foi_stats.supply.rows import records
from foi_stats.suppression.linked_tables import UNPRINTED
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.shorthand import join_shorthand
from foi_stats.vocabulary.years import format_day

_NOW = ("place", "counted", "service", "financial_year", "count", "figure", "printed")

STALE = ("reference", "service", "financial_year", "given")
"""The columns of figures that were released and have changed since."""

Counted = dict[tuple[str, str], int]
"""The counts as they are now, by service and financial year."""

_Key = tuple[str, frozenset[str], frozenset[str]]


def earlier_lines(case: Case) -> tuple[Released, ...]:
    """Return the lines of the ledger that a case is held against, as far as can be told without protecting it.

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
    same = {_place_of(line) for line in lines} == asked
    return (
        number
        if same and not any(_changed(table, _counts_now(case, table)) for table in _tables(lines, case))
        else None
    )


def made_again(case: Case, lines: Sequence[Released]) -> int | None:
    """Return the number of the request's last release if lines are the very same; else None: they are a new release."""
    number = last_release(case.released, asker_of(case.request))
    then = [line for line in case.released if line.release == number]
    return number if number is not None and same_figures(lines, then) else None


def gives_the_same(case: Case, published: Iterable[Answer], number: int) -> bool:
    """Return whether published tables hold the same values as one of the request's releases on record."""
    then = {_place_of(line): line.value for line in case.released if line.release == number}
    return {_place_of(line): line.value for line in lines_of(case, published)} == then


def earlier_tables(lines: Iterable[Released], case: Case) -> list[pd.DataFrame]:
    """Return what earlier releases gave, with the columns of :data:`foi_stats.release.counts.COUNTS`.

    Beside them ``reference``, whose release gave it. A figure for several years has a row for each of them too, printed
    nowhere. What has changed since counts as printed nowhere: with the figures of now it would contradict them, and
    those who can take the old from the new learn what has changed, which the release says itself.
    """
    return [_still_true(table, _counts_now(case, table)) for table in _tables(lines, case)]


def stale_figures(lines: Iterable[Released], case: Case) -> pd.DataFrame:
    """Return the figures of earlier releases that have changed since and are not held against a case.

    The columns are ``reference``, ``service``, ``financial_year`` and ``given``, the count that was released.
    """
    stale = [
        {name: row[name] for name in STALE[:-1]} | {"given": row["count"]}
        for table in _tables(lines, case)
        for changed in [_changed(table, _counts_now(case, table))]
        for row in records(table)
        if (row["service"], row["financial_year"]) in changed
    ]
    return pd.DataFrame(stale, columns=list(STALE))


def counts_before(lines: Iterable[Released], case: Case) -> pd.DataFrame:
    """Return the single counts that earlier releases gave or added up, as they are now: they may need protection too.

    The columns are those of :data:`foi_stats.release.counts.COUNTS`, ``figure``, which is empty, and ``printed``:
    whether a release gave it. Whoever has a sum for several years, and all those years but one, has that one.
    """
    found = [
        {**row, "count": now, "figure": "", "printed": str(row["count"]) != UNPRINTED}
        for table in _tables(lines, case)
        for counts in [_counts_now(case, table)]
        for row in records(table)
        if (now := counts.get((row["service"], row["financial_year"]))) is not None
    ]
    frame = pd.DataFrame(found, columns=list(_NOW))
    return frame.astype({"count": object, "printed": bool}).sort_values("printed").drop_duplicates(ignore_index=True)


def releases_of(lines: Iterable[Released]) -> list[str]:
    """Return the releases that lines are of as a reader is told of them: ``101.2016-17 (9 December 2016)``."""
    return list(dict.fromkeys(f"{line.reference} ({_day(line)})" for line in sorted(lines, key=_order)))


def mark_changed(case: Case, answer: Answer, lines: Sequence[Released]) -> Answer:
    """Return a protected answer in which each figure that was released otherwise is [r] and says what was given.

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
    """Return, for each figure of an answer that was last released otherwise and is not hidden, how it was given."""
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
            *(answer.id, row["label"], row["period"]),
            _value(row),
            row["reason"],
            0,
        )
        for answer in answers
        if answer.unit == "count" and not answer.source
        for row in records(answer.table)
    ]


def _place_of(line: Released) -> tuple[str, ...]:
    """Return where a figure stands, and what it is of."""
    return line.counted, line.answer, line.service, line.financial_year


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


def _years_of(line: Released, table: Iterable[Released]) -> list[str]:
    if line.financial_year != TOTAL:
        return line.years
    return list(dict.fromkeys(year for other in table for year in other.years))


def _services_of(service: str, table: Iterable[Released]) -> list[str]:
    return [service] if service != TOTAL else list(dict.fromkeys(x.service for x in table if x.service != TOTAL))


def _keys_of(lines: Iterable[Released]) -> Iterator[tuple[Released, _Key]]:
    """Yield lines, the oldest first, each with what it is of; totals are the same if they add up the same."""
    for table in _by_table(lines):
        for line in table:
            of = (_services_of(line.service, table), _years_of(line, table))
            yield line, (line.counted, frozenset(of[0]), frozenset(of[1]))


def _keys_of_answer(case: Case, answer: Answer) -> dict[str, _Key]:
    scope = scope_of(case.request, answer)
    years = case.request.scope_years(scope)
    counted = TOTAL if scope.services else case.request.topic
    services = frozenset(label for label in answer.table["label"] if label != TOTAL)
    return {
        row["figure"]: (
            counted,
            services if row["label"] == TOTAL else frozenset([row["label"]]),
            frozenset([row["period"]] if row["period"] in years else years),
        )
        for row in records(answer.table)
    }


def _tables(lines: Iterable[Released], case: Case) -> Iterator[pd.DataFrame]:
    """Yield each table that was released, as a frame; its place is the authority's, whatever its label was."""
    for table in _by_table(lines):
        rows = [
            _row(
                line, case.authority.place, TOTAL if SPAN in line.financial_year else line.financial_year, _count(line)
            )
            for line in table
        ]
        rows += [
            _row(line, case.authority.place, year, UNPRINTED)
            for line in table
            if SPAN in line.financial_year and line.service != TOTAL
            for year in line.years
        ]
        yield pd.DataFrame(rows).astype({"count": object})


def _row(line: Released, place: str, year: str, count: object) -> dict[str, object]:
    return {
        "place": place,
        "counted": line.counted,
        "service": line.service,
        "financial_year": year,
        "count": count,
        "reference": line.reference,
    }


def _count(line: Released) -> object:
    """Return a count as the audit reads it: a gap adds nothing to any total."""
    if line.value == HIDDEN and "suppressed" in line.reason.split():
        return HIDDEN
    return int(line.value) if line.value.isdigit() else 0


def _counts_now(case: Case, table: pd.DataFrame) -> Counted:
    """Return what a table's counts are made of as it is now, where the case has it."""
    rows = case.referrals
    if case.referrals_before is not None:
        rows = pd.concat([rows, case.referrals_before], ignore_index=True)
    if table["counted"].iloc[0] != TOTAL:
        rows = classify(rows, case.topic).query("decision == 'include'")
        rows = rows[rows["organisation"].isin(case.authority.organisations)]
    # A gap adds nothing to any total that was released, so it is 0 here.
    counts = rows.groupby(["service", "financial_year"])[["count"]].sum().fillna(0).reset_index()
    return {(row["service"], row["financial_year"]): int(row["count"]) for row in records(counts)}


def _changed(table: pd.DataFrame, now: Counted) -> set[tuple[str, str]]:
    """Return the cells of a released table that are otherwise now; a total, if all that it adds up is known."""
    services = [service for service in table["service"].unique() if service != TOTAL]
    years = [year for year in table["financial_year"].unique() if year != TOTAL]
    changed = set()
    for row in records(table):
        service, year = row["service"], row["financial_year"]
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
    """Return a released table with what has changed since as printed nowhere; what adds up still does."""
    changed = _changed(table, now)
    counts = [
        UNPRINTED if (row["service"], row["financial_year"]) in changed else row["count"] for row in records(table)
    ]
    return table.assign(count=pd.Series(counts, index=table.index, dtype=object)) if changed else table
