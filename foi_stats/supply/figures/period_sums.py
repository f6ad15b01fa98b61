"""Choose which columns to read where a sheet has both months and their year, so that no figure is counted twice.

The columns of the shorter periods are read where, in every row, they are all there and add up to the longer one;
otherwise the column of the longer period is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foi_stats.supply.figures.parse_columns import ParsedColumn
from foi_stats.supply.tables.columns import PeriodSum
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.vocabulary.period import Period, covered_spans, format_periods, period_between, uncovered


def settle_sums(planned: PlannedTable, parsed: Sequence[ParsedColumn]) -> tuple[PlannedTable, list[ParsedColumn]]:
    """Return the table with only the columns to read, and those columns parsed.

    The ``sums`` that stay in its plan are those whose total is still to be compared with its parts.
    """
    plan = planned.plan
    by_index = {column.index: figures for column, figures in zip(plan.value_columns, parsed, strict=True)}
    instead: dict[int, tuple[int, ...]] = {}
    left_out: set[int] = set()
    held: list[PeriodSum] = []
    for one in plan.sums:
        parts = tuple(index for part in one.parts for index in instead.get(part, (part,)))
        adds_up = one.is_total and _add_up(by_index[one.whole], [by_index[index] for index in parts])
        if adds_up or not _has_period(planned, one.whole):
            instead[one.whole] = parts
            left_out.add(one.whole)
            _skip(planned, [one.whole], "a total of other columns: held against them, not read")
            if not _has_period(planned, one.whole) or _lacks_some(by_index[one.whole]):
                held.append(replace(one, parts=parts))
            continue
        left_out.update(parts)
        if one.is_total and not _months_missing(planned, replace(one, parts=parts)):
            held.append(replace(one, parts=parts))
        _skip_parts(planned, replace(one, parts=parts))
    kept = [column for column in plan.value_columns if column.index not in left_out]
    planned = replace(planned, plan=replace(plan, value_columns=tuple(kept), sums=tuple(held)))
    return planned, [by_index[column.index] for column in kept]


def _has_period(planned: PlannedTable, index: int) -> bool:
    return any(column.index == index and column.when is not None for column in planned.plan.value_columns)


def _lacks_some(whole: ParsedColumn) -> bool:
    """Return whether the column of the total is filled in some rows and empty in others."""
    return bool(whole.blank) and any(number is not None for number in whole.numbers)


def _add_up(whole: ParsedColumn, parts: Sequence[ParsedColumn]) -> bool:
    """Return whether in every row with a figure of the whole all parts are given, and add up to it."""
    missing = {position for part in parts for position in (*part.blank, *part.unreadable)}
    for position, number in enumerate(whole.numbers):
        if number is None:
            continue
        known = [part.numbers[position] or 0 for part in parts]
        if position in missing or sum(known) != number:
            return False
    return True


def _skip(planned: PlannedTable, indexes: Sequence[int], why: str) -> None:
    table = planned.plan.table
    place = table.address_of(indexes[0])
    place += f":{table.address_of(indexes[-1])}" if len(indexes) > 1 else ""
    planned.findings.skip(table.sheet.name, place, why)


def _skip_parts(planned: PlannedTable, one: PeriodSum) -> None:
    """Skip the columns of the shorter periods, and add a finding that the column of the longer one is read instead."""
    table = planned.plan.table
    columns = {column.index: column for column in planned.plan.value_columns}
    whole, parts = columns[one.whole], [columns[index] for index in one.parts]
    names = f"{parts[0].heading!r} to {parts[-1].heading!r} are" if len(parts) > 1 else f"{parts[0].heading!r} is"
    of = f" ({whole.when})" if isinstance(whole.when, Period) else ""
    lacking = _months_missing(planned, one)
    _skip(planned, one.parts, f"parts of {whole.heading!r}, which is read in their place")
    makes_up = f", and do not make it up{lacking}" if len(parts) > 1 else lacking
    planned.findings.add(
        "period-within-another.lacking" if lacking else "period-within-another",
        table.sheet.name,
        table.address_of(one.parts[0]),
        found=f"{names} within {whole.heading!r}{of}{makes_up}: only the longer is read",
    )


def _months_missing(planned: PlannedTable, one: PeriodSum) -> str:
    """Return in words which months between the first and the last part of a sum have no column; empty if none."""
    when = {column.index: column.when for column in planned.plan.value_columns}
    whole, parts = when[one.whole], [when[index] for index in one.parts]
    if not isinstance(whole, Period) or not all(isinstance(part, Period) for part in parts):
        return ""
    spans = covered_spans(part for part in parts if isinstance(part, Period))
    holes = uncovered(period_between(spans[0].start, spans[-1].end), spans)
    if not holes or len(holes) * 2 > len(parts):  # some months of a year may be all that is wanted
        return ""
    return f", for {format_periods(holes)} {'is' if len(holes) == 1 else 'are'} missing"
