"""Reads workbooks of Excel 2007 and later: xlsx, and xlsm, whose macros are not even unpacked."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from foi_stats.files.attributes import is_true
from foi_stats.files.calamine import Grid, read_grids
from foi_stats.files.catalogue import CHECKS
from foi_stats.files.limits import (
    MAX_CELLS,
    MAX_SHEETS,
    MAX_SPARSE_CELLS,
    ReadResult,
    check_rectangle,
    damaged,
    too_large,
    too_many_cells,
    unsafe,
)
from foi_stats.files.looks import FormatLook, StyledCells, xlsx_cells, xlsx_codes
from foi_stats.files.marked import read_marked
from foi_stats.files.shared_texts import check_xml_texts, xml_text_lengths
from foi_stats.files.sheet_scan import CELL_START, KNOWN_ERRORS, SheetScan, parse_sheet, scan_sheet, text_for_errors
from foi_stats.files.superscripts import holds_superscripts, text_for_superscripts
from foi_stats.files.workbook import Sheet
from foi_stats.files.zip import Archive, parse_xml, part_path, whole_tags
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import listed

_NEEDED = ("worksheet", "sharedStrings", "styles")
"""Types of the parts that values depend on: without styles, for instance, dates would turn into numbers."""
_SHEET_TAG = re.compile(rb"<(?:[\w.-]+:)?sheet\s[^>]*?(?:/>|>\s*</(?:[\w.-]+:)?sheet\s*>)")
_HAS_CONTENT = re.compile(rb"""\s[\w.-]+:id\s*=\s*(?:"[^"]|'[^'])""")


@dataclass(frozen=True, slots=True)
class _Contents:
    """The names and the parts of the sheets in order, and all other parts that the fast reader reads.

    ``workbook`` is the part that lists the sheets. ``without_content`` are the sheets that it lists without a part:
    old macro modules, which Excel leaves behind when it saves a workbook without its macros.
    ``styles`` is the part with the number formats, ``date_1904`` the first day of the workbook. ``recalculates`` says
    that it asks to be worked out when it is opened: then results of 0 may only hold a place.
    """

    names: list[str]
    sheets: list[str]
    others: set[str]
    workbook: str
    without_content: list[str]
    texts: set[str]
    styles: str
    date_1904: bool
    recalculates: bool


def read_xlsx(data: bytes) -> ReadResult:
    """Return the sheets of an xlsx or xlsm file.

    Raises
    ------
    Refusal
        If the file is damaged, protected, unsafe or too large.
    """
    archive = Archive(data)
    contents = _contents(archive)
    lengths = _text_lengths(archive, contents)
    scans = [
        _scan(archive, name, part, contents.recalculates)
        for name, part in zip(contents.names, contents.sheets, strict=True)
    ]
    if sum(scan.cells for scan in scans) > MAX_CELLS:
        raise too_many_cells(sum(scan.cells for scan in scans))
    check_xml_texts(map(archive.pieces, contents.sheets), lengths, sum(scan.cells for scan in scans))
    superscripts = {part for part in contents.texts if holds_superscripts(archive.pieces(part))}
    superscripts |= {part for part, scan in zip(contents.sheets, scans, strict=True) if scan.superscripts}
    unknown_errors = any(text not in KNOWN_ERRORS for scan in scans for text in scan.errors.values())
    if superscripts or contents.without_content or unknown_errors:
        data = _for_fast_reader(archive, contents, superscripts)
    grids = read_grids(data)
    if [grid.name for grid in grids] != contents.names:
        raise damaged("The file is damaged: its sheets are not those that its contents page lists")
    codes = xlsx_codes(archive.pieces(contents.styles), contents.styles) if contents.styles in archive else []
    sheets = tuple(
        _sheet(grid, scan, FormatLook(codes, partial(_styled_cells, archive, part), date_1904=contents.date_1904))
        for grid, scan, part in zip(grids, scans, contents.sheets, strict=True)
    )
    return ReadResult(sheets, _found_without_content(contents.without_content), read_marked(archive))


def _styled_cells(archive: Archive, part: str) -> StyledCells:
    return xlsx_cells(lambda: archive.pieces(part), part)


def _contents(archive: Archive) -> _Contents:
    root = _relationships(archive, "")
    workbook = next((target for kind, target in root.values() if kind == "officeDocument"), "")
    if workbook not in archive:
        raise damaged("The file is damaged: the part that lists its sheets is missing")
    targets = _relationships(archive, workbook)
    names, sheets, without_content = [], [], []

    date_1904 = recalculates = False

    def element(tag: str, attributes: dict[str, str]) -> None:
        nonlocal date_1904, recalculates
        if tag == "sheet" and not attributes.get("id"):
            without_content.append(attributes.get("name", ""))
        elif tag == "sheet":
            names.append(attributes.get("name", ""))
            sheets.append(targets.get(attributes["id"], ("", ""))[1])
        elif tag == "workbookPr":
            date_1904 = is_true(attributes.get("date1904"))
        elif tag == "calcPr":
            recalculates = is_true(attributes.get("fullCalcOnLoad"))

    parse_xml([archive.read(workbook)], element, workbook)
    if len(sheets) + len(without_content) > MAX_SHEETS or len(set(sheets)) < len(sheets):
        raise unsafe("The file lists the same sheet over and over")
    others = {target for kind, target in targets.values() if kind in _NEEDED} - set(sheets)
    missing = next((part for part in (*sheets, *others) if part not in archive), None)
    if missing is not None or not sheets:
        raise damaged(f"The file is damaged: its part {missing or 'that holds a sheet'} is missing")
    # The fast reader may open these by their usual names, even if the file names others.
    usual = {part for part in ("xl/sharedstrings.xml", "xl/styles.xml") if part in archive}
    styles = next((target for kind, target in targets.values() if kind == "styles"), "xl/styles.xml")
    return _Contents(
        names,
        sheets,
        others | usual | {workbook},
        workbook,
        without_content,
        texts={part for part in others | usual if "sharedstrings" in part.lower()},
        styles=styles,
        date_1904=date_1904,
        recalculates=recalculates,
    )


def _relationships(archive: Archive, source: str) -> dict[str, tuple[str, str]]:
    """Return the type and target of the internal relationships of a part, or of the file (``""``), by identifier."""
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    if part not in archive:
        raise damaged(f"The file is damaged: its part {part} is missing")
    targets: dict[str, tuple[str, str]] = {}

    def relationship(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            targets[attributes.get("Id", "")] = (kind, part_path(source, attributes.get("Target", "")))

    parse_xml([archive.read(part)], relationship, part)
    return targets


def _text_lengths(archive: Archive, contents: _Contents) -> Sequence[int]:
    """Unpack all parts besides the sheets that the reader reads, which checks them; return the lengths of its texts."""
    found = [lengths for part in sorted(contents.others) if (lengths := xml_text_lengths(archive.pieces(part)))]
    if sum(map(len, found)) > MAX_CELLS:
        raise too_large("The file holds more texts than can be read", "too-large.workbook")
    # It is not known which of several lists of texts the reader uses.
    return found[0] if len(found) == 1 else [max(map(max, found))] * max(map(len, found)) if found else ()


def _scan(archive: Archive, name: str, part: str, zeros: bool) -> SheetScan:
    scan = scan_sheet(archive.pieces(part), zeros=zeros)
    area = 0 if scan is None else (scan.bottom - scan.top + 1) * (scan.right - scan.left + 1)
    if scan is None or area > MAX_SPARSE_CELLS:
        # Spelt in another way, or styled far beyond its values.
        scan = parse_sheet(archive.pieces(part), part, zeros=zeros)
    check_rectangle(name, scan.top, scan.left, scan.bottom, scan.right, scan.cells)
    return scan


def _for_fast_reader(archive: Archive, contents: _Contents, superscripts: set[str]) -> bytes:
    """Return a new archive of the parts that the sheets need, without what the fast reader stops at.

    Error values and superscripts become plain texts, and sheets without content are no longer listed.
    """
    sheets = set(contents.sheets)
    needed = [name for name in archive.names if name in sheets | contents.others or name.endswith(".rels")]

    def change(name: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        if name in superscripts:
            pieces = text_for_superscripts(pieces, before=CELL_START if name in sheets else b"si>")
        if name in sheets:
            return text_for_errors(pieces)
        return map(_without_empty_sheets, whole_tags(pieces)) if name == contents.workbook else pieces

    return archive.repacked(needed, change)


def _without_empty_sheets(xml: bytes) -> bytes:
    return _SHEET_TAG.sub(lambda tag: tag[0] if _HAS_CONTENT.search(tag[0]) else b"", xml)


def _found_without_content(names: Sequence[str]) -> tuple[Finding, ...]:
    if not names:
        return ()
    return (
        CHECKS.finding(
            "sheet-without-content",
            found=f"The sheet{'s' * (len(names) > 1)} {listed(map(repr, names), most=5)} "
            f"{'is' if len(names) == 1 else 'are'} listed and nothing is in the file of them, as macros of "
            "Excel 5 leave behind: not read",
        ),
    )


def _sheet(grid: Grid, scan: SheetScan, look: FormatLook) -> Sheet:
    last = grid.left + (len(grid.rows[0]) if grid.rows else 0) - 1
    hidden_columns = scan.hidden_columns(grid.left, last)
    return grid.sheet(
        scan.errors, scan.hidden_rows, hidden_columns, scan.uncalculated, date_1904=look.date_1904, look=look
    )
