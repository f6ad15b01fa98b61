"""Lay out an answer's figures for a letter: as one table, or in parts of consecutive periods where that is too wide."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from foi_stats.answer.answer import Answer
from foi_stats.publish.column_widths import fits_page
from foi_stats.publish.table_shape import PERIOD, Shape, shape_in_parts
from foi_stats.publish.tables import Table, laid_out, rows_shown, table_of


def tables_of(answer: Answer) -> tuple[Table, ...]:
    """Return an answer's figures as the tables of a letter, none too wide for a page.

    They are one table, but where its periods do not fit beside one another. Then there are as few as can be, each with
    the labels of all rows, some of the periods, and the marks and symbols of its own figures.
    """
    rows = [] if answer.asks == "list" or answer.table.empty else rows_shown(answer)
    shape = shape_in_parts(rows) if rows else None
    if shape is None:
        return (table_of(answer),)
    for is_roomy in (True, False):
        for parts in _in_parts(answer, rows, shape):
            if all(fits_page(table, is_roomy=is_roomy) for table in parts):
                return parts
    return (table_of(answer),)


def _in_parts(answer: Answer, rows: Sequence[Mapping[str, Any]], shape: Shape) -> Iterator[tuple[Table, ...]]:
    """Yield the figures in two parts, in three, and so on."""
    periods = list(dict.fromkeys(row[PERIOD] for row in rows))
    for number in range(2, len(periods) + 1):
        yield tuple(
            laid_out(answer, [row for row in rows if row[PERIOD] in some], shape, part)
            for part, some in enumerate(_evenly(periods, number))
        )


def _evenly(periods: Sequence[str], number: int) -> list[Sequence[str]]:
    """Return periods in so many runs, the longer ones first."""
    each, more = divmod(len(periods), number)
    starts = [at * each + min(at, more) for at in range(number + 1)]
    return [periods[start:end] for start, end in itertools.pairwise(starts)]
