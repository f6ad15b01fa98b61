"""Recognise tables with years or months down and a column of figures for each line or service across."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.fields import PERIOD_FIELDS
from foi_stats.supply.tables.headings import names_counts, plain, units_in
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_blank, is_number, text_of
from foi_stats.vocabulary.measures import kind_of

_PERIODS = frozenset(PERIOD_FIELDS).difference({"date"})
_OTHER_KEYS = frozenset({"date", "line", "provider", "organisation", "activity", "service"})
_NO_LINE = re.compile(
    r"\b(?:codes?|id|rank|rates?|ratios?|index|indices|population|inflation|deflator|cpi|rpi|gdp|percent|share|fte"
    r"|staff|officers|posts|headcount|hours|days|months?|quarters?|average|mean|median|variance|difference|change)\b|%"
)
_LETTER = re.compile(r"[A-Za-z]")


def mark_lines_across(
    columns: list[Column], cells: Callable[[int], Sequence[Value]], above: Callable[[], Iterable[str]], *, counts: bool
) -> list[Column]:
    """Return the columns, with the role ``named`` for those headed by a line or a service.

    That needs years, months or quarters in a column, nothing else that tells rows apart, no heading of amounts or
    counts, and a text above that states a unit of money or that something is counted. Otherwise the columns are
    returned unchanged.

    Parameters
    ----------
    cells
        Returns the first cells below the headings of a column.
    above
        Returns the texts above the headings.
    counts
        Whether the file's name says that it holds counts.
    """
    fields = {field for column in columns for field, _ in column.heading.fields}
    posts = {column.index for column in columns if kind_of(column.own) == "fte"}
    roles = {column.heading.role for column in columns if column.index not in posts} - {"", "total", "derived"}
    if roles or not fields & _PERIODS or fields & _OTHER_KEYS:
        return columns
    lines = [column.index for column in columns if _names_line(column) and _holds_figures(cells(column.index))]
    if len(lines) < 2:
        return columns
    texts = [text for text in above() if len(text) < 160]
    if not (counts or any(map(names_counts, texts)) or any(map(units_in, texts))):
        return columns
    roles_by_index = dict.fromkeys(posts, "") | dict.fromkeys(lines, "named")
    return [
        replace(column, heading=replace(column.heading, role=roles_by_index.get(column.index, column.heading.role)))
        for column in columns
    ]


def _names_line(column: Column) -> bool:
    heading = column.heading
    return bool(_LETTER.search(column.own)) and not (
        heading.fields or heading.role or heading.problem or _NO_LINE.search(plain(column.text))
    )


def _holds_figures(cells: Sequence[Value]) -> bool:
    """Return whether cells hold numbers or symbols, and otherwise only short words such as ``n/a``."""
    filled = [value for value in cells if not is_blank(value)]
    words = [text for value in filled if not is_number(value) and (text := text_of(value))[0] != "["]
    return len(words) < len(filled) and all(len(text) < 4 for text in words)
