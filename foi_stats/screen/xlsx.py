"""The checks of xlsx and xlsm files; large parts are unpacked piece by piece."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import partial
from typing import BinaryIO

import numpy as np

from foi_stats.files.limits import MAX_SHEETS, damaged, unsafe
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.cells import CELL_CHECKS, hidden_sheet, position
from foi_stats.screen.charts import UnseenValues, read_cached_values
from foi_stats.screen.cropped import hidden_picture
from foi_stats.screen.headers_footers import excel_headers_footers
from foi_stats.screen.package import PACKAGE_CHECKS, Package, open_archive
from foi_stats.screen.sheet_content import SheetContent, read_content
from foi_stats.screen.styles import read_styles
from foi_stats.screen.workbook_context import SheetPart, WorkbookContext
from foi_stats.screen.xlsx_objects import cell_message, hidden_object, invisible_shape_text, merged_cells
from foi_stats.screen.xlsx_parts import (
    behind_values,
    hidden_window,
    remarks,
    scrolled_away,
    table_definition,
    unlisted_sheet,
)
from foi_stats.screen.xlsx_texts import custom_view, hidden_texts, protected_range
from foi_stats.screen.xlsx_visibility import (
    format_text,
    hidden_by_condition,
    hidden_number_format,
    invisible_shared_text,
    invisible_text,
)
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_STATES = {"hidden": "hidden", "veryHidden": "very hidden"}
_BUILT_IN = ("_xlnm.", "_FilterDatabase", "_xlfn", "_xleta", "_xlpm")
_CONSTANT = re.compile(r'=?\s*(?:"(?:[^"]|"")*"|-?\d[\d.]*(?:[eE][-+]?\d+)?%?|\{[^{}]*\})')
_ANCHOR = re.compile(rb"<(?:\w+:)?(?:one|two)CellAnchor\b(?>(?!</(?:\w+:)?(?:one|two)CellAnchor).)*", re.DOTALL)
_SIZE = re.compile(rb'<(?:\w+:)?ext cx="(\d{1,12})" cy="(\d{1,12})"')
_ROW_HEIGHT, _COLUMN_WIDTH = 190_500, 609_600  # 15 points and 64 pixels, in the units of drawings
_REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^\s'!(),:;+*/&<>=^{}\[\]-]+))!(\$?[A-Z]{0,3}\$?\d{0,7}(?::\$?[A-Z]{0,3}\$?\d{0,7})?)"
)


def screen_xlsx(file: BinaryIO, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield findings for the hidden content of an xlsx or xlsm file."""
    workbook = _read_workbook(Package(open_archive(file), allowed))
    styles = read_styles(workbook.package)
    for sheet in workbook.sheets:
        peek = partial(workbook.peek, sheet)
        if sheet.state:
            yield from hidden_sheet(sheet.name, sheet.state, sheet.content.cells, peek)
            continue
        for cell_check in CELL_CHECKS:
            yield from cell_check(sheet.content.cells, sheet.name, peek)
        for sheet_check in (invisible_text, hidden_number_format, hidden_by_condition):
            yield from sheet_check(workbook, sheet, styles)
        yield from merged_cells(workbook, sheet)
    yield from invisible_shared_text(workbook, styles)
    yield from invisible_shape_text(workbook.package, styles)
    yield from format_text(workbook, styles)
    yield from hidden_object(workbook.package)
    for sheet in workbook.sheets:
        for rare in (formulas, scenarios, header_footer, paths, cell_message):
            yield from rare(sheet)
        if not sheet.state:
            yield from scrolled_away(sheet)
    for check in (
        pivot_cache,
        chart_cache,
        external_link,
        tracked_changes,
        comment,
        threaded_comment,
        defined_name,
        data_model,
        connections,
        unlisted_sheet,
        hidden_window,
        behind_values,
        table_definition,
        remarks,
        hidden_texts,
        custom_view,
        protected_range,
    ):
        yield from check(workbook)
    for package_check in (*PACKAGE_CHECKS, hidden_picture):
        yield from package_check(workbook.package)


def _read_workbook(package: Package) -> WorkbookContext:
    root = package.relationships("")
    workbook_part = next((found.target for found in root.values() if found.kind == "officeDocument"), "")
    if workbook_part not in package.archive:
        raise damaged("The file is damaged: the part that lists its sheets is missing")
    targets = package.relationships(workbook_part)
    workbook = WorkbookContext(package)
    listed = [attributes for attributes, _ in package.items(workbook_part, "sheet")]
    workbook.names = package.items(workbook_part, "definedName")
    workbook.windows = [attributes for attributes, _ in package.items(workbook_part, "workbookView")]
    workbook.views = [attributes for attributes, _ in package.items(workbook_part, "customWorkbookView")]
    workbook.users = package.values(workbook_part, "userName", "fileSharing")
    parts = [targets[attributes["id"]].target if attributes.get("id") in targets else "" for attributes in listed]
    if len(parts) > MAX_SHEETS or len(set(parts)) < len(parts):
        raise unsafe("The file lists the same sheet over and over")
    for attributes, part in zip(listed, parts, strict=True):
        if part not in package.archive:
            raise damaged(f"The file is damaged: its part {part or 'that holds a sheet'} is missing")
        content = read_content(lambda part=part: package.archive.pieces(part), part)  # type: ignore[misc]
        _cover_drawings(package, part, content)
        workbook.sheets.append(
            SheetPart(attributes.get("name", ""), _STATES.get(attributes.get("state", ""), ""), part, content)
        )
    if not workbook.sheets:
        raise damaged("The file is damaged: it lists no sheet")
    return workbook


def _cover_drawings(package: Package, part: str, content: SheetContent) -> None:
    """Record where drawings lie on a sheet; a sheet that is all drawing, such as a chart sheet, is not empty."""
    for target in package.relationships(part).values():
        if target.kind != "drawing" or target.external or target.target not in package.archive:
            continue
        drawing = package.archive.read(target.target)
        for anchor in _ANCHOR.findall(drawing):
            rows = [int(row) for row in re.findall(rb"<(?:\w+:)?row>(\d{1,7})<", anchor)]
            columns = [int(column) for column in re.findall(rb"<(?:\w+:)?col>(\d{1,5})<", anchor)]
            size = _SIZE.search(anchor)
            if rows and columns and size:  # a drawing with a size, and without the cell where it ends
                rows.append(rows[0] + int(size.group(2)) // _ROW_HEIGHT)
                columns.append(columns[0] + int(size.group(1)) // _COLUMN_WIDTH)
            if rows and columns:
                content.cells.cover(rows[0] + 1, columns[0] + 1, max(rows) + 1, max(columns) + 1)
        if b"absoluteAnchor" in drawing and "chartsheet" in package.kind(part):
            content.cells.fill(np.array([1]), np.array([1]))


def header_footer(sheet: SheetPart) -> Iterator[Finding]:
    """Check the headers and footers of printed pages, which no screen shows."""
    yield from excel_headers_footers(sheet.content.trailer.headers_footers, sheet.name)


def paths(sheet: SheetPart) -> Iterator[Finding]:
    """Yield a finding for a path of a computer in the tips of links, in messages and the like."""
    for path in sheet.content.trailer.paths[:1]:
        yield finding("path", f"A link or message of the sheet holds a path, {masked(path)}", sheet.name)


def formulas(sheet: SheetPart) -> Iterator[Finding]:
    """Yield a finding for formulas, which show how a figure was computed, and from what."""
    number = sheet.content.formulas
    if number:
        detail = f"{counted(number, 'cell')} of the sheet {'is a formula' if number == 1 else 'are formulas'}"
        yield finding("formulas", detail, sheet.name, sheet.content.first_formula)


def scenarios(sheet: SheetPart) -> Iterator[Finding]:
    """Yield a finding for scenarios, which keep values that were tried and are not shown."""
    if sheet.content.trailer.scenarios:
        yield finding("scenarios", "The sheet holds scenarios: values that were tried, and are not shown", sheet.name)


def pivot_cache(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for each copy of the data behind a pivot table."""
    for part in workbook.package.parts("pivotcache"):
        kept = workbook.package.values(part, "v", "r", "s", "n", "d", "b")
        first = next((value for value in kept if value), "")
        if kept:
            sample = f", the first {masked(first)}" if first else ""
            kind = "record" if "records" in part else "value"
            detail = f"keeps {counted(len(kept), kind)} of the data behind a pivot table{sample}"
            yield finding("pivot-cache", f"The part {part} {detail}")


def chart_cache(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for each chart that holds values which no visible cell holds."""
    parts = workbook.package.parts("/charts/chart", "drawingml.chart+xml", "chartex")
    caches = {part: cached for part in parts if (cached := read_cached_values(workbook.package, part))}
    if not caches:
        return
    unseen = UnseenValues(set().union(*caches.values()))
    for value in workbook.visible_values():
        unseen.see(value)
    for part, cached in caches.items():
        missing = cached & unseen.values
        if missing:
            detail = (
                f"holds {counted(len(missing), 'value')} that no visible cell holds, the first {masked(min(missing))}"
            )
            yield finding("chart-cache", f"The part {part} {detail}")


def external_link(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for each link to another workbook, and for the values kept of its cells."""
    for part in workbook.package.parts("externallink"):
        values = [value for _, value in workbook.package.texts(part)]
        targets = [found.target for found in workbook.package.relationships(part).values() if found.external]
        kept = (
            f"keeps {counted(len(values), 'value')} of it, the first {masked(values[0])}"
            if values
            else "keeps no values"
        )
        yield finding(
            "external-link",
            f"The part {part} links to another workbook, {masked(targets[0] if targets else 'unnamed')}, and {kept}",
        )


def tracked_changes(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for the history of a shared workbook: earlier contents of cells, and who changed them."""
    logs = list(workbook.package.parts("/xl/revisions/revisionlog", "revisionlog+xml"))
    changes = sum(len(workbook.package.values(part, "rId", "rcc", "rrc", "rm", "ris", "rsnm", "rfmt")) for part in logs)
    if changes:
        yield finding(
            "tracked-changes", f"The workbook keeps {counted(changes, 'change')}, with what stood there before"
        )


def comment(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for the notes (the older kind of comment) of each sheet."""
    yield from _comments(workbook, "comment", ("comments",), ("comments+xml", "/xl/comments", "/comments/comment"))


def threaded_comment(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for the comments of the newer kind, which can be answered, of each sheet."""
    yield from _comments(workbook, "threaded-comment", ("threadedComment",), ("threadedcomment",))


def _comments(
    workbook: WorkbookContext, check: str, kinds: tuple[str, ...], parts: tuple[str, ...]
) -> Iterator[Finding]:
    sheets = {
        found.target: sheet.name
        for sheet in workbook.sheets
        for found in workbook.package.relationships(sheet.part).values()
        if found.kind in kinds
    }
    for part in sorted({*sheets, *workbook.package.parts(*parts)}):
        is_threaded = "threadedcomment" in workbook.package.kind(part)
        if (
            part not in workbook.package.archive
            or is_threaded != (check == "threaded-comment")
            or not part.endswith(".xml")
        ):
            continue
        cells = workbook.package.values(part, "ref", "comment", "threadedComment")
        if cells:
            text = next((text for name, text in workbook.package.texts(part) if name in ("t", "text")), "")
            found = f"{counted(len(cells), 'comment')}, the first {masked(text)}"
            yield finding(check, found, sheets.get(part, ""), cells[0])


def defined_name(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for names of hidden cells or of other workbooks, and an info for all other names."""
    sheets = {sheet.name.casefold(): sheet for sheet in workbook.sheets}
    ordinary = []
    for attributes, formula in workbook.names:
        name = attributes.get("name", "")
        if name.startswith(_BUILT_IN):
            continue
        reason = _points_at(formula, sheets)
        if reason:
            yield finding("name-to-hidden", f"The name {masked(name)} points at {reason}")
        elif attributes.get("hidden") in ("1", "true"):
            yield finding("name-to-hidden", f"The name {masked(name)} is hidden itself, and is {masked(formula)}")
        elif _CONSTANT.fullmatch(formula.strip()):
            yield finding("name-with-value", f"The name {masked(name)} is no cell, but {masked(formula.strip())}")
        elif "#REF!" not in formula:
            ordinary.append(name)
    if ordinary:
        yield finding(
            "defined-name",
            f"The workbook has {counted(len(ordinary), 'name')} for ranges or values: {', '.join(ordinary[:10])}",
        )


def _points_at(formula: str, sheets: dict[str, SheetPart]) -> str:
    """Return the hidden place that a formula points at, or an empty text."""
    if re.search(r"\[\d+\]|\[[^\]]+\.xl\w+\]", formula):
        return "another workbook"
    for quoted, plain, place in _REFERENCE.findall(formula):
        sheet = sheets.get((quoted.replace("''", "'") or plain).casefold())
        if sheet is None:
            continue
        if sheet.state and not sheet.content.cells.is_empty:
            return "a hidden sheet"
        first, _, last = place.partition(":")
        top, left = position(first)
        bottom, right = position(last or first)
        if top and left:
            cells = sheet.content.cells
            rows, columns = slice(top, bottom + 1), slice(left, right + 1)
            if (cells.hidden_rows[rows] & cells.rows[rows]).any() or (
                cells.hidden_columns[columns] & cells.columns[columns]
            ).any():
                return "hidden rows or columns"
    return ""


def data_model(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for a data model, a database within the workbook."""
    for part in workbook.package.parts("/xl/model/", "model+data", "/xl/customdata/"):
        yield finding("data-model", f"The part {part} is a data model: a database behind the sheets")


def connections(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for connections to databases, files and web pages."""
    for part in workbook.package.parts("connections+xml", "/xl/connections", "querytable"):
        names = workbook.package.values(part, "name", "connection", "queryTable")
        if names:
            detail = f"The part {part} holds {counted(len(names), 'connection')}, the first {masked(names[0])}"
            yield finding("connections", detail)
