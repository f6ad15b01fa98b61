"""Workbooks of Excel 2007 and later: xlsx, and xlsm, whose macros are not so much as unpacked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from foi_stats.supply.formats.archive import Archive, parse_xml, part_path
from foi_stats.supply.formats.calamine import Grid, read_grids
from foi_stats.supply.formats.guard import MAX_CELLS, MAX_SHEETS, Read, check_rectangle, damaged, too_large, unsafe
from foi_stats.supply.formats.sheet_scan import KNOWN_ERRORS, SheetScan, parse_sheet, scan_sheet, text_for_errors
from foi_stats.supply.workbook import Sheet

_WORKBOOK, _RELATIONSHIPS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STRINGS, _STYLES = "xl/sharedstrings.xml", "xl/styles.xml"
_NEEDED = ("worksheet", "sharedStrings", "styles")
"""Types of the parts without which values would be lost: dates turn into numbers where the styles are gone."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sheet as the workbook lists it, and the part that holds it."""

    name: str
    part: str


def read_xlsx(data: bytes) -> Read:
    """Return the sheets of an xlsx or xlsm file.

    Raises
    ------
    Refusal
        If the file is damaged, protected, unsafe or too large.
    """
    archive = Archive(data)
    entries = _sheet_entries(archive)
    _check_strings(archive)
    scans = [_scan(archive, entry) for entry in entries]
    if sum(scan.cells for scan in scans) > MAX_CELLS:
        raise too_large("The sheets have too many cells in all", "Split the workbook over several files")
    if any(text not in KNOWN_ERRORS for scan in scans for text in scan.errors.values()):
        data = _with_errors_as_text(archive, entries)
    grids = read_grids(data)
    if [grid.name for grid in grids] != [entry.name for entry in entries]:
        raise damaged("The file is damaged: its sheets are not those that its contents page lists")
    return Read(tuple(_sheet(grid, scan) for grid, scan in zip(grids, scans, strict=True)))


def _sheet_entries(archive: Archive) -> list[_Entry]:
    if _WORKBOOK not in archive or _RELATIONSHIPS not in archive:
        raise damaged("The file is damaged: the part that lists its sheets is missing")
    targets: dict[str, str] = {}

    def relationship(tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = part_path(_WORKBOOK, attributes.get("Target", ""))
        targets[attributes.get("Id", "")] = target
        if attributes.get("Type", "").rpartition("/")[2] in _NEEDED and target not in archive:
            raise damaged(f"The file is damaged: its part {target} is missing")

    entries: list[_Entry] = []

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            entries.append(_Entry(attributes.get("name", ""), targets.get(attributes.get("id", ""), "")))

    parse_xml([archive.read(_RELATIONSHIPS)], relationship, _RELATIONSHIPS)
    parse_xml([archive.read(_WORKBOOK)], sheet, _WORKBOOK)
    parts = [entry.part for entry in entries]
    if len(entries) > MAX_SHEETS or len(set(parts)) < len(parts):
        raise unsafe("The file lists the same sheet over and over")
    if not entries or any(part not in archive for part in parts):
        raise damaged("The file is damaged: a sheet that it lists is missing")
    return entries


def _check_strings(archive: Archive) -> None:
    """Unpack what the reader reads besides the sheets, so that it is known to be whole and of bearable size."""
    strings = 0
    for piece in chain.from_iterable(archive.pieces(part) for part in (_STRINGS, _STYLES) if part in archive):
        strings += piece.count(b"<si>") + piece.count(b":si>") + piece.count(b"si/>")
        if strings > MAX_CELLS:
            raise too_large("The file holds more texts than can be read", "Split the workbook over several files")


def _scan(archive: Archive, entry: _Entry) -> SheetScan:
    scan = scan_sheet(archive.pieces(entry.part))
    if scan is None or (scan.bottom - scan.top + 1) * (scan.right - scan.left + 1) > MAX_CELLS:
        # Spelt in another way, or styled far beyond its values.
        scan = parse_sheet(archive.pieces(entry.part), entry.part)
    check_rectangle(entry.name, scan.top, scan.left, scan.bottom, scan.right, scan.cells)
    return scan


def _with_errors_as_text(archive: Archive, entries: list[_Entry]) -> bytes:
    """Return the workbook, packed anew with what its sheets need, in which error values are texts."""
    sheets = {entry.part for entry in entries}
    needed = [name for name in archive.names if name in sheets or name.startswith(("xl/_rels/", "_rels/"))]
    needed += [name for name in (_WORKBOOK, _STRINGS, _STYLES) if name in archive]
    return archive.repacked(needed, lambda name, pieces: text_for_errors(pieces) if name in sheets else pieces)


def _sheet(grid: Grid, scan: SheetScan) -> Sheet:
    height, width = len(grid.rows), len(grid.rows[0]) if grid.rows else 0
    errors = []
    for (row, column), text in scan.errors.items():
        at, along = row - grid.top, column - grid.left
        if 0 <= at < height and 0 <= along < width:
            grid.rows[at][along] = text
            errors.append((row, column))
    return Sheet(
        name=grid.name,
        rows=grid.rows,
        top=grid.top,
        left=grid.left,
        visibility=grid.visibility,
        merged=grid.merged,
        hidden_rows=frozenset(scan.hidden_rows.intersection(range(grid.top, grid.top + height))),
        hidden_columns=frozenset(scan.hidden_columns(grid.left, grid.left + width - 1)),
        errors=tuple(errors),
        uncalculated=tuple(scan.uncalculated),
    )
