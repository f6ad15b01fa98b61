"""Classify the rows below the headings of a table: rows of figures, headings within the table, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from foi_stats.files.workbook import Value
from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.column_periods import part_in_title
from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.fields import PERIOD_FIELDS, YEAR_FIELDS
from foi_stats.supply.tables.heading_cells import PAGE
from foi_stats.supply.tables.heading_periods import years_in
from foi_stats.supply.tables.headings import only_basis, units_in, units_in_note
from foi_stats.supply.values import is_blank, is_number, text_of
from foi_stats.vocabulary.basis import agree
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.phrases import listed

_NOTE = re.compile(
    r"(?:notes?|sources?|footnotes?|key|crown copyright|contact|end of|prepared|produced|figures|this|these|the)\b.*"
    r"|[*~^†‡§#].*|\(?[a-z0-9]{1,2}[.)]\s.*|\[[^\]]+\].*|.*\.|https?:.*",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"\s*([*~^†‡#]+|\([a-z]\)|\[(?:note )?\d+\]|[¹²³⁴-⁹])[:.=\s-]*(?:denotes\s+)?(\S.*)", re.IGNORECASE
)

_AS_LONG = 1.5  # times the longest label above
_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True)
class Body:
    """The rows of a table that hold figures or gaps, as positions in the sheet's rows.

    ``sections`` are the headings within the table, by row; ``footnotes`` are the texts of footnote marks.
    """

    rows: list[int]
    sections: dict[int, str] = field(default_factory=dict)
    footnotes: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def at(self, positions: Sequence[int]) -> Sequence[int]:
        """Return the rows of the sheet at some positions, which must be in ascending order."""
        if positions and positions[-1] - positions[0] + 1 == len(positions):
            return self.rows[positions[0] : positions[-1] + 1]
        return [self.rows[position] for position in positions]

    def section_of(self) -> list[str]:
        """Return for each row the heading within the table that it stands under, or empty text."""
        current, starts, headings = "", sorted(self.sections), []
        for row in self.rows:
            while starts and starts[0] < row:
                current = self.sections[starts.pop(0)]
            headings.append(current)
        return headings


def find_body(plan: ColumnPlan, findings: Findings, *, read_hidden: bool = False) -> Body:
    """Return the rows of a table; other rows that are not blank are recorded as skipped."""
    rows, bare = _split_rows(plan)
    if not read_hidden:
        rows, bare = _without_hidden(plan, rows, bare, findings)
    last = max(rows, default=plan.table.body.start - 1)
    notes, sections, missing = _classify_bare_rows(plan, bare, last, findings)
    sheet, columns = plan.table.sheet, [column.index for column in plan.table.columns]
    for row in notes:
        findings.skip(
            sheet.name, sheet.address(row, _first_filled(plan, row)), "a note below or within the table, not a figure"
        )
    for row in sections:
        findings.skip(
            sheet.name, sheet.address(row, _first_filled(plan, row)), "a heading within the table, without figures"
        )
    _check_contradictions(plan, notes, sections, findings)
    texts = [text_of(sheet.rows[row][column]) for row in notes for column in columns]
    return Body(
        sorted([*rows, *missing]),
        {row: text_of(sheet.rows[row][_first_filled(plan, row)]).rstrip(":") for row in sections},
        _footnotes([*plan.table.above, *texts]),
        tuple(filter(None, texts)),
    )


def _check_contradictions(plan: ColumnPlan, notes: list[int], sections: list[int], findings: Findings) -> None:
    """Find headings within a table, and notes, that contradict the year, basis or unit of its headings."""
    for row in sections:
        text = text_of(plan.table.sheet.rows[row][_first_filled(plan, row)])
        if years := _other_years(plan, text):
            _add_contradiction(plan, row, "year", f"{text!r} says {listed(sorted(years))}", findings)
        if part := _other_part(plan, text):
            _add_contradiction(plan, row, "period", f"{text!r} says {part}", findings)
        if _is_other_basis(plan, text):
            _add_contradiction(plan, row, "basis", f"{text!r} stands above these rows", findings)
    for row, units_of in (*((row, units_in) for row in sections), *((row, units_in_note) for row in notes)):
        if text := _text_in_other_unit(plan, row, units_of):
            _add_contradiction(plan, row, "unit", f"{text[:120]!r} states another unit", findings)


def _other_years(plan: ColumnPlan, text: str) -> frozenset[str]:
    """Return the years in a text that are no column's, unless the rows state their own."""
    if YEAR_FIELDS & plan.field_columns.keys():
        return frozenset()
    return years_in(text) - {column.year for column in plan.value_columns}


def _other_part(plan: ColumnPlan, text: str) -> str:
    """Return the part of a year that a text names, if the figures are those of a longer time; else empty text."""
    part = part_in_title(text)
    if part is None or plan.lists_payments or set(PERIOD_FIELDS) & plan.field_columns.keys():
        return ""
    months = [column.when.months for column in plan.value_columns if isinstance(column.when, Period)]
    return str(part) if any(several > part.months for several in months) else ""


def _is_other_basis(plan: ColumnPlan, text: str) -> bool:
    """Return whether a text names a basis that no column has, in a table of funding whose rows state none."""
    funding = any(column.kind == "funding" for column in plan.value_columns)
    if "basis" in plan.field_columns or plan.lists_payments or not funding:
        return False
    basis = only_basis(text)
    return bool(basis) and not any(agree(basis, column.basis) for column in plan.value_columns)


def _text_in_other_unit(plan: ColumnPlan, row: int, units_of: Callable[[str], frozenset[int]]) -> str:
    """Return the first text in a row that states a unit no column of funding has, unless the rows state their own."""
    units = {column.unit for column in plan.value_columns if column.kind == "funding"}
    if not units or "unit" in plan.field_columns or plan.lists_payments:
        return ""
    return next((text for text in _texts(plan, row) if units_of(text) - units), "")


_WITHIN = {
    "year": "ambiguous-year.within",
    "period": "ambiguous-period.within",
    "basis": "ambiguous-basis.within",
    "unit": "ambiguous-unit.within",
}
"""The check of a text within a table that says other than its headings, by what it says."""


def _add_contradiction(plan: ColumnPlan, row: int, subject: str, found: str, findings: Findings) -> None:
    sheet = plan.table.sheet
    findings.add(
        _WITHIN[subject],
        sheet.name,
        sheet.address(row, _first_filled(plan, row)),
        found=f"{found}, and the headings say otherwise: the rows could be either",
    )


def _split_rows(plan: ColumnPlan) -> tuple[list[int], list[int]]:
    """Return the rows with a value in a column of figures, and the bare ones: not blank, but without any figure."""
    cells = plan.table.sheet.rows
    columns = [column.index for column in plan.value_columns]
    repeated = plan.table.repeated_headings
    body = [row for row in plan.table.body if row not in repeated] if repeated else plan.table.body
    if len(columns) == 1:
        only = columns[0]
        bare = [row for row in body if (value := cells[row][only]) is None or value == ""]
    else:
        bare = [row for row in body if all((value := cells[row][c]) is None or value == "" for c in columns)]
    without = set(bare)
    rows = [row for row in body if row not in without]
    below = len(rows)
    while below and _is_sentence_alone(plan, rows[below - 1]):
        below -= 1
    return rows[:below], [row for row in bare if any(cells[row])] + rows[below:]


def _is_sentence_alone(plan: ColumnPlan, row: int) -> bool:
    """Return whether the only text of a row is three words or more, in a column of figures: a note below them."""
    texts = _texts(plan, row)
    return len(texts) == 1 and not is_number(texts[0]) and len(_WORD.findall(texts[0])) > 2


def _without_hidden(
    plan: ColumnPlan, rows: list[int], bare: list[int], findings: Findings
) -> tuple[list[int], list[int]]:
    sheet = plan.table.sheet
    hidden = {row - sheet.top for row in sheet.hidden_rows}
    if not hidden:
        return rows, bare
    for row in rows:
        if row in hidden:
            findings.skip(
                sheet.name, f"{row + sheet.top}:{row + sheet.top}", "a hidden row: not read unless a layout says so"
            )
    return [row for row in rows if row not in hidden], [row for row in bare if row not in hidden]


def _classify_bare_rows(
    plan: ColumnPlan, bare: list[int], last: int, findings: Findings
) -> tuple[list[int], list[int], list[int]]:
    """Return the bare rows as notes, headings within the table, and rows whose figure is missing."""
    notes: list[int] = []
    sections: list[int] = []
    missing: list[int] = []
    status = [plan.field_columns[name] for name in ("shorthand", "reason") if name in plan.field_columns]
    cells = plan.table.sheet.rows
    first_is_section = False
    formulas = _rows_uncalculated(plan)
    for row in bare:
        texts = _texts(plan, row)
        if not texts:
            continue
        if row in formulas or any(not is_blank(cells[row][column]) for column in status):
            missing.append(row)
        elif _is_note(plan, row, texts):
            notes.append(row)
        elif len(texts) > 2 or (len(texts) == 2 and row < last):
            missing.append(row)
        elif _is_line_below(plan, row, last):
            _add_ambiguous_row(plan, row, texts[0], findings, other="a note")
        elif row > last:
            _check_line_below(plan, row, last, findings)
            notes.append(row)
        elif first_is_section or _starts_section(plan, row):
            first_is_section = first_is_section or row == _first_row(plan)
            sections.append(row)
        else:
            _add_ambiguous_row(plan, row, texts[0], findings)
    return notes, sections, missing


def _rows_uncalculated(plan: ColumnPlan) -> set[int]:
    """Return the rows in which a formula among the figures was never calculated: a figure belongs there."""
    sheet, columns = plan.table.sheet, {column.index for column in plan.value_columns}
    return {row - sheet.top for row, column in sheet.uncalculated if column - sheet.left in columns}


def _texts(plan: ColumnPlan, row: int) -> list[str]:
    cells = plan.table.sheet.rows[row]
    return [text_of(cells[column.index]) for column in plan.table.columns if not is_blank(cells[column.index])]


def _first_filled(plan: ColumnPlan, row: int) -> int:
    cells = plan.table.sheet.rows[row]
    return next((c.index for c in plan.table.columns if not is_blank(cells[c.index])), plan.table.columns[0].index)


def _first_row(plan: ColumnPlan) -> int:
    cells = plan.table.sheet.rows
    return next((row for row in plan.table.body if any(cells[row])), -1)


def _is_note(plan: ColumnPlan, row: int, texts: Sequence[str]) -> bool:
    """Return whether a row without figures is a note, by its words or its place.

    A heading of rows stands left of the figures and, in a list of payments, in the first column: elsewhere a text by
    itself is a heading or a description that goes on.
    """
    if (_NOTE.fullmatch(texts[0]) or PAGE.fullmatch(texts[0])) and len(texts) < 3:
        return True
    where = _first_filled(plan, row)
    is_beside = where > min(column.index for column in plan.value_columns)
    return len(texts) == 1 and (is_beside or (plan.lists_payments and where != plan.table.columns[0].index))


def _starts_section(plan: ColumnPlan, row: int) -> bool:
    """Return whether a label without figures looks like a heading: first, after a gap or a total, or marked as one."""
    above = plan.table.sheet.rows[row - 1]
    text = _texts(plan, row)[0]
    return (
        row == _first_row(plan)
        or not any(above)
        or _names_total(above)
        or text.endswith(":")
        or (text.isupper() and len(text) > 3)
    )


def _is_line_below(plan: ColumnPlan, row: int, last: int) -> bool:
    """Return whether a label directly beneath the figures is a line without its figure: the last ones of a table.

    They stand in the column of the labels above and are about as long, and nothing but notes is right beneath. What
    stands beneath a total, or a list of payments, is a note.
    """
    cells, body = plan.table.sheet.rows, plan.table.body
    beneath = range(last + 1, len(cells))
    ends = (at for at in beneath if not any(cells[at]) or not (texts := _texts(plan, at)) or _is_note(plan, at, texts))
    stop = next(ends, len(cells))
    if not last < row < stop or plan.lists_payments or _names_total(cells[last]):
        return False
    where = _first_filled(plan, row)
    labels = [text_of(cells[at][where]) for at in range(body.start, last + 1) if not is_blank(cells[at][where])]
    longest = _AS_LONG * max(map(len, labels), default=0)
    below = [_texts(plan, at) for at in range(last + 1, stop)]
    alike = all(len(texts) == 1 and not is_number(texts[0]) and len(texts[0]) <= longest for texts in below)
    return (
        alike and not any(map(is_number, labels)) and all(_first_filled(plan, at) == where for at in range(row, stop))
    )


def _names_total(cells: Sequence[Value]) -> bool:
    return any(isinstance(value, str) and "total" in value.casefold() for value in cells)


def _check_line_below(plan: ColumnPlan, row: int, last: int, findings: Findings) -> None:
    text = _texts(plan, row)[0]
    if row == last + 1 and len(text) < 40 and not is_number(text) and len(plan.value_columns) > 1:
        _add_ambiguous_row(plan, row, text, findings, severity_error=False)


def _add_ambiguous_row(
    plan: ColumnPlan,
    row: int,
    text: str,
    findings: Findings,
    *,
    other: str = "a heading",
    severity_error: bool = True,
) -> None:
    could_be = f"{other} for rows below it" if other == "a heading" else other
    sheet = plan.table.sheet
    findings.add(
        "ambiguous-row" if severity_error else "ambiguous-row.below",
        sheet.name,
        sheet.address(row, _first_filled(plan, row)),
        found=f"{text!r} has no figures: it could be {could_be}, or a line whose figures are missing",
        other=other,
    )


def _footnotes(texts: list[str]) -> dict[str, str]:
    """Return the text of each footnote mark, from the notes around the table."""
    found: dict[str, str] = {}
    for text in texts:
        if match := _FOOTNOTE.fullmatch(text):
            found.setdefault(match[1].casefold(), match[2].strip())
    return found
