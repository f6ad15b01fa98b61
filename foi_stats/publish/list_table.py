"""Lay out the items of a list: for a letter its first page, for CSV and workbook all of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from foi_stats.answer.answer import Answer
from foi_stats.publish.wording import phrase
from foi_stats.request.asked_items import LARGEST_FIRST
from foi_stats.request.asked_labels import label_name
from foi_stats.supply.rows import records
from foi_stats.vocabulary.money import MINUS
from foi_stats.vocabulary.years import format_day

PAGE = 25
"""Items on the page of a list that a letter has."""

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
    return f"{caption}: {phrase('list', key, shown=shown, many=many, column=column, all_in=all_in)}"


def list_headings(answer: Answer) -> tuple[str, ...]:
    """Return the headings of a list: the number of the item, the columns as they were asked for, and the marks."""
    names = [name[:1].upper() + name[1:].replace("_", " ") for name in answer.columns]
    return (phrase("list", "item"), *names, *([phrase("table", "marks")] if _has_marks(answer) else []))


def list_rows(answer: Answer, shown: int) -> list[tuple[str, ...]]:
    """Return the first items of a list as they are printed."""
    marked = _has_marks(answer)
    rows = []
    for number, (item, figure) in enumerate(zip(*map(records, _first(answer, shown)), strict=True), start=1):
        texts = [_printed(item[f"column_{at}"], kind) for at, kind in enumerate(answer.column_kinds, start=1)]
        rows.append((str(number), *texts, *([_marks(item, figure)] if marked else [])))
    return rows


def list_numeric(answer: Answer) -> tuple[int, ...]:
    """Return the columns of a list that hold numbers: that of the items, and that of their values."""
    return (0, *(at for at, kind in enumerate(answer.column_kinds, start=1) if kind == "value"))


def list_legend(answer: Answer) -> tuple[str, ...]:
    """Return what the words in brackets of a list mean, and that a cell may be empty."""
    texts = "\n".join(text for item in records(answer.items) for text in item.values())
    used = [key for key in ("withheld", "undecided") if phrase("list", f"mark_{key}") in texts]
    used += ["beyond"] if answer.items["beyond"].ne("").any() else []
    shown = [name for name in answer.items.columns if name.startswith("column_")]
    used += ["empty"] if any(answer.items[name].eq("").any() for name in shown) else []
    return tuple(phrase("list", f"meaning_{key}") for key in used)


def list_columns(answer: Answer) -> list[str]:
    """Return the names of a list's columns as data: those asked for as rows have them, each name once."""
    asked = list(map(label_name, answer.columns))
    fixed = (NUMBER, *("unit", "basis", "runs_beyond", "shorthand", "reason", "place", "source", "standing"))
    first, *after = (f"{name}_of_list" if name in asked else name for name in fixed)
    return [first, *asked, *after]


def list_values(answer: Answer, item: dict[str, Any]) -> list[str]:
    """Return the cells of the columns asked for as data: a plain number for a value, ISO 8601 for a day."""
    cells = []
    for at, kind in enumerate(answer.column_kinds, start=1):
        text = item[f"column_{at}"]
        is_number = kind == "value" and any(map(str.isdigit, text))
        cells.append(text.replace(",", "").replace(MINUS, "-") if is_number else "" if kind == "value" else text)
    return cells


def _first(answer: Answer, shown: int) -> tuple[Any, Any]:
    return answer.items.head(shown), answer.table.head(shown)


def _has_marks(answer: Answer) -> bool:
    return any(
        _marks(item, figure) for item, figure in zip(*map(records, _first(answer, len(answer.items))), strict=True)
    )


def _marks(item: dict[str, Any], figure: dict[str, Any]) -> str:
    """Return what qualifies an item: the symbols of its value, if it has one, and its own time."""
    symbols = figure["shorthand"].split() if figure["printed"] != figure["shorthand"] else []
    beyond = [phrase("list", "beyond", period=item["beyond"])] if item["beyond"] else []
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


def list_cells(answer: Answer, shown: int) -> tuple[tuple[int, int, str], ...]:
    """Return where each item shown stands: at the cell of its value, or of its number where no value is asked."""
    column = answer.column_kinds.index("value") + 1 if "value" in answer.column_kinds else 0
    return tuple((row, column, figure) for row, figure in enumerate(answer.table["figure"].head(shown)))
