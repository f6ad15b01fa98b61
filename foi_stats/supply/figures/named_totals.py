"""Ask of rows that are called a total or a net, and that nothing adds up to, whether they are one."""

from __future__ import annotations

from collections.abc import Sequence

from foi_stats.supply.figures.parse_columns import row_units
from foi_stats.supply.figures.total_words import is_gross, is_net
from foi_stats.supply.figures.totals import Total, added_up, format_figure, nearest_sum
from foi_stats.supply.tables.planned_table import PlannedTable

_CASES = {
    (True, True): "ambiguous-total.net",
    (True, False): "ambiguous-total.net-as-line",
    (False, True): "ambiguous-total.named",
    (False, False): "ambiguous-total.named-as-line",
}
"""The case by whether a row is called net or gross, and whether it is asked about."""


def check_named_total(planned: PlannedTable, label: str, total: Total, numbers: Sequence[Sequence[int | None]]) -> None:
    """Find a row that is read as a line though its label calls it a total: its figure stands beside the sum.

    One that is less than another figure above it may be a line by its name, such as ``Total Respect``: a warning.
    """
    units = row_units(planned)
    is_sum = is_net(label) or is_gross(label)
    for column, printed, sums, figures in zip(
        planned.plan.value_columns, total.printed, total.sums, numbers, strict=True
    ):
        nearest = nearest_sum(printed, sums)
        above = [abs(figure) for figure in figures[: total.position] if figure is not None]
        if printed is None or nearest is None or nearest.total == printed or len(above) < (1 if is_sum else 2):
            continue
        unit = 0 if column.kind == "referrals" else units[total.position] or column.unit or 1
        asks = len(above) > 1 and (is_sum or abs(printed) > max(above))
        planned.findings.add(
            _CASES[is_sum, asks],
            planned.plan.table.sheet.name,
            planned.address(total.position, column.index),
            found=f"{label!r} is called a total and is {format_figure(printed, unit)}, and above it "
            f"{added_up(nearest, unit)}: it could be their total, or a line of its own"
            + ("" if asks else ", as which it is read"),
            total=format_figure(nearest.total, unit),
        )
        return
