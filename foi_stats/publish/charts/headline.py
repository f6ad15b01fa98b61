"""Write the headline of a chart: what happened, from the figures that are shown and no more than they bear."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.publish.charts.content import exact_value, is_budget, is_part_year, label_of, said_value
from foi_stats.publish.tables import is_incomplete
from foi_stats.publish.totals import is_total
from foi_stats.publish.wording import phrase
from foi_stats.supply.rows import records


def headline_of(answer: Answer) -> str:
    """Return what the figures of an answer say happened.

    One part: its first known figure against its last, compared only where nothing stands between them: no break, no
    part of a year, nothing incomplete, no budget against an outturn, no income. Several parts: the largest in the last
    period for which every part is given whole, or if there is none, that has a figure. What is not given is said.
    """
    rows = records(answer.table)
    title = answer.title or answer.place
    known = [row for row in rows if pd.notna(row["value"])]
    if len({row["label"] for row in rows}) > 1:
        said = _largest_part(known, answer)
        gaps = phrase("headline", "gaps_of", number=len(rows) - len(known), many=len(rows))
    else:
        said = _change(rows, known, answer)
        absent = [row["period"] for row in rows if pd.isna(row["value"])]
        gaps = phrase("headline", "gaps", listed=listed(absent, len(rows))) if absent else ""
    said = phrase("headline", "title", title=title, said=said) if said else title
    return f"{said}; {gaps}" if len(known) < len(rows) else said


def _change(rows: list[dict[str, Any]], known: list[dict[str, Any]], answer: Answer) -> str:
    first, last = known[0], known[-1]
    if first is last:
        return phrase("headline", "one", value=_value(first, answer), period=_in(first["period"]))
    between = rows[rows.index(first) : rows.index(last) + 1]
    told = {
        "first": _value(first, answer),
        "first_period": _in(first["period"]),
        "last": _value(last, answer),
        "last_period": _in(last["period"]),
    }
    why = _not_comparable(between, first, last, answer)
    if why:
        return phrase("headline", "not_compared", why=_joined(why), **told)
    low, high = sorted((Decimal(first["value"]), Decimal(last["value"])))
    if low == high:
        return phrase("headline", "same", **told)
    if low < 0:
        return phrase("headline", "both", **told)
    if said_value(first, answer) == said_value(last, answer):
        told |= {"first": exact_value(first, answer), "last": exact_value(last, answer)}
    return phrase("headline", "rose" if last["value"] > first["value"] else "fell", **told)


def _not_comparable(
    between: list[dict[str, Any]], first: dict[str, Any], last: dict[str, Any], answer: Answer
) -> list[str]:
    """Return why the first and the last figure are not to be compared; nothing where they are."""
    ends = (first, last)
    part_years = [row["period"] for row in ends if is_part_year(row)]
    why = [phrase("headline", "part_year", period=period) for period in part_years]
    # A part-year carries the symbol of a break as well: where it is an end, it is said once.
    if any("[b]" in row["shorthand"].split() and row["period"] not in part_years for row in between):
        why.append(phrase("headline", "break"))
    if is_budget(first, answer) != is_budget(last, answer):
        why += [phrase("headline", "budget", period=row["period"]) for row in ends if is_budget(row, answer)]
    why += [phrase("headline", "incomplete", period=row["period"]) for row in ends if is_incomplete(row)]
    return why


def _largest_part(known: list[dict[str, Any]], answer: Answer) -> str:
    """Return which part was the largest in the last period that bears it; empty where that says little."""
    period = _last_period(known, answer)
    rows = [row for row in known if row["period"] == period and not is_total(row["label"])]
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
        parts=_joined([row["label"] for row in largest]),
        period=_in(period),
        value=_joined(list(values)),
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
    return phrase("headline", "ends", period=_in(low["period"]), **told)


def _last_period(known: list[dict[str, Any]], answer: Answer) -> str:
    given = {row["period"] for row in known}
    lacking = {row["period"] for row in records(answer.table) if pd.isna(row["value"]) or is_incomplete(row)}
    periods = [period for period in dict.fromkeys(answer.table["period"]) if period in given]
    return str(([period for period in periods if period not in lacking] or periods)[-1])


def _value(row: dict[str, Any], answer: Answer) -> str:
    return " ".join(label_of(row, answer))


def _in(period: str) -> str:
    return phrase("headline", "from" if " to " in period else "in", period=period)


def _joined(texts: list[str]) -> str:
    return f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else texts[0]


def listed(periods: list[str], many: int) -> str:
    """Return periods by name where they are few, else how many of how many."""
    return _joined(periods) if len(periods) <= 2 else phrase("headline", "some", number=len(periods), many=many)


def span(periods: list[str]) -> str:
    """Return the first and the last of some periods."""
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
