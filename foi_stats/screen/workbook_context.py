"""The xlsx workbook that the checks share: its package, its sheets, and the texts of its cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape

from foi_stats.files.zip import whole_tags
from foi_stats.screen.catalogue import masked
from foi_stats.screen.cells import CellFilter, CellMap
from foi_stats.screen.package import Package
from foi_stats.screen.sheet_content import Cell, SheetContent, cells_of

_STRING = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s/>])")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^<>]*)?>([^<]*)")


@dataclass(slots=True)
class SheetPart:
    """A sheet of the workbook: its name, state, part and content."""

    name: str
    state: str
    part: str
    content: SheetContent


@dataclass(slots=True)
class WorkbookContext:
    """A workbook: its package, its sheets and its names."""

    package: Package
    sheets: list[SheetPart] = field(default_factory=list)
    names: list[tuple[dict[str, str], str]] = field(default_factory=list)
    windows: list[dict[str, str]] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    views: list[dict[str, str]] = field(default_factory=list)

    def cells(self, sheet: SheetPart, wanted: CellFilter) -> Iterator[Cell]:
        """Yield the wanted cells of a sheet that hold something."""
        return cells_of(lambda: self.package.archive.pieces(sheet.part), sheet.part, wanted)

    def peek(self, sheet: SheetPart, wanted: CellFilter) -> tuple[str, str]:
        """Return the address and the masked text of the first wanted cell."""
        for cell in self.cells(sheet, wanted):
            return cell.place, masked(self.text(cell))
        return "", masked("")

    def likely_values(self, numbers: Collection[str]) -> Iterator[str]:
        """Yield what most probably shows some texts and numbers: shared texts, these numbers, then all visible values.

        Searching for texts and numbers as they stand in the file is many times faster than reading every cell.
        """
        if part := next(self.package.parts("sharedstrings"), None):
            for piece in whole_tags(self.package.archive.pieces(part), before=b"si>"):
                for text in _STRING.split(piece)[1:]:
                    yield unescape(b"".join(_TEXT.findall(text)).decode("utf-8", "replace"))
        plain = {number.replace(",", "").strip("£$€ ") for number in numbers}
        if plain:
            wanted = re.compile(
                rb"<(?:\w+:)?v>(%b)<" % b"|".join(re.escape(number).encode() for number in sorted(plain))
            )
            for sheet in self.sheets:
                for piece in whole_tags(self.package.archive.pieces(sheet.part)) if not sheet.state else ():
                    yield from {number.decode() for number in wanted.findall(piece)}
        yield from self.visible_values()

    def visible_values(self) -> Iterator[str]:
        """Yield the value of each cell that is not hidden, and each shared text of such cells once."""
        strings: set[int] = set()
        for sheet in self.sheets:
            for cell in self.cells(sheet, _is_shown(sheet.content.cells)) if not sheet.state else ():
                if cell.kind == "s":
                    strings.add(int(cell.value) if cell.value.isdigit() else -1)
                else:
                    yield unescape(cell.value)
        yield from self.strings(strings).values()

    def text(self, cell: Cell) -> str:
        """Return the content of a cell as text."""
        if cell.kind == "s" and cell.value.isdigit():
            return self.strings({int(cell.value)}).get(int(cell.value), "")
        return unescape(cell.value)

    def strings(self, wanted: Collection[int]) -> dict[int, str]:
        """Return shared strings by number."""
        part = next(self.package.parts("sharedstrings"), None)
        found: dict[int, str] = {}
        number, last = 0, max(wanted, default=-1)
        if part is None:
            return found
        for piece in whole_tags(self.package.archive.pieces(part), before=b"si>"):
            texts = _STRING.split(piece)
            for text in texts[1:]:
                if number in wanted:
                    found[number] = unescape(b"".join(_TEXT.findall(text)).decode("utf-8", "replace"))
                number += 1
            if number > last:
                break
        return found


def _is_shown(cells: CellMap) -> CellFilter:
    return lambda rows, columns: ~(cells.hidden_rows[rows] | cells.hidden_columns[columns])
