"""The record of what was received: ``data/deliveries.csv``, a line for each delivery and for each that was taken back.

Lines are only ever added. The file is changed by one process at a time, and replaced whole.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from foi_stats.files.csv_record import CsvRecord, record_line
from foi_stats.files.replace import hold, replace_text
from foi_stats.vocabulary.findings import BusyError, InputError

FILE = "deliveries.csv"
TAKEN, UNDONE = "taken", "taken back"
_WAIT = 120
"""Seconds to wait for another process that is taking a delivery."""


@dataclass(frozen=True)
class DeliveryLine:
    """A line of the record.

    Attributes
    ----------
    when
        The time, with its zone.
    what
        ``taken`` or ``taken back``.
    authority, role
        Whose figures they are, and who sent them (or took them back), by role.
    file
        Where it was put, as messages and trails name it: ``data/exampleshire/2016-11-28/figures.xlsx``.
    moved_to
        Where it lies since it was taken back; empty for what was taken.
    sha256
        The digest of its content.
    kind, periods, rows
        What it holds: ``amounts``, ``counts`` or both; the periods of its figures, and how many there are.
    as_at
        The day of its figures, if that was told when it was taken and does not stand in it.
    replaces
        The files whose figures it takes the place of, in whole or in part, separated by semicolons.
    findings
        How many warnings and remarks its check had.
    """

    when: str
    what: str
    authority: str
    role: str
    file: str
    moved_to: str
    sha256: str
    kind: str
    periods: str
    rows: str
    as_at: str
    replaces: str
    findings: str


_RECORD = CsvRecord(
    FILE,
    tuple(one.name for one in fields(DeliveryLine)),
    "Put back the file as it was last whole (a copy, or git, has it), and try again. No supply is lost: they lie in "
    "their folders.",
)


def read_deliveries(data: Path) -> list[DeliveryLine]:
    """Return all lines of the record; none if nothing was taken yet. A last line that breaks off is left out.

    Raises
    ------
    InputError
        If the record is damaged in any other way; the message names the line.
    """
    return _read(data)[0]


def standing(lines: Sequence[DeliveryLine]) -> list[DeliveryLine]:
    """Return the deliveries that were not taken back, in the order in which they were taken."""
    found: dict[str, DeliveryLine] = {}
    for line in lines:
        if line.what == TAKEN:
            found[line.file] = line
        else:
            found.pop(line.file, None)
    return list(found.values())


def add_line(data: Path, line: DeliveryLine) -> str:
    """Add a line to the record; return a last line that broke off, which is left out from now on. Hold it locked."""
    lines, torn = _read(data)
    try:
        replace_text(data / FILE, _RECORD.text(record_line(astuple(one)) for one in (*lines, line)))
    except OSError as error:
        raise InputError(f"{data / FILE} cannot be written: {error.strerror}.") from None
    return torn


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold what was received, so that no other process takes a delivery meanwhile.

    Raises
    ------
    BusyError
        If another process holds it all the time.
    """
    try:
        with hold(data, "deliveries", _WAIT):
            yield
    except TimeoutError:
        raise BusyError("Another process is taking a delivery; try again when it has ended.") from None


def _read(data: Path) -> tuple[list[DeliveryLine], str]:
    """Return the lines of the record, and a last line that breaks off; empty if it is whole."""
    text = _RECORD.read(data) or ""
    if not text.strip():
        return [], ""
    # The writer ends every line and breaks none, so a last line without an end was cut off.
    whole, _, torn = text.rpartition("\n")
    if torn and _is_whole(torn):
        whole, torn = text, ""
    return [DeliveryLine(*cells) for _, cells in _RECORD.lines(data, whole)], torn


def _is_whole(line: str) -> bool:
    """Return whether a line without an end has all its cells: an editor may have left the end out."""
    cells = next(csv.reader([line]), [])
    return len(cells) == len(_RECORD.columns) and line.count('"') % 2 == 0 and cells[1] in (TAKEN, UNDONE)
