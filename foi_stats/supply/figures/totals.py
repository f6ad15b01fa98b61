"""Find rows that are sums of others: they are kept out of the rows, which are checked against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from foi_stats.supply.collect import Notices
from foi_stats.supply.tables.words import Words
from foi_stats.vocabulary.money import show_money, unit_name

_TOTAL = re.compile(
    r"(?:grand |overall |net |gross |sub ?)*totals?(?: (?:result|expenditure|funding|spend|spending|income|amount"
    r"|budget|outturn|referrals|cost|costs|all))?|sub ?totals?(?: .+)?|.+ sub ?totals?|all|overall"
)
_HINTS = ("total", "all", "england", "wales", "uk", "united kingdom", "net", "surplus", "deficit")
_NAMED_TOTAL = re.compile(r"(?:sub ?|grand )?totals?\b.+|.+\b(?:sub ?)?totals?")
_TOTAL_WORDS = re.compile(r"\b(?:grand|sub)? ?(?:sub)?totals?\b(?: (?:for|of)\b)?")
_NET = re.compile(r"net(?: .+)?|(?:in year )?(?:surplus|deficit)(?: .+)?")
_PERHAPS = re.compile(rf"all\b.+|{_NET.pattern}|.*\b(?:england|wales|uk|united kingdom)\b.*")


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
    """A row that is a total: its position, its figures, and for each the sums that it may stand for."""

    position: int
    printed: tuple[Figure, ...]
    readings: tuple[tuple[Sum, ...], ...]


def plain_label(label: str) -> str:
    """Return a label in one spelling, for comparing."""
    return re.sub(r"[^a-z0-9]+", " ", label.casefold()).strip()


def is_total(label: str) -> bool:
    """Return whether a label says by itself that its row is a total."""
    return bool(_TOTAL.fullmatch(plain_label(label)))


def could_be_total(label: str) -> bool:
    """Return whether a label may be a total's: ``Total adult services``, ``All forces``; its figures then decide."""
    words = plain_label(label)
    return bool(_NAMED_TOTAL.fullmatch(words) or _PERHAPS.fullmatch(words))


def total_like(labels: Words) -> set[str]:
    """Return the labels that are or may be totals'."""
    return {label for label in labels.holding(*_HINTS) if is_total(label) or could_be_total(label)}


def without_total(label: str) -> str:
    """Return a label in one spelling without the words that call it a total: ``Refuge Total`` gives ``refuge``."""
    return " ".join(_TOTAL_WORDS.sub(" ", plain_label(label)).split())


def find_totals(
    labels: Mapping[int, str],
    columns: Sequence[Sequence[Figure]],
    income: Collection[int] = frozenset(),
    of_one: Collection[int] = frozenset(),
) -> list[Total]:
    """Return the rows that are totals, each with the sums it may stand for: of its group, of the table, of subtotals.

    A label that says Total is one; ``Total adult services``, ``All forces`` or no label at all is one only where the
    figures add up (a name such as ``Total Respect`` may be a line).

    Parameters
    ----------
    labels
        The rows that may be totals, by position, and their labels.
    columns
        The figures, column by column.
    income
        The rows that are income: a total may be what is left of the others without them.
    of_one
        The rows called the total of what the row above is called: that row may be all that they are the total of.
    """
    found: list[Total] = []
    heading: list[int] = []
    group = table = subtotals = tuple(Sum() for _ in columns)
    done = 0
    for position in sorted(labels):
        between = [column[done:position] for column in columns]
        group, table = _plus(group, between), _plus(table, between)
        done = position + 1
        printed = tuple(column[position] for column in columns)
        total = Total(position, printed, tuple(zip(group, table, subtotals, strict=True)))
        if income:
            net = _less_income(columns, income, position, {total.position for total in found})
            readings = (
                (*sums, own, replace(own, total=-own.total)) for sums, own in zip(total.readings, net, strict=True)
            )
            total = Total(position, printed, tuple(readings))
        if is_total(labels[position]) and not table[0].count + table[0].gaps:
            heading.append(position)
        elif is_total(labels[position]) or _adds_up(total) or (position in of_one and repeats_above(columns, position)):
            found.append(total)
            subtotals = _plus(subtotals, [[figure] for figure in printed]) if group[0].count else subtotals
            group = tuple(Sum() for _ in columns)
        else:
            own = [[figure] for figure in printed]
            group, table = _plus(group, own), _plus(table, own)
    table = _plus(table, [column[done:] for column in columns])
    above = [Total(at, tuple(c[at] for c in columns), tuple((whole,) for whole in table)) for at in heading]
    return [*above, *_on_top(labels, columns, table, [*above, *found]), *found]


def _on_top(
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


def either(totals: Sequence[Total], others: Sequence[Total]) -> list[Total]:
    """Return the totals that are found one way or another, each with the sums it may stand for in both."""
    known = {total.position: total for total in others}
    both = [
        replace(total, readings=tuple((*a, *b) for a, b in zip(total.readings, other.readings, strict=True)))
        if (other := known.pop(total.position, None))
        else total
        for total in totals
    ]
    return [*both, *known.values()]


def _less_income(
    columns: Sequence[Sequence[Figure]], income: Collection[int], end: int, totals: Collection[int]
) -> tuple[Sum, ...]:
    """Return each column's sum above a row with income, which stands there as a positive figure, taken off."""
    rows = [row for row in range(end) if row not in totals]
    return tuple(
        Sum().plus([-figure if (figure := column[row]) and row in income else column[row] for row in rows])
        for column in columns
    )


def subtotals_above(columns: Sequence[Sequence[Figure]], positions: Sequence[int]) -> list[int]:
    """Return the rows that are each the sum of those after it, where all rows are in such groups, as in a pivot table.

    Several groups are wanted, one of two rows at least: that the figures fall so by chance is past belief. The row that
    is the sum of all groups may stand before or after them. Rows from the last to the first find the sums at the foot.
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


def perhaps_totals(columns: Sequence[Sequence[Figure]], totals: Collection[int]) -> list[int]:
    """Return the rows whose every figure is the sum of those above it, though no label says total.

    In one column three rows at least must add up, or two to a figure of three digits and more, zeros at its end not
    counted: that a shorter one is the sum of two others happens by chance.
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
    """Return the first row, if its every figure is the sum of all that are beneath it."""
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
        figure is None or any(reading.total == figure and reading.count > 1 for reading in readings)
        for figure, readings in zip(total.printed, total.readings, strict=True)
    )


def reconcile(
    total: Total, units: Sequence[int], place: Callable[[int, int], tuple[str, str]], notices: Notices
) -> None:
    """Find the figures of a total that its rows do not add up to.

    Parameters
    ----------
    units
        The unit of each column in pounds; 0 where it holds counts.
    place
        Gives the sheet and the A1 address of a row's figure in a column.
    """
    for column, (printed, readings) in enumerate(zip(total.printed, total.readings, strict=True)):
        known = [reading for reading in readings if reading.count]
        if printed is None or not known or any(reading.total == printed for reading in known):
            continue
        nearest = min(known, key=lambda reading: abs(reading.total - printed))
        _differs(printed, nearest, units[column], place(total.position, column), notices)


def _differs(printed: int, rows: Sum, unit: int, place: tuple[str, str], notices: Notices) -> None:
    whole = unit >= 1000 and not printed % (unit * 100)
    rounding = whole and abs(printed - rows.total) <= rows.count * unit * 50
    gaps = f" ({rows.gaps} more {'has' if rows.gaps == 1 else 'have'} no figure)" if rows.gaps else ""
    twice = "; that is twice the total, so subtotals may be among the rows" if rows.total == 2 * printed else ""
    notices.find(
        "total-differs",
        "error" if twice else "info" if rounding else "warning",
        *place,
        found=f"the printed total is {_say(printed, unit)}; the {rows.count} figures add up to {_say(rows.total, unit)}"
        f"{gaps}{twice}",
        expected="the same figure" + (", but for rounding, which may explain it" if rounding else ""),
        action="Write Total in the labels of the rows that are subtotals"
        if twice
        else "Check the figures against the total; they are used as they stand",
    )


def _say(figure: int, unit: int) -> str:
    if not unit:
        return f"{figure:,}"
    shown = show_money(Decimal(figure) / 100, unit)
    return f"£{shown}" if unit == 1 else f"{shown} ({unit_name(unit)})"
