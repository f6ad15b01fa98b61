"""The arithmetic of totals: which rows are sums of others, and whether a printed total is the sum of its rows.

Nothing here knows tables or cells: rows are positions, and figures are columns of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from foi_stats.supply.collect import Findings, PrintedTotal
from foi_stats.supply.figures.row_kinds import RowKinds
from foi_stats.supply.figures.total_words import is_total, side_of
from foi_stats.vocabulary.money import format_pounds, show_money, unit_name
from foi_stats.vocabulary.phrases import counted

Figure = int | None


@dataclass(frozen=True, slots=True)
class Sum:
    """Some figures added up: their sum, how many they are, and how many gaps stand among them."""

    total: int = 0
    count: int = 0
    gaps: int = 0

    def plus(self, figures: Sequence[Figure]) -> Sum:
        """Return this sum with more figures added."""
        known = [figure for figure in figures if figure is not None]
        return Sum(self.total + sum(known), self.count + len(known), self.gaps + len(figures) - len(known))


@dataclass(frozen=True, slots=True)
class Total:
    """A row that is a total: its position, its figures, and for each of them the sums that it may stand for.

    ``apart`` are the bases or measures of the rows above, if they are of several: those of one are added up.
    """

    position: int
    printed: tuple[Figure, ...]
    sums: tuple[tuple[Sum, ...], ...]
    apart: tuple[str, ...] = ()


def find_totals(
    labels: Mapping[int, str],
    columns: Sequence[Sequence[Figure]],
    income: Collection[int] = frozenset(),
    of_one: Collection[int] = frozenset(),
    kinds: RowKinds | None = None,
) -> list[Total]:
    """Return the totals among some rows, each with the sums it may stand for: of its group, the table, or subtotals.

    A row called Total is a total. ``Total adult services``, ``All forces`` or a row without a label is a total only if
    its figures add up, because a name such as ``Total Respect`` may be a line.

    Parameters
    ----------
    labels
        The rows that may be totals, by position, and their labels.
    columns
        The figures, column by column.
    income
        The rows that are income; a total may be what is left once they are taken off.
    of_one
        The rows called the total of what the row above is called; that row may be the only one in the total.
    kinds
        What the rows state of their figures, if that differs: a total adds up none of another basis than its own.
    """
    found: list[Total] = []
    heading: list[int] = []
    sums = _SumsAbove(columns)
    for position in sorted(labels):
        sums.move_to(position)
        total = sums.total()
        if income:
            rows = [row for row in range(position) if row not in {other.position for other in found}]
            total = _with_income_apart(total, columns, income, rows, side_of(labels[position]))
        if kinds and labels[position]:
            total = _of_one_kind(total, columns, kinds, [other.position for other in found])
        called_total = is_total(labels[position])
        if called_total and sums.is_at_top:
            heading.append(position)
        elif called_total or _adds_up(total) or (position in of_one and repeats_above(columns, position)):
            found.append(total)
            sums.end_group()
        else:
            sums.add_row()
    table = sums.of_whole_table()
    above = [Total(at, tuple(c[at] for c in columns), tuple((whole,) for whole in table)) for at in heading]
    return [*above, *_texts_on_top(labels, columns, table, [*above, *found]), *found]


class _SumsAbove:
    """The sums of the rows above a row: of its group, of the table, and of the subtotals among them.

    The row itself is in none of them until ``add_row`` or ``end_group`` is called.
    """

    def __init__(self, columns: Sequence[Sequence[Figure]]) -> None:
        self._columns = columns
        self._group = self._table = self._subtotals = tuple(Sum() for _ in columns)
        self._position = -1

    @property
    def is_at_top(self) -> bool:
        """Whether the rows above hold neither figures nor gaps."""
        return not self._table[0].count + self._table[0].gaps

    @property
    def _printed(self) -> tuple[Figure, ...]:
        return tuple(column[self._position] for column in self._columns)

    def move_to(self, position: int) -> None:
        """Go down to a row, adding those in between."""
        between = [column[self._position + 1 : position] for column in self._columns]
        self._group, self._table = _plus(self._group, between), _plus(self._table, between)
        self._position = position

    def add_row(self) -> None:
        """Add the row: it is no total."""
        own = [[figure] for figure in self._printed]
        self._group, self._table = _plus(self._group, own), _plus(self._table, own)

    def end_group(self) -> None:
        """Begin a new group beneath the row, which is a total. It is a subtotal only where its group has figures."""
        if self._group[0].count:
            self._subtotals = _plus(self._subtotals, [[figure] for figure in self._printed])
        self._group = tuple(Sum() for _ in self._columns)

    def total(self) -> Total:
        """Return the row as a total, with the sums it may stand for."""
        return Total(self._position, self._printed, tuple(zip(self._group, self._table, self._subtotals, strict=True)))

    def of_whole_table(self) -> tuple[Sum, ...]:
        """Return the sums of the table once the rows beneath are added."""
        return _plus(self._table, [column[self._position + 1 :] for column in self._columns])


def _with_income_apart(
    total: Total, columns: Sequence[Sequence[Figure]], income: Collection[int], rows: Sequence[int], side: str
) -> Total:
    """Return a total that may also stand for what is left once income is taken off some rows, under either sign.

    A total of income, or of expenditure, by its name may stand for the rows of that side alone.
    """
    of_side = [row for row in rows if (row in income) == (side == "income")] if side else []
    sums = []
    for known, column in zip(total.sums, columns, strict=True):
        net = Sum().plus([-figure if (figure := column[row]) and row in income else column[row] for row in rows])
        alone = (Sum().plus([column[row] for row in of_side]),) if side else ()
        sums.append((*known, net, replace(net, total=-net.total), *alone))
    return replace(total, sums=tuple(sums))


def _of_one_kind(total: Total, columns: Sequence[Sequence[Figure]], kinds: RowKinds, totals: Sequence[int]) -> Total:
    """Return a total that may also stand for the rows above of its own kind, and for no others of another basis.

    A sum of several bases that happens to be what is printed is left alone.
    """
    at = total.position
    rows = [row for row in range(at) if row not in totals]
    group = [row for row in rows if row > max(totals, default=-1)]
    parts = [part for among in (group, rows, totals) for part in kinds.alike(at, among)]
    apart = kinds.several_apart(rows)
    sums = []
    for printed, known, column in zip(total.printed, total.sums, columns, strict=True):
        kept = tuple(added for added in known if added.total == printed) if apart else known
        sums.append((*kept, *dict.fromkeys(Sum().plus([column[row] for row in part]) for part in parts)))
    return replace(total, sums=tuple(sums), apart=tuple(apart))


def _texts_on_top(
    labels: Mapping[int, str], columns: Sequence[Sequence[Figure]], table: Sequence[Sum], others: Sequence[Total]
) -> list[Total]:
    """Return the first row, if its label may be a total's and all the other rows that are not totals add up to it."""
    first = first_row(columns, {total.position for total in others})
    if first not in labels:
        return []
    printed = tuple(column[first] for column in columns)
    rest = tuple(
        Sum(whole.total - (figure or 0), whole.count - (figure is not None), whole.gaps - (figure is None))
        for whole, figure in zip(table, printed, strict=True)
    )
    total = Total(first, printed, tuple((whole,) for whole in rest))
    return [total] if _adds_up(total) else []


def merge_totals(totals: Sequence[Total], others: Sequence[Total]) -> list[Total]:
    """Return two lists of totals as one; a row in both may stand for the sums of either."""
    known = {total.position: total for total in others}
    both = [
        replace(total, sums=tuple((*a, *b) for a, b in zip(total.sums, other.sums, strict=True)))
        if (other := known.pop(total.position, None))
        else total
        for total in totals
    ]
    return [*both, *known.values()]


def subtotals_above(columns: Sequence[Sequence[Figure]], positions: Sequence[int]) -> list[int]:
    """Return the rows that are each the sum of those after it, if all rows are in such groups, as in a pivot table.

    At least two groups are needed, and one of two rows or more: figures do not fall so by chance. The sum of all groups
    may stand before or after them. Positions in reverse order find sums at the foot of their groups.
    """
    heads = _group_heads(columns, positions)
    for whole, others in ((positions[:1], positions[1:]), (positions[-1:], positions[:-1])):
        if not heads and (inner := _group_heads(columns, others)):
            sums = all(sum(column[at] or 0 for at in inner) == (column[whole[0]] or 0) for column in columns)
            heads = sorted([*whole, *inner]) if sums else []
    return heads


def _group_heads(columns: Sequence[Sequence[Figure]], positions: Sequence[int]) -> list[int]:
    found: list[int] = []
    at, largest = 0, 0
    while at < len(positions):
        head, end, below = columns[0][positions[at]] or 0, at + 1, 0
        while end < len(positions) and below < head:
            below += columns[0][positions[end]] or 0
            end += 1
        members = [positions[member] for member in range(at + 1, end)]
        if not members or any(
            sum(column[row] or 0 for row in members) != (column[positions[at]] or 0) for column in columns
        ):
            return []
        found.append(positions[at])
        largest = max(largest, len(members))
        at = end
    return found if len(found) > 1 and largest > 1 else []


def possible_totals(columns: Sequence[Sequence[Figure]], totals: Collection[int]) -> list[int]:
    """Return the rows in which every figure is the sum of those above it, though no label says total.

    In a single column at least three rows must add up, or two to a figure of three or more digits without the zeros at
    its end: a shorter figure may be the sum of two others by chance.
    """
    found = []
    group = table = since = above = 0
    for position, figure in enumerate(columns[0] if columns else ()):
        if position in totals:
            group = since = 0
            continue
        fewest = 2 if len(columns) > 1 or len(str(figure).strip("-0")) > 2 else 3
        if figure and (figure in (group, table)) and above >= fewest:
            starts = ([position - since] if since >= fewest else []) + [0]
            found += [position] if any(_sums_up(columns, totals, start, position) for start in starts) else []
        group, table, since, above = group + (figure or 0), table + (figure or 0), since + 1, above + 1
    return [*_first_sums_up(columns, totals), *found]


def first_row(columns: Sequence[Sequence[Figure]], totals: Collection[int]) -> int:
    """Return the position of the first row that is no total, or -1."""
    return next((row for row in range(len(columns[0]) if columns else 0) if row not in totals), -1)


def _first_sums_up(columns: Sequence[Sequence[Figure]], totals: Collection[int]) -> list[int]:
    """Return the first row, if every figure in it is the sum of all figures beneath."""
    first = first_row(columns, totals)
    figure = columns[0][first] if first >= 0 else 0
    if not figure:
        return []
    rest = len(columns[0]) - len(totals) - 1
    fewest = 2 if len(columns) > 1 or len(str(figure).strip("-0")) > 2 else 3
    alike = all(
        2 * (column[first] or 0) == sum(filter(None, column)) - sum(column[row] or 0 for row in totals)
        for column in columns
    )
    return [first] if rest >= fewest and alike else []


def _sums_up(columns: Sequence[Sequence[Figure]], totals: Collection[int], start: int, end: int) -> bool:
    rows = [row for row in range(start, end) if row not in totals]
    several = any(sum(bool(column[row]) for row in rows) > 1 for column in columns)
    return several and all(sum(column[row] or 0 for row in rows) == (column[end] or 0) for column in columns)


def repeats_above(columns: Sequence[Sequence[Figure]], position: int) -> bool:
    """Return whether the figures of a row are those of the row above."""
    if not position or not any(column[position] for column in columns):
        return False
    return all(column[position] == column[position - 1] for column in columns)


def _plus(sums: tuple[Sum, ...], more: Sequence[Sequence[Figure]]) -> tuple[Sum, ...]:
    return tuple(known.plus(figures) for known, figures in zip(sums, more, strict=True))


def _adds_up(total: Total) -> bool:
    """Return whether every figure of a row is the sum of at least two rows above it."""
    if not any(total.printed):
        return False
    return all(
        figure is None or any(known.total == figure and known.count > 1 for known in sums)
        for figure, sums in zip(total.printed, total.sums, strict=True)
    )


def check_total(
    total: Total, units: Sequence[int], place: Callable[[int, int], tuple[str, str]], findings: Findings
) -> None:
    """Add a finding for each figure of a total that is not the sum of its rows.

    Parameters
    ----------
    units
        The unit of each column in pounds; 0 where it holds counts.
    place
        Returns the sheet and the A1 address of a row's figure in a column.
    """
    for column, (printed, sums) in enumerate(zip(total.printed, total.sums, strict=True)):
        nearest = nearest_sum(printed, sums)
        if printed is None or nearest is None:
            continue
        where = place(total.position, column)
        findings.totals.append(PrintedTotal(*where, printed, nearest.total, nearest.count))
        if nearest.total != printed:
            _add_total_differs(printed, nearest, units[column], where, findings, apart=total.apart)


def nearest_sum(printed: Figure, sums: Sequence[Sum]) -> Sum | None:
    """Return the one of some sums that is nearest to a printed figure; None if there is no figure or no sum."""
    known = [added for added in sums if added.count]
    return None if printed is None or not known else min(known, key=lambda added: abs(added.total - printed))


def _add_total_differs(
    printed: int, rows: Sum, unit: int, place: tuple[str, str], findings: Findings, *, apart: Sequence[str] = ()
) -> None:
    whole = unit >= 1000 and not printed % (unit * 100)
    rounding = whole and abs(printed - rows.total) <= rows.count * unit * 50
    gaps = f" ({counted(rows.gaps, 'more has', 'more have')} no figure)" if rows.gaps else ""
    several = f"; the rows above are {', '.join(apart)}, and only those of one are added up" if apart else ""
    twice = "; that is twice the total, so subtotals may be among the rows" if rows.total == 2 * printed else ""
    findings.add(
        "total-differs.twice" if twice else "total-differs.rounding" if rounding else "total-differs",
        *place,
        found=f"the printed total is {format_figure(printed, unit)}; {added_up(rows, unit)}{gaps}{twice}{several}",
        total=format_figure(rows.total, unit),
    )


def added_up(rows: Sum, unit: int) -> str:
    """Return what figures add up to as a message says it; ``unit`` is 0 where they are counts."""
    what = "the one figure is" if rows.count == 1 else f"the {rows.count} figures add up to"
    return f"{what} {format_figure(rows.total, unit)}"


def format_figure(figure: int, unit: int) -> str:
    """Return pennies, or hundredths of a count where the unit is 0, as a message shows them."""
    if not unit:
        return f"{Decimal(figure).scaleb(-2):,.2f}".removesuffix(".00")
    amount = Decimal(figure) / 100
    return format_pounds(amount) if unit == 1 else f"{show_money(amount, unit)} ({unit_name(unit)})"
