"""Reads content.xml of an ods file: comments, changes, links and how cells look, but not their values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from foi_stats.files.limits import MAX_COLUMNS, MAX_DEPTH, MAX_ROWS, damaged
from foi_stats.files.workbook import Sheet
from foi_stats.screen.cells import position
from foi_stats.screen.colours import are_alike
from foi_stats.screen.ods_styles import OdsStyles
from foi_stats.screen.ods_texts import BehindReader
from foi_stats.screen.sheet_content import address

_SOURCES = ("table:cell-range-source", "table:table-source", "office:dde-source", "table:database-source-sql")
_RANGE = re.compile(r"\.\$?([A-Z]{1,3}\$?\d{1,7})")
_MAX_CONDITIONS = 1_000

Ranges = tuple[tuple[int, int, int, int], ...]
"""Ranges of cells: top, left, bottom, right, counted from 1."""


@dataclass(slots=True)
class Content:
    """What content.xml holds beside the values of cells, by sheet where it belongs to a sheet."""

    comments: list[tuple[str, str, str]] = field(default_factory=list)
    changes: int = 0
    clipped: list[tuple[str, str]] = field(default_factory=list)
    formulas: dict[str, tuple[int, str]] = field(default_factory=dict)
    unseen: dict[str, tuple[str, str]] = field(default_factory=dict)
    misshown: dict[str, tuple[str, str]] = field(default_factory=dict)
    conditioned: dict[str, tuple[str, str]] = field(default_factory=dict)
    pictured: list[tuple[str, Ranges]] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    scenarios: list[str] = field(default_factory=list)


class ContentReader:
    """The parser of content.xml, which records what it finds in ``found``."""

    def __init__(self, styles: OdsStyles) -> None:
        self.found = Content()
        self.behind = BehindReader()
        self.styles = styles
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.inside: list[str] = []
        self.sheet = ""
        self.row = self.column = self._next_row = self._next_column = 0
        self.column_styles: list[tuple[int, str]] = []
        self.row_style = self.cell_style = ""
        self.holds = False
        self.spans: list[str] = []
        self.ranges: tuple[tuple[int, int, int, int], ...] = ()
        self.annotation: list[str] | None = None
        self.style = self.frame = ""
        self.clips: dict[str, str] = {}
        self._starts = {
            "table:table": self._start_table,
            "table:table-column": self._start_column,
            "table:table-row": self._start_row,
            "table:table-cell": self._start_cell,
            "table:covered-table-cell": self._start_cell,
            "calcext:conditional-format": self._start_ranges,
            "calcext:data-bar": self._start_picture,
            "calcext:icon-set": self._start_picture,
            "draw:frame": self._start_frame,
            "draw:image": self._start_image,
        }

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.inside.append(tag)
        if len(self.inside) > MAX_DEPTH:
            raise damaged("The file is damaged: it has elements inside elements without end")
        self.behind.start(tag, attributes)
        if tag.startswith(("style:", "number:")):
            self.styles.start(tag, attributes)
            self._note_clip(tag, attributes)
        elif tag.startswith("table:") and "table:tracked-changes" in self.inside[:-1]:
            self.found.changes += tag.rpartition(":")[2] in ("cell-content-change", "insertion", "deletion", "movement")
        elif (start := self._starts.get(tag)) is not None:
            start(attributes)
        elif tag == "text:span":
            self.spans.append(attributes.get("text:style-name", ""))
        elif tag in ("text:a", "draw:a"):
            self.found.addresses.append(attributes.get("xlink:href", ""))
        elif tag == "office:annotation":
            self.annotation = []
        elif tag == "table:scenario":
            self.found.scenarios.append(self.sheet)
        elif tag in _SOURCES:
            self.found.links.append(attributes.get("xlink:href", "another program"))

    def _note_clip(self, tag: str, attributes: dict[str, str]) -> None:
        """Record the crop of a style, which the frames of pictures name."""
        if tag == "style:style":
            self.style = attributes.get("style:name", "")
        elif tag == "style:graphic-properties" and "fo:clip" in attributes:
            self.clips[self.style] = attributes["fo:clip"]

    def _start_frame(self, attributes: dict[str, str]) -> None:
        self.frame = attributes.get("draw:style-name", "")

    def _start_image(self, attributes: dict[str, str]) -> None:
        if clip := self.clips.get(self.frame):
            self.found.clipped.append((attributes.get("xlink:href", "").removeprefix("./"), clip))

    def _start_table(self, attributes: dict[str, str]) -> None:
        self.sheet = attributes.get("table:name", "")
        self.found.pages[self.sheet] = self.styles.master_page(attributes.get("table:style-name", ""))
        self.row, self.column_styles = 0, []

    def _start_column(self, attributes: dict[str, str]) -> None:
        last = self.column_styles[-1][0] if self.column_styles else 0
        repeated = _count(attributes.get("table:number-columns-repeated"), MAX_COLUMNS)
        self.column_styles.append((last + repeated, attributes.get("table:default-cell-style-name", "")))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.row += 1
        self._next_row = self.row + _count(attributes.get("table:number-rows-repeated"), MAX_ROWS) - 1
        self.column = 0
        self.row_style = attributes.get("table:default-cell-style-name", "")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        self._next_column = self.column + _count(attributes.get("table:number-columns-repeated"), MAX_COLUMNS) - 1
        self.cell_style = attributes.get("table:style-name") or self.row_style or self._column_style()
        if "table:formula" in attributes:
            counted, first = self.found.formulas.get(self.sheet, (0, address(self.row, self.column)))
            self.found.formulas[self.sheet] = counted + 1, first
        self.holds = "office:value-type" in attributes
        if not self.holds:
            return
        value = attributes.get("office:value", "")
        if self.styles.text_style(self.cell_style).is_unseen:
            self.found.unseen.setdefault(self.sheet, (address(self.row, self.column), value))
        number = _number(value)
        if self.sheet not in self.found.conditioned and self.styles.hides_by_condition(self.cell_style, number):
            self.found.conditioned[self.sheet] = address(self.row, self.column), value
        is_misshown = (
            self.styles.hides_text(self.cell_style)
            if attributes["office:value-type"] == "string"
            else number is not None and self.styles.hides(self.cell_style, number)
        )
        if self.sheet not in self.found.misshown and is_misshown:
            self.found.misshown[self.sheet] = address(self.row, self.column), value

    def _column_style(self) -> str:
        return next((style for last, style in self.column_styles if self.column <= last), "")

    def _start_ranges(self, attributes: dict[str, str]) -> None:
        places = [_RANGE.findall(part) for part in attributes.get("calcext:target-range-address", "").split(" ")]
        corners = [(position(found[0]), position(found[-1])) for found in places if found]
        self.ranges = tuple((*first, *last) for first, last in corners)

    def _start_picture(self, attributes: dict[str, str]) -> None:
        if attributes.get("calcext:show-value") == "false" and len(self.found.pictured) < _MAX_CONDITIONS:
            self.found.pictured.append((self.sheet, self.ranges))

    def _characters(self, text: str) -> None:
        self.behind.text(text)
        if self.annotation is not None:
            if "dc:creator" not in self.inside[-1] and "dc:date" not in self.inside[-1]:
                self.annotation.append(text)
        elif self.holds and text.strip() and self.inside[-1:] in (["text:p"], ["text:span"], ["text:a"]):
            self._note_text(text)

    def _note_text(self, text: str) -> None:
        cell, known = address(self.row, self.column), self.found.unseen.get(self.sheet)
        if known is not None:
            self.found.unseen[self.sheet] = (cell, text) if known == (cell, "") else known
        elif self.spans:
            style, background = (
                self.styles.text_style(self.spans[-1], "text"),
                self.styles.text_style(self.cell_style).background,
            )
            if style.is_tiny or style.is_hidden or are_alike(style.font, background):
                self.found.unseen[self.sheet] = cell, text

    def _end(self, tag: str) -> None:
        self.inside.pop()
        self.behind.end(tag)
        if tag == "text:span":
            self.spans.pop()
        elif tag == "table:table-row":
            self.row = self._next_row
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.column, self.holds = self._next_column, False
        elif tag == "office:annotation" and self.annotation is not None:
            if "table:tracked-changes" not in self.inside:
                self.found.comments.append(
                    (self.sheet, address(self.row, self.column), "".join(self.annotation).strip())
                )
            self.annotation = None


def first_pictured(sheet: Sheet, ranges: Ranges) -> tuple[str, str] | None:
    """Return the address of the first number in some ranges of a sheet, and the number."""
    for top, left, bottom, right in ranges:
        for row in range(max(top, sheet.top), min(bottom, sheet.top + len(sheet.rows) - 1) + 1):
            for column, value in enumerate(sheet.rows[row - sheet.top], sheet.left):
                if isinstance(value, int | float) and left <= column <= right:
                    return address(row, column), f"{value}"
    return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _count(text: str | None, most: int) -> int:
    return min(int(text), most) if text and text.isdigit() and len(text) < 10 else 1
