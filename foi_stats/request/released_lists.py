"""The items of lists on record in ``data/lists.csv``: read and formatted. No name of anybody is kept there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from foi_stats.files.csv_record import CsvRecord, record_line
from foi_stats.request.names import LISTS, file_name

if TYPE_CHECKING:
    from foi_stats.request.released import Released


@dataclass(frozen=True, order=True)
class ReleasedItem:
    """One item of a list that was released: a line of the record.

    Attributes
    ----------
    reference, date
        The request, and the day on which its release was approved.
    authority, answer, title, periods
        Whose list it is, the id of the question whose list it stands in, the list's title, and its periods as printed.
    item
        A digest of what tells the item from others: its supplier, what it is for, its period, its labels.
    unit, value
        The unit, and the value as it was printed, or the symbol of a gap.
    withdrawn, withdrawn_by
        The day on which the release was withdrawn and who decided it, by role; empty while it stands.
    """

    reference: str
    date: str
    authority: str
    answer: str
    title: str
    periods: str
    item: str
    unit: str
    value: str
    withdrawn: str = ""
    withdrawn_by: str = ""


_RECORD = CsvRecord(
    LISTS,
    tuple(field.name for field in fields(ReleasedItem)),
    "The record of the lists that were released is damaged. Put back the file as it was last whole (git shows how it "
    "has changed), and run again.",
)


def read_released_items(data: Path | str) -> list[ReleasedItem]:
    """Return all items on record; none if no list was released yet.

    Raises
    ------
    InputError
        If the file is damaged; the message names the line.
    """
    data, items = Path(data), []
    for at, cells in _RECORD.lines(data, text) if (text := _RECORD.read(data)) is not None else ():
        item = ReleasedItem(*cells)
        try:
            for day in filter(None, (item.date, item.withdrawn)):
                dt.date.fromisoformat(day)
        except ValueError as error:
            raise _RECORD.damaged(data, at, str(error)) from None
        items.append(item)
    return items


def last_released(lines: Sequence[ReleasedItem]) -> list[ReleasedItem]:
    """Return the items of the last release among those of one request."""
    last = max((line.date for line in lines), default="")
    return [line for line in lines if line.date == last]


def lists_text(items: Iterable[ReleasedItem]) -> str:
    """Return the text of the record: the headings, and the items in the order of their text."""
    return _RECORD.text(sorted(record_line(astuple(item)) for item in items))


def withdrawal_of(reference: str, lines: Iterable[Released], items: Iterable[ReleasedItem]) -> str:
    """Return the day on which the last release of a request was withdrawn; empty if one stands, or none is on record.

    Parameters
    ----------
    lines, items
        What is on record: :func:`foi_stats.request.released.read_ledger`, and the lists beside it.
    """
    name = file_name(reference)
    own = [line.withdrawn for line in lines if file_name(line.reference) == name]
    own += [item.withdrawn for item in last_released([item for item in items if file_name(item.reference) == name])]
    return max(own, default="") if all(own) else ""
