"""Tell the titles above a table from the rows of another table that stands above it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.heading_cells import could_be_year
from foi_stats.supply.values import is_blank, is_number, text_of

Rows = Sequence[Sequence[Value]]
_GAP = re.compile(r"\[[a-z]{1,4}\]|\.{1,3}|[-\u2013\u2014*:~]|n/?[ak]|z|x|c|nil", re.IGNORECASE)
_TOTAL = re.compile(r"(?:grand |overall |sub-?)?totals?\b", re.IGNORECASE)


def rows_above(rows: Rows, above: range) -> tuple[int, frozenset[int]]:
    """Return the first of some rows above headings that may be a title of theirs, and those that are rows of figures.

    Rows of figures are two with numbers in one column, one beneath the other; a row beneath headings of its own; and a
    row called a total. Where headings stand over them there is a table: its own titles are above it, and those of the
    next begin below it.
    """
    numbers = {row: _number_columns(rows[row]) for row in above}
    figures: set[int] = set()
    first = above.start
    for row in above:
        beneath = numbers[row] & numbers.get(row - 1, set())
        is_headed = row > above.start and _heads(rows[row - 1], rows[row], numbers[row])
        if beneath or is_headed:
            figures |= {row - 1, row}
            first = row + 1 if is_headed or first == row else first
        elif numbers[row] and any(_TOTAL.match(text_of(value)) for value in rows[row]):
            figures.add(row)
    if first > above.start and first < above.stop and is_total_without_figures(_texts(rows, range(first, above.stop))):
        first += 1
    return first, frozenset(figures)


def _heads(above: Sequence[Value], row: Sequence[Value], columns: set[int]) -> bool:
    """Return whether the row above heads labels and numbers, as the headings of a table do."""
    labels = [at for at, value in enumerate(row) if _is_text(value)]
    return any(_is_text(above[at]) for at in columns) and any(_is_text(above[at]) for at in labels)


def is_row_of_gaps(cells: Sequence[Value]) -> bool:
    """Return whether the filled cells of a row are a label and gaps such as ``[c]`` or ``..``: a row of a table."""
    texts = [text_of(value) for value in cells]
    return len(texts) > 1 and _GAP.fullmatch(texts[0]) is None and all(map(_GAP.fullmatch, texts[1:]))


def is_total_without_figures(texts: Sequence[Sequence[str]]) -> bool:
    """Return whether the first of the rows beneath figures is their total, left blank: a title follows it."""
    followed = any(texts[1:])
    return followed and len(texts[0]) == 1 and bool(_TOTAL.match(texts[0][0]))


def _texts(rows: Rows, where: range) -> list[list[str]]:
    return [[text_of(value) for value in rows[row] if _is_text(value)] for row in where]


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and not is_blank(value) and not is_number(value)


def _number_columns(cells: Sequence[Value]) -> set[int]:
    """Return the columns in which a row has a number that is no year."""
    found = {at for at, value in enumerate(cells) if is_number(value)}
    return {at for at in found if not _is_year(text_of(cells[at]))}


def _is_year(text: str) -> bool:
    return text.isdigit() and could_be_year(float(text))
