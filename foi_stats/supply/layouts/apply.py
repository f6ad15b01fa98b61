"""Apply a layout to a workbook: plans like those that are inferred from headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from foi_stats.files.workbook import Sheet, Value
from foi_stats.supply.collect import Notices
from foi_stats.supply.figures.parse_columns import parse_figures
from foi_stats.supply.figures.row_fields import Marked, Reading
from foi_stats.supply.figures.totals import Sum, Total, reconcile
from foi_stats.supply.layouts.model import Condition, FigureColumn, Found, Layout, PrintedTotal, heading_row, is_heading
from foi_stats.supply.tables.body import Body
from foi_stats.supply.tables.columns import LABELS, Figures, Plan, Surroundings
from foi_stats.supply.tables.heading_cells import joined_headings
from foi_stats.supply.tables.headings import plain, read_heading
from foi_stats.supply.tables.table import Column, Table
from foi_stats.supply.values import is_blank, text_of
from foi_stats.vocabulary.money import parse_unit
from foi_stats.vocabulary.years import parse_financial_year


def read_by_layout(layout: Layout, sheets: Sequence[Sheet], around: Surroundings, notices: Notices) -> list[Reading]:
    """Return the tables that a layout describes, on the sheets that it reads; columns it misses are findings."""
    readings = []
    for sheet in sheets:
        table = _table(layout, sheet, notices)
        reading = _Application(layout, table, around, notices).reading() if table else None
        readings += [reading] if reading else []
    if not sheets:
        _misfit(
            notices,
            "",
            "",
            f"no sheet is named as the layout {layout.name!r} has it",
            f"a name that fits {layout.sheet}",
        )
    return readings


def _misfit(notices: Notices, sheet: str, cell: str, found: str, expected: str) -> None:
    notices.find(
        "layout-does-not-fit",
        "error",
        sheet,
        cell,
        found=found,
        expected=expected,
        action="Correct the layout, or choose another",
    )


def _table(layout: Layout, sheet: Sheet, notices: Notices) -> Table | None:
    heading = layout.heading
    top = heading_row(sheet, heading.contains) if heading.row is None else heading.row - sheet.top
    if top is None or not 0 <= top < len(sheet.rows):
        wanted = f"headings {', '.join(heading.contains)}" if heading.contains else f"headings in row {heading.row}"
        _misfit(notices, sheet.name, "", f"the headings of the layout {layout.name!r} are not found", wanted)
        return None
    rows = range(top, min(top + heading.depth, len(sheet.rows)))
    hidden = frozenset() if layout.read_hidden else sheet.hidden_columns
    visible = [index for index in range(len(sheet.rows[0])) if index + sheet.left not in hidden]
    columns = tuple(
        Column(index, text, (), read_heading("")) for index, text in joined_headings(sheet, rows, visible).items()
    )
    above = tuple(text_of(value) for row in sheet.rows[:top] for value in row if not is_blank(value))
    filled = []
    for name in layout.rows.fill_down:
        found = [column.index for column in columns if is_heading(column.own, name)]
        if len(found) != 1:
            _misfit(
                notices, sheet.name, "", f"{len(found) or 'no'} columns are headed {name!r}", "just one to fill down"
            )
            return None
        filled += found
    if filled:
        sheet = replace(sheet, rows=_filled_down(sheet.rows, rows[-1] + 1, filled))
    return Table(sheet, rows, range(rows[-1] + 1, len(sheet.rows)), columns, above)


def _filled_down(rows: Sequence[Sequence[Value]], start: int, columns: Sequence[int]) -> list[list[Value]]:
    """Return rows in which each empty cell of some columns has what stands above it, where the row holds anything."""
    filled = [list(row) for row in rows]
    for column in columns:
        above: Value = None
        for row in filled[start:]:
            if not is_blank(row[column]):
                above = row[column]
            elif any(not is_blank(value) for value in row):
                row[column] = above
    return filled


def _holds_several(row: Sequence[Value]) -> bool:
    several = False
    for value in row:
        if not is_blank(value):
            if several:
                return True
            several = True
    return False


@dataclass(frozen=True)
class _Application:
    """One layout applied to one table."""

    layout: Layout
    table: Table
    around: Surroundings
    notices: Notices

    def reading(self) -> Reading | None:
        """Return the table as the layout has it, or None where it does not fit; the findings then say why."""
        rows = self._rows()
        year = self._year()
        figures = [found for column in self.layout.figures if (found := self._figures(column, year))]
        wanted = [column for column in self.layout.figures if not column.optional]
        fields = {name: value for name, value in self.layout.fields.items() if isinstance(value, str)}
        labels = {name: value for name, value in fields.items() if name in LABELS[self.layout.kind]}
        stated = {name: self._column(value[1:-1]) for name, value in fields.items() if name not in labels}
        if year is None or len(figures) < len(wanted) or None in stated.values():
            return None
        columns = {name: column.index for name, column in stated.items() if column}
        constants = {} if "organisation" in labels else {"organisation": self.around.organisation}
        plan = Plan(self.table, tuple(figures), columns, constants, spends="date" in columns)
        taking_part = self._where(rows, self.layout.rows.figures)
        if self.layout.rows.totals:
            self._check_totals(plan, rows, taking_part)
        kept = self._where(taking_part, self.layout.rows.keep)
        self._say_skipped(rows, taking_part, kept)
        given = {name: self._composed(template, kept) for name, template in labels.items()}
        marks = tuple(
            Marked(
                mark.shorthand,
                mark.note,
                frozenset(mark.lines),
                frozenset(mark.years),
                frozenset(self._where(kept, mark.where)),
            )
            for mark in self.layout.marks
        )
        return Reading(plan, Body(kept), self.notices, self.layout.symbols, given, marks, totals={})

    def _rows(self) -> list[int]:
        """Return the rows below the headings that may hold figures: more than one cell filled, and not hidden."""
        sheet = self.table.sheet
        hidden = frozenset() if self.layout.read_hidden else sheet.hidden_rows
        return [row for row in self.table.body if row + sheet.top not in hidden and _holds_several(sheet.rows[row])]

    def _column(self, heading: str, *, optional: bool = False) -> Column | None:
        """Return the one column under a heading; none, or several, is a finding."""
        if "*" in heading:
            found = [column for column in self.table.columns if is_heading(column.own, heading)]
        else:
            wanted = plain(heading)
            found = [column for column in self.table.columns if plain(column.own) == wanted]
        if len(found) == 1 or (optional and not found):
            return found[0] if found else None
        cells = ", ".join(self.table.sheet.address(self.table.head[-1], column.index) for column in found)
        said = f"{len(found)} columns are" if found else "no column is"
        _misfit(self.notices, self.table.sheet.name, cells, f"{said} headed {heading!r}", "just one")
        return None

    def _figures(self, column: FigureColumn, year: str | None) -> Figures | None:
        found = self._column(column.column, optional=column.optional)
        if found is None:
            return None
        layout = self.layout
        unit = column.unit or layout.unit
        return Figures(
            found.index,
            layout.kind,
            found.own,
            year=column.year or year or "",
            basis=(column.basis or layout.basis or "") if layout.kind == "funding" else "",
            flow=column.flow or layout.flow,
            unit=parse_unit(unit) if unit else None,
            line=column.line,
            sign=column.sign,
        )

    def _year(self) -> str | None:
        """Return the year of the whole table: nothing where columns state it, None where it is missing."""
        found = self.layout.fields.get("financial_year")
        stated = {"financial_year", "quarter", "date"} & self.layout.fields.keys()
        if not isinstance(found, Found):
            return "" if stated or all(column.year for column in self.layout.figures) else self._default_year()
        texts = [self.table.sheet.name] if found.sheet else self._cell(found.cell) if found.cell else self.table.above
        pattern = found.sheet or found.above or found.pattern
        for text in texts:
            if match := re.search(pattern, text):
                try:
                    return parse_financial_year(match[1] if match.re.groups else match[0])
                except ValueError as error:
                    _misfit(self.notices, self.table.sheet.name, found.cell or "", str(error), "a financial year")
                    return None
        _misfit(self.notices, self.table.sheet.name, found.cell or "", f"no year fits {pattern}", "a financial year")
        return None

    def _default_year(self) -> str | None:
        if not self.around.year:
            _misfit(
                self.notices, self.table.sheet.name, "", "the layout does not say where the year is", "a financial year"
            )
        return self.around.year or None

    def _cell(self, address: str) -> list[str]:
        """Return the text of the cell at an address, or nothing where the sheet does not reach there."""
        for row, values in enumerate(self.table.sheet.rows[: self.table.body.start]):
            for column, value in enumerate(values):
                if self.table.sheet.address(row, column) == address:
                    return [text_of(value)]
        return []

    def _where(self, rows: Sequence[int], conditions: Sequence[Condition]) -> list[int]:
        """Return the rows that fit every condition."""
        kept = list(rows)
        for condition in conditions:
            column = self._column(condition.column)
            if column is None:
                return []
            values = self.table.values(column.index, kept)
            test = condition.test()
            fits = {value: test(text_of(value)) for value in set(values)}
            kept = [row for row, value in zip(kept, values, strict=True) if fits[value]]
        return kept

    def _composed(self, template: str, rows: Sequence[int]) -> list[str]:
        """Return a text for each row: the template with cells in place of the headings in braces."""
        parts = re.split(r"\{([^{}]+)\}", template)
        columns: list[list[str]] = []
        for number, part in enumerate(parts):
            column = self._column(part) if number % 2 else None
            if column:
                columns.append(list(map(text_of, self.table.labels(column.index, rows))))
            else:
                columns.append(["" if number % 2 else part] * len(rows))
        return ["".join(pieces).strip() for pieces in zip(*columns, strict=True)]

    def _check_totals(self, plan: Plan, rows: Sequence[int], taking_part: Sequence[int]) -> None:
        """Hold printed totals against the rows that share their keys."""
        reading = Reading(plan, Body(list(rows)), self.notices, self.layout.symbols)
        columns = [parse_figures(reading, figures).numbers for figures in plan.figures]
        units = [0 if figures.kind == "referrals" else figures.unit or 1 for figures in plan.figures]
        positions = {row: position for position, row in enumerate(rows)}

        def place(position: int, column: int) -> tuple[str, str]:
            return self.table.sheet.name, reading.address(position, plan.figures[column].column)

        for total in self.layout.rows.totals:
            printed = self._where(rows, total.where)
            keys = self._keys(total, rows)
            members: dict[tuple[str, ...], list[int]] = {}
            for row in sorted(set(taking_part).difference(printed)):
                members.setdefault(keys[positions[row]], []).append(positions[row])
            for position in (positions[row] for row in printed):
                group = members.get(keys[position], [])
                sums = tuple((Sum().plus([numbers[at] for at in group]),) for numbers in columns)
                found = Total(position, tuple(numbers[position] for numbers in columns), sums)
                reconcile(found, units, place, self.notices)

    def _keys(self, total: PrintedTotal, rows: Sequence[int]) -> list[tuple[str, ...]]:
        """Return what says of each row which total it is part of."""
        overs = [column for heading in total.over if (column := self._column(heading))]
        values = [map(text_of, self.table.values(column.index, rows)) for column in overs]
        return list(zip(*values, strict=True)) if overs else [()] * len(rows)

    def _say_skipped(self, rows: Sequence[int], taking_part: Sequence[int], kept: Sequence[int]) -> None:
        sheet = self.table.sheet
        others = len(rows) - len(taking_part)
        if others:
            self.notices.skip(
                sheet.name, "", f"{others} rows that the layout does not count as figures (totals, notes)"
            )
        if len(taking_part) > len(kept):
            self.notices.skip(sheet.name, "", f"{len(taking_part) - len(kept)} rows that the layout does not keep")
