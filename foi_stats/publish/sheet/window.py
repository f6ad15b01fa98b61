"""Choose what is shown of a sheet: the rows and columns around some cells, with the headings that belong to them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from foi_stats.files.workbook import Sheet, Value
from foi_stats.supply.reply.marks import Place
from foi_stats.supply.tables.heading_cells import DEEPEST, could_be_year
from foi_stats.supply.values import AMBIGUOUS, is_blank, is_number, text_of

ROWS_AROUND, COLUMNS_AROUND = 12, 8
"""How far a sheet is shown above and below, and beside, a single cell."""

_LEAST_AROUND = 2
MOST_ROWS, MOST_COLUMNS = 120, 40
"""The most rows and columns that are shown of a sheet."""

_LABELS = 2
_YEARS = len("201213")
_GAP = re.compile(r"\[[a-z]+\]|nil|none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Window:
    """The rows and columns of a sheet that are shown, counted from 1, in order; there may be gaps between them.

    ``places`` are the cells that they are shown for, and ``left_out`` those for which there was no room.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    places: tuple[Place, ...] = ()
    left_out: tuple[Place, ...] = ()


def used_range(sheet: Sheet) -> tuple[range, range]:
    """Return the rows and the columns of a sheet that hold something."""
    width = len(sheet.rows[0]) if sheet.rows else 0
    return range(sheet.top, sheet.top + len(sheet.rows)), range(sheet.left, sheet.left + width)


def window_around(sheet: Sheet, places: Sequence[Place], headings: Headings | None = None) -> Window:
    """Return the window around some cells of a sheet: several share the room, so each gets less of it.

    The rows of headings above a cell, and the columns that name its row, are shown as by a frozen pane. ``headings``
    are those of the sheet, where it is drawn more than once.
    """
    headings = headings or Headings(sheet)
    all_rows, all_columns = used_range(sheet)
    around_rows = _around(ROWS_AROUND, len({row for row, _ in places}))
    around_columns = _around(COLUMNS_AROUND, len({column for _, column in places}))
    rows: set[int] = set()
    columns: set[int] = set()
    shown: list[Place] = []
    left_out: list[Place] = []
    for place in dict.fromkeys(places):
        row, column = place
        with_rows = rows.union(_near(row, around_rows, all_rows), headings.above(place))
        with_columns = columns.union(_near(column, around_columns, all_columns), _labels_beside(sheet, place))
        if shown and (len(with_rows) > MOST_ROWS or len(with_columns) > MOST_COLUMNS):
            left_out.append(place)
            continue
        rows, columns = with_rows, with_columns
        shown.append(place)
    return Window(tuple(sorted(rows)), tuple(sorted(columns)), tuple(shown), tuple(left_out))


def whole_window(sheet: Sheet, places: Iterable[Place] = ()) -> Window:
    """Return the window of a whole sheet, from its beginning, as far as there is room."""
    rows, columns = used_range(sheet)
    shown_rows, shown_columns = rows[:MOST_ROWS], columns[:MOST_COLUMNS]
    inside = {place: place[0] in shown_rows and place[1] in shown_columns for place in places}
    return Window(
        tuple(shown_rows),
        tuple(shown_columns),
        tuple(place for place, is_shown in inside.items() if is_shown),
        tuple(place for place, is_shown in inside.items() if not is_shown),
    )


@dataclass
class Headings:
    """The headings of a sheet; each column and row is searched once, however many of its cells are asked for."""

    sheet: Sheet
    _columns: dict[int, list[int]] = field(default_factory=dict)
    _figures: dict[int, bool] = field(default_factory=dict)

    def above(self, place: Place) -> range:
        """Return the rows of the headings above a cell: the nearest row with words in its column and no figure."""
        at, along = place[0] - self.sheet.top, place[1] - self.sheet.left
        rows = self.sheet.rows
        if not (0 <= at < len(rows) and 0 <= along < len(rows[at])):
            return range(0)
        heads = self._heads_of(along)
        before = bisect_left(heads, at)
        if not before:
            return range(0)
        first = last = heads[before - 1]
        while first > 0 and last - first < DEEPEST - 1 and _is_above_headings(rows[first - 1]):
            first -= 1
        return range(self.sheet.top + first, self.sheet.top + last + 1)

    def _heads_of(self, along: int) -> list[int]:
        if along not in self._columns:
            rows = enumerate(self.sheet.rows)
            self._columns[along] = [at for at, cells in rows if _heads(cells[along]) and not self._holds_figures(at)]
        return self._columns[along]

    def _holds_figures(self, at: int) -> bool:
        if at not in self._figures:
            self._figures[at] = _holds_figures(self.sheet.rows[at])
        return self._figures[at]


def _around(most: int, several: int) -> int:
    return most if several < 2 else max(_LEAST_AROUND, most // several)


def _near(place: int, around: int, within: range) -> range:
    return range(max(within.start, place - around), min(within.stop - 1, place + around) + 1)


def _labels_beside(sheet: Sheet, place: Place) -> list[int]:
    """Return the first columns of a cell's row that name it in words."""
    at, along = place[0] - sheet.top, place[1] - sheet.left
    cells = sheet.rows[at][: max(along, 0)] if 0 <= at < len(sheet.rows) else ()
    named = [number for number, value in enumerate(cells) if not is_blank(value) and not is_number(value)]
    return [sheet.left + number for number in named[:_LABELS]]


def _heads(value: Value) -> bool:
    """Return whether a cell could be a heading: words or a year, and nothing that stands in place of a figure."""
    if is_blank(value) or is_number(value):
        return _is_year(value)
    text = text_of(value)
    is_symbol = text.casefold() in AMBIGUOUS or _GAP.fullmatch(text) is not None
    return any(map(str.isalnum, text)) and not is_symbol


def _holds_figures(values: Sequence[Value]) -> bool:
    return any(is_number(value) and not _is_year(value) for value in values)


def _is_above_headings(values: Sequence[Value]) -> bool:
    return not all(map(is_blank, values)) and not _holds_figures(values)


def _is_year(value: Value) -> bool:
    text = text_of(value)
    return text.isdecimal() and len(text) <= _YEARS and could_be_year(int(text))
