"""Write the headline of a chart: what happened, from the figures that are shown and no more than they bear."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import period_of
from foi_stats.answer.comparable import comparable_rows, is_budget, is_sound
from foi_stats.publish.charts.content import (
    exact_value,
    label_of,
    said_value,
)
from foi_stats.publish.tables import kind_of
from foi_stats.publish.totals import is_total
from foi_stats.publish.wording import phrase
from foi_stats.supply.rows import records
from foi_stats.vocabulary.period import format_run
from foi_stats.vocabulary.phrases import listed

_LINE, _LINES = 60, 2
"""Letters of a line, and lines, that a headline may have."""

_NO_REFUSALS = {"[low]", "[w]", "[z]"}
"""Gaps that say something of the figure: nothing is kept back."""


def headline_of(answer: Answer) -> str:
    """Return what the figures of an answer say happened, in at most two lines of 60 letters.

    One part: the first and the last of its figures that can be compared: with no break between them, and none of them
    of low reliability, of a part of its period, incomplete, or a budget beside outturns. Several parts: the largest in
    the last period for which every part is given whole, or if there is none, that has a whole figure. What is not
    given is said, if there is room.
    """
    rows = records(answer.table)
    title = answer.title or answer.place
    known = [row for row in rows if pd.notna(row["value"])]
    if len({row["label"] for row in rows}) > 1:
        said = [_largest_part(known, answer, is_named=True)]
        if len(set(answer.table["period"])) == 1:  # the subtitle names it
            said.append(_largest_part(known, answer, is_named=False))
    else:
        said = [_change(rows, known, answer)]
    return _fitted(title, said, gaps_said(answer))


def gaps_said(answer: Answer) -> str:
    """Return how many figures are refused, or not held; empty where none is."""
    rows = records(answer.table)
    absent = [row for row in rows if pd.isna(row["value"]) and row["shorthand"] not in _NO_REFUSALS]
    if not absent:
        return ""
    if len({row["label"] for row in rows}) > 1:
        return phrase("headline", "gaps_of", number=len(absent), many=len(rows))
    named = _named([row["period"] for row in absent], len(rows), kind_of(answer.table))
    return phrase("headline", "gaps", listed=named)


def _fitted(title: str, ways: list[str], gaps: str) -> str:
    """Return as much of a headline as there is room for: what happened first, then its title, then its gaps.

    ``ways`` are those of saying what happened, the longest first.
    """
    tries = []
    for said in ways:
        whole = phrase("headline", "title", title=title, said=said) if said else title
        tries += [f"{whole}; {gaps}", whole] if gaps else [whole]
    if said := ways[-1]:
        room = _LINE * _LINES - len(said) - 2
        tries += [phrase("headline", "title", title=_cut(title, room - less), said=said) for less in range(0, 40, 5)]
        tries.append(said[0].upper() + said[1:])
    return next((text for text in tries if _fits(text)), _cut(title, _LINE * _LINES - 10))


def _fits(text: str) -> bool:
    return len(textwrap.wrap(text, _LINE)) <= _LINES


def _cut(text: str, most: int) -> str:
    return textwrap.shorten(text, max(most, 20), placeholder=" …") if len(text) > most else text


def _change(rows: list[dict[str, Any]], known: list[dict[str, Any]], answer: Answer) -> str:
    """Return how a series changed between the ends of what can be compared; or its figures, and why they cannot be."""
    compared = comparable_rows(rows, answer.basis)
    if len(compared) > 1:
        return _difference(compared[0], compared[-1], answer)
    whole = [row for row in known if is_sound(row)]
    ends = whole if len(whole) > 1 else [row for row in known if not (row["covers"] or row["reason"])]
    if len(ends) < 2:
        row = (ends or known)[-1]
        return phrase("headline", "one", value=_value(row, answer), period=_in(row))
    first, last = ends[0], ends[-1]
    why = _why_not(rows[rows.index(first) : rows.index(last) + 1], first, last, answer)
    if not why:  # what keeps the ends apart is not between them
        return phrase("headline", "one", value=_value(last, answer), period=_in(last))
    return phrase("headline", "not_compared", why=listed(why), **_told(first, last, answer))


def _told(first: dict[str, Any], last: dict[str, Any], answer: Answer) -> dict[str, str]:
    return {
        "first": _value(first, answer),
        "first_period": _in(first),
        "last": _value(last, answer),
        "last_period": _in(last),
    }


def _difference(first: dict[str, Any], last: dict[str, Any], answer: Answer) -> str:
    told = _told(first, last, answer)
    low, high = sorted((Decimal(first["value"]), Decimal(last["value"])))
    if low == high:
        return phrase("headline", "same", **told)
    if low < 0:
        return phrase("headline", "both", **told)
    if said_value(first, answer) == said_value(last, answer):
        told |= {"first": exact_value(first, answer), "last": exact_value(last, answer)}
    return phrase("headline", "rose" if last["value"] > first["value"] else "fell", **told)


def _why_not(between: list[dict[str, Any]], first: dict[str, Any], last: dict[str, Any], answer: Answer) -> list[str]:
    """Return why the first and the last figure are not to be compared."""
    why = []
    if any("[b]" in row["shorthand"].split() for row in between):
        why.append(phrase("headline", "break"))
    if any("[u]" in row["shorthand"].split() for row in (first, last)):
        why.append(phrase("headline", "unreliable"))
    if is_budget(first, answer.basis) != is_budget(last, answer.basis):
        why += [
            phrase("headline", "budget", period=row["period"]) for row in (first, last) if is_budget(row, answer.basis)
        ]
    return why


def _largest_part(known: list[dict[str, Any]], answer: Answer, *, is_named: bool) -> str:
    """Return which part was the largest in the last period that bears it; empty where that says little."""
    period = _last_period(known, answer)
    rows = [row for row in known if row["period"] == period and is_sound(row) and not is_total(row["label"])]
    if len(rows) < 2:
        return ""
    if any(row["value"] < 0 for row in rows):
        return _ends(rows, answer)
    top = max(row["value"] for row in rows)
    largest = [row for row in rows if row["value"] == top]
    every = answer.table[answer.table["period"].eq(period)]
    if top == 0 or len(largest) > 2:
        return ""
    key = "largest" if len(rows) == len([part for part in every["label"] if not is_total(part)]) else "largest_given"
    values = dict.fromkeys(_value(row, answer) for row in largest)
    return phrase(
        "headline",
        key,
        parts=listed([row["label"] for row in largest]),
        period=f" {_in(rows[0])}" if is_named else "",
        value=listed(list(values)),
    )


def _ends(rows: list[dict[str, Any]], answer: Answer) -> str:
    """Return the lowest and the highest of the figures of one period: where some are negative, none is the largest."""
    low, high = min(rows, key=lambda row: row["value"]), max(rows, key=lambda row: row["value"])
    told = {
        "low": _value(low, answer),
        "low_part": low["label"],
        "high": _value(high, answer),
        "high_part": high["label"],
    }
    return phrase("headline", "ends", period=_in(low), **told)


def _last_period(known: list[dict[str, Any]], answer: Answer) -> str:
    given = {row["period"] for row in known if is_sound(row)} or {row["period"] for row in known}
    lacking = {row["period"] for row in records(answer.table) if not is_sound(row)}
    periods = [period for period in dict.fromkeys(answer.table["period"]) if period in given]
    return str(([period for period in periods if period not in lacking] or periods)[-1])


def _value(row: dict[str, Any], answer: Answer) -> str:
    return " ".join(label_of(row, answer))


def _in(row: dict[str, Any]) -> str:
    key = "on" if row["period_kind"] == "day" else "from" if " to " in row["period"] else "in"
    return phrase("headline", key, period=row["period"])


def _named(periods: list[str], many: int, kind: str) -> str:
    """Return periods by name where they are few, else how many of how many."""
    if len(periods) <= 2:
        return listed(periods)
    return phrase("headline", "some", number=len(periods), many=many, periods=phrase("headline", "periods", kind))


def span(figures: pd.DataFrame) -> str:
    """Return the periods of a table as a title names them."""
    periods = {row["period"]: period_of(row) for row in records(figures)}
    return format_run(list(periods.values()))
