"""Tell the titles above a table from the rows of another table that stands above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.heading_cells import could_be_year
from foi_stats.supply.values import is_blank, is_number, text_of

Rows = Sequence[Sequence[Value]]
_GAP = re.compile(r"\[[a-z]{1,4}\]|\.{1,3}|[-\u2013\u2014*:~]|n/?[ak]|z|x|c|nil", re.IGNORECASE)
_TOTAL = re.compile(r"(?:grand |overall |sub-?)?totals?\b", re.IGNORECASE)


@dataclass(frozen=True)
class RowsOfFigures:
    """Rows above the headings of a table, one beneath the other, with numbers in the same ``columns``.

    ``is_table`` is whether they are a table of their own: headings stand over them, and they are three or more or have
    a total. Two numbers beside their names may also sum up the table below.
    """

    rows: range
    columns: frozenset[int]
    is_table: bool


def rows_of_figures(rows: Rows, above: range) -> list[RowsOfFigures]:
    """Return the rows of figures among some rows above headings: two or more together, a table, or a row of totals."""
    numbers = {row: _number_columns(rows[row]) for row in above}
    runs: list[range] = []
    for row in above:
        if numbers[row] and runs and runs[-1].stop == row and numbers[row] & numbers[row - 1]:
            runs[-1] = range(runs[-1].start, row + 1)
        elif numbers[row]:
            runs.append(range(row, row + 1))
    found = []
    for run in runs:
        totals = any(_is_total(rows[row]) for row in run)
        total_below = run.stop < above.stop and _is_total(rows[run.stop])
        is_headed = run.start > above.start and _heads(rows[run.start - 1], rows[run.start], numbers[run.start])
        is_table = is_headed and (len(run) > 2 or totals or total_below)
        if len(run) > 1 or is_table or totals:
            found.append(RowsOfFigures(run, frozenset(numbers[run.start]), is_table))
    return found


def rows_above(rows: Rows, above: range) -> tuple[int, frozenset[int]]:
    """Return the first of some rows above headings that may be a title of theirs, and those that are rows of figures.

    The titles of a table above stand over it, and those of the next begin below it.
    """
    runs = rows_of_figures(rows, above)
    first = max((run.rows.stop for run in runs if run.is_table), default=above.start)
    if above.start < first < above.stop and is_total_without_figures(_texts(rows, range(first, above.stop))):
        first += 1
    return first, frozenset(row for run in runs for row in run.rows)


def _is_total(cells: Sequence[Value]) -> bool:
    return any(_is_text(value) and _TOTAL.match(text_of(value)) for value in cells)


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
