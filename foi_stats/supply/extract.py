"""Extract the rows of a planned table: figures, labels and fields, each figure with the cell it came from.

Columns are handled as plain lists, one after another, which is fast; only gaps, footnotes and texts among numbers are
handled row by row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from foi_stats.files.workbook import column_letters
from foi_stats.supply.checks.rows import check_rows
from foi_stats.supply.collect import as_shown
from foi_stats.supply.figures.breakdown_totals import totals_within
from foi_stats.supply.figures.finance_words import settle_words
from foi_stats.supply.figures.other_measures import without_rates
from foi_stats.supply.figures.parse_columns import ParsedColumn, parse_column, row_units
from foi_stats.supply.figures.period_sums import settle_sums
from foi_stats.supply.figures.printed_totals import (
    check_possible_totals,
    check_total_columns,
    check_totals,
    totals_above,
    totals_by_label,
    totals_by_name,
)
from foi_stats.supply.figures.row_fields import (
    UNREADABLE,
    format_mark,
    join_notes,
    parse_labels,
    parse_row_fields,
)
from foi_stats.supply.figures.row_labels import (
    carry_labels,
    check_income,
    check_income_table,
    income_rows,
    with_labels,
    without_balances,
)
from foi_stats.supply.figures.row_periods import RowPeriods
from foi_stats.supply.tables.column_units import is_spent_so_far
from foi_stats.supply.tables.columns import LABELS, ValueColumn
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import ParsedValue, UnreadableError, found_texts
from foi_stats.vocabulary.money import unit_name
from foi_stats.vocabulary.no_figure import WHICH_WORD, WORD_OF
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.shorthand import GAPS, REASONS, join_shorthand

Fields = dict[str, list[Any] | str | dt.date]


@dataclass(frozen=True)
class ColumnRows:
    """The rows that one column of figures gives.

    ``rows`` are their rows on the sheet and ``numbers`` their figures; ``fields`` holds a list as long for each field,
    or one text for all rows.
    """

    kind: str
    rows: list[int]
    numbers: list[int | None]
    fields: Fields

    def without(self, excluded: Collection[int]) -> ColumnRows:
        """Return the rows without those at some places in the lists."""
        if not excluded:
            return self
        keep = [at for at in range(len(self.rows)) if at not in excluded]
        fields = {name: [v[at] for at in keep] if isinstance(v, list) else v for name, v in self.fields.items()}
        return ColumnRows(self.kind, [self.rows[at] for at in keep], [self.numbers[at] for at in keep], fields)


def extract(planned: PlannedTable) -> list[ColumnRows]:
    """Return the rows of each column of figures, without totals and without rows that have an error.

    Totals and balances are recognised by their labels and figures, and rows whose labels leave doubt are refused,
    unless a layout says which rows are totals, or the table is a list of payments.
    """
    plan = planned.plan
    units = row_units(planned)
    planned, parsed_columns = settle_sums(
        planned, [parse_column(planned, column, units) for column in plan.value_columns]
    )
    plan = planned.plan
    by_label = planned.totals is None and not plan.lists_payments
    income: frozenset[int] = frozenset()
    if by_label and "flow" not in plan.field_columns:
        if any(column.kind == "funding" and column.flow != "income" for column in plan.value_columns):
            income = income_rows(planned, range(len(planned.body.rows)))
        else:
            check_income_table(planned)
        above = totals_above(planned, parsed_columns)
        within = totals_within(planned, parsed_columns, {total.position for total in above})
        labelled, doubtful = totals_by_label(planned, parsed_columns, [*above, *within.totals], income, within.lines)
        totals = [*above, *within.totals, *labelled]
        doubtful |= within.doubtful
        planned = replace(planned, subtotal_rows=frozenset(total.position for total in above))
    else:
        totals, doubtful = totals_by_name(planned, parsed_columns)
    check_totals(planned, totals, units)
    total_rows = {total.position for total in totals}
    positions = [position for position in range(len(planned.body.rows)) if position not in total_rows]
    if by_label:
        planned, positions = _with_clear_labels(planned, parsed_columns, positions, income, doubtful)
    row_fields = _row_fields(planned, positions, income)
    labels = parse_labels(planned, positions)
    periods = RowPeriods(planned, positions)
    return [
        _column_rows(planned, column, parsed, positions, row_fields, labels, periods)
        for column, parsed in zip(plan.value_columns, parsed_columns, strict=True)
    ]


def _with_clear_labels(
    planned: PlannedTable,
    parsed_columns: Sequence[ParsedColumn],
    positions: list[int],
    income: frozenset[int],
    doubtful: set[int],
) -> tuple[PlannedTable, list[int]]:
    """Return the table with labels carried down, and its rows without balances, rates and rows that lack a label.

    Rows that may be totals, parts of other rows, or in another unit are recorded as findings; the doubtful ones are
    already.
    """
    check_total_columns(planned, parsed_columns, positions)
    positions = without_rates(planned, without_balances(planned, positions))
    check_possible_totals(
        planned, parsed_columns, doubtful.union(range(len(planned.body.rows))).difference(set(positions) - doubtful)
    )
    planned = carry_labels(planned, positions)
    positions = with_labels(planned, positions)
    check_rows(planned, parsed_columns, positions, income)
    return planned, positions


def _row_fields(planned: PlannedTable, positions: Sequence[int], income: frozenset[int]) -> dict[str, list[Any]]:
    """Return the fields that rows state; where some are income by their labels, that is the flow they state."""
    row_fields = parse_row_fields(planned, positions)
    income_positions = [position for position in positions if position in income]
    if income_positions:
        row_fields["flow"] = ["income" if position in income else "expenditure" for position in positions]
        check_income(planned, income_positions)
    return row_fields


def _column_rows(
    planned: PlannedTable,
    column: ValueColumn,
    parsed: ParsedColumn,
    positions: Sequence[int],
    row_fields: Mapping[str, list[Any]],
    labels: Mapping[str, list[str]],
    periods: RowPeriods,
) -> ColumnRows:
    """Return the rows of one column of figures, without those that have an error."""
    size = len(positions)
    shorthand, reason = (_without_unreadable(row_fields.get(name, [""] * size)) for name in ("shorthand", "reason"))
    notes = _notes(planned, column, labels.get("note", [""] * size))
    parsed = settle_words(parsed, positions, (shorthand, reason, notes)) if any(reason) else parsed
    excluded = _name_gaps(planned, column, parsed, positions, (shorthand, reason, notes))
    for values in row_fields.values():
        if UNREADABLE in values:
            excluded |= {at for at, value in enumerate(values) if value is UNREADABLE}
    rows = list(planned.body.at(positions))
    sheet = planned.plan.table.sheet
    letters, top = column_letters(sheet.left + column.index), sheet.top
    fields: Fields = dict(planned.plan.constants)
    fields |= {name: labels[name] for name in (*planned.own_labels, *LABELS[column.kind]) if name in labels}
    fields |= dict(column.labels)
    period_columns, unsettled = periods.of_column(column)
    excluded |= unsettled
    fields |= period_columns
    fields |= _heading_or_row_fields(column, size, row_fields, _as_at(planned, column))
    fields |= {"line" if column.kind == "funding" else "service": column.line} if column.line else {}
    fields |= {"shorthand": shorthand, "reason": reason, "note": notes}
    if column.shorthand:
        symbols = zip(shorthand, positions, strict=True)
        numbers = parsed.numbers
        fields["shorthand"] = [
            text if numbers[at] is None else join_shorthand(text, column.shorthand) for text, at in symbols
        ]
    if column.earlier is not None:
        _keep_earlier(planned, column, parsed, positions, fields)
    _apply_marks(planned, column, rows, fields)
    fields["cell"] = [f"{letters}{row + top}" for row in rows]
    fields["found"] = found_texts(planned.plan.table.values(column.index, rows))
    numbers = [parsed.numbers[position] for position in positions]
    return ColumnRows(column.kind, rows, numbers, fields).without(excluded)


def _keep_earlier(
    planned: PlannedTable, column: ValueColumn, parsed: ParsedColumn, positions: Sequence[int], fields: Fields
) -> None:
    """Mark the figures that differ from an earlier version of them with ``[r]``, and note the earlier figure."""
    index = column.earlier or 0
    earlier = parse_column(planned, replace(column, index=index))
    found = found_texts(planned.plan.table.values(index, planned.body.at(positions)))
    shorthand, notes = list(fields["shorthand"]), list(fields["note"])  # type: ignore[arg-type]
    for at, position in enumerate(positions):
        if found[at] and earlier.numbers[position] != parsed.numbers[position]:
            was = f"earlier figure {as_shown(found[at])} in {planned.address(position, index)}"
            notes[at] = join_notes(notes[at], was)
            shorthand[at] = (
                join_shorthand(shorthand[at], "[r]") if parsed.numbers[position] is not None else shorthand[at]
            )
    fields |= {"shorthand": shorthand, "note": notes}


def _as_at(planned: PlannedTable, column: ValueColumn) -> dt.date | None:
    """Return the day that a title says the figures are as at; not where it is the day of which things were counted."""
    of_a_day = isinstance(column.when, Period) and column.when.kind == "day"
    return None if of_a_day else planned.plan.as_at


def _heading_or_row_fields(
    column: ValueColumn, size: int, row_fields: Mapping[str, list[Any]], as_at: dt.date | None
) -> Fields:
    """Return basis, flow, unit and as-at date: the heading's, or else those the rows state."""
    fields: Fields = {"as_at": row_fields.get("as_at", [as_at] * size)}
    if column.kind == "referrals":
        return fields | {"unit": "count", "measure": column.measure or row_fields.get("measure", [""] * size)}
    fields["basis"] = column.basis or row_fields["basis"]
    fields["flow"] = row_fields.get("flow", column.flow or "expenditure")
    fields["qualifiers"] = column.qualifiers
    fields["unit"] = unit_name(column.unit or 1)
    if "unit" in row_fields:
        names = {unit: unit_name(unit) for unit in set(row_fields["unit"]) if unit is not UNREADABLE}
        fields["unit"] = [names.get(unit, "") for unit in row_fields["unit"]]
    return fields


def _notes(planned: PlannedTable, column: ValueColumn, notes: list[str]) -> list[str]:
    """Return the notes of the rows, with the heading's footnote added, and that the figures are to date."""
    is_to_date = planned.plan.is_to_date or is_spent_so_far(column, planned.plan.as_at)
    shared = join_notes(format_mark(planned.body, column.note), "to date" if is_to_date else "")
    return [join_notes(note, shared) for note in notes] if shared else list(notes)


def _name_gaps(
    planned: PlannedTable,
    column: ValueColumn,
    parsed: ParsedColumn,
    positions: Sequence[int],
    status: tuple[list[str], list[str], list[str]],
) -> set[int]:
    """Fill in symbol, reason and note (``status``) where a figure is missing or qualified; return the rows in error."""
    shorthand, reason, notes = status
    to_name = {at for texts in (shorthand, reason) if any(texts) for at, text in enumerate(texts) if text}
    excluded: set[int] = set()
    if parsed.qualified or parsed.blank or parsed.unreadable:
        places = {position: at for at, position in enumerate(positions)}
        to_name |= {places[p] for p in (*parsed.qualified, *parsed.blank) if p in places}
        excluded = {places[p] for p in parsed.unreadable if p in places}
    for at in sorted(to_name | excluded):
        position = positions[at]
        figure = parsed.qualified.get(position, ParsedValue(parsed.numbers[position]))
        named = parsed.unreadable.get(position) or _symbols_and_reason(figure, shorthand[at], reason[at])
        if isinstance(named, UnreadableError):
            _add_unreadable(planned, column, position, named)
            excluded.add(at)
        else:
            shorthand[at], reason[at] = named
            notes[at] = join_notes(notes[at], format_mark(planned.body, figure.mark))
    return excluded


def _symbols_and_reason(figure: ParsedValue, shorthand: str, reason: str) -> tuple[str, str] | UnreadableError:
    """Return the symbols and the reason of a figure, or the error that they contradict it or are missing."""
    reason = reason or figure.reason
    gap = GAPS & set(shorthand.split())
    if figure.number is not None and (reason or gap):
        said = WORD_OF.get(reason, reason.replace("_", " ")) or " ".join(gap)
        return UnreadableError("figure-and-gap", f"a figure stands beside {said}, which says that there is none")
    if figure.number is None and not (reason or gap or figure.shorthand):
        return UnreadableError("gap-not-named", "the cell is empty and nothing says why", which=WHICH_WORD)
    own = "" if gap else figure.shorthand
    standard = REASONS[reason].shorthand if reason and not gap and not GAPS & set(figure.shorthand.split()) else ""
    return join_shorthand(own, standard, shorthand), reason


def _add_unreadable(planned: PlannedTable, column: ValueColumn, position: int, error: UnreadableError) -> None:
    sheet = planned.plan.table.sheet
    place = sheet.top + planned.body.rows[position], sheet.left + column.index
    if error.check == "gap-not-named" and place in sheet.uncalculated:
        error = UnreadableError("formula-without-result", "the cell holds a formula, and the file has no result of it")
    planned.findings.add(
        error.check,
        planned.plan.table.sheet.name,
        planned.address(position, column.index),
        also=(),
        found=str(error),
        **error.values,
    )


def _apply_marks(planned: PlannedTable, column: ValueColumn, rows: Sequence[int], fields: Fields) -> None:
    """Add the symbols and notes that a layout has for some of the figures."""
    years = fields["financial_year"]
    for mark in planned.marks:
        if mark.lines and column.line not in mark.lines:
            continue
        for at, row in enumerate(rows):
            year = years[at] if isinstance(years, list) else years
            if row in mark.rows and (not mark.years or year in mark.years):
                fields["shorthand"][at] = join_shorthand(fields["shorthand"][at], mark.shorthand)  # type: ignore[index]
                fields["note"][at] = join_notes(fields["note"][at], mark.note)  # type: ignore[index]


def _without_unreadable(values: list[Any]) -> list[str]:
    return ["" if value is UNREADABLE else value for value in values]
