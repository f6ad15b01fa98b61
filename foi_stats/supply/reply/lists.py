"""Change the parts that list others: content types, relationships, the sheets of a workbook, and its properties."""

from __future__ import annotations

from collections.abc import Mapping

from foi_stats.files.marked import DIGEST_PROPERTY, SHEET_PROPERTY
from foi_stats.files.workbook import Sheet
from foi_stats.supply.reply.edit_xml import (
    Edit,
    attribute_xml,
    edited,
    elements,
    inner_edit,
    prefix_at,
    text_xml,
    with_attributes,
)

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EMPTY_RELATIONSHIPS = (
    f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
).encode()
_EMPTY_PROPERTIES = (
    f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"></Properties>'
).encode()
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def with_types(xml: bytes, parts: Mapping[str, str]) -> bytes:
    """Return content types with those of more parts, and that of drawings of notes."""
    part = "[Content_Types].xml"
    found = elements(xml, {"Types", "Override", "Default"}, part)
    root = found[0]
    p = prefix_at(xml, root)
    known = {one.attributes.get("PartName", "").casefold() for one in found}
    endings = {one.attributes.get("Extension", "").casefold() for one in found}
    new = "".join(
        f'<{p}Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in parts.items()
        if f"/{name}".casefold() not in known
    )
    vml = f'<{p}Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    edits = [inner_edit(xml, root, new.encode())]
    if "vml" not in endings and not root.is_empty_tag:
        edits.append((root.opened, root.opened, vml.encode()))
    return edited(xml, edits)


def with_relationship(xml: bytes, part: str, kind: str, target: str) -> tuple[bytes, str]:
    """Return relationships with one more, and its identifier."""
    found = elements(xml, {"Relationships", "Relationship"}, part)
    taken = {one.attributes.get("Id", "") for one in found}
    name = next(f"rIdFoi{number}" for number in range(1, len(taken) + 2) if f"rIdFoi{number}" not in taken)
    new = f'<{prefix_at(xml, found[0])}Relationship Id="{name}" Type="{kind}" Target="/{target}"/>'
    return edited(xml, [inner_edit(xml, found[0], new.encode())]), name


def with_first_sheet(xml: bytes, part: str, name: str, relation: str, namespace: str, *, shown: bool) -> bytes:
    """Return the list of a workbook's sheets with one more before them; ``shown`` is whether it is opened at."""
    found = elements(xml, {"sheets", "sheet", "definedName", "workbookView"}, part)
    sheets = next(one for one in found if one.name == "sheets")
    numbers = [one.attributes.get("sheetId", "0") for one in found if one.name == "sheet"]
    number = max((int(text) for text in numbers if text.isdecimal()), default=0) + 1
    sheet = (
        f'<{prefix_at(xml, sheets)}sheet name={attribute_xml(name)} sheetId="{number}" xmlns:foi="{namespace}" '
        f'foi:id="{relation}"/>'
    )
    edits: list[Edit] = [inner_edit(xml, sheets, sheet.encode(), first=True)]
    for one in found:
        tag = xml[one.start : one.opened]
        if one.name == "definedName" and one.attributes.get("localSheetId", "").isdecimal():
            moved = int(one.attributes["localSheetId"]) + 1
            edits.append((one.start, one.opened, with_attributes(tag, localSheetId=str(moved))))
        elif one.name == "workbookView":
            active = one.attributes.get("activeTab", "0")
            moved = 0 if shown else int(active) + 1 if active.isdecimal() else 1
            edits.append((one.start, one.opened, with_attributes(tag, activeTab=str(moved), firstSheet="0")))
    return edited(xml, edits)


def with_title(xml: bytes, part: str, name: str, sheets: int) -> bytes:
    """Return a document's properties with one more sheet among the titles of its parts, if it lists them."""
    found = elements(xml, {"HeadingPairs", "TitlesOfParts", "vector", "i4", "lpstr"}, part)
    titles = next((one for one in found if one.name == "vector" and one.parent == "TitlesOfParts"), None)
    count = next((one for one in found if one.name == "i4"), None)
    if titles is None or count is None or xml[count.opened : count.closing].strip() != str(sheets).encode():
        return xml
    first = next((one for one in found if one.name == "lpstr" and one.start > titles.start), titles)
    p = prefix_at(xml, first) if first.name == "lpstr" else "vt:"
    size = titles.attributes.get("size", "0")
    new = f"<{p}lpstr>{text_xml(name)}</{p}lpstr>".encode()
    tag = with_attributes(xml[titles.start : titles.opened], size=str(int(size) + 1 if size.isdecimal() else 1))
    return edited(
        xml,
        [
            (titles.start, titles.opened, tag),
            inner_edit(xml, titles, new, first=True),
            (count.opened, count.closing, str(sheets + 1).encode()),
        ],
    )


def with_marks(xml: bytes | None, part: str, sheet: str, digests: str) -> bytes:
    """Return a document's own properties with those that say which sheet is the reply's, and what it replied to."""
    xml = xml or _EMPTY_PROPERTIES
    found = elements(xml, {"Properties", "property"}, part)
    kept = [one for one in found if one.name == "property"]
    ours = [one for one in kept if one.attributes.get("name") in (SHEET_PROPERTY, DIGEST_PROPERTY)]
    numbers = [int(one.attributes["pid"]) for one in kept if one.attributes.get("pid", "").isdecimal()]
    first = max([1, *numbers]) + 1
    p = prefix_at(xml, found[0])
    new = "".join(
        f'<{p}property fmtid="{_FORMAT}" pid="{number}" name="{name}"><vt:lpwstr xmlns:vt="{_TYPES}">{text_xml(text)}'
        f"</vt:lpwstr></{p}property>"
        for number, (name, text) in enumerate(((SHEET_PROPERTY, sheet), (DIGEST_PROPERTY, digests)), start=first)
    )
    edits = [(one.start, one.end, b"") for one in ours]
    return edited(xml, [*edits, inner_edit(xml, found[0], new.encode())])


def free_name(wanted: str, sheets: tuple[Sheet, ...]) -> str:
    """Return a name for a sheet that no other has."""
    taken = {sheet.name.casefold() for sheet in sheets}
    return next(
        name for name in (wanted, *(f"{wanted} ({n})" for n in range(2, 2_000))) if name.casefold() not in taken
    )
