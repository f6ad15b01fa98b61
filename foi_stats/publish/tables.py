"""Tables: an answer's figures laid out for people, with the symbols they use explained, and as tidy CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.html import accessible_table
from foi_stats.publish.wording import say
from foi_stats.shorthand import REASONS, SHORTHAND
from foi_stats.supply.rows import records

_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")


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

    def __str__(self) -> str:
        frame = pd.DataFrame(list(self.rows), columns=list(self.headings))
        return "\n".join([self.caption, *self.legend, frame.to_string(index=False)])


def table_of(answer: Answer) -> Table:
    """Return an answer's figures as a table: years down where there is one part, else parts down and years across.

    A number stands alone in its cell, and a symbol that qualifies it in a column of its own.
    """
    figures = answer.table
    parts, periods = list(dict.fromkeys(figures["part"])), list(dict.fromkeys(figures["period"]))
    unit = say("table", "unit", "count") if answer.unit == "count" else answer.unit
    caption = say("table", "caption", title=answer.title, place=answer.place, unit=unit)
    if len(parts) == 1:
        headings, rows = (
            [say("table", "heading", "period"), parts[0]],
            [[row["period"], row["printed"], _beside(row)] for row in records(figures)],
        )
    else:
        headings = [say("table", "heading", answer.asks), *periods]
        rows = [_across(part, periods, records(figures[figures["part"] == part])) for part in parts]
    if any(row[-1] for row in rows):
        headings = [*headings, say("table", "shorthand")]
    else:
        rows = [row[:-1] for row in rows]
    numeric = range(1, 1 + (1 if len(parts) == 1 else len(periods)))
    return Table(
        id=answer.id,
        caption=caption,
        legend=_legend(figures),
        headings=tuple(headings),
        rows=tuple(map(tuple, rows)),
        numeric=tuple(numeric),
    )


def table_csv(answer: Answer) -> str:
    """Return an answer's figures as CSV: one header row, one row a figure, symbols in a column of their own.

    Text that a spreadsheet program would run as a formula is defused by an apostrophe before it.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    heading = say("table", "heading", answer.asks).casefold()
    writer.writerow(["authority", heading, "financial_year", "value", "unit", "shorthand", "reason", "note"])
    for row in records(answer.table):
        value = "" if pd.isna(row["value"]) else row["printed"].replace(",", "").replace("−", "-")
        reasons = "; ".join(REASONS[reason].meaning for reason in row["reason"].split())
        texts = [answer.place, row["part"], row["period"]]
        note = row["note"].replace("\n", " ")
        writer.writerow([*map(_defuse, texts), value, answer.unit, row["shorthand"], reasons, _defuse(note)])
    return written.getvalue()


def _across(part: str, periods: list[str], figures: list[dict[str, str]]) -> list[str]:
    by_period = {figure["period"]: figure for figure in figures}
    beside: dict[str, list[str]] = {}
    for period in periods:
        for symbol in _beside(by_period[period]).split():
            beside.setdefault(symbol, []).append(period)
    one = len(periods) == 1
    symbols = " ".join(beside) if one else "; ".join(f"{symbol} {', '.join(where)}" for symbol, where in beside.items())
    return [part, *(by_period[period]["printed"] for period in periods), symbols]


def _beside(figure: dict[str, str]) -> str:
    """Return the symbols that qualify a figure: none where it is a gap, whose symbol stands in the cell."""
    return "" if figure["printed"] == figure["shorthand"] else figure["shorthand"]


def _legend(figures: pd.DataFrame) -> tuple[str, ...]:
    """Return what the symbols of a table mean, and only those it uses; a gap's with the reasons it has here."""
    used = {symbol for text in figures["shorthand"] for symbol in text.split()}
    lines = []
    for symbol, meaning in SHORTHAND.items():
        if symbol in used:
            codes = figures.loc[figures["printed"].eq(symbol), "reason"].str.split().explode().dropna().unique()
            reasons = [REASONS[code].meaning for code in codes]
            key = "meaning_here" if reasons else "meaning"
            lines.append(say("table", key, symbol=symbol, meaning=meaning, reasons="; ".join(reasons)))
    return tuple(lines)


def _defuse(text: str) -> str:
    return f"'{text}" if text.startswith(_RUN) else text
