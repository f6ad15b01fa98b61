"""Take the marks of an earlier reply out of a workbook that was sent back, so that it can be marked anew."""

from __future__ import annotations

import re
from xml.sax.saxutils import unescape

from foi_stats.supply.reply.edit_xml import Edit, Element, edited, elements, prefix_at, text_xml, with_attributes
from foi_stats.supply.reply.marks import Place, place_of
from foi_stats.supply.reply.notes import HEAD
from foi_stats.supply.reply.package import Package, relationships_part
from foi_stats.supply.reply.styles import FILLS

_SHAPE = re.compile(rb"<v:shape\b[^>]*>(?:(?!</v:shape>).)*</v:shape>", re.DOTALL)
_SHAPE_ROW = re.compile(rb"<x:Row>\s*(\d{1,7})\s*</x:Row>")
_SHAPE_COLUMN = re.compile(rb"<x:Column>\s*(\d{1,5})\s*</x:Column>")
_LINE_ENDS = {"&#10;": "\n", "&#xA;": "\n", "&#13;": "", "_x000a_": "\n", "_x000D_": "", "\r": ""}
_OURS = re.compile(rb"|".join(colour.encode() for colour in FILLS.values()), re.IGNORECASE)


def without_earlier_marks(package: Package, sheet: str) -> None:
    """Take out the sheet of what to mend, our fills and borders, and our notes."""
    book = package.workbook
    found = elements(package.read(book), {"sheet", "definedName", "workbookView"}, book)
    sheets = [one for one in found if one.name == "sheet"]
    parts = {one.id: one.part for one in package.related(book)}
    at = next((number for number, one in enumerate(sheets) if one.attributes.get("name") == sheet), None)
    if at is not None:
        part = parts.get(sheets[at].attributes.get("id", ""), "")
        package.write(book, edited(package.read(book), _edits_without_sheet(package.read(book), found, sheets[at], at)))
        _unlist(package, book, part)
    for one in package.related(book):
        if one.kind == "styles":
            package.write(one.part, _without_fills(package.read(one.part), one.part))
    for part in [parts[one.attributes["id"]] for one in sheets if one.attributes.get("id") in parts]:
        related = [one for one in package.related(part) if one.part in package]
        gone: set[Place] = set()
        for one in related:
            if one.kind == "comments":
                content, places = _without_notes(package.read(one.part), one.part)
                package.write(one.part, content)
                gone |= places
        for one in related:
            if one.kind == "vmlDrawing" and gone:
                package.write(one.part, _without_shapes(package.read(one.part), gone))


def _edits_without_sheet(xml: bytes, found: list[Element], sheet: Element, at: int) -> list[Edit]:
    edits: list[Edit] = [(sheet.start, sheet.end, b"")]
    for one in found:
        tag = xml[one.start : one.opened]
        number = one.attributes.get("localSheetId" if one.name == "definedName" else "activeTab", "")
        if one.name == "sheet" or not number.isdecimal():
            continue
        if one.name == "definedName" and int(number) == at:
            edits.append((one.start, one.end, b""))
        elif int(number) > at:
            name = "localSheetId" if one.name == "definedName" else "activeTab"
            edits.append((one.start, one.opened, with_attributes(tag, **{name: str(int(number) - 1)})))
    return edits


def _unlist(package: Package, book: str, part: str) -> None:
    """Leave a part out, with its relationship from the workbook and its content type."""
    relations = relationships_part(book)
    xml = package.read(relations)
    gone = {one.id for one in package.related(book) if one.part == part}
    found = elements(xml, {"Relationship"}, relations)
    package.write(relations, edited(xml, [(o.start, o.end, b"") for o in found if o.attributes.get("Id") in gone]))
    types = "[Content_Types].xml"
    listed = elements(package.read(types), {"Override"}, types)
    named = [one for one in listed if one.attributes.get("PartName", "").casefold() == f"/{part}".casefold()]
    package.write(types, edited(package.read(types), [(one.start, one.end, b"") for one in named]))
    package.remove(part)
    if relationships_part(part) in package:
        package.remove(relationships_part(part))


def _without_fills(xml: bytes, part: str) -> bytes:
    """Return styles in which no cell has one of our fills; it has no fill and no border then."""
    found = elements(xml, {"fill", "xf"}, part)
    fills = [one for one in found if one.name == "fill" and one.parent == "fills"]
    ours = {str(at) for at, one in enumerate(fills) if _OURS.search(xml[one.start : one.end])}
    return edited(
        xml,
        [
            (one.start, one.opened, with_attributes(xml[one.start : one.opened], fillId="0", borderId="0"))
            for one in found
            if one.name == "xf" and one.attributes.get("fillId") in ours
        ],
    )


def _without_notes(xml: bytes, part: str) -> tuple[bytes, set[Place]]:
    """Return comments without what we wrote, and the places of those that held nothing else."""
    found = elements(xml, {"comment", "text", "t"}, part)
    edits: list[Edit] = []
    places: set[Place] = set()
    for comment in (one for one in found if one.name == "comment"):
        inside = [one for one in found if comment.start < one.start < comment.end]
        plain = "".join(_plain_text(xml, one) for one in inside if one.name == "t")
        own, head, _ = plain.partition(HEAD)
        place = place_of(comment.attributes.get("ref", ""))
        if not head or place is None:
            continue
        if own.strip():
            text = next(one for one in inside if one.name == "text")
            p = prefix_at(xml, text)
            kept = f'<{p}t xml:space="preserve">{text_xml(own.rstrip())}</{p}t>'
            edits.append((text.opened, text.closing, kept.encode()))
        else:
            edits.append((comment.start, comment.end, b""))
            places.add(place)
    return edited(xml, edits), places


def _plain_text(xml: bytes, text: Element) -> str:
    return unescape(xml[text.opened : text.closing].decode("utf-8", "replace"), _LINE_ENDS)


def _without_shapes(xml: bytes, gone: set[Place]) -> bytes:
    """Return a drawing of notes without the shapes of some cells. Drawings are not always well-formed XML."""

    def kept(shape: re.Match[bytes]) -> bytes:
        row, column = _SHAPE_ROW.search(shape[0]), _SHAPE_COLUMN.search(shape[0])
        is_gone = row and column and (int(row[1]) + 1, int(column[1]) + 1) in gone
        return b"" if is_gone else shape[0]

    return _SHAPE.sub(kept, xml)
