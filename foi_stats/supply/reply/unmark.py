"""Take the marks of an earlier reply out of a workbook that was sent back, so that it can be marked anew."""

from __future__ import annotations

import re

from foi_stats.supply.reply.edit_xml import Edit, Element, edited, elements, with_attributes
from foi_stats.supply.reply.notes import AUTHOR
from foi_stats.supply.reply.package import Package, relationships_part
from foi_stats.supply.reply.styles import FILLS

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
        for one in package.related(part):
            if one.kind == "comments" and one.part in package:
                package.write(one.part, _without_notes(package.read(one.part), one.part))


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


def _without_notes(xml: bytes, part: str) -> bytes:
    """Return comments without those of ours; a comment that we added to stays as it is."""
    found = elements(xml, {"author", "comment"}, part)
    authors = [xml[one.opened : one.closing] for one in found if one.name == "author"]
    ours = {str(at) for at, name in enumerate(authors) if name == AUTHOR.encode()}
    return edited(
        xml, [(o.start, o.end, b"") for o in found if o.name == "comment" and o.attributes.get("authorId") in ours]
    )
