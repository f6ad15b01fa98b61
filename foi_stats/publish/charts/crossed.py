"""Turn figures of two labels into small multiples: a panel for each of one's labels, at most four, on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import LABELS, labels_said, without_totals
from foi_stats.publish.charts.content import CATEGORICAL, MAIN, PAIR, Bar, Content, Panel, bar_of, whole_of
from foi_stats.publish.table_shape import second_labels
from foi_stats.publish.tables import NOTHING, rows_shown
from foi_stats.supply.rows import records
from foi_stats.vocabulary.html import printable


def drawn_figures(answer: Answer) -> Answer:
    """Return an answer with the figures that a chart of it draws: those of two labels at most, without totals."""
    table = pd.DataFrame(rows_shown(answer), columns=answer.table.columns).astype(answer.table.dtypes)
    table[LABELS[-1]] = ""
    figures = without_totals(table).copy()  # totals, beside what they add up, would dwarf it
    figures[list(LABELS)] = figures[list(LABELS)].map(printable)
    return replace(answer, table=figures)


def named_whole(answer: Answer) -> Answer:
    """Return an answer whose figures have one label, which names both, for the words of a chart."""
    said = [labels_said(row) for row in records(answer.table)]
    labels = pd.Series(said, index=answer.table.index, dtype=answer.table[LABELS[0]].dtype)
    return replace(answer, table=answer.table.assign(label=labels, label_2="", label_3=""))


def crossed_contents(answer: Answer) -> Iterator[Content]:
    """Yield the ways to draw figures of two labels: a panel for each of the second, then for each of the first.

    With one period a panel has a bar for each of the other labels; else a group of panels for each has the periods.
    """
    rows = records(answer.table)
    firsts, seconds = list(dict.fromkeys(row["label"] for row in rows)), second_labels(rows)
    for (down, names), (across, panels) in (
        (("label", firsts), ("label_2", seconds)),
        (("label_2", seconds), ("label", firsts)),
    ):
        if len(panels) <= len(CATEGORICAL):
            there = {(row[down], row[across], row["period"]): row for row in rows}
            yield _content(there, answer, names, panels)


def _content(
    there: Mapping[tuple[str, str, str], dict[str, Any]], answer: Answer, names: list[str], panels: list[str]
) -> Content:
    colours = (MAIN,) if len(panels) == 1 else PAIR if len(panels) == len(PAIR) else CATEGORICAL
    periods = list(dict.fromkeys(answer.table["period"]))

    def bar(name: str, panel: str, period: str, shown: str) -> Bar:
        row = there.get((name, panel, period))
        return (
            Bar(shown, (NOTHING,), None, "whole", broken=False, symbols=frozenset({NOTHING}))
            if row is None
            else bar_of(shown, row, answer)
        )

    if len(periods) == 1:
        bars = [tuple(bar(name, panel, periods[0], name) for name in names) for panel in panels]
        made = [Panel(panel, each, colour) for panel, each, colour in zip(panels, bars, colours, strict=False)]
        return Content(tuple(made), "label", whole=whole_of(answer))
    made = [
        Panel(panel, tuple(bar(name, panel, period, period) for period in periods), colour)
        for name in names
        for panel, colour in zip(panels, colours, strict=False)
    ]
    return Content(tuple(made), "period", groups=tuple(names), whole=whole_of(answer))
