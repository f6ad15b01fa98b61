"""Checks what lies beneath and above the cells of an xlsx sheet: values under merged cells, messages, shapes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.cells import position
from foi_stats.screen.colours import BLACK, WHITE, Colour, are_alike, rgb
from foi_stats.screen.hidden_texts import message_findings
from foi_stats.screen.package import Package
from foi_stats.screen.styles import Styles
from foi_stats.screen.workbook_context import SheetPart, WorkbookContext
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

Box = tuple[int, int, int, int]
_BY_NAME = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_DEFAULT = {"bg1": WHITE, "lt1": WHITE, "tx1": BLACK, "dk1": BLACK}
_TINY = 200
"""Hundredths of a point."""


def merged_cells(workbook: WorkbookContext, sheet: SheetPart) -> Iterator[Finding]:
    """Yield a finding for values beneath merged cells, which show the first value only."""
    boxes = np.array([box for ref in sheet.content.trailer.merged if (box := _box(ref))], np.intp).reshape(-1, 4)
    if not len(boxes):
        return
    rows, columns = np.zeros(boxes[:, 2].max() + 2, np.bool_), np.zeros(boxes[:, 3].max() + 2, np.bool_)
    for top, left, bottom, right in boxes:
        rows[top : bottom + 1] = columns[left : right + 1] = True

    def beneath(down: NDArray[np.intp], along: NDArray[np.intp]) -> NDArray[np.bool_]:
        wanted = rows[np.minimum(down, len(rows) - 1)] & columns[np.minimum(along, len(columns) - 1)]
        for at in np.flatnonzero(wanted):
            row, column = down[at], along[at]
            inside = (boxes[:, 0] <= row) & (row <= boxes[:, 2]) & (boxes[:, 1] <= column) & (column <= boxes[:, 3])
            wanted[at] = (inside & ~((boxes[:, 0] == row) & (boxes[:, 1] == column))).any()
        return wanted

    found = [cell for cell in workbook.cells(sheet, beneath) if workbook.text(cell).strip()]
    if found:
        hold = counted(len(found), "cell holds a value", "cells hold values")
        detail = f"{hold} beneath merged cells, the first {masked(workbook.text(found[0]))}"
        yield finding("merged-cells", detail, sheet.name, found[0].place)


def _box(reference: str) -> Box | None:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = position(first), position(last or first)
    return (top, left, bottom, right) if top and left and bottom and right else None


def cell_message(sheet: SheetPart) -> Iterator[Finding]:
    """Yield findings for messages over cells and tips of links, which show only while a cell is selected."""
    yield from message_findings(sheet.content.trailer.messages, sheet.name, ("person",))


class _Shapes:
    """Reads the shapes of a drawing: the names of hidden shapes, and texts that cannot be seen."""

    def __init__(self, styles: Styles) -> None:
        self.hidden: list[str] = []
        self.unseen: list[str] = []
        self._theme = styles.palette.theme
        self._inside: list[str] = []
        self._colours: dict[str, Colour | None] = {}
        self._is_tiny = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._inside.append(tag)
        owner, above = ["", "", *self._inside][-3:-1]
        if tag == "cNvPr" and attributes.get("hidden") in ("1", "true"):
            self.hidden.append(attributes.get("name", ""))
        elif tag == "sp":
            self._colours = {"spPr": WHITE}
        elif tag == "r":
            self._colours["rPr"], self._is_tiny = None, False
        elif tag == "rPr":
            size = attributes.get("sz", "")
            self._is_tiny = size.isdigit() and int(size) <= _TINY
        elif tag in ("gradFill", "blipFill", "pattFill"):
            self._colours[above] = None
        elif tag in ("srgbClr", "schemeClr") and above == "solidFill":
            name = attributes.get("val", "")
            known = rgb(name) if tag == "srgbClr" else self._theme.get(_BY_NAME.get(name, name), _DEFAULT.get(name))
            self._colours[owner] = known
        elif above in ("srgbClr", "schemeClr") and len(self._inside) > 3:
            self._colours[self._inside[-4]] = None  # lighter, darker or transparent

    def text(self, text: str) -> None:
        is_unseen = self._is_tiny or are_alike(self._colours.get("rPr"), self._colours.get("spPr"))
        if is_unseen and self._inside and self._inside[-1] == "t" and text.strip():
            self.unseen.append(text)

    def end(self, _: str) -> None:
        self._inside.pop()


def hidden_object(package: Package) -> Iterator[Finding]:
    """Yield a finding for each drawing with hidden pictures or shapes."""
    for part in package.parts("drawing+xml", "/drawings/drawing"):
        shapes = _Shapes(Styles())
        package.walk(part, shapes.start, end=shapes.end)
        if shapes.hidden:
            detail = f"The part {part} holds {counted(len(shapes.hidden), 'hidden picture or shape')}"
            yield finding("hidden-object", f"{detail}, the first named {masked(shapes.hidden[0])}")


def invisible_shape_text(package: Package, styles: Styles) -> Iterator[Finding]:
    """Yield a finding for text of shapes in the colour of its background, or too small to be seen."""
    for part in package.parts("drawing+xml", "/drawings/drawing"):
        shapes = _Shapes(styles)
        package.walk(part, shapes.start, shapes.text, shapes.end)
        if shapes.unseen:
            detail = f"A text box of the part {part} holds text that cannot be seen, {masked(shapes.unseen[0])}"
            yield finding("invisible-text", detail)
