"""Write the notes at marked cells: a sheet's part of comments, and the drawing that places them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from foi_stats.files.workbook import column_letters
from foi_stats.supply.reply.edit_xml import Edit, Element, edited, elements, inner_edit, prefix_at, text_xml
from foi_stats.supply.reply.marks import Mark, Place, place_of

AUTHOR = "foi_stats"
HEAD = f"{AUTHOR}:\n"
"""How our part of a note begins, as notes begin with their author: not every program keeps the authors of notes."""
_SHAPE_NUMBER = re.compile(rb"_s(\d{1,9})")
_LINE, _LINES = 38, (4, 24)  # characters of a line, and the fewest and the most lines of a note

EMPTY_COMMENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="{namespace}"><authors></authors><commentList></commentList></comments>'
)
EMPTY_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'id="_foi_note" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_foi_note" '
    'style="position:absolute;width:260pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffff" '
    'o:insetmode="auto"><v:fill color2="#ffffff"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def with_notes(xml: bytes, part: str, marks: Mapping[Place, Mark]) -> tuple[bytes, list[Place]]:
    """Return a part of comments with the notes of marks, and the places that need a shape of their own.

    A comment that is there already stays, and what is said at its cell is added to it; to a conversation nothing can be
    added, so that its cell has its fill and border alone.
    """
    found = elements(xml, {"comments", "authors", "author", "commentList", "comment", "text"}, part)
    by_name: dict[str, list[Element]] = {}
    for one in found:
        by_name.setdefault(one.name, []).append(one)
    root = by_name["comments"][0]
    p = prefix_at(xml, root)
    names = [xml[one.opened : one.closing].decode("utf-8", "replace") for one in by_name.get("author", [])]
    edits: list[Edit] = []
    there = {place_of(one.attributes.get("ref", "")): one for one in by_name.get("comment", [])}
    new: list[str] = []
    places: list[Place] = []
    for place, mark in sorted(marks.items()):
        comment = there.get(place)
        if comment is None:
            cell = f"{column_letters(place[1])}{place[0]}"
            text_part = f"<{p}text>{_run(p, HEAD + mark.note)}</{p}text>"
            new.append(f'<{p}comment ref="{cell}" authorId="{len(names)}">{text_part}</{p}comment>')
            places.append(place)
            continue
        text = next((one for one in by_name.get("text", []) if comment.start < one.start < comment.end), None)
        author = comment.attributes.get("authorId", "")
        in_conversation = author.isdecimal() and int(author) < len(names) and names[int(author)].startswith("tc={")
        if text is not None and not in_conversation:
            edits.append(inner_edit(xml, text, _run(p, f"\n\n{HEAD}{mark.note}").encode()))
    author_xml = f"<{p}author>{AUTHOR}</{p}author>"
    authors, comments = by_name.get("authors", []), by_name.get("commentList", [])
    if authors and comments:
        edits += [inner_edit(xml, authors[0], author_xml.encode()), inner_edit(xml, comments[0], "".join(new).encode())]
    else:
        whole = f"<{p}authors>{author_xml}</{p}authors><{p}commentList>{''.join(new)}</{p}commentList>"
        edits.append(inner_edit(xml, root, whole.encode()))
    return edited(xml, edits), places


def with_shapes(xml: bytes, places: Sequence[Place], marks: Mapping[Place, Mark]) -> bytes:
    """Return a drawing of notes with a shape for each of some places. Drawings are not always well-formed XML."""
    first = max((int(match) for match in _SHAPE_NUMBER.findall(xml)), default=1024) + 1
    shapes = [_shape(first + at, place, marks[place]) for at, place in enumerate(places)]
    end = xml.rfind(b"</xml")
    if end < 0:
        return xml
    kind = "" if b'id="_foi_note"' in xml else _SHAPE_TYPE
    return xml[:end] + "".join([kind, *shapes]).encode() + xml[end:]


def _run(prefix: str, text: str) -> str:
    return (
        f'<{prefix}r><{prefix}rPr><{prefix}sz val="10"/><{prefix}rFont val="Arial"/></{prefix}rPr>'
        f'<{prefix}t xml:space="preserve">{text_xml(text)}</{prefix}t></{prefix}r>'
    )


def _shape(number: int, place: Place, mark: Mark) -> str:
    row, column = place[0] - 1, place[1] - 1
    needed = sum(1 + len(line) // _LINE for line in mark.note.split("\n")) + 1
    lines = min(max(needed, _LINES[0]), _LINES[1])
    return _SHAPE.format(
        number=number,
        height=lines * 13,
        left=column + 1,
        top=max(row - 1, 0),
        right=column + 5,
        bottom=max(row - 1, 0) + lines,
        row=row,
        column=column,
    )
