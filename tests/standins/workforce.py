"""Invented numbers of police by force, laid out as the Home Office's are: neither money nor people helped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

_REGIONS = {"North East": ("Northmoor", "Eastfen"), "South West": ("Seaborough & Holt", "Westwold", "Downshire")}
_TITLES = ("Police officers by police force area", "Police staff by police force area", "Special constables")
_DAYS = (dt.date(2015, 9, 30), dt.date(2016, 3, 31), dt.date(2016, 9, 30))


def make_workforce(folder: Path) -> None:
    """Write tables with three heading rows whose cells span, subtotals of regions, "*", and notes below."""
    document = OpenDocumentSpreadsheet()
    index = Table(name="Index")
    _row(index, ["Police Workforce, an invented country", None, None, None, None], spans={0: (5, 1)})
    _row(index, [])
    _row(index, ["Table number", "Title", "Period covered", "National Statistics", "Last updated"])
    for number, title in enumerate(_TITLES, start=1):
        period = "September 2015 to September 2016"
        _row(index, [f"Table {number}", title, period, "No", "26 January 2017"])
    document.spreadsheet.addElement(index)
    for number, title in enumerate(_TITLES, start=1):
        document.spreadsheet.addElement(_table(number, title))
    document.spreadsheet.addElement(_table_of_no_day())
    document.save(str(folder / "police-workforce-tables-sep16.ods"))


def _table(number: int, title: str) -> Table:
    table = Table(name=f"Table_{number}")
    _row(table, [f"Table {number}: {title}"])
    _row(table, [])
    _row(table, ["An invented country", *[None] * 6, "Full-time equivalents"])
    bands = [None, "As at:", None, None, "Change in 12 months\nSep-15 to Sep-16", None, "Change in 6 months", None]
    _row(table, bands, spans={0: (1, 3), 1: (3, 2), 4: (2, 2), 6: (2, 2)})
    _row(table, [None] * 8, covered=range(8))
    _row(table, [None, *_DAYS, "number", "%", "number", "%"], covered=(0,))
    totals = [0.0, 0.0, 0.0]
    for region, forces in _REGIONS.items():
        figures = {force: _figures(number, at, force) for at, force in enumerate(forces)}
        sums = [sum(column) for column in zip(*figures.values(), strict=True)]
        totals = [total + one for total, one in zip(totals, sums, strict=True)]
        for name, row in {f"{region} ": sums, **figures}.items():
            _row(table, [name, *_with_changes(row)])
    _row(table, ["Total", *_with_changes(totals)])
    for words in ([], ["Notes"], ["1. These figures are invented."], ["* denotes data not applicable."]):
        _row(table, words, spans={0: (8, 1)} if words else {})
    return table


def _table_of_no_day() -> Table:
    """Return a table of posts whose day stands nowhere beside it."""
    table = Table(name="Table_6")
    _row(table, ["Table 6: Police community support officers"])
    _row(table, [])
    _row(table, ["Police force", "Posts (FTE)"])
    for force, posts in (("Northmoor", 41.5), ("Westwold", 12.0)):
        _row(table, [force, posts])
    return table


def _figures(number: int, at: int, force: str) -> list[float]:
    if number == 3 and force == "Westwold":
        return [0.0, 0.0, 0.0]
    return [1_000 * number + 37.25 * at + 3.31 * len(force) + 11 * day for day in range(3)]


def _with_changes(figures: list[float]) -> list[float | str]:
    """Return the figures of three days, and their changes as numbers and in per cent; "*" where that cannot be told."""
    first, second, third = figures
    changes: list[float | str] = []
    for before in (first, second):
        share = round(100 * (third - before) / before, 2) if before else "*"
        changes += [round(third - before, 2), share]
    return [*figures, *changes]


def _row(table, values, spans=None, covered=()) -> None:
    """Add a row of cells; some span columns and rows, and some lie under those."""
    row, under = TableRow(), {*covered}
    for column, value in enumerate(values):
        wide, high = (spans or {}).get(column, (1, 1))
        under |= set(range(column + 1, column + wide))
        about = {"numbercolumnsspanned": wide, "numberrowsspanned": high} if (wide, high) != (1, 1) else {}
        kind = CoveredTableCell if column in under else TableCell
        row.addElement(_filled(kind, value, about))
    table.addElement(row)


def _filled(kind, value, about):
    if value is None:
        return kind(**about)
    if isinstance(value, dt.date):
        cell = kind(valuetype="date", datevalue=value.isoformat(), **about)
    elif isinstance(value, float):
        cell = kind(valuetype="float", value=repr(value), **about)
    else:
        cell = kind(valuetype="string", **about)
    for line in (f"{value:%b-%y}" if isinstance(value, dt.date) else str(value)).split("\n"):
        cell.addElement(P(text=line))
    return cell
