"""Find the printed totals of a table by its labels and layout, and check its other rows against them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from foi_stats.supply.figures.named_totals import check_named_total
from foi_stats.supply.figures.parse_columns import ParsedColumn, Units, parse_column
from foi_stats.supply.figures.row_kinds import row_kinds
from foi_stats.supply.figures.row_labels import balance_rows, group_heads
from foi_stats.supply.figures.total_candidates import Candidates, candidate_totals
from foi_stats.supply.figures.total_words import (
    is_gross,
    is_net,
    is_total,
    names_country,
    plain_label,
    says_total,
    side_of,
    without_total,
)
from foi_stats.supply.figures.totals import (
    Sum,
    Total,
    check_total,
    find_totals,
    first_row,
    merge_totals,
    possible_totals,
    repeats_above,
    subtotals_above,
)
from foi_stats.supply.tables.columns import ValueColumn
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import text_of


def totals_by_name(planned: PlannedTable, columns: Sequence[ParsedColumn]) -> tuple[list[Total], set[int]]:
    """Return the totals among the rows that a layout names, or else those that may be totals by their labels.

    The second value is the rows that only a person can tell from totals; they are findings.
    """
    numbers = [column.numbers for column in columns]
    if planned.totals is not None:
        return find_totals(planned.totals, numbers, kinds=row_kinds(planned, len(planned.totals))), set()
    candidates = candidate_totals(planned)
    kinds = row_kinds(planned, sum(map(bool, candidates.labels.values())))
    found = find_totals(candidates.labels, numbers, kinds=kinds)
    return found, check_doubtful(planned, candidates, numbers, found)


def totals_by_label(
    planned: PlannedTable,
    columns: Sequence[ParsedColumn],
    above: Sequence[Total],
    income: frozenset[int],
    lines: frozenset[int] = frozenset(),
) -> tuple[list[Total], set[int]]:
    """Return the totals among the rows whose labels say so, and the rows that only a person can tell from totals.

    A total may leave out the balances among its rows, and may be net of income. The doubtful rows are findings, and so
    is a row that only repeats the one above.

    Parameters
    ----------
    above
        The totals that are known already, which are not added up again.
    income
        The rows that are income.
    lines
        The rows that are no totals, whatever they are called.
    """
    heads = {total.position for total in above}
    candidates = candidate_totals(planned)
    labels = {at: label for at, label in candidates.labels.items() if at not in heads | lines}
    of_one = totals_of_one_row(planned, labels)
    numbers = _with_zeros(columns, heads)
    kinds = row_kinds(planned, sum(map(bool, labels.values())))
    found = find_totals(labels, numbers, income, of_one, kinds)
    balances = set(balance_rows(planned, range(len(planned.body.rows)))).difference(labels) if labels else set()
    if balances:
        found = merge_totals(found, find_totals(labels, _with_zeros(columns, heads | balances), income, of_one, kinds))
    totals = {total.position for total in found}
    repeated = check_repeated_rows(planned, columns, set(labels) - totals)
    doubtful = check_doubtful(planned, candidates, numbers, found)
    unmatched = sorted(
        at for at in set(labels) - totals - repeated if says_total(labels[at]) and not is_total(labels[at])
    )
    gross = {at: "total" for at in unmatched if is_gross(labels[at]) and not _opens_block(labels, totals, at)}
    for position in unmatched:
        if is_gross(labels[position]) and position not in gross:
            continue
        called = {**labels, **gross, position: f"total {side_of(labels[position])}"}
        named = next(one for one in find_totals(called, numbers, income, of_one, kinds) if one.position == position)
        check_named_total(planned, labels[position], named, numbers)
    return found, doubtful


def _opens_block(labels: Mapping[int, str], totals: Collection[int], position: int) -> bool:
    """Return whether a gross row stands first in the table or right beneath a net one: there is nothing it adds up."""
    return not position or (position - 1 in totals and is_net(labels.get(position - 1, "")))


def check_doubtful(
    planned: PlannedTable, candidates: Candidates, numbers: Sequence[Sequence[int | None]], totals: Sequence[Total]
) -> set[int]:
    """Find rows that add up like totals, or are called so, and that may be lines: a country, a row with a day."""
    if not candidates.doubtful:
        return set()
    others = {total.position for total in totals}
    adding_up = find_totals(candidates.labels | dict.fromkeys(candidates.doubtful, ""), numbers)
    asked = {total.position for total in adding_up} & candidates.doubtful.keys() - others
    asked |= {at for at, label in candidates.doubtful.items() if is_total(label) and "total" in label.casefold()}
    for position in sorted(asked):
        country = names_country(candidates.doubtful[position])
        what = "names a country" if country else "has a day, a payee or a number of its own"
        planned.findings.add(
            "ambiguous-total.doubtful",
            planned.plan.table.sheet.name,
            planned.address(position, planned.plan.value_columns[0].index),
            found=f"the row {what}, and is called a total or adds up like one: it could be the total of other rows, "
            "which would be counted twice, or a line of its own",
        )
    return asked


def _with_zeros(columns: Sequence[ParsedColumn], positions: set[int]) -> list[list[int | None]]:
    """Return the numbers of columns, with 0 in place of those at some positions."""
    if not positions:
        return [column.numbers for column in columns]
    return [[0 if at in positions else number for at, number in enumerate(column.numbers)] for column in columns]


def totals_of_one_row(planned: PlannedTable, labels: Mapping[int, str]) -> frozenset[int]:
    """Return the rows whose label is that of the row above and ``total``: ``Refuge Total`` below ``Refuge``."""
    table, rows = planned.plan.table, planned.body.rows
    columns = [column.index for column in table.columns]

    def is_named_above(position: int, name: str) -> bool:
        return any(plain_label(text_of(table.sheet.rows[rows[position - 1]][column])) == name for column in columns)

    named = {position: without_total(label) for position, label in labels.items() if position}
    return frozenset(position for position, name in named.items() if name and is_named_above(position, name))


def check_repeated_rows(planned: PlannedTable, columns: Sequence[ParsedColumn], positions: Collection[int]) -> set[int]:
    """Find and return the rows whose label may be of a total and whose figures repeat those of the row above."""
    numbers = [column.numbers for column in columns]
    found = set()
    for position in sorted(positions):
        if repeats_above(numbers, position):
            found.add(position)
            planned.findings.add(
                "ambiguous-total.repeated",
                planned.plan.table.sheet.name,
                planned.address(position, planned.plan.value_columns[0].index),
                found="the row is called a total, and has the figures of the one row above: it could be the total of "
                "that row, which would be counted twice, or a line of its own",
            )
    return found


def totals_above(planned: PlannedTable, columns: Sequence[ParsedColumn]) -> list[Total]:
    """Return the rows that hold the subtotal of a group beneath them; one that does not add up is a finding."""
    found = []
    for head, members in group_heads(planned).items():
        sums = [Sum().plus([column.numbers[at] for at in members]) for column in columns]
        printed = tuple(column.numbers[head] for column in columns)
        if all(figure == added.total for figure, added in zip(printed, sums, strict=True)):
            found.append(Total(head, printed, tuple((added,) for added in sums)))
        elif any(figure is not None for figure in printed):
            planned.findings.add(
                "ambiguous-total.above",
                planned.plan.table.sheet.name,
                planned.address(head, planned.plan.value_columns[0].index),
                found="the row stands above a group of rows, and is not their sum: it could be their total, or a line",
            )
    return found


def check_totals(planned: PlannedTable, totals: Sequence[Total], units: Units) -> None:
    """Record totals as skipped, and check that their rows add up to them."""
    sheet, value_columns = planned.plan.table.sheet, planned.plan.value_columns

    def place(position: int, column: int) -> tuple[str, str]:
        return sheet.name, planned.address(position, value_columns[column].index)

    for total in totals:
        row = planned.body.rows[total.position] + sheet.top
        planned.findings.skip(sheet.name, f"{row}:{row}", "a total of other rows: held against them, not read as a row")
        row_unit = units[total.position]
        column_units = [0 if column.kind == "referrals" else row_unit or column.unit or 1 for column in value_columns]
        check_total(total, column_units, place, planned.findings)
    if planned.totals is None:
        _add_totals_left_out(planned, totals)


def _add_totals_left_out(planned: PlannedTable, totals: Sequence[Total]) -> None:
    """Say which rows are left out as totals, unless a layout names them."""
    cells = [planned.address(total.position, planned.plan.value_columns[0].index) for total in totals]
    if cells:
        planned.add_finding(
            "total-left-out",
            cells,
            found="the row is read as a total: held against the rows that it adds up, and not added to them",
        )


def check_total_columns(planned: PlannedTable, columns: Sequence[ParsedColumn], positions: Sequence[int]) -> None:
    """Check each column of totals against the figures that it adds up, if these are all of one kind."""
    plan = planned.plan
    same = {(column.kind, column.basis, column.flow, column.unit) for column in plan.value_columns}
    if plan.total_column is not None and len(plan.value_columns) > 1 and len(same) == 1:
        _check_total_column(planned, replace(plan.value_columns[0], index=plan.total_column), columns, positions)
    for one in (*plan.sums, *plan.wholes):
        total = next((column for column in plan.value_columns if column.index == one.whole), plan.value_columns[0])
        parts = [parse_column(planned, replace(total, index=index)) for index in one.parts]
        _check_total_column(planned, replace(total, index=one.whole), parts, positions)


def _check_total_column(
    planned: PlannedTable, total: ValueColumn, columns: Sequence[ParsedColumn], positions: Sequence[int]
) -> None:
    plan = planned.plan
    printed = parse_column(planned, total).numbers
    _check_every_row_has_a_total(planned, total, printed, columns, positions)
    unit = 0 if total.kind == "referrals" else total.unit or 1
    for position in positions:
        added = Sum().plus([column.numbers[position] for column in columns])
        check_total(
            Total(position, (printed[position],), ((added,),)),
            [unit],
            lambda at, _: (plan.table.sheet.name, planned.address(at, total.index)),
            planned.findings,
        )


def _check_every_row_has_a_total(
    planned: PlannedTable,
    total: ValueColumn,
    printed: Sequence[int | None],
    columns: Sequence[ParsedColumn],
    positions: Sequence[int],
) -> None:
    """Find rows with figures and no total where the other rows have one: their figures may have slipped to one side."""
    lacking = [at for at in positions if printed[at] is None and any(c.numbers[at] is not None for c in columns)]
    if not lacking or not any(printed[at] is not None for at in positions):
        return
    cells = [planned.address(at, total.index) for at in lacking]
    planned.add_finding(
        "total-differs.missing",
        cells,
        found="the row has no total, and other rows have: a figure may be missing, or stand in the wrong column",
    )


def check_possible_totals(planned: PlannedTable, columns: Sequence[ParsedColumn], totals: set[int]) -> None:
    """Find rows that are the sum of others though their labels do not say total."""
    first_column = planned.plan.value_columns[0].index
    numbers = [column.numbers for column in columns]
    rows = [at for at in range(len(planned.body.rows)) if at not in totals]
    sums, where = subtotals_above(numbers, rows), "beneath"
    if not sums:
        sums, where = sorted(subtotals_above(numbers, rows[::-1])), "above"
    if sums:
        cells = [planned.address(position, first_column) for position in sums]
        planned.add_finding(
            "ambiguous-total.pivot",
            cells,
            found=f"the figure is the sum of those {where} it, as in a pivot table: they would be counted twice",
        )
    first = first_row(numbers, totals)
    for position in possible_totals(numbers, totals):
        planned.findings.add(
            "ambiguous-total.possible",
            planned.plan.table.sheet.name,
            planned.address(position, first_column),
            found=f"every figure of the row is the sum of the rows {'beneath' if position == first else 'above'} it: "
            "it could be their total, or a line",
        )
