"""Add to a workbook's styles those of marked cells and of the first sheet; the others keep their numbers.

A mark is a fill, a border of a kind of its own for each severity, and a note: never colour alone.
"""

from __future__ import annotations

import re

from foi_stats.supply.reply.edit_xml import Element, edited, elements, inner_edit, prefix_at, with_attributes
from foi_stats.vocabulary.findings import Severity

FILLS: dict[Severity, str] = {"error": "FFF9D3CD", "warning": "FFFFF0B8", "info": "FFDCE9F5"}
_BORDERS: dict[Severity, tuple[str, str]] = {
    "error": ("thick", "FF8B1A10"),
    "warning": ("mediumDashed", "FF5C4A00"),
    "info": ("dotted", "FF12436D"),
}
_COLLECTIONS = ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_FOLLOWING = ("cellStyles", "dxfs", "tableStyles", "colors", "extLst")
_DEFAULTS = {
    "fonts": '<{p}font><{p}sz val="11"/><{p}name val="Calibri"/></{p}font>',
    "fills": '<{p}fill><{p}patternFill patternType="none"/></{p}fill>'
    '<{p}fill><{p}patternFill patternType="gray125"/></{p}fill>',
    "borders": "<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom/><{p}diagonal/></{p}border>",
    "cellStyleXfs": '<{p}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<{p}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
}
_FILL = (
    '<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="{colour}"/><{p}bgColor indexed="64"/>'
    "</{p}patternFill></{p}fill>"
)
_FONTS = (
    '<{p}font><{p}b/><{p}sz val="14"/><{p}name val="Arial"/></{p}font>',
    '<{p}font><{p}b/><{p}sz val="12"/><{p}name val="Arial"/></{p}font>',
    '<{p}font><{p}sz val="12"/><{p}name val="Arial"/></{p}font>',
    '<{p}font><{p}u/><{p}sz val="12"/><{p}color rgb="FF12436D"/><{p}name val="Arial"/></{p}font>',
)
_PAGE = {"title": (0, ""), "heading": (1, "1"), "text": (2, "1"), "link": (3, "1"), "line": (2, "")}
"""The styles of the first sheet: which of the fonts, and whether text is wrapped."""

EMPTY = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{namespace}"></styleSheet>'


class Styles:
    """The styles of a workbook, to which those of marked cells are added as they are asked for."""

    def __init__(self, xml: bytes, part: str) -> None:
        self._xml, self._part = _completed(xml, part), part
        found = elements(self._xml, {*_COLLECTIONS, "font", "fill", "border", "xf"}, part)
        self._collections = {one.name: one for one in found if one.parent == "styleSheet"}
        members = {name: [one for one in found if one.parent == name] for name in _COLLECTIONS}
        self._counts = {name: len(some) for name, some in members.items()}
        self._cells = [self._xml[one.start : one.end] for one in members["cellXfs"]]
        self._prefix = prefix_at(self._xml, self._collections["cellXfs"])
        self._added: list[bytes] = []
        self._known: dict[tuple[int, Severity], int] = {}
        self.page = {name: self._add_page_style(*look) for name, look in _PAGE.items()}

    def marked(self, style: int, severity: Severity) -> int:
        """Return the style of a cell that had a style and is now marked."""
        key = (style if 0 <= style < len(self._cells) else 0, severity)
        if key not in self._known:
            at = list(FILLS).index(severity)
            self._known[key] = self._add(
                _with_open_tag(
                    self._cells[key[0]],
                    fillId=str(self._counts["fills"] + at),
                    borderId=str(self._counts["borders"] + at),
                    applyFill="1",
                    applyBorder="1",
                )
            )
        return self._known[key]

    def xml(self) -> bytes:
        """Return the part with all that was added."""
        fills = [_FILL.format(p=self._prefix, colour=colour) for colour in FILLS.values()]
        fonts = [font.format(p=self._prefix) for font in _FONTS]
        borders = [_border(self._prefix, *_BORDERS[severity]) for severity in FILLS]
        new = {"fonts": fonts, "fills": fills, "borders": borders}
        edits = []
        for name, texts in (*new.items(), ("cellXfs", [])):
            more = [text.encode() for text in texts] or self._added
            element = self._collections[name]
            tag = self._xml[element.start : element.opened]
            edits.append(
                (element.start, element.opened, with_attributes(tag, count=str(self._counts[name] + len(more))))
            )
            edits.append((element.closing, element.closing, b"".join(more)))
        return edited(self._xml, edits)

    def _add(self, cell: bytes) -> int:
        self._added.append(cell)
        return len(self._cells) + len(self._added) - 1

    def _add_page_style(self, font: int, wrap: str) -> int:
        p = self._prefix
        wrapped = ' wrapText="1"' if wrap else ""
        return self._add(
            f'<{p}xf numFmtId="49" fontId="{self._counts["fonts"] + font}" fillId="0" borderId="0" xfId="0" '
            'applyNumberFormat="1" applyFont="1" applyAlignment="1">'
            f'<{p}alignment vertical="top"{wrapped}/></{p}xf>'.encode()
        )


def _border(prefix: str, style: str, colour: str) -> str:
    sides = "".join(
        f'<{prefix}{side} style="{style}"><{prefix}color rgb="{colour}"/></{prefix}{side}>'
        for side in ("left", "right", "top", "bottom")
    )
    return f"<{prefix}border>{sides}<{prefix}diagonal/></{prefix}border>"


def _with_open_tag(element: bytes, **attributes: str) -> bytes:
    """Return an element, as its bytes, with attributes of its start tag set."""
    end = re.match(rb"<[^>]*>", element)
    at = end.end() if end else len(element)
    return with_attributes(element[:at], **attributes) + element[at:]


def _completed(xml: bytes, part: str) -> bytes:
    """Return styles in which every collection that marks need has its first member and an end tag of its own."""
    for number, name in enumerate(_COLLECTIONS):
        found = elements(xml, {"styleSheet", *_COLLECTIONS, *_FOLLOWING}, part)
        sheet = found[0]
        prefix = prefix_at(xml, sheet)
        members = _DEFAULTS[name].format(p=prefix)
        there = next((one for one in found if one.name == name and one.parent == "styleSheet"), None)
        if there is None:
            later = {*_COLLECTIONS[number + 1 :], *_FOLLOWING}
            following = next((one for one in found if one.name in later and one.parent == "styleSheet"), None)
            new = f"<{prefix}{name}>{members}</{prefix}{name}>".encode()
            xml = edited(xml, [(following.start,) * 2 + (new,) if following else inner_edit(xml, sheet, new)])
        elif there.closing == there.opened:
            xml = edited(xml, [_filled(xml, there, members)])
    return xml


def _filled(xml: bytes, element: Element, members: str) -> tuple[int, int, bytes]:
    return inner_edit(xml, element, members.encode())
