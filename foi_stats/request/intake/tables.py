"""Tables that a letter asks to be filled in: what each of its columns and rows asks for, in words. No disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foi_stats.request.intake.text import is_asking_clearly
from foi_stats.vocabulary.measures import noun_of, without_period
from foi_stats.vocabulary.phrases import listed

_LABEL_CELL = re.compile(r"\W*(?:[a-z]|\d{1,2}|[ivx]{1,4}|q\d{1,2})[.):]*\W*", re.IGNORECASE)
_GAP = re.compile(r" {2,}")
_ENDS = (".", "?", "!", ":", ",", ";")
_WIDEST, _LABEL_WORDS = 40, 6
_ALONE = 2
"""Cells of a line that is a table by itself, with rows that are empty."""
_RULE = re.compile(r"[\s|:+=-]+")
_MONEY = re.compile(
    r"£|\b(?:spen[dt]\w*|costs?|amounts?|budgets?|paid|payments?|funding|expenditure|values?|fees|income)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"\b(?:numbers? of|nos?\. of|how many|percentage|per ?cent)\b|%", re.IGNORECASE)
_ITEM = re.compile(r"\b(grant|contract|payment|invoice|award)s?\b", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:suppliers?|providers?|contractors?|recipients?|names?|dates?|expir\w+|descriptions?|purpose|status)\b",
    re.IGNORECASE,
)
"""Heads a column of words or days, which are told of each row and not counted."""
_LOOKS_LIKE_TIME = re.compile(
    r"\d{2}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4]|quarter)", re.IGNORECASE
)


@dataclass(frozen=True)
class Table:
    """A table of a letter: its headings and its rows, as many cells in each."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TableItem:
    """What one measure of a table asks for, in words that are read as a sentence of the letter would be.

    ``by`` heads the first column where its rows divide the figures.
    """

    text: str
    by: str = ""
    rows: tuple[str, ...] = ()


def cut_tables(lines: Sequence[str]) -> list[str | Table]:
    """Return lines with each run of lines that has cells (between bars, tabs or wide gaps) as a table.

    A short line below a heading of cells is a row of which only the first cell is filled.
    """
    found: list[str | Table] = []
    run: list[tuple[str, list[str]]] = []

    def end_run() -> None:
        table = _table([cells for _, cells in run])
        found.extend([table] if table else [line.expandtabs(4) for line, _ in run])
        run.clear()

    for line in lines:
        cells = _cells(line)
        if not cells and run and len(run[0][1]) > _ALONE and _is_row_label(line):
            cells = [line.strip()]
        if cells:
            run.append((line, cells))
        else:
            end_run()
            found.append(line.expandtabs(4))
    end_run()
    return found


def _cells(line: str) -> list[str]:
    """Return the cells of a line; none if it is no line of a table."""
    text = line.strip(" ")
    if "|" in text:
        inner = text.removeprefix("|").removesuffix("|")
        return [cell.strip() for cell in inner.split("|")] if inner.count("|") else []
    cells = [cell.strip() for cell in text.split("\t")]
    if len(cells) < 2:
        cells = _GAP.split(text)
        if len(cells) <= _ALONE or any(cell.endswith(_ENDS) or len(cell) > _WIDEST for cell in cells):
            return []
    if len(cells) < 2 or (len(cells) == 2 and _LABEL_CELL.fullmatch(cells[0])):
        return []
    return cells


def _is_row_label(line: str) -> bool:
    """Return whether a line below the headings of a table can be the first cell of a row."""
    words = line.strip()
    asks = is_asking_clearly(words) and words[-1] in _ENDS
    return bool(words) and len(words.split()) <= _LABEL_WORDS and not words.endswith(_ENDS) and not asks


def _table(lines: list[list[str]]) -> Table | None:
    kept = [cells for cells in lines if not all(not cell or _RULE.fullmatch(cell) for cell in cells)]
    if len(kept) < 2 and not (kept and len(kept[0]) > _ALONE):
        return None
    width = max(map(len, kept))
    padded = [(*cells, *[""] * (width - len(cells))) for cells in kept]
    return Table(padded[0], tuple(padded[1:]))


def table_items(table: Table, lead: str) -> list[TableItem]:
    """Return what a table asks for: an item for each measure, with its years, and the rows by which it is divided.

    Parameters
    ----------
    lead
        The words before the table.
    """
    head, *columns = table.header
    rows = [row[0] for row in table.rows if row[0]]
    filled = "; ".join(cell for row in table.rows for cell in row[1:] if cell)
    note = f"; the table holds: {filled}" if filled else ""
    measures = {column: _measure(column) for column in columns}
    if not any(measures.values()) and any(_MONEY.search(row) or _COUNTS.search(row) for row in rows):
        return [TableItem(f"{lead}: {_counted(row)}, {_listed(columns)}{note}") for row in rows]
    in_time = bool(rows) and all(not without_period(row) for row in rows)
    if not rows or any(_TOLD.search(column) and not _COUNTS.search(column) for column in columns):
        what = _ITEM.search(lead) or _ITEM.search(head)
        listed = f"list of {what[1].lower() if what else 'payment'}s with {'; '.join(map(_as_column, table.header))}"
        return [TableItem(f"{lead}: {listed}{f', for {_listed(rows)}' if rows else ''}{note}")]
    groups: dict[str, list[str]] = {}
    for column in filter(None, columns):
        groups.setdefault(measures[column], []).append(column)
    items = []
    for measure, some in (groups or {"": []}).items():
        times = [column for column in some if _LOOKS_LIKE_TIME.search(column) and without_period(column) != column]
        words = [_counted(measure) if measure else "", _listed([_time_of(column) for column in times])]
        shown = ", ".join(filter(None, words)) or "the figures of the table"
        if in_time:
            items.append(TableItem(f"{lead}: {shown}, each of {_listed(rows)}{note}"))
        else:
            divided = f", by {head or 'the rows of the table'}: {'; '.join(rows)}" if rows else ""
            items.append(TableItem(f"{lead}: {shown}{divided}{note}", head, tuple(rows)))
    return items


def _measure(column: str) -> str:
    return " ".join(without_period(column).split()).strip(" -–:,")


def _time_of(column: str) -> str:
    """Return the period in the heading of a column."""
    rest = without_period(column)
    words = set(rest.split())
    return " ".join(word for word in column.split() if word not in words) if rest else column


def _counted(measure: str) -> str:
    """Return a measure so that money and numbers can be told apart."""
    if _MONEY.search(measure) or _COUNTS.search(measure):
        return measure[:1].lower() + measure[1:] if measure[1:2].islower() else measure
    return f"number of {noun_of(measure) or measure}"


def _as_column(heading: str) -> str:
    """Return a heading as a column of a list: in a list nothing is counted over all its items."""
    return re.sub(r"(?i)^(?:numbers?|nos?\.?) of (.+)", r"\1 (number)", heading)


def _listed(words: Iterable[str]) -> str:
    return listed(dict.fromkeys(filter(None, words)))
