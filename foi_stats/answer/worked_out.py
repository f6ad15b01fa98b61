"""Answers that are worked out from others: shares and changes beside their figures, each a table of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer, scope_of
from foi_stats.answer.answer_table import LABELS, TABLE_COLUMNS
from foi_stats.answer.derived import Derived, changes, shares, totals_within
from foi_stats.answer.wording import phrase
from foi_stats.request.asked_derived import OF_TOTAL, derived_id
from foi_stats.request.case import Case
from foi_stats.supply.amounts import AMOUNT
from foi_stats.supply.rows import TEXT, records
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.measures import is_same_measure
from foi_stats.vocabulary.shorthand import GAPS, join_shorthand

UNIT = "%"


def worked_out(case: Case, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return what is worked out beside some answers, by id: ``1-share`` beside ``1``.

    Parameters
    ----------
    answers
        All answers with figures of a case, as they are published, by id.

    Raises
    ------
    InputError
        If a share is asked for of a measure that the request gives no figures of.
    """
    found = {}
    for name, answer in answers.items():
        scope = scope_of(case.request, answer) if len(answer.table) else None
        for kind in scope.worked_out if scope else ():
            whole = _whole(case, answer, scope.share, answers) if scope and kind == "share" else answer
            label = scope.whole if scope and scope.whole and scope.whole in set(answer.table[LABELS[0]]) else ""
            found[derived_id(name, kind)] = _worked_out(answer, kind, whole, label)
    return found


def _whole(case: Case, answer: Answer, of: str, answers: Mapping[str, Answer]) -> Answer:
    """Return the answer that figures are given as a share of: their own, for its totals, or that of another measure."""
    if of == OF_TOTAL:
        return answer
    others = [other for other in answers.values() if other.measure and other is not answer]
    wanted = [other for other in others if is_same_measure(other.measure, of)]
    periods = set(answer.table["period"])
    if best := max(wanted, key=lambda other: len(periods & set(other.table["period"])), default=None):
        return best
    there = ", ".join(dict.fromkeys(other.measure for other in others)) or "none"
    raise InputError(
        f"Request {case.request.reference}, figures of {answer.id}: share asks for a part of {of!r}, and the request "
        f"gives no such figures. Its other counts: {there}. Ask for them too, for example as a [[question.further]]."
    )


def _worked_out(answer: Answer, kind: str, whole: Answer, label: str) -> Answer:
    """Return what is worked out beside an answer; a share of its total is one of the whole's label, if it has one."""
    rows, others = records(answer.table), records(whole.table)
    if kind == "change":
        found = _with_a_base(changes(rows, answer.basis), {row["figure"]: row["period"] for row in rows})
    else:
        found = shares(rows, totals_within(others, label) if whole is answer else others, answer.basis)
    of = whole.measure
    if whole is answer:
        several = len(answer.by) > 1
        key = "of_total_over" if several else "of_total"
        of = label or phrase("derived", key, heading=answer.headings[0].lower() if several else "")
    cells = {row["figure"]: row for row in (*others, *rows)}
    table = _table(derived_id(answer.id, kind), found, cells)
    return replace(
        answer,
        id=derived_id(answer.id, kind),
        worked_out=kind,
        measure="",
        status="answered",
        sentence=phrase("derived", kind, of=of),
        title=phrase("derived", f"{kind}_title", title=answer.title, of=of),
        limb="",
        passed_over=(),
        notes=_notes(found),
        unit=UNIT,
        adds_up=False,
        names=answer.names.iloc[:0],
        table=table,
        trail=_trail(table, found, pd.concat([answer.trail, whole.trail]).drop_duplicates()),
    )


def _with_a_base(found: list[Derived], period_of: Mapping[str, str]) -> list[Derived]:
    """Return changes without those of a period of which no figure has one before it, as the first of a table."""
    periods = {period_of[one.figure] for one in found if one.why != "none"}
    return [one for one in found if period_of[one.figure] in periods]


def _table(name: str, found: list[Derived], cells: Mapping[str, dict[str, Any]]) -> pd.DataFrame:
    """Return derived figures as a table like that of the figures they stand beside."""
    made = []
    for one in found:
        row, other = cells[one.figure], cells.get(one.of, {})
        symbols = [symbol for each in (row, other) for symbol in str(each.get("shorthand", "")).split()]
        reason = next((each["reason"] for each in (row, other) if each and pd.isna(each["value"])), "")
        made.append(
            {
                **row,
                "figure": f"{name}/{one.figure.partition('/')[2]}",
                "covers": "",
                "value": one.value,
                "printed": one.printed,
                "shorthand": one.printed
                if one.value is None
                else join_shorthand(*(symbol for symbol in symbols if symbol not in GAPS)),
                "reason": reason if one.value is None else "",
                "note": "",
            }
        )
    table = pd.DataFrame(made, columns=list(TABLE_COLUMNS))
    values = pd.Series([None if one.value is None else Decimal(one.value) for one in found], dtype=AMOUNT)
    return table.astype({column: TEXT for column in TABLE_COLUMNS if column != "value"}).assign(value=values)


def _trail(table: pd.DataFrame, found: list[Derived], trail: pd.DataFrame) -> pd.DataFrame:
    """Return the cells behind both figures that each is worked out from."""
    each = []
    for row, one in zip(records(table), found, strict=True):
        behind = trail[trail["figure"].isin([one.figure, one.of])]
        each.append(behind.assign(figure=row["figure"], value=row["printed"]))
    behind_all = pd.concat(each, ignore_index=True) if each else trail.iloc[:0]
    return behind_all.drop_duplicates(ignore_index=True).astype(TEXT)


def _notes(found: list[Derived]) -> tuple[str, ...]:
    reasons = dict.fromkeys(one.why for one in found if one.why not in ("", "gap", "hidden"))
    return tuple(phrase("derived", f"why_{why}") for why in reasons)
