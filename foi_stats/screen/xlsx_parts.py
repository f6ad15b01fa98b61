"""What an xlsx workbook keeps beside its cells: sheets that it does not list, its window, its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foi_stats.files.limits import MAX_SHEETS, unsafe
from foi_stats.files.workbook import column_letters
from foi_stats.screen.catalogue import count, finding, masked
from foi_stats.screen.properties import person, unseen_words
from foi_stats.screen.sheet_content import read_content
from foi_stats.screen.workbook_context import Book, SheetPart
from foi_stats.vocabulary.findings import Finding

_SHEETS = ("worksheet+xml", "chartsheet+xml", "dialogsheet+xml", "/xl/worksheets/sheet")
_ORDINARY = re.compile(r"(?:Sheet|Tabelle|Feuil|Hoja|Worksheet)? ?\d*", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]")


def unlisted_sheet(book: Book) -> Iterator[Finding]:
    """Yield a finding for each sheet that lies in the file, and is not one of the workbook's."""
    listed = {sheet.part for sheet in book.sheets}
    others = [part for part in book.package.parts(*_SHEETS) if part not in listed and part.endswith(".xml")]
    if len(others) > MAX_SHEETS:
        raise unsafe(f"The file holds {len(others):,} sheets that the workbook does not list")
    for part in others:
        content = read_content(lambda part=part: book.package.archive.pieces(part), part)  # type: ignore[misc]
        sheet = SheetPart("", "", part, content)
        if not content.cells.is_empty:
            cell, sample = book.peek(sheet, lambda rows, _: rows > 0)
            said = f"The part {part} is a sheet that the workbook does not list, and holds values: {cell} is {sample}"
            yield finding("hidden-sheet", said)


def hidden_window(book: Book) -> Iterator[Finding]:
    """Yield a finding if no window of the workbook is shown."""
    windows = [attributes.get("visibility", "visible") for attributes in book.windows]
    if windows and "visible" not in windows and any(not sheet.content.cells.is_empty for sheet in book.sheets):
        yield finding("hidden-window", "The window of the workbook is hidden: whoever opens it sees no sheet")


def scrolled_away(sheet: SheetPart) -> Iterator[Finding]:
    """Yield a finding for rows and columns that nobody can scroll to, as panes were frozen beyond them."""
    row, column = sheet.content.frozen
    cells = sheet.content.cells
    if cells.rows[1:row].any():
        yield finding("scrolled-away", f"Nobody can scroll to rows 1 to {row - 1}, which hold values", sheet.name)
    if cells.columns[1:column].any():
        last = column_letters(column - 1)
        yield finding("scrolled-away", f"Nobody can scroll to columns A to {last}, which hold values", sheet.name)


def behind_values(book: Book) -> Iterator[Finding]:
    """Yield a finding for the choices of slicers, and for records behind cells that show a part of them."""
    for part in book.package.parts("slicercache", "timelinecache"):
        kept = [value for value in book.package.values(part, "c", "i") if value]
        if kept:
            said = f"keeps {count(len(kept), 'choice')} of a slicer, the first {masked(kept[0])}"
            yield finding("pivot-cache", f"The part {part} {said}")
    for part in book.package.parts("rdrichvalue.xml", "rdrichvalue+xml"):
        kept = [value for name, value in book.package.texts(part) if name == "v" and _WORDS.search(value)]
        if kept:
            said = f"keeps {count(len(kept), 'value')} behind cells that show a part of them, the first"
            yield finding("data-model", f"The part {part} {said} {masked(kept[0])}")


def table_definition(book: Book) -> Iterator[Finding]:
    """Yield a finding for formulas and remarks that a table keeps, whatever its cells hold."""
    for part in book.package.parts("/xl/tables/", "spreadsheetml.table+xml"):
        kept = [text for name, text in book.package.texts(part) if name.endswith("Formula")]
        if kept:
            yield finding("formulas", f"The table of the part {part} keeps {count(len(kept), 'formula')}")
        for remark in book.package.values(part, "comment", "table"):
            yield from unseen_words(remark, "The remark on a table", book.package.allowed)


def remarks(book: Book) -> Iterator[Finding]:
    """Yield who reserved the file for changes, remarks on names, and names of sheets that are no longer there."""
    for user in book.users:
        yield from person(user, "Who reserved the file for changes", book.package.allowed)
    for attributes, _ in book.names:
        yield from unseen_words(attributes.get("comment", ""), "The remark on a name", book.package.allowed)
    known = {sheet.name for sheet in book.sheets} | {attributes.get("name", "") for attributes, _ in book.names}
    for part in book.package.parts("extended-properties", "docprops/app.xml"):
        listed = [text for name, text in book.package.texts(part) if name == "lpstr"]
        titles = listed[_headings(book, part) :]
        others = [one for one in titles if one not in known and "!" not in one and not _ORDINARY.fullmatch(one)]
        if others:
            said = (
                f"The property TitlesOfParts lists {count(len(others), 'sheet or name')} that are not there, the first"
            )
            yield finding("property-text", f"{said} {masked(others[0])}")


def _headings(book: Book, part: str) -> int:
    """Return how many headings stand before the titles: of sheets, of names."""
    depth: list[str] = []
    number = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal number
        number += tag == "lpstr" and "HeadingPairs" in depth
        depth.append(tag)

    book.package.walk(part, start, end=lambda _: depth.pop())
    return number
