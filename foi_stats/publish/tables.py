"""Lay out an answer's figures for people, with the symbols they use explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.publish.wording import phrase
from foi_stats.supply.rows import records
from foi_stats.vocabulary.html import accessible_table
from foi_stats.vocabulary.shorthand import REASONS, SHORTHAND


@dataclass(frozen=True)
class Table:
    """A table as it is shown: a caption, the legend that stands above it, headings, and cells as text."""

    id: str
    caption: str
    legend: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...]

    def html(self) -> str:
        """Return the table, without its legend, as accessible HTML."""
        return accessible_table(
            self.caption, self.headings, self.rows, numeric=self.numeric, table_id=f"table-{self.id}"
        )

    def _repr_html_(self) -> str:
        from html import escape

        legend = "".join(f"<li>{escape(line)}</li>" for line in self.legend)
        return f"<ul>{legend}</ul>{self.html()}" if legend else self.html()

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: ANN401 - IPython's own signature
        printer.text(str(self))

    def __str__(self) -> str:
        frame = pd.DataFrame(list(self.rows), columns=list(self.headings))
        return "\n".join([self.caption, *self.legend, frame.to_string(index=False)])


def table_of(answer: Answer) -> Table:
    """Return an answer's figures as a table: years down where it has one label, else labels down and years across.

    A number stands alone in its cell, and a symbol that qualifies it in a column of its own.
    """
    figures = answer.table
    labels, periods = list(dict.fromkeys(figures["label"])), list(dict.fromkeys(figures["period"]))
    unit = phrase("table", "unit", "count") if answer.unit == "count" else answer.unit
    caption = phrase("table", "caption", title=answer.title, place=answer.place, unit=unit)
    if len(labels) == 1:
        headings, rows = (
            [phrase("table", "heading", "period"), labels[0]],
            [[row["period"], row["printed"], " ".join(marks_of(row))] for row in records(figures)],
        )
    else:
        headings = [phrase("table", "heading", answer.asks), *periods]
        rows = [_across(label, periods, records(figures[figures["label"] == label])) for label in labels]
    if any(row[-1] for row in rows):
        headings = [*headings, phrase("table", "marks")]
    else:
        rows = [row[:-1] for row in rows]
    numeric = range(1, 1 + (1 if len(labels) == 1 else len(periods)))
    return Table(
        id=answer.id,
        caption=caption,
        legend=legend_of(figures),
        headings=tuple(headings),
        rows=tuple(map(tuple, rows)),
        numeric=tuple(numeric),
    )


def _across(label: str, periods: list[str], figures: list[dict[str, Any]]) -> list[str]:
    by_period = {figure["period"]: figure for figure in figures}
    beside: dict[str, list[str]] = {}
    for period in periods:
        for mark in marks_of(by_period[period]):
            beside.setdefault(mark, []).append(period)
    one = len(periods) == 1
    symbols = " ".join(beside) if one else "; ".join(f"{symbol} {', '.join(where)}" for symbol, where in beside.items())
    return [label, *(by_period[period]["printed"] for period in periods), symbols]


def marks_of(figure: dict[str, Any]) -> list[str]:
    """Return what qualifies a value: its symbols, and that it is incomplete; nothing where it is a gap."""
    if pd.isna(figure["value"]):
        return []
    return [*figure["shorthand"].split(), *([phrase("table", "incomplete")] if is_incomplete(figure) else [])]


def is_incomplete(figure: dict[str, Any]) -> bool:
    """Return whether a value leaves something out."""
    return bool(pd.notna(figure["value"]) and figure["reason"])


def standing_of(answer: Answer) -> str:
    """Return what sort of figures these are, if they are not an authority's own: ``invented`` or ``demonstration``."""
    return "invented" if answer.invented else "demonstration" if answer.demonstration else ""


def legend_of(figures: pd.DataFrame) -> tuple[str, ...]:
    """Return what the symbols of a table mean, and only those it uses; a gap's with the reasons it has here."""
    used = {symbol for text in figures["shorthand"] for symbol in text.split()}
    lines = []
    if any(phrase("table", "incomplete") in marks_of(row) for row in records(figures)):
        lines.append(phrase("table", "meaning_incomplete"))
    for symbol, meaning in SHORTHAND.items():
        if symbol in used:
            codes = figures.loc[figures["printed"].eq(symbol), "reason"].str.split().explode().dropna().unique()
            reasons = [REASONS[code].meaning for code in codes]
            key = "meaning_here" if reasons else "meaning"
            lines.append(phrase("table", key, symbol=symbol, meaning=meaning, reasons="; ".join(reasons)))
    return tuple(lines)
