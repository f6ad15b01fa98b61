"""Lay out an answer's figures for people, with the symbols they use explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import covered_days
from foi_stats.publish.list_table import list_caption, list_digest, list_grid, list_legend
from foi_stats.publish.wording import phrase
from foi_stats.supply.rows import records
from foi_stats.vocabulary.html import accessible_table
from foi_stats.vocabulary.measures import is_whole
from foi_stats.vocabulary.period import format_periods
from foi_stats.vocabulary.shorthand import REASONS, SHORTHAND

_MOST_ACROSS = 6
"""Columns of figures beside one another, on a page."""


@dataclass(frozen=True)
class Table:
    """A table as it is shown: a caption, the legend that stands above it, headings, and cells as text.

    ``widths`` are those of its columns on paper, in characters, where they are chosen: they are not for figures.
    ``whole`` is a digest of all that the table is a part of, for a list of which a letter shows a page.
    """

    id: str
    caption: str
    legend: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...]
    widths: tuple[float, ...] = ()
    whole: str = ""

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
    """Return an answer's figures as a table: periods down where it has one label, or many periods; else labels down.

    A number stands alone in its cell, and what qualifies it in a column of its own.
    """
    if answer.asks == "list":
        return list_table(answer, len(answer.items))
    figures = answer.table
    labels, periods = list(dict.fromkeys(figures["label"])), list(dict.fromkeys(figures["period"]))
    unit = unit_of(answer)
    caption = phrase("table", "caption", title=answer.title, place=answer.place, unit=unit)
    if len(labels) == 1:
        headings = [period_heading(figures), labels[0]]
        rows = [[row["period"], row["printed"], " ".join(marks_of(row))] for row in records(figures)]
    elif len(periods) > _MOST_ACROSS >= len(labels):
        headings = [period_heading(figures), *labels]
        rows = [_line(period, labels, "label", records(figures[figures["period"] == period])) for period in periods]
    else:
        headings = [phrase("table", "heading", answer.asks), *periods]
        rows = [_line(label, periods, "period", records(figures[figures["label"] == label])) for label in labels]
    if any(row[-1] for row in rows):
        headings = [*headings, phrase("table", "marks")]
    else:
        rows = [row[:-1] for row in rows]
    numeric = range(1, len(headings) - (headings[-1] == phrase("table", "marks")))
    return Table(
        id=answer.id,
        caption=caption,
        legend=legend_of(figures),
        headings=tuple(headings),
        rows=tuple(map(tuple, rows)),
        numeric=tuple(numeric),
    )


def list_table(answer: Answer, shown: int, all_in: str = "") -> Table:
    """Return the first items of a list as a table; for a letter, ``all_in`` is the file that has them all."""
    grid = list_grid(answer, shown, on_page=bool(all_in))
    return Table(
        id=answer.id,
        caption=list_caption(answer, shown, all_in),
        legend=(*legend_of(answer.table), *list_legend(answer)),
        headings=grid.headings,
        rows=grid.rows,
        numeric=grid.numeric,
        widths=grid.widths,
        whole=list_digest(answer) if shown < len(answer.items) else "",
    )


def unit_of(answer: Answer) -> str:
    """Return the unit of an answer's figures as a caption says it: ``£``, ``number of claims paid``."""
    if answer.unit != "count":
        return answer.unit
    return phrase("table", "unit", "count" if is_whole(answer.measure) else "fte", noun=answer.measure)


def period_heading(figures: pd.DataFrame) -> str:
    """Return what the periods of a table are, for its heading: ``Financial year``, ``Month``."""
    return phrase("table", "period", kind_of(figures))


def kind_of(figures: pd.DataFrame) -> str:
    """Return the kind of the periods of a table."""
    return str(figures["period_kind"].iloc[0])


def _line(name: str, across: list[str], by: str, figures: list[dict[str, Any]]) -> list[str]:
    """Return a row of a table: its name, its figures, and their marks."""
    by_name = {figure[by]: figure for figure in figures}
    beside: dict[str, list[str]] = {}
    for each in across:
        for mark in marks_of(by_name[each]):
            beside.setdefault(mark, []).append(each)
    if len(across) == 1:
        marks = " ".join(beside)
    else:
        marks = "; ".join(_beside(mark, where, across) for mark, where in beside.items())
    return [name, *(by_name[each]["printed"] for each in across), marks]


def _beside(mark: str, where: list[str], across: list[str]) -> str:
    if mark.startswith("[") or mark == phrase("table", "incomplete"):
        return f"{mark} {', '.join(where)}"
    return mark if where == across else f"{', '.join(where)}: {mark}"


def marks_of(figure: dict[str, Any]) -> list[str]:
    """Return the marks of a value: its symbols, the part of its period that it covers, and whether it is incomplete.

    Nothing where it is a gap.
    """
    if pd.isna(figure["value"]):
        return []
    marks = figure["shorthand"].split()
    if is_part(figure):
        return [*marks, phrase("table", "part", covers=format_periods(covered_days(figure)))]
    return [*marks, *([phrase("table", "incomplete")] if is_incomplete(figure) else [])]


def is_part(figure: dict[str, Any]) -> bool:
    """Return whether a value covers less than its period."""
    return bool(pd.notna(figure["value"]) and figure["covers"])


def is_incomplete(figure: dict[str, Any]) -> bool:
    """Return whether a value leaves something out."""
    return bool(pd.notna(figure["value"]) and figure["reason"])


def standing_of(answer: Answer) -> str:
    """Return what sort of figures these are, if they are not an authority's own: ``invented`` or ``demonstration``."""
    return "invented" if answer.invented else "demonstration" if answer.demonstration else ""


def legend_of(figures: pd.DataFrame) -> tuple[str, ...]:
    """Return the meanings of the symbols that a table uses; for gaps, with their reasons in this table."""
    used = {symbol for text in figures["shorthand"] for symbol in text.split()}
    lines = []
    if any(map(is_part, records(figures))):
        lines.append(phrase("table", "meaning_part"))
    if any(phrase("table", "incomplete") in marks_of(row) for row in records(figures)):
        lines.append(phrase("table", "meaning_incomplete"))
    for symbol, meaning in SHORTHAND.items():
        if symbol in used:
            codes = figures.loc[figures["printed"].eq(symbol), "reason"].str.split().explode().dropna().unique()
            reasons = [REASONS[code].meaning for code in codes]
            key = "meaning_here" if reasons else "meaning"
            lines.append(phrase("table", key, symbol=symbol, meaning=meaning, reasons="; ".join(reasons)))
    return tuple(lines)
