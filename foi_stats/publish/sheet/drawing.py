"""Draw a window of a sheet as an accessible HTML table: as the sheet looks, with some cells marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import Literal

import numpy as np

from foi_stats.files.workbook import EMPTY, Sheet, column_letters
from foi_stats.publish.sheet.said import LONGEST, NO_RESULT, shown_at, value_at
from foi_stats.publish.sheet.window import Headings, Window, used_range
from foi_stats.screen.paint import PLAIN, Paint, Painted
from foi_stats.screen.sheet_content import address
from foi_stats.supply.reply.marks import Place
from foi_stats.supply.values import is_number
from foi_stats.vocabulary.html import printable
from foi_stats.vocabulary.phrases import listed

Role = Literal["headings", "figures", "total", "note", ""]
ROLES: Mapping[Role, str] = {"headings": "headings", "figures": "figures", "total": "total", "note": "not read"}
"""What a row was taken for, and the word beside its number."""

MarkKind = Literal["read", "error", "warning", "info"]

_MOST_SAID, _MOST_NAMED, _MOST_MERGED = 200, 50, 5_000
"""The most cells of which something is said above a sheet, that are named as not shown, and merged ranges looked at."""

_LONG, _LONGEST_BESIDE = 24, 80
"""The characters from which a cell is given room, and the most that are shown of one beside the marked cells."""

_Stretch = list[int] | range
"""Rows or columns that are shown (a list), or that are not (a range)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at a cell: a label in the cell, and a sentence above the sheet. Each kind has an outline of its own.

    ``text`` goes on after the cell's address: ``shown as 12,346, stored as the number 12345678``.
    """

    label: str
    text: str = ""
    kind: MarkKind = "read"


@dataclass
class Drawing:
    """A sheet that is drawn once or more: what its cells look like, and its rows without marks, is worked out once.

    Attributes
    ----------
    title
        What the sheet is called above its table: ``funding.xlsx, sheet Funding``.
    painted
        Returns how its cells are painted; None where the file has no paint.
    """

    sheet: Sheet
    title: str
    painted: Painted | None = None
    _cells: dict[Place, str] = field(default_factory=dict)
    _rows: dict[tuple[int, tuple[int, ...], Role], str] = field(default_factory=dict)

    def html(
        self, window: Window, marks: Mapping[Place, Mark], *, name: str, roles: Mapping[int, Role] | None = None
    ) -> str:
        """Return the rows and columns of a window as a table in a region that scrolls by itself.

        Parameters
        ----------
        marks
            What is said at cells; those within the window are marked.
        name
            The beginning of the ids in it, one for each drawing of a page: a cell's is ``<name>-K7``.
        roles
            What the rows were taken for, by their number.
        """
        spans = self._spans(window)
        at = {spans.covered.get(place, place): mark for place, mark in marks.items()}
        used_rows, used_columns = used_range(self.sheet)
        columns = _stretches(window.columns, used_columns)
        lines = [
            f'<div class="sheet" tabindex="0" role="region" aria-labelledby="{name}-title">',
            f"<table>{self._caption(window, marks, name)}",
            f"<thead><tr><td></td>{self._letters(columns)}</tr></thead>",
            "<tbody>",
            *self._body(window, columns, _stretches(window.rows, used_rows), spans, at, name, roles or {}),
            "</tbody></table></div>",
        ]
        return printable("\n".join(lines))

    def _body(
        self,
        window: Window,
        columns: Sequence[_Stretch],
        stretches: Sequence[_Stretch],
        spans: _Spans,
        marks: Mapping[Place, Mark],
        name: str,
        roles: Mapping[int, Role],
    ) -> Iterator[str]:
        """Yield the rows of a window; one without marks and merged cells is drawn once for all windows as wide."""
        width = 1 + sum(1 if isinstance(stretch, range) else len(stretch) for stretch in columns)
        apart = {row for row, _ in (*marks, *spans.sizes, *spans.covered)}
        for rows in stretches:
            if isinstance(rows, range):
                said = _not_shown("Row", *map(str, (rows[0], rows[-1])))
                yield f'<tr class="gap"><td colspan="{width}">{said}</td></tr>'
                continue
            for row in rows:
                role = roles.get(row, "")
                known = row, window.columns, role
                drawn = self._rows.get(known) if row not in apart else None
                drawn = drawn or self._row(row, columns, spans, marks, name, role)
                if row not in apart:
                    self._rows[known] = drawn
                yield drawn

    def _caption(self, window: Window, marks: Mapping[Place, Mark], name: str) -> str:
        """Return the title, and what is said at each marked cell."""
        hidden = f" ({self.sheet.visibility} sheet)" if self.sheet.visibility != "visible" else ""
        shown = set(window.places)
        marked = [(address(*place), mark) for place, mark in marks.items() if place in shown]
        said = [
            f'<li><a href="#{name}-{cell}">{cell}</a>: {escape(mark.text)}</li>' for cell, mark in marked[:_MOST_SAID]
        ]
        if len(marked) > _MOST_SAID:
            said.append(f"<li>{len(marked) - _MOST_SAID:,} more cells are marked</li>")
        if window.left_out:
            said.append(
                f"<li>Not shown here: {listed((address(*place) for place in window.left_out), most=_MOST_NAMED)}</li>"
            )
        points = f"<ul>{''.join(said)}</ul>" if said else ""
        return f'<caption><strong id="{name}-title">{escape(self.title)}{hidden}</strong>{points}</caption>'

    def _letters(self, columns: Sequence[_Stretch]) -> str:
        """Return the headings of the columns: their letters, those that are hidden named so."""
        heads = []
        for stretch in columns:
            if isinstance(stretch, range):
                said = _not_shown("Column", *map(column_letters, (stretch[0], stretch[-1])))
                heads.append(f'<th scope="col" class="gap">{said}</th>')
                continue
            heads += [
                f'<th scope="col">{column_letters(column)}{_hidden(column in self.sheet.hidden_columns)}</th>'
                for column in stretch
            ]
        return "".join(heads)

    def _row(
        self,
        row: int,
        columns: Sequence[_Stretch],
        spans: _Spans,
        marks: Mapping[Place, Mark],
        name: str,
        role: Role,
    ) -> str:
        label = f' <span class="label">{ROLES[role]}</span>' if role else ""
        cells = [f'<th scope="row">{row}{label}{_hidden(row in self.sheet.hidden_rows)}</th>']
        lone = self._lone(row)
        for stretch in columns:
            if isinstance(stretch, range):
                cells.append('<td class="gap"></td>')
                continue
            for column in stretch:
                place = row, column
                if place in spans.covered and spans.covered[place] != place:
                    continue
                if place in marks or place in spans.sizes:
                    cells.append(self._special(place, spans, marks.get(place), name))
                else:
                    cells.append(self._plain(place, is_lone=column == lone))
        return f"<tr{f' class={role}' if role else ''}>{''.join(cells)}</tr>"

    def _lone(self, row: int) -> int:
        """Return the column of the only cell of a row that holds something, such as a title, which runs on; or 0."""
        at = row - self.sheet.top
        cells = self.sheet.rows[at] if 0 <= at < len(self.sheet.rows) else ()
        filled = [number for number, value in enumerate(cells) if value not in EMPTY]
        return self.sheet.left + filled[0] if len(filled) == 1 and filled[0] + 1 < len(cells) else 0

    def _plain(self, place: Place, *, is_lone: bool) -> str:
        if place not in self._cells:
            text = shown_at(self.sheet, place, _LONGEST_BESIDE if not is_lone else LONGEST)
            classes, style = self._look(place, place, text)
            classes += ["over"] if is_lone else ["long"] * (len(text) > _LONG)
            self._cells[place] = f"<td{_attributes(classes, style)}>{escape(text)}</td>"
        return self._cells[place]

    def _special(self, place: Place, spans: _Spans, mark: Mark | None, name: str) -> str:
        """Return a cell that is marked, or of a merged range: it shows what the first cell of its range does."""
        height, width, first = spans.sizes.get(place, (1, 1, place))
        text = shown_at(self.sheet, first)
        classes, style = self._look(first, place, text)
        more = f' rowspan="{height}"' * (height > 1) + f' colspan="{width}"' * (width > 1)
        label = ""
        if mark:
            classes += ["marked", mark.kind]
            more += f' id="{name}-{address(*place)}" aria-current="true"'
            label = f'<span class="label">{escape(mark.label)}</span> '
        return f"<td{_attributes(classes, style)}{more}>{label}{escape(text)}</td>"

    def _look(self, place: Place, own: Place, text: str) -> tuple[list[str], str]:
        """Return the classes of a cell and, where it is filled, its colours: text is black or white, as can be read."""
        paint = self.painted(*place) if self.painted else PLAIN
        if paint == PLAIN and own != place and self.painted:
            paint = self.painted(*own)
        value = value_at(self.sheet, place)
        classes = ["number"] * is_number(value) + ["bold"] * paint.bold
        classes += ["missing"] * (text == NO_RESULT)
        return classes, _colours(paint)

    @cached_property
    def headings(self) -> Headings:
        """The headings of the sheet."""
        return Headings(self.sheet)

    @cached_property
    def _merged(self) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return np.array(self.sheet.merged, np.int64).reshape(-1, 4)

    def _spans(self, window: Window) -> _Spans:
        """Return how the merged ranges of a sheet stand in a window, which may cut them into pieces."""
        spans = _Spans()
        if not (len(self._merged) and window.rows and window.columns):
            return spans
        top, left, bottom, right = self._merged.T
        touching = (top <= window.rows[-1]) & (bottom >= window.rows[0])
        touching &= (left <= window.columns[-1]) & (right >= window.columns[0])
        rows, columns = _runs(window.rows), _runs(window.columns)
        for first_row, first_column, last_row, last_column in self._merged[touching][:_MOST_MERGED].tolist():
            for row_run in rows:
                inside_rows = [row for row in row_run if first_row <= row <= last_row]
                for column_run in columns if inside_rows else ():
                    inside_columns = [column for column in column_run if first_column <= column <= last_column]
                    spans.add(inside_rows, inside_columns, (first_row, first_column))
        return spans


@dataclass
class _Spans:
    """The pieces of merged ranges in a window.

    ``sizes`` has the height and the width of each by its first cell, and the first cell of the whole range, which holds
    the value; ``covered`` the first cell of the piece that each cell belongs to.
    """

    sizes: dict[Place, tuple[int, int, Place]] = field(default_factory=dict)
    covered: dict[Place, Place] = field(default_factory=dict)

    def add(self, rows: Sequence[int], columns: Sequence[int], first: Place) -> None:
        """Add a piece, unless it is of one cell or overlaps another, as no program writes it."""
        places = [(row, column) for row in rows for column in columns]
        if not places or any(place in self.covered for place in places):
            return
        self.sizes[places[0]] = len(rows), len(columns), first
        self.covered |= dict.fromkeys(places, places[0])


@cache
def sheet_css() -> str:
    """Return the style of drawn sheets, in both colour schemes; it touches nothing else of a page."""
    return files("foi_stats.publish").joinpath("templates", "sheet.css").read_text(encoding="utf-8")


_FILLED = re.compile(r'<td(?: class="([^"]*)")? style="(--fill: #([0-9a-f]{6}); --front: #[0-9a-f]{6})"')


def with_fill_classes(html: str) -> tuple[str, str]:
    """Return a drawing whose filled cells have classes in place of styles of their own, and the rules of these.

    A page whose policy allows no style in its markup needs it so.
    """
    rules: dict[str, str] = {}

    def classed(found: re.Match[str]) -> str:
        classes, style, fill = found.groups()
        rules[fill] = f".sheet td.fill-{fill} {{ {style}; }}"
        return f'<td class="{" ".join(filter(None, [classes, f"fill-{fill}"]))}"'

    return _FILLED.sub(classed, html), "\n".join(rules.values())


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    """Return numbers that follow one another together."""
    groups = groupby(enumerate(numbers), key=lambda one: one[1] - one[0])
    return [[number for _, number in group] for _, group in groups]


def _stretches(shown: Sequence[int], used: range) -> list[_Stretch]:
    """Return the numbers that are shown, as lists of those that follow one another, with ranges of those between."""
    found: list[_Stretch] = []
    before = used.start - 1
    for run in _runs(shown):
        if run[0] > before + 1:
            found.append(range(before + 1, run[0]))
        found.append(run)
        before = run[-1]
    if before + 1 < used.stop:
        found.append(range(before + 1, used.stop))
    return found


def _not_shown(what: str, first: str, last: str) -> str:
    return f"{what} {first} not shown" if first == last else f"{what}s {first} to {last} not shown"


def _hidden(is_hidden: bool) -> str:
    return ' <span class="label">hidden</span>' if is_hidden else ""


def _attributes(classes: Sequence[str], style: str) -> str:
    return (f' class="{" ".join(classes)}"' if classes else "") + (f' style="{style}"' if style else "")


def _colours(paint: Paint) -> str:
    """Return the colours of a filled cell: its own behind the text, and black or white in front, as contrasts more."""
    if paint.fill is None:
        return ""
    front = "#000000" if _luminance(paint.fill) > _EVEN else "#ffffff"
    return f"--fill: #{bytes(paint.fill).hex()}; --front: {front}"


_EVEN = 0.179
"""The luminance against which black and white contrast alike, each with 4.58:1."""


def _luminance(colour: tuple[int, int, int]) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
