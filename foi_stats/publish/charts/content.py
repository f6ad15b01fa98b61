"""Turn an answer's figures into bars with labels, before anything is laid out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import covered_days
from foi_stats.answer.comparable import is_budget, is_incomplete, is_part
from foi_stats.publish.tables import shorten_months
from foi_stats.publish.totals import is_total, shares_of, why_no_total
from foi_stats.publish.wording import phrase
from foi_stats.supply.rows import records
from foi_stats.vocabulary.measures import show_count
from foi_stats.vocabulary.money import add_up, format_money, format_pounds
from foi_stats.vocabulary.period import format_periods

MAIN = "#12436D"
CATEGORICAL = ("#12436D", "#28A197", "#801650", "#F46A25")
PAIR = ("#12436D", "#F46A25")
"""The Analysis Function's colours, in its order: at most four, and two of their own for two series."""

Fill = Literal["whole", "caution", "budget", "part"]

_CAUTIONS = {"[e]", "[p]", "[u]"}


@dataclass(frozen=True)
class Bar:
    """One figure: what it is for, the lines of its label, its value (none where it is a gap), and how it is filled.

    ``symbols`` and ``is_incomplete`` are what its label says of it, which a footnote explains.
    """

    name: str
    label: tuple[str, ...]
    value: float | None
    fill: Fill
    broken: bool
    symbols: frozenset[str] = frozenset()
    is_incomplete: bool = False


@dataclass(frozen=True)
class Panel:
    """The bars of one part, or of all parts where there is one period."""

    name: str
    bars: tuple[Bar, ...]
    colour: str = MAIN

    @property
    def size(self) -> float:
        """The largest value, of either sign."""
        return max((abs(bar.value) for bar in self.bars if bar.value is not None), default=-1)


@dataclass(frozen=True)
class Content:
    """The panels of a chart, what the bars of each are (periods or parts), and what is said below about grouping.

    ``whole`` is the value that the scale goes up to at least: 100 for shares. ``groups`` are the headings of equal
    groups of panels, one below the other.
    """

    panels: tuple[Panel, ...]
    by: Literal["period", "label"]
    notes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ("",)
    whole: float = 0.0

    @property
    def bars(self) -> list[Bar]:
        """Every bar."""
        return [bar for panel in self.panels for bar in panel.bars]

    def largest(self, number: int) -> Content:
        """Return the content with its largest parts alone, in their order, and a note that says so."""
        if self.by == "label":
            panel = self.panels[0]
            kept = _largest([abs(bar.value) if bar.value is not None else -1 for bar in panel.bars], number)
            panels: tuple[Panel, ...] = (replace(panel, bars=tuple(panel.bars[position] for position in kept)),)
            many = len(panel.bars)
        else:
            kept = _largest([panel.size for panel in self.panels], number)
            panels = tuple(self.panels[position] for position in kept)
            many = len(self.panels)
        return replace(self, panels=panels, notes=(*self.notes, phrase("chart", "left_out", number=number, many=many)))

    @property
    def parts(self) -> int:
        """How many parts are drawn."""
        return len(self.panels[0].bars) if self.by == "label" else len(self.panels)


def content_of(answer: Answer) -> Content:
    """Return what is drawn of an answer: a panel for each part, or one bar for each part where there is one period.

    Where there are more than four parts that may be added up, the three largest keep their own and the rest are one.
    """
    rows = records(answer.table)
    parts = list(dict.fromkeys(row["label"] for row in rows))
    if len({row["period"] for row in rows}) == 1:
        shares = shares_of(answer)
        shown = [row for row in rows if not (shares and is_total(row["label"]))]
        bars = tuple(bar_of(row["label"], row, answer, shares.get(row["label"])) for row in shown)
        return Content((Panel("", bars),), "label", whole=whole_of(answer))
    by_part = {part: [row for row in rows if row["label"] == part] for part in parts}
    notes: tuple[str, ...] = ()
    if len(parts) > len(CATEGORICAL) and not why_no_total(answer):
        by_part, notes = _group(by_part)
    colours = PAIR if len(by_part) == 2 else CATEGORICAL if len(by_part) <= len(CATEGORICAL) else (MAIN,) * len(by_part)
    panels = tuple(
        Panel(part, tuple(bar_of(row["period"], row, answer) for row in figures), colours[number])
        for number, (part, figures) in enumerate(by_part.items())
    )
    return Content(panels, "period", notes, whole=whole_of(answer))


def whole_of(answer: Answer) -> float:
    """Return the value that the scale of an answer's chart goes up to at least."""
    return 100.0 if answer.worked_out == "share" else 0.0


def _group(by_part: dict[str, list[dict[str, Any]]]) -> tuple[dict[str, list[dict[str, Any]]], tuple[str, ...]]:
    """Return the largest parts as they are and the sum of the rest, and the note that says which those are."""
    names = list(by_part)
    sizes = [max(abs(float(row["value"])) for row in rows) for rows in by_part.values()]
    kept = [names[position] for position in _largest(sizes, len(CATEGORICAL) - 1)]
    rest = [name for name in names if name not in kept]
    other = phrase("chart", "other", number=len(rest))
    sums = []
    for number, row in enumerate(by_part[rest[0]]):
        total = add_up(Decimal(by_part[name][number]["value"]) for name in rest)
        sums.append({**row, "label": other, "value": total})
    note = phrase("chart", "other_note", other=other, parts="; ".join(rest))
    return {**{name: by_part[name] for name in kept}, other: sums}, (note,)


def _largest(sizes: list[float], number: int) -> list[int]:
    """Return the positions of the largest sizes, in order; of two alike the first."""
    return sorted(sorted(range(len(sizes)), key=lambda position: -sizes[position])[:number])


def bar_of(name: str, row: dict[str, Any], answer: Answer, share: int | None = None) -> Bar:
    """Return the bar of a figure, under a name, with its share of a total if it has one."""
    value = None if pd.isna(row["value"]) else float(row["value"])
    lines = label_of(row, answer)
    if share is not None:
        lines = (phrase("chart", "share", value=lines[0], share=share), *lines[1:])
    symbols = frozenset(row["printed" if value is None else "shorthand"].split())
    incomplete = value is not None and is_incomplete(row) and not is_part(row)
    return Bar(name, lines, value, fill_of(row, answer), value is not None and "[b]" in symbols, symbols, incomplete)


def fill_of(row: dict[str, Any], answer: Answer) -> Fill:
    """Return how a figure's bar is filled: a budget, a part of a year and a caution are none like a whole outturn."""
    symbols = set(row["shorthand"].split())
    if is_budget(row, answer.basis):
        return "budget"
    if is_part(row) or is_incomplete(row):
        return "part"
    return "caution" if symbols & _CAUTIONS else "whole"


def label_of(row: dict[str, Any], answer: Answer) -> tuple[str, ...]:
    """Return what stands at a bar: the value, and below it what qualifies it; or the symbol of the gap."""
    if pd.isna(row["value"]):
        return (str(row["printed"]),)
    marks = row["shorthand"].split()
    if is_part(row):
        marks.append(phrase("chart", "mark_part", covers=shorten_months(format_periods(covered_days(row)))))
    elif is_incomplete(row):
        marks.append(phrase("chart", "mark_incomplete"))
    return (said_value(row, answer), *([" ".join(marks)] if marks else []))


def said_value(row: dict[str, Any], answer: Answer) -> str:
    """Return a value as it is said: ``£134.9 million``, ``1,348``."""
    if answer.worked_out:
        return f"{row['printed']}%"
    if answer.unit != "count":
        return format_money(Decimal(row["value"]))
    shared = max(len(text.partition(".")[2]) for text in answer.table["printed"])  # as in the table
    return show_count(row["value"], shared)


def exact_value(row: dict[str, Any], answer: Answer) -> str:
    """Return a value to the last digit: ``£134,898,000``."""
    if answer.unit == "count" or answer.worked_out:
        return said_value(row, answer)
    return format_pounds(Decimal(row["value"]))
