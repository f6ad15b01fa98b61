"""Lay out the items of a list: for a letter its first page, for CSV and workbook all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from foi_stats.answer.answer import Answer
from foi_stats.files.digest import texts_digest
from foi_stats.publish.wording import phrase
from foi_stats.request.asked_items import LARGEST_FIRST
from foi_stats.request.asked_labels import label_name
from foi_stats.supply.rows import records
from foi_stats.vocabulary.years import format_day

PAGE = 25
"""Items on the page of a list that a letter has."""

_ROOM = 82
"""Characters that fit beside one another on a page, at the size of tables."""

_SIDES, _LEAST, _WIDEST = 3, 12, 60
"""Characters that the space at the sides of a cell takes, that a column of text has at least, and at most."""

NUMBER = "item"
"""The name of the first column of a list as data: the number of the item."""


def list_caption(answer: Answer, shown: int, all_in: str = "") -> str:
    """Return the caption of a list; where not all items are shown, with how many are, in which order, and the rest."""
    caption = phrase("table", "caption", title=answer.title, place=answer.place, unit=answer.unit)
    if shown >= len(answer.items):
        return caption
    many = f"{len(answer.items):,}"
    key = "first" if _is_largest_first(answer) else "first_up"
    column = answer.order.removeprefix(LARGEST_FIRST)
    return f"{caption}: {phrase('items', key, shown=shown, many=many, column=column, all_in=all_in)}"


def list_grid(answer: Answer, shown: int, *, on_page: bool = False) -> Grid:
    """Return the first items of a list: the number of each, the columns as they were asked for, and the marks.

    On a page as wide as A4, columns that do not fit beside one another stand in one: the first column of text and the
    value keep their own, and what the others hold is told after their names.
    """
    headings = [name[:1].upper() + name[1:].replace("_", " ") for name in answer.columns]
    rows = [
        [_printed(item[f"column_{at}"], kind) for at, kind in enumerate(answer.column_kinds, start=1)]
        for item in records(answer.items.head(shown))
    ]
    marks = [_marks(*pair) for pair in zip(*map(records, (answer.items, answer.table)), strict=True)]
    grid = Grid(tuple(headings), answer.column_kinds, tuple(map(tuple, rows)))
    if any(marks):
        grid = grid.beside(phrase("table", "marks"), marks[:shown])
    numbers = [str(number) for number in range(1, len(rows) + 1)]
    numbered = grid.before(phrase("items", "item"), numbers)
    return grid.folded().before(phrase("items", "item"), numbers) if on_page and not numbered.fits() else numbered


@dataclass(frozen=True)
class Grid:
    """The cells of a list as they are printed, under their headings; and what each column holds."""

    headings: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def numeric(self) -> tuple[int, ...]:
        """The columns of numbers: those of the items, and those of their values."""
        return tuple(at for at, kind in enumerate(self.kinds) if kind in ("number", "value"))

    @property
    def widths(self) -> tuple[float, ...]:
        """The width of each column in characters: at least its longest word, an amount or a day whole."""
        least = self._least()
        wanted = [min(max(map(len, column)), _WIDEST) for column in self._columns()]
        more = [max(want - need, 0) for want, need in zip(wanted, least, strict=True)]
        left = max(_ROOM - sum(least), 0)
        share = min(left / sum(more), 1) if sum(more) else 0
        return tuple(need + extra * share for need, extra in zip(least, more, strict=True))

    def fits(self) -> bool:
        """Return whether the columns fit on a page, no word broken."""
        return (
            sum(
                max(need, _LEAST if kind == "text" else 0) for need, kind in zip(self._least(), self.kinds, strict=True)
            )
            <= _ROOM
        )

    def before(self, heading: str, cells: Sequence[str]) -> Grid:
        """Return the grid with a column of numbers before the others."""
        rows = tuple((cell, *row) for cell, row in zip(cells, self.rows, strict=True))
        return Grid((heading, *self.headings), ("number", *self.kinds), rows)

    def beside(self, heading: str, cells: Sequence[str]) -> Grid:
        """Return the grid with a column of text after the others."""
        rows = tuple((*row, cell) for cell, row in zip(cells, self.rows, strict=True))
        return Grid((*self.headings, heading), (*self.kinds, "text"), rows)

    def folded(self) -> Grid:
        """Return the grid with its first text, the details of each item, and its value."""
        texts = [at for at, kind in enumerate(self.kinds) if kind == "text"]
        apart = {*texts[:1], *self.numeric}
        rest = [at for at in range(len(self.kinds)) if at not in apart]
        rows = tuple(
            (
                *(row[at] for at in texts[:1]),
                "; ".join(f"{self.headings[at]}: {row[at]}" for at in rest if row[at]),
                *(row[at] for at in self.numeric),
            )
            for row in self.rows
        )
        headings = [self.headings[at] for at in (*texts[:1], *self.numeric)]
        headings.insert(len(texts[:1]), phrase("items", "details"))
        return Grid(tuple(headings), (*("text" for _ in texts[:1]), "text", *("value" for _ in self.numeric)), rows)

    def _columns(self) -> list[tuple[str, ...]]:
        return list(zip(self.headings, *self.rows, strict=True))

    def _least(self) -> list[int]:
        """Return the characters that each column needs, with the space at its sides."""
        return [
            _SIDES + max(max(map(len, text.split() if kind == "text" else [text]), default=0) for text in column)
            for kind, column in zip(self.kinds, self._columns(), strict=True)
        ]


def list_legend(answer: Answer) -> tuple[str, ...]:
    """Return what the words in brackets of a list mean, and that a cell may be empty."""
    decisions = set(answer.names["decision"])
    used = [key for key, decision in (("withheld", "withhold"), ("undecided", "")) if decision in decisions]
    used += ["beyond"] if answer.items["beyond"].ne("").any() else []
    shown = [name for name in answer.items.columns if name.startswith("column_")]
    used += ["empty"] if any(answer.items[name].eq("").any() for name in shown) else []
    return tuple(phrase("items", f"meaning_{key}") for key in used)


def list_digest(answer: Answer) -> str:
    """Return a digest of all items of a list as they are printed: an approval covers those that a letter leaves out."""
    texts = [text for row in list_grid(answer, len(answer.items)).rows for text in row]
    return texts_digest(texts)


def list_columns(answer: Answer) -> list[str]:
    """Return the names of a list's columns as data: those asked for as rows have them, each name once."""
    asked = list(map(label_name, answer.columns))
    fixed = (NUMBER, *("unit", "basis", "runs_beyond", "shorthand", "reason", "place", "source", "standing"))
    first, *after = (f"{name}_of_list" if name in asked else name for name in fixed)
    return [first, *asked, *after]


def list_values(answer: Answer, item: dict[str, Any], value: Decimal | None) -> list[str]:
    """Return the cells of the columns asked for as data: a plain number for its value, ISO 8601 for a day."""
    number = "" if value is None else f"{value:f}"
    return [number if kind == "value" else item[f"column_{at}"] for at, kind in enumerate(answer.column_kinds, start=1)]


def _marks(item: dict[str, Any], figure: dict[str, Any]) -> str:
    """Return what qualifies an item: the symbols of its value, if it has one, and its own time."""
    symbols = figure["shorthand"].split() if figure["printed"] != figure["shorthand"] else []
    beyond = [phrase("items", "beyond", period=item["beyond"])] if item["beyond"] else []
    return "; ".join([*symbols, *beyond])


def _printed(text: str, kind: str) -> str:
    if kind != "date" or not text:
        return text
    try:
        return format_day(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _is_largest_first(answer: Answer) -> bool:
    return answer.order.startswith(LARGEST_FIRST)
