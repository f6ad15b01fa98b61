"""The day as of which a supply gives its figures, where a title says so: ``As at 30/06/2016``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import islice

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.heading_cells import FIRST_ROWS
from foi_stats.supply.tables.table import Table
from foi_stats.supply.values import is_blank, parse_day, text_of

_DAY = r"\d{4}-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9},? \d{4}"
_DATED = re.compile(
    r"\b(?:(?:figures |position |correct |accurate )?as (?:at|of|on)|position (?:at|on)|correct (?:at|on)|dated"
    r"|(?:updated|revised|restated|extracted|produced|prepared|issued|published|reported|run)(?: on| at)?"
    r"|date of (?:figures|report|extract))"
    rf"(?: the)?(?: close of business)?(?: on)?[\s:,-]+({_DAY})(?![\d/])",
    re.IGNORECASE,
)
_LONGEST = 160
_MOST_CELLS = 4


def day_in_title(table: Table) -> dt.date | None:
    """Return the day that a title above a table, or the name of its sheet, says the figures are as at.

    The nearest row that names one counts. A day that cannot be read, or two in one row, are none.
    """
    known, rows = table.days_by_row, table.sheet.rows
    for row in range(table.head[0] - 1, max(-1, table.head[0] - FIRST_ROWS), -1):
        if row not in known:
            known[row] = _days_in(rows[row])
        if days := known[row]:
            return next(iter(days)) if len(days) == 1 else None
    days = _days(table.sheet.name)
    return next(iter(days)) if len(days) == 1 else None


def _days_in(row: Sequence[Value]) -> frozenset[dt.date]:
    """Return the days that a row of a few cells names; rows of a wide table are no titles."""
    filled = (value for value in row if not (value is None or value == "" or is_blank(value)))
    cells = list(islice(filled, _MOST_CELLS + 1))
    if len(cells) > _MOST_CELLS or not any(isinstance(value, str) for value in cells):
        return frozenset()
    text = " ".join(map(text_of, cells))
    return _days(text) if len(text) < _LONGEST else frozenset()


def _days(text: str) -> frozenset[dt.date]:
    found = set[dt.date]()
    for match in _DATED.finditer(text):
        try:
            found.add(parse_day(match[1]))
        except ValueError:
            continue
    return frozenset(found)
