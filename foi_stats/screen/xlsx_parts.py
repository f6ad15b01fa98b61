"""Checks the parts of an xlsx workbook around its cells: unlisted sheets, windows, slicers, tables, remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foi_stats.files.limits import MAX_SHEETS, unsafe
from foi_stats.files.workbook import column_letters
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.properties import check_person, check_words
from foi_stats.screen.sheet_content import read_content
from foi_stats.screen.workbook_context import SheetPart, WorkbookContext
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_SHEETS = ("worksheet+xml", "chartsheet+xml", "dialogsheet+xml", "/xl/worksheets/sheet")
_ORDINARY = re.compile(r"(?:Sheet|Tabelle|Feuil|Hoja|Worksheet)? ?\d*", re.IGNORECASE)
_OF_NAMES = ("comment", "description", "help", "customMenu", "statusBar")
_WORDS = re.compile(r"[^\W\d_]")


def unlisted_sheet(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for each sheet in the file that the workbook does not list."""
    listed = {sheet.part for sheet in workbook.sheets}
    others = [part for part in workbook.package.parts(*_SHEETS) if part not in listed and part.endswith(".xml")]
    if len(others) > MAX_SHEETS:
        raise unsafe(f"The file holds {len(others):,} sheets that the workbook does not list")
    for part in others:
        content = read_content(lambda part=part: workbook.package.archive.pieces(part), part)  # type: ignore[misc]
        sheet = SheetPart("", "", part, content)
        if not content.cells.is_empty:
            cell, sample = workbook.peek(sheet, lambda rows, _: rows > 0)
            detail = f"The part {part} is a sheet that the workbook does not list, and holds values: {cell} is {sample}"
            yield finding("hidden-sheet", detail)


def hidden_window(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding if no window of the workbook is shown."""
    windows = [attributes.get("visibility", "visible") for attributes in workbook.windows]
    if windows and "visible" not in windows and any(not sheet.content.cells.is_empty for sheet in workbook.sheets):
        yield finding("hidden-window", "The window of the workbook is hidden: whoever opens it sees no sheet")


def scrolled_away(sheet: SheetPart) -> Iterator[Finding]:
    """Yield a finding for rows and columns out of reach, because panes were frozen after scrolling past them."""
    row, column = sheet.content.frozen
    cells = sheet.content.cells
    if cells.rows[1:row].any():
        yield finding("scrolled-away", f"Nobody can scroll to rows 1 to {row - 1}, which hold values", sheet.name)
    if cells.columns[1:column].any():
        last = column_letters(column - 1)
        yield finding("scrolled-away", f"Nobody can scroll to columns A to {last}, which hold values", sheet.name)


def behind_values(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for the choices of slicers, and for records of which cells show only a part."""
    for part in workbook.package.parts("slicercache", "timelinecache"):
        kept = [value for value in workbook.package.values(part, "c", "i") if value]
        if kept:
            detail = f"keeps {counted(len(kept), 'choice')} of a slicer, the first {masked(kept[0])}"
            yield finding("pivot-cache", f"The part {part} {detail}")
    for part in workbook.package.parts("rdrichvalue.xml", "rdrichvalue+xml"):
        kept = [value for name, value in workbook.package.texts(part) if name == "v" and _WORDS.search(value)]
        if kept:
            detail = f"keeps {counted(len(kept), 'value')} behind cells that show a part of them, the first"
            yield finding("data-model", f"The part {part} {detail} {masked(kept[0])}")


def table_definition(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for the formulas and remarks of a table's definition."""
    for part in workbook.package.parts("/xl/tables/", "spreadsheetml.table+xml"):
        kept = [text for name, text in workbook.package.texts(part) if name.endswith("Formula")]
        if kept:
            yield finding("formulas", f"The table of the part {part} keeps {counted(len(kept), 'formula')}")
        for remark in workbook.package.values(part, "comment", "table"):
            yield from check_words(remark, "The remark on a table", workbook.package.allowed)


def remarks(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield findings for who reserved the file, for remarks on names, and for names of sheets that are gone."""
    for user in workbook.users:
        yield from check_person(user, "Who reserved the file for changes", workbook.package.allowed)
    for attributes, _ in workbook.names:
        for kind in _OF_NAMES:
            yield from check_words(attributes.get(kind, ""), "The remark on a name", workbook.package.allowed)
    known = {sheet.name for sheet in workbook.sheets} | {attributes.get("name", "") for attributes, _ in workbook.names}
    for part in workbook.package.parts("extended-properties", "docprops/app.xml"):
        listed = [text for name, text in workbook.package.texts(part) if name == "lpstr"]
        titles = listed[_headings(workbook, part) :]
        others = [
            title for title in titles if title not in known and "!" not in title and not _ORDINARY.fullmatch(title)
        ]
        if others:
            detail = f"The property TitlesOfParts lists {counted(len(others), 'sheet or name')} that are not there"
            yield finding("property-text", f"{detail}, the first {masked(others[0])}")


def _headings(workbook: WorkbookContext, part: str) -> int:
    """Return the number of headings (Worksheets, Named Ranges) before the titles."""
    depth: list[str] = []
    number = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal number
        number += tag == "lpstr" and "HeadingPairs" in depth
        depth.append(tag)

    workbook.package.walk(part, start, end=lambda _: depth.pop())
    return number
