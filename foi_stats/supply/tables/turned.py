"""Read tables that are turned round: years down, and a column of figures for each line or service."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.headings import plain, says_counts, units_in
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_blank, is_number, text_of

_YEARS = frozenset({"financial_year", "quarter"})
_OTHER_KEYS = frozenset({"date", "line", "provider", "organisation", "activity", "service"})
_NO_LINE = re.compile(
    r"\b(?:codes?|id|rank|rates?|ratios?|index|indices|population|inflation|deflator|cpi|rpi|gdp|percent|share|fte"
    r"|staff|officers|posts|headcount|hours|days|months?|quarters?|average|mean|median|variance|difference|change)\b|%"
)
_LETTER = re.compile(r"[A-Za-z]")


def lines_across(
    columns: list[Column], cells: Callable[[int], Sequence[Value]], above: Callable[[], Iterable[str]], *, counts: bool
) -> list[Column]:
    """Return columns of which those headed by a line or a service are marked as its figures.

    They are so only where years stand in a column, nothing else tells rows apart, no heading says amount or count, and
    the text above states a unit of money or says that people are counted. Else they are returned as they are.

    Parameters
    ----------
    cells
        Gives the first cells below the headings of a column.
    above
        Gives the texts above the headings.
    counts
        Whether the file's name says that people are counted.
    """
    fields = {field for column in columns for field, _ in column.heading.fields}
    figures = {column.heading.figure for column in columns} - {"", "total", "derived"}
    if figures or not fields & _YEARS or fields & _OTHER_KEYS:
        return columns
    lines = [column.index for column in columns if _names_line(column) and _holds_figures(cells(column.index))]
    if len(lines) < 2:
        return columns
    texts = [text for text in above() if len(text) < 160]
    if not (counts or any(map(says_counts, texts)) or any(map(units_in, texts))):
        return columns
    return [
        replace(column, heading=replace(column.heading, figure="named")) if column.index in lines else column
        for column in columns
    ]


def _names_line(column: Column) -> bool:
    heading = column.heading
    return bool(_LETTER.search(column.own)) and not (
        heading.fields or heading.figure or heading.problem or _NO_LINE.search(plain(column.text))
    )


def _holds_figures(cells: Sequence[Value]) -> bool:
    """Return whether there are numbers or symbols among cells, and nothing else but short words such as ``n/a``."""
    filled = [value for value in cells if not is_blank(value)]
    words = [text for value in filled if not is_number(value) and (text := text_of(value))[0] != "["]
    return len(words) < len(filled) and all(len(text) < 4 for text in words)
