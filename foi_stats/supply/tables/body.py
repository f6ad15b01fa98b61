"""Tell the rows below the headings of a table apart: figures, headings within it, notes, nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from foi_stats.supply.collect import Notices
from foi_stats.supply.tables.columns import Plan
from foi_stats.supply.tables.heading_cells import PAGE
from foi_stats.supply.tables.headings import only_basis, units_in, units_said, years_in
from foi_stats.supply.values import is_blank, is_number, text_of

_NOTE = re.compile(
    r"(?:notes?|sources?|footnotes?|key|crown copyright|contact|end of|prepared|produced|figures|this|these|the)\b.*"
    r"|[*~^†‡§#].*|\(?[a-z0-9]{1,2}[.)]\s.*|\[[^\]]+\].*|.*\.|https?:.*",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"\s*([*~^†‡#]+|\([a-z]\)|\[(?:note )?\d+\]|[¹²³⁴-⁹])[:.=\s-]*(?:denotes\s+)?(\S.*)", re.IGNORECASE
)


@dataclass(frozen=True)
class Body:
    """The rows of a table that hold figures or gaps (positions in the sheet's rows), and what is said around them."""

    rows: list[int]
    sections: dict[int, str] = field(default_factory=dict)
    footnotes: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def at(self, positions: Sequence[int]) -> Sequence[int]:
        """Return the rows of the sheet at some positions, which rise."""
        if positions and positions[-1] - positions[0] + 1 == len(positions):
            return self.rows[positions[0] : positions[-1] + 1]
        return [self.rows[position] for position in positions]

    def section_of(self) -> list[str]:
        """Return the heading within the table that each row stands under."""
        current, starts, named = "", sorted(self.sections), []
        for row in self.rows:
            while starts and starts[0] < row:
                current = self.sections[starts.pop(0)]
            named.append(current)
        return named


def find_body(plan: Plan, notices: Notices, *, read_hidden: bool = False) -> Body:
    """Return the rows of a table; what is neither a row nor blank is recorded as skipped, with why."""
    rows, bare = _with_figures(plan)
    if not read_hidden:
        rows, bare = _without_hidden(plan, rows, bare, notices)
    last = max(rows, default=plan.table.body.start - 1)
    notes, sections, unnamed = _sort_bare(plan, bare, last, notices)
    sheet, columns = plan.table.sheet, [column.index for column in plan.table.columns]
    for row in notes:
        notices.skip(
            sheet.name, sheet.address(row, _first(plan, row)), "a note below or within the table, not a figure"
        )
    for row in sections:
        notices.skip(sheet.name, sheet.address(row, _first(plan, row)), "a heading within the table, without figures")
    _contradictions(plan, notes, sections, notices)
    said = [text_of(sheet.rows[row][column]) for row in notes for column in columns]
    return Body(
        sorted([*rows, *unnamed]),
        {row: text_of(sheet.rows[row][_first(plan, row)]).rstrip(":") for row in sections},
        _footnotes([*plan.table.above, *said]),
        tuple(filter(None, said)),
    )


def _contradictions(plan: Plan, notes: list[int], sections: list[int], notices: Notices) -> None:
    """Find headings within a table, and notes, that state another year, basis or unit than its headings do."""
    for row in sections:
        text = text_of(plan.table.sheet.rows[row][_first(plan, row)])
        if years := _other_years(plan, text):
            _contradiction(plan, row, "year", f"{text!r} says {' and '.join(sorted(years))}", notices)
        if _is_other_basis(plan, text):
            _contradiction(plan, row, "basis", f"{text!r} stands above these rows", notices)
    for row, units_of in (*((row, units_in) for row in sections), *((row, units_said) for row in notes)):
        if text := _text_in_other_unit(plan, row, units_of):
            _contradiction(plan, row, "unit", f"{text[:120]!r} states another unit", notices)


def _other_years(plan: Plan, text: str) -> frozenset[str]:
    """Return the years in a text that are no column's, unless the rows state their own."""
    if {"financial_year", "quarter", "date"} & plan.columns.keys():
        return frozenset()
    return years_in(text) - {figures.year for figures in plan.figures}


def _is_other_basis(plan: Plan, text: str) -> bool:
    """Return whether a text names a basis that no column has, in a table of funding whose rows state none."""
    if "basis" in plan.columns or plan.spends or all(figures.kind != "funding" for figures in plan.figures):
        return False
    return only_basis(text) not in {"", *(figures.basis for figures in plan.figures)}


def _text_in_other_unit(plan: Plan, row: int, units_of: Callable[[str], frozenset[int]]) -> str:
    """Return the first text in a row that states a unit no column of funding has, unless the rows state their own."""
    units = {figures.unit for figures in plan.figures if figures.kind == "funding"}
    if not units or "unit" in plan.columns or plan.spends:
        return ""
    return next((text for text in _texts(plan, row) if units_of(text) - units), "")


def _contradiction(plan: Plan, row: int, what: str, found: str, notices: Notices) -> None:
    sheet = plan.table.sheet
    notices.find(
        f"ambiguous-{what}",
        "error",
        sheet.name,
        sheet.address(row, _first(plan, row)),
        found=f"{found}, and the headings say otherwise: the rows could be either",
        expected=f"one {what} for the whole table, or a column for it",
        action="Put each in a table of its own with its own headings, or correct what is wrong",
    )


def _with_figures(plan: Plan) -> tuple[list[int], list[int]]:
    """Return the rows in which anything stands in a column of figures, and the others that are not blank."""
    cells = plan.table.sheet.rows
    columns = [column.column for column in plan.figures]
    again = plan.table.again
    body = [row for row in plan.table.body if row not in again] if again else plan.table.body
    if len(columns) == 1:
        only = columns[0]
        bare = [row for row in body if (value := cells[row][only]) is None or value == ""]
    else:
        bare = [row for row in body if all((value := cells[row][c]) is None or value == "" for c in columns)]
    without = set(bare)
    return [row for row in body if row not in without], [row for row in bare if any(cells[row])]


def _without_hidden(plan: Plan, rows: list[int], bare: list[int], notices: Notices) -> tuple[list[int], list[int]]:
    sheet = plan.table.sheet
    hidden = {row - sheet.top for row in sheet.hidden_rows}
    if not hidden:
        return rows, bare
    for row in rows:
        if row in hidden:
            notices.skip(
                sheet.name, f"{row + sheet.top}:{row + sheet.top}", "a hidden row: not read unless a layout says so"
            )
    return [row for row in rows if row not in hidden], [row for row in bare if row not in hidden]


def _sort_bare(plan: Plan, bare: list[int], last: int, notices: Notices) -> tuple[list[int], list[int], list[int]]:
    """Return the rows without figures as notes, headings within the table, and rows whose figure is missing."""
    notes: list[int] = []
    sections: list[int] = []
    missing: list[int] = []
    status = [plan.columns[name] for name in ("shorthand", "reason") if name in plan.columns]
    cells = plan.table.sheet.rows
    first_is_section = False
    formulas = _without_result(plan)
    for row in bare:
        texts = _texts(plan, row)
        if not texts:
            continue
        if row in formulas or any(not is_blank(cells[row][column]) for column in status):
            missing.append(row)
        elif (_NOTE.fullmatch(texts[0]) or PAGE.fullmatch(texts[0])) and len(texts) < 3:
            notes.append(row)
        elif len(texts) > 2 or (len(texts) == 2 and row < last):
            missing.append(row)
        elif row > last:
            _perhaps_line(plan, row, last, notices)
            notes.append(row)
        elif first_is_section or _starts_section(plan, row):
            first_is_section = first_is_section or row == _first_row(plan)
            sections.append(row)
        else:
            _unclear(plan, row, texts[0], notices)
    return notes, sections, missing


def _without_result(plan: Plan) -> set[int]:
    """Return the rows in which a formula among the figures was never worked out: a figure belongs there."""
    sheet, columns = plan.table.sheet, {figures.column for figures in plan.figures}
    return {row - sheet.top for row, column in sheet.uncalculated if column - sheet.left in columns}


def _texts(plan: Plan, row: int) -> list[str]:
    cells = plan.table.sheet.rows[row]
    return [text_of(cells[column.index]) for column in plan.table.columns if not is_blank(cells[column.index])]


def _first(plan: Plan, row: int) -> int:
    cells = plan.table.sheet.rows[row]
    return next((c.index for c in plan.table.columns if not is_blank(cells[c.index])), plan.table.columns[0].index)


def _first_row(plan: Plan) -> int:
    cells = plan.table.sheet.rows
    return next((row for row in plan.table.body if any(cells[row])), -1)


def _starts_section(plan: Plan, row: int) -> bool:
    """Return whether a label without figures stands as a heading does: first, after a gap or a total, or marked."""
    above = plan.table.sheet.rows[row - 1]
    text = _texts(plan, row)[0]
    after_total = any(isinstance(value, str) and "total" in value.casefold() for value in above)
    return (
        row == _first_row(plan)
        or not any(above)
        or after_total
        or text.endswith(":")
        or (text.isupper() and len(text) > 3)
    )


def _perhaps_line(plan: Plan, row: int, last: int, notices: Notices) -> None:
    text = _texts(plan, row)[0]
    if row == last + 1 and len(text) < 40 and not is_number(text) and len(plan.figures) > 1:
        _unclear(plan, row, text, notices, severity_error=False)


def _unclear(plan: Plan, row: int, text: str, notices: Notices, *, severity_error: bool = True) -> None:
    sheet = plan.table.sheet
    notices.find(
        "ambiguous-row",
        "error" if severity_error else "warning",
        sheet.name,
        sheet.address(row, _first(plan, row)),
        found=f"{text!r} has no figures: it could be a heading for rows below it, or a line whose figures are missing",
        expected="figures, or a symbol such as [x] in their place",
        action="Name the gap with a symbol, or leave a blank row above a heading",
    )


def _footnotes(texts: list[str]) -> dict[str, str]:
    """Return what each footnote mark stands for, from the notes around the table."""
    found: dict[str, str] = {}
    for text in texts:
        if match := _FOOTNOTE.fullmatch(text):
            found.setdefault(match[1].casefold(), match[2].strip())
    return found
