"""Make the reply to a supply: its own workbook with each finding marked, and a first sheet that leads to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_stats.files.limits import Refusal, read_bytes
from foi_stats.files.marked import PROPERTIES, TEXT_SHEET, values_digest
from foi_stats.files.read import read_workbook
from foi_stats.files.workbook import Workbook
from foi_stats.supply.checks.unchanged import findings_digest
from foi_stats.supply.reply.edit_xml import elements
from foi_stats.supply.reply.lists import free_name, with_first_sheet, with_marks, with_title
from foi_stats.supply.reply.marks import Mark, Place, marks_of
from foi_stats.supply.reply.mend_sheet import mend_sheet
from foi_stats.supply.reply.notes import EMPTY_COMMENTS, EMPTY_DRAWING, with_notes, with_shapes
from foi_stats.supply.reply.package import Package
from foi_stats.supply.reply.plain_copy import plain_copy
from foi_stats.supply.reply.sheet import MarkedSheet
from foi_stats.supply.reply.styles import EMPTY as EMPTY_STYLES
from foi_stats.supply.reply.styles import Styles
from foi_stats.supply.reply.unmark import without_earlier_marks
from foi_stats.vocabulary.findings import Finding, InputError

SHEET = "What to mend"
REPLY = " - to mend"
"""What is added to the name of a workbook that is sent back marked."""
_CHOSEN = re.compile(rb"\stabSelected\s*=\s*[\"'](?:1|true)[\"']")
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True, slots=True)
class _Listed:
    """A sheet as the workbook lists it: its name, its part, and whether it can be shown."""

    name: str
    part: str
    visible: bool


def name_without_reply(name: str) -> str:
    """Return the name of the workbook that a marked one was made from; any other name as it is."""
    return re.sub(rf"(?<=.){re.escape(REPLY)}(?: \(\d+\))?(?=\.xls[xm]$)", "", name, flags=re.IGNORECASE)


def check_reply_name(files: Sequence[Path], reply: Path) -> None:
    """Raise InputError unless a reply can have this name: it is of one file, and a workbook as that is."""
    if len(files) != 1:
        raise InputError("A reply is made of one file. Check the files one by one, each with its own --reply.")
    wanted = ".xlsm" if files[0].suffix.casefold() == ".xlsm" else ".xlsx"
    if reply.suffix.casefold() != wanted:
        raise InputError(f"The reply to {files[0].name} is a workbook whose name ends in {wanted}, not {reply.name}.")
    if reply.exists():
        raise InputError(f"{reply} is there already, and is left as it is. Name another file.")


def reply_bytes(path: Path, findings: Sequence[Finding]) -> bytes:
    """Return the reply to a file as an xlsx (or xlsm, if it is one); the same file and findings give the same bytes.

    Raises
    ------
    InputError
        If the file cannot be opened as a workbook, so that there is nothing to mark.
    """
    workbook, refused = read_workbook(path, name=path.name)
    if workbook is None:
        raise InputError(f"No reply can be made of {path}, for it cannot be opened. {refused[0]}")
    try:
        if workbook.kind == "xlsx":
            package, names = (
                Package(read_bytes(path)),
                {sheet.name: sheet.name or TEXT_SHEET for sheet in workbook.sheets},
            )
            if workbook.marked:
                without_earlier_marks(package, workbook.marked.sheet)
        else:
            data, names = plain_copy(workbook)
            package = Package(data)
        _mark(package, path.name, workbook, findings, names)
        return package.to_bytes()
    except Refusal as refusal:
        raise InputError(f"No reply can be made of {path}: {refusal.finding.found}.") from None
    except Exception as error:  # parts that are not read may be damaged in ways that nobody foresaw
        raise InputError(
            f"No reply can be made of {path}, a part of which is damaged ({type(error).__name__}). Open it in Excel or "
            "LibreOffice, save it under a new name, and check that."
        ) from None


def _mark(
    package: Package, file: str, workbook: Workbook, findings: Sequence[Finding], names: Mapping[str, str]
) -> None:
    listed = _listed(package)
    marks = marks_of(findings, names)
    styles_part = next((one.part for one in package.related(package.workbook) if one.kind == "styles"), "")
    if not styles_part:
        styles_part = package.free_part("xl/styles_foi{}.xml")
        empty = EMPTY_STYLES.format(namespace=package.namespace).encode()
        package.add(styles_part, f"{_SPREADSHEET}.styles+xml", empty, package.workbook)
    styles = Styles(package.read(styles_part), styles_part)
    marked = [sheet for sheet in listed if sheet.name in marks]
    shown = _is_shown_first(package, listed, marked)
    for sheet in marked:
        _mark_sheet(package, sheet, marks[sheet.name], styles, shown)
    title = free_name(SHEET, workbook.sheets)
    visible = {sheet.name for sheet in listed if sheet.visible}
    links = {own: name for own, name in names.items() if name in visible}
    page = mend_sheet(file, findings, links, styles.page, package.namespace)
    part = package.free_part("xl/worksheets/mend{}.xml")
    relation = package.add(part, f"{_SPREADSHEET}.worksheet+xml", page, package.workbook)
    package.write(styles_part, styles.xml())
    before = package.read(package.workbook)
    book = with_first_sheet(before, package.workbook, title, relation, package.relations, shown=shown)
    package.write(package.workbook, book)
    for one in package.related(""):
        if one.kind == "extendedproperties" and one.part in package:
            package.write(one.part, with_title(package.read(one.part), one.part, title, len(listed)))
    digests = f"{values_digest(workbook.sheets)} {findings_digest(findings)}"
    _write_properties(package, title, digests)


def _write_properties(package: Package, title: str, digests: str) -> None:
    part = next((one.part for one in package.related("") if one.kind == "customproperties"), "")
    content = with_marks(package.read(part) if part else None, PROPERTIES, title, digests)
    if part:
        package.write(part, content)
    else:
        kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        package.add(PROPERTIES, kind, content, "", f"{package.relations}/custom-properties")


def _listed(package: Package) -> list[_Listed]:
    """Return the sheets of a workbook in order, those without a part left out."""
    parts = {one.id: one.part for one in package.related(package.workbook)}
    sheets = elements(package.read(package.workbook), {"sheet"}, package.workbook)
    return [
        _Listed(
            one.attributes.get("name", ""),
            parts[one.attributes["id"]],
            "state" not in one.attributes or one.attributes["state"] == "visible",
        )
        for one in sheets
        if one.attributes.get("id") in parts
    ]


def _is_shown_first(package: Package, listed: Sequence[_Listed], marked: Sequence[_Listed]) -> bool:
    """Return whether the workbook can open at the new sheet: every sheet that is chosen now is one that is changed.

    Two sheets that are both chosen would be edited together.
    """
    changed = {sheet.part for sheet in marked}
    return all(sheet.part in changed for sheet in listed if _is_chosen(package.read(sheet.part)))


def _is_chosen(sheet: bytes) -> bool:
    """Return whether a view of a sheet, which stands before its rows, says that it is chosen."""
    return bool(_CHOSEN.search(sheet, 0, max(0, sheet.find(b"sheetData"))))


def _mark_sheet(package: Package, sheet: _Listed, marks: Mapping[Place, Mark], styles: Styles, shown: bool) -> None:
    made = MarkedSheet(package.read(sheet.part), sheet.part, marks, styles, is_first=shown)
    related = package.related(sheet.part)
    comments = next((one.part for one in related if one.kind == "comments" and one.part in package), "")
    if not comments:
        comments = package.free_part("xl/comments_foi{}.xml")
        empty = EMPTY_COMMENTS.format(namespace=package.namespace).encode()
        package.add(comments, f"{_SPREADSHEET}.comments+xml", empty, sheet.part)
    content, places = with_notes(package.read(comments), comments, marks)
    package.write(comments, content)
    drawing = next((one.part for one in related if one.id == made.drawing and one.part in package), "")
    relation = made.drawing
    if not drawing:
        drawing = package.free_part("xl/drawings/vmlDrawing_foi{}.vml")
        package.write(drawing, EMPTY_DRAWING)
        relation = package.relate(sheet.part, f"{package.relations}/vmlDrawing", drawing)
    package.write(drawing, with_shapes(package.read(drawing), places, marks))
    package.write(sheet.part, made.with_drawing(relation, package.relations))
