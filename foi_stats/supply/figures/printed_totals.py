"""Find rows of a table that are printed totals: its other rows are checked against them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from foi_stats.supply.collect import also_in
from foi_stats.supply.figures.parse_columns import Parsed, Units, parse_figures
from foi_stats.supply.figures.row_fields import Reading
from foi_stats.supply.figures.row_labels import balance_rows, heads_of_groups
from foi_stats.supply.figures.totals import (
    Sum,
    Total,
    either,
    find_totals,
    first_row,
    is_total,
    perhaps_totals,
    plain_label,
    reconcile,
    repeats_above,
    subtotals_above,
    total_like,
    without_total,
)
from foi_stats.supply.values import is_blank, text_of

NOT_LABELS = frozenset({"date", "as_at", "unit", "currency", "basis", "flow", "shorthand", "reason", "note", "source"})


def totals_by_name(reading: Reading, columns: Sequence[Parsed]) -> list[Total]:
    """Return the totals among the rows that a layout names, or else those that may be totals by their labels."""
    candidates = may_be_totals(reading) if reading.totals is None else reading.totals
    return find_totals(candidates, [column.numbers for column in columns])


def totals_by_label(
    reading: Reading, columns: Sequence[Parsed], above: Sequence[Total], income: frozenset[int]
) -> list[Total]:
    """Return the totals among the rows that may be totals by their labels. One that repeats a row is a finding.

    A total may leave out the balances among its rows, and be what is left once income is taken off.

    Parameters
    ----------
    above
        The subtotals that stand above their groups: they are not added up again.
    income
        The rows that are income.
    """
    heads = {total.position for total in above}
    labels = {at: label for at, label in may_be_totals(reading).items() if at not in heads}
    of_one = totals_of_one(reading, labels)
    numbers = _with_zeros(columns, heads)
    found = find_totals(labels, numbers, income, of_one)
    balances = set(balance_rows(reading, range(len(reading.body.rows)))).difference(labels) if labels else set()
    if balances:
        found = either(found, find_totals(labels, _with_zeros(columns, heads | balances), income, of_one))
    say_repeats(reading, columns, set(labels).difference(total.position for total in found))
    return found


def _with_zeros(columns: Sequence[Parsed], positions: set[int]) -> list[list[int | None]]:
    """Return the numbers of columns, with 0 in place of those at some positions."""
    if not positions:
        return [column.numbers for column in columns]
    return [[0 if at in positions else number for at, number in enumerate(column.numbers)] for column in columns]


def may_be_totals(reading: Reading) -> dict[int, str]:
    """Return the rows that are or may be totals by their labels, or for want of any label."""
    plan, table, rows = reading.plan, reading.plan.table, reading.body.rows
    others = {figures.column for figures in plan.figures} | {plan.total_column}
    others |= {column for name, column in plan.columns.items() if name in NOT_LABELS}
    named: dict[int, str] = {}
    unlabelled: Sequence[int] = range(len(rows))
    for column in table.columns:
        if column.index in others:
            continue
        words = table.words(column.index)
        totals = total_like(words)
        values = table.labels(column.index, rows) if totals or (unlabelled and words.has_blank) else []
        if totals:
            found = [position for position, value in enumerate(values) if value in totals]
            named = {position: text_of(values[position]) for position in found} | named
        unlabelled = [at for at in unlabelled if is_blank(values[at])] if words.has_blank else []
    named |= dict.fromkeys(unlabelled, "")
    if plan.spends:
        dates = table.values(plan.columns["date"], rows)
        named = {position: text for position, text in named.items() if is_blank(dates[position])}
        texts = {value for value in dates if type(value) is str}
        if called := {text for text in texts if not text[:1].isdigit() and is_total(text)}:
            named |= {position: text_of(value) for position, value in enumerate(dates) if value in called}
    return named


def totals_of_one(reading: Reading, labels: Mapping[int, str]) -> frozenset[int]:
    """Return the rows called the total of what the row above is called: ``Refuge Total`` below ``Refuge``."""
    table, rows = reading.plan.table, reading.body.rows
    columns = [column.index for column in table.columns]

    def is_named_above(position: int, name: str) -> bool:
        return any(plain_label(text_of(table.sheet.rows[rows[position - 1]][column])) == name for column in columns)

    named = {position: without_total(label) for position, label in labels.items() if position}
    return frozenset(position for position, name in named.items() if name and is_named_above(position, name))


def say_repeats(reading: Reading, columns: Sequence[Parsed], positions: Collection[int]) -> None:
    """Find the rows that may be totals by their labels and give the figures of the row above once more."""
    numbers = [column.numbers for column in columns]
    for position in sorted(positions):
        if repeats_above(numbers, position):
            reading.notices.find(
                "ambiguous-total",
                "error",
                reading.plan.table.sheet.name,
                reading.address(position, reading.plan.figures[0].column),
                found="the row is called a total, and has the figures of the one row above: it could be the total of "
                "that row, which would be counted twice, or a line of its own",
                expected="each figure once",
                action="Write Total alone in its label if it is one, or leave it out; else name it otherwise",
            )


def totals_above(reading: Reading, columns: Sequence[Parsed]) -> list[Total]:
    """Return the rows that hold the subtotal of a group beneath them; one that does not add up could be a line."""
    found = []
    for head, members in heads_of_groups(reading).items():
        sums = [Sum().plus([column.numbers[at] for at in members]) for column in columns]
        printed = tuple(column.numbers[head] for column in columns)
        if all(figure == added.total for figure, added in zip(printed, sums, strict=True)):
            found.append(Total(head, printed, tuple((added,) for added in sums)))
        elif any(figure is not None for figure in printed):
            reading.notices.find(
                "ambiguous-total",
                "error",
                reading.plan.table.sheet.name,
                reading.address(head, reading.plan.figures[0].column),
                found="the row stands above a group of rows, and is not their sum: it could be their total, or a line",
                expected="a total that its rows add up to, or a line with all its labels",
                action="Write Total in its label, or fill in the labels to the right",
            )
    return found


def leave_out(reading: Reading, totals: Sequence[Total], units: Units) -> None:
    """Record totals as skipped, and hold them against their rows."""
    sheet, figures = reading.plan.table.sheet, reading.plan.figures

    def place(position: int, column: int) -> tuple[str, str]:
        return sheet.name, reading.address(position, figures[column].column)

    for total in totals:
        row = reading.body.rows[total.position] + sheet.top
        reading.notices.skip(sheet.name, f"{row}:{row}", "a total of other rows: held against them, not read as a row")
        stated = units[total.position]
        of_columns = [0 if column.kind == "referrals" else stated or column.unit or 1 for column in figures]
        reconcile(total, of_columns, place, reading.notices)


def check_across(reading: Reading, columns: Sequence[Parsed], positions: Sequence[int]) -> None:
    """Hold a column of totals against the figures beside it, where these are all of one kind."""
    plan = reading.plan
    same = {(figures.kind, figures.basis, figures.flow, figures.unit) for figures in plan.figures}
    if plan.total_column is None or not (plan.across or (len(plan.figures) > 1 and len(same) == 1)):
        return
    total = replace(plan.figures[0], column=plan.total_column)
    if plan.across:
        total = next(figures for figures in plan.figures if figures.column == plan.total_column)
        columns = [parse_figures(reading, replace(total, column=column)) for column in plan.across]
    printed = parse_figures(reading, total).numbers
    unit = 0 if total.kind == "referrals" else total.unit or 1
    for position in positions:
        added = Sum().plus([column.numbers[position] for column in columns])
        reconcile(
            Total(position, (printed[position],), ((added,),)),
            [unit],
            lambda at, _: (plan.table.sheet.name, reading.address(at, total.column)),
            reading.notices,
        )


def say_perhaps_totals(reading: Reading, columns: Sequence[Parsed], totals: set[int]) -> None:
    """Find rows that add up as totals do and are not called so."""
    figures = reading.plan.figures[0]
    numbers = [column.numbers for column in columns]
    rows = [at for at in range(len(reading.body.rows)) if at not in totals]
    sums, where = subtotals_above(numbers, rows), "beneath"
    if not sums:
        sums, where = sorted(subtotals_above(numbers, rows[::-1])), "above"
    if sums:
        cells = [reading.address(position, figures.column) for position in sums]
        reading.notices.find(
            "ambiguous-total",
            "error",
            reading.plan.table.sheet.name,
            cells[0],
            found=f"the figure is the sum of those {where} it, as in a pivot table{also_in(cells[1:])}: all would be "
            "counted twice",
            expected="each figure once",
            action="Write Total in the labels of the rows that are subtotals, or leave them out",
        )
    first = first_row(numbers, totals)
    for position in perhaps_totals(numbers, totals):
        reading.notices.find(
            "ambiguous-total",
            "warning",
            reading.plan.table.sheet.name,
            reading.address(position, figures.column),
            found=f"every figure of the row is the sum of the rows {'beneath' if position == first else 'above'} it: "
            "it could be their total, or a line",
            expected="a total that is called one, or a line of its own",
            action="Write Total in its label if it is one; until then it is read as a line",
        )
