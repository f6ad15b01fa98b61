"""Apply a layout to the sheets of a workbook: planned tables like those found by their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from foi_stats.files.workbook import Sheet, Value
from foi_stats.supply.collect import Findings
from foi_stats.supply.figures.parse_columns import parse_column
from foi_stats.supply.figures.totals import Sum, Total, check_total
from foi_stats.supply.layouts.model import (
    Condition,
    FigureColumn,
    Layout,
    PrintedTotal,
    TextFromSheet,
    find_heading_row,
    is_heading,
)
from foi_stats.supply.tables.body import Body
from foi_stats.supply.tables.column_periods import with_covered
from foi_stats.supply.tables.columns import LABELS, ColumnPlan, FileContext, ValueColumn
from foi_stats.supply.tables.dated import day_in_title
from foi_stats.supply.tables.fields import YEAR_FIELDS
from foi_stats.supply.tables.heading_cells import joined_headings
from foi_stats.supply.tables.headings import parse_heading, plain
from foi_stats.supply.tables.label_columns import typed_days
from foi_stats.supply.tables.named_place import place_in_title
from foi_stats.supply.tables.planned_table import FigureMark, PlannedTable
from foi_stats.supply.tables.table import Column, Table
from foi_stats.supply.values import is_blank, text_of
from foi_stats.vocabulary.basis import qualifiers_in
from foi_stats.vocabulary.measures import noun_in, noun_of
from foi_stats.vocabulary.money import parse_unit
from foi_stats.vocabulary.period import financial_year_period
from foi_stats.vocabulary.years import parse_financial_year


def apply_layout(
    layout: Layout, sheets: Sequence[Sheet], context: FileContext, findings: Findings
) -> list[PlannedTable]:
    """Return the tables that a layout describes, on the sheets that it reads; missing columns are findings."""
    planned_tables = []
    for sheet in sheets:
        table = _find_table(layout, sheet, findings)
        planned = _AppliedLayout(layout, table, context, findings).planned_table() if table else None
        planned_tables += [planned] if planned else []
    if not sheets:
        _add_misfit(
            findings,
            "",
            "",
            f"no sheet is named as the layout {layout.name!r} has it",
            f"a name that fits {layout.sheet}",
        )
    return planned_tables


def _add_misfit(findings: Findings, sheet: str, cell: str, found: str, expected: str) -> None:
    findings.add("layout-does-not-fit", sheet, cell, found=found, wanted=expected)


def _find_table(layout: Layout, sheet: Sheet, findings: Findings) -> Table | None:
    """Return the table under the layout's headings, or None if they, or columns to fill down, are missing."""
    heading = layout.heading
    top = find_heading_row(sheet, heading.contains) if heading.row is None else heading.row - sheet.top
    if top is None or not 0 <= top < len(sheet.rows):
        wanted = f"headings {', '.join(heading.contains)}" if heading.contains else f"headings in row {heading.row}"
        _add_misfit(findings, sheet.name, "", f"the headings of the layout {layout.name!r} are not found", wanted)
        return None
    rows = range(top, min(top + heading.depth, len(sheet.rows)))
    hidden = frozenset() if layout.read_hidden else sheet.hidden_columns
    visible = [index for index in range(len(sheet.rows[0])) if index + sheet.left not in hidden]
    columns = tuple(
        Column(index, text, (), parse_heading("")) for index, text in joined_headings(sheet, rows, visible).items()
    )
    above = tuple(text_of(value) for row in sheet.rows[:top] for value in row if not is_blank(value))
    filled = []
    for name in layout.rows.fill_down:
        found = [column.index for column in columns if is_heading(column.own, name)]
        if len(found) != 1:
            _add_misfit(
                findings, sheet.name, "", f"{len(found) or 'no'} columns are headed {name!r}", "just one to fill down"
            )
            return None
        filled += found
    if filled:
        sheet = replace(sheet, rows=_filled_down(sheet.rows, rows[-1] + 1, filled))
    return Table(sheet, rows, range(rows[-1] + 1, len(sheet.rows)), columns, above)


def _filled_down(rows: Sequence[Sequence[Value]], start: int, columns: Sequence[int]) -> list[list[Value]]:
    """Return rows in which each empty cell of some columns has the value above it, unless the row is empty."""
    filled = [list(row) for row in rows]
    for column in columns:
        above: Value = None
        for row in filled[start:]:
            if not is_blank(row[column]):
                above = row[column]
            elif any(not is_blank(value) for value in row):
                row[column] = above
    return filled


def _days_as_iso(texts: list[str]) -> list[str]:
    days = typed_days(set(texts))
    return [days.get(text, text) for text in texts] if days else texts


def _holds_several(row: Sequence[Value]) -> bool:
    """Return whether more than one cell of a row is filled."""
    several = False
    for value in row:
        if not is_blank(value):
            if several:
                return True
            several = True
    return False


@dataclass(frozen=True)
class _AppliedLayout:
    """One layout applied to one table."""

    layout: Layout
    table: Table
    context: FileContext
    findings: Findings

    def planned_table(self) -> PlannedTable | None:
        """Return the table with its plan, or None if the layout does not fit; findings then say why."""
        rows = self._candidate_rows()
        year = self._year()
        value_columns = [found for column in self.layout.figures if (found := self._value_column(column, year))]
        required = [column for column in self.layout.figures if not column.optional]
        fields = {name: value for name, value in self.layout.fields.items() if isinstance(value, str)}
        labels = {name: value for name, value in fields.items() if name in LABELS[self.layout.kind]}
        row_fields = {name: self._column(value[1:-1]) for name, value in fields.items() if name not in labels}
        if year is None or len(value_columns) < len(required) or None in row_fields.values():
            return None
        columns = {name: column.index for name, column in row_fields.items() if column}
        whose = self.context.organisation or place_in_title(self.table)
        constants = {} if "organisation" in labels else {"organisation": whose}
        plan = ColumnPlan(
            self.table,
            tuple(value_columns),
            columns,
            constants,
            lists_payments="date" in columns,
            default_year=self.context.year,
            as_at=day_in_title(self.table),
        )
        plan = with_covered(plan) if plan.lists_payments else plan
        with_figures = self._rows_where(rows, self.layout.rows.figures)
        if self.layout.rows.totals:
            self._check_totals(plan, rows, with_figures)
        wanted = self._rows_where(with_figures, self.layout.rows.keep)
        self._record_skipped(rows, with_figures, wanted)
        labels |= self.layout.labels
        composed = {name: self._compose(template, wanted) for name, template in labels.items()}
        composed = {
            name: _days_as_iso(texts) if name in self.layout.labels else texts for name, texts in composed.items()
        }
        marks = self._marks(wanted)
        return PlannedTable(plan, Body(wanted), self.findings, self.layout.symbols, composed, marks, totals={})

    def _marks(self, rows: Sequence[int]) -> tuple[FigureMark, ...]:
        return tuple(
            FigureMark(
                mark.shorthand,
                mark.note,
                frozenset(mark.lines),
                frozenset(mark.years),
                frozenset(self._rows_where(rows, mark.where)),
            )
            for mark in self.layout.marks
        )

    def _candidate_rows(self) -> list[int]:
        """Return the rows below the headings that may hold figures: more than one cell filled, and not hidden."""
        sheet = self.table.sheet
        hidden = frozenset() if self.layout.read_hidden else sheet.hidden_rows
        return [row for row in self.table.body if row + sheet.top not in hidden and _holds_several(sheet.rows[row])]

    def _column(self, heading: str, *, optional: bool = False) -> Column | None:
        """Return the only column under a heading; no column, or several, is a finding."""
        if "*" in heading:
            found = [column for column in self.table.columns if is_heading(column.own, heading)]
        else:
            wanted = plain(heading)
            found = [column for column in self.table.columns if plain(column.own) == wanted]
        if len(found) == 1 or (optional and not found):
            return found[0] if found else None
        cells = ", ".join(self.table.sheet.address(self.table.head[-1], column.index) for column in found)
        number = f"{len(found)} columns are" if found else "no column is"
        _add_misfit(self.findings, self.table.sheet.name, cells, f"{number} headed {heading!r}", "just one")
        return None

    def _value_column(self, column: FigureColumn, year: str | None) -> ValueColumn | None:
        found = self._column(column.column, optional=column.optional)
        if found is None:
            return None
        layout = self.layout
        unit = column.unit or layout.unit
        stated = column.year or year
        return ValueColumn(
            found.index,
            layout.kind,
            found.own,
            when=financial_year_period(stated) if stated else None,
            basis=(column.basis or layout.basis or "") if layout.kind == "funding" else "",
            flow=column.flow or layout.flow,
            unit=parse_unit(unit) if unit else None,
            line=column.line,
            sign=column.sign,
            qualifiers=qualifiers_in(plain(found.own)) if layout.kind == "funding" else "",
            labels=tuple(column.labels.items()),
            measure=self._measure(column, found) if layout.kind == "referrals" else "",
        )

    def _measure(self, column: FigureColumn, found: Column) -> str:
        """Return what a column counts: what the layout says, or else its heading or the sheet's name."""
        if "measure" in self.layout.fields:
            return ""
        return column.measure or noun_of(found.own) or noun_in(self.table.sheet.name) or self.context.measure

    def _year(self) -> str | None:
        """Return the year of the whole table: empty text if columns state it, None if it is missing."""
        found = self.layout.fields.get("financial_year")
        rows_state_it = bool(YEAR_FIELDS & self.layout.fields.keys())
        if not isinstance(found, TextFromSheet):
            return "" if rows_state_it or all(column.year for column in self.layout.figures) else self._default_year()
        texts = [self.table.sheet.name] if found.sheet else self._cell(found.cell) if found.cell else self.table.above
        pattern = found.sheet or found.above or found.pattern
        for text in texts:
            if match := re.search(pattern, text):
                try:
                    return parse_financial_year(match[1] if match.re.groups else match[0])
                except ValueError as error:
                    _add_misfit(self.findings, self.table.sheet.name, found.cell or "", str(error), "a financial year")
                    return None
        _add_misfit(
            self.findings, self.table.sheet.name, found.cell or "", f"no year fits {pattern}", "a financial year"
        )
        return None

    def _default_year(self) -> str | None:
        if not self.context.year:
            _add_misfit(
                self.findings,
                self.table.sheet.name,
                "",
                "the layout does not say where the year is",
                "a financial year",
            )
        return self.context.year or None

    def _cell(self, address: str) -> list[str]:
        """Return the text of the cell at an address, or no text if the sheet does not reach there."""
        for row, values in enumerate(self.table.sheet.rows[: self.table.body.start]):
            for column, value in enumerate(values):
                if self.table.sheet.address(row, column) == address:
                    return [text_of(value)]
        return []

    def _rows_where(self, rows: Sequence[int], conditions: Sequence[Condition]) -> list[int]:
        """Return the rows that meet every condition."""
        left = list(rows)
        for condition in conditions:
            column = self._column(condition.column)
            if column is None:
                return []
            values = self.table.values(column.index, left)
            test = condition.test()
            fits = {value: test(text_of(value)) for value in set(values)}
            left = [row for row, value in zip(left, values, strict=True) if fits[value]]
        return left

    def _compose(self, template: str, rows: Sequence[int]) -> list[str]:
        """Return a text for each row: the template with cells in place of the headings in braces."""
        pieces = re.split(r"\{([^{}]+)\}", template)
        columns: list[list[str]] = []
        for number, piece in enumerate(pieces):
            column = self._column(piece) if number % 2 else None
            if column:
                columns.append(list(map(text_of, self.table.labels(column.index, rows))))
            else:
                columns.append(["" if number % 2 else piece] * len(rows))
        return ["".join(texts).strip() for texts in zip(*columns, strict=True)]

    def _check_totals(self, plan: ColumnPlan, rows: Sequence[int], with_figures: Sequence[int]) -> None:
        """Check printed totals against the rows that share their keys."""
        planned = PlannedTable(plan, Body(list(rows)), self.findings, self.layout.symbols)
        columns = [parse_column(planned, column).numbers for column in plan.value_columns]
        units = [0 if column.kind == "referrals" else column.unit or 1 for column in plan.value_columns]
        positions = {row: position for position, row in enumerate(rows)}

        def place(position: int, column: int) -> tuple[str, str]:
            return self.table.sheet.name, planned.address(position, plan.value_columns[column].index)

        for total in self.layout.rows.totals:
            printed = self._rows_where(rows, total.where)
            keys = self._keys(total, rows)
            members: dict[tuple[str, ...], list[int]] = {}
            for row in sorted(set(with_figures).difference(printed)):
                members.setdefault(keys[positions[row]], []).append(positions[row])
            for position in (positions[row] for row in printed):
                group = members.get(keys[position], [])
                sums = tuple((Sum().plus([numbers[at] for at in group]),) for numbers in columns)
                found = Total(position, tuple(numbers[position] for numbers in columns), sums)
                check_total(found, units, place, self.findings)

    def _keys(self, total: PrintedTotal, rows: Sequence[int]) -> list[tuple[str, ...]]:
        """Return the key of each row, which it shares with its total."""
        overs = [column for heading in total.over if (column := self._column(heading))]
        values = [map(text_of, self.table.values(column.index, rows)) for column in overs]
        return list(zip(*values, strict=True)) if overs else [()] * len(rows)

    def _record_skipped(self, rows: Sequence[int], with_figures: Sequence[int], wanted: Sequence[int]) -> None:
        sheet = self.table.sheet
        others = len(rows) - len(with_figures)
        if others:
            self.findings.skip(
                sheet.name, "", f"{others} rows that the layout does not count as figures (totals, notes)"
            )
        if len(with_figures) > len(wanted):
            self.findings.skip(sheet.name, "", f"{len(with_figures) - len(wanted)} rows that the layout does not keep")
