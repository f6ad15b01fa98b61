"""Sum up what was read of a supply: for each period and basis the rows, their sum, and the printed total beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from foi_stats.supply.cache_entries import KINDS
from foi_stats.supply.rows import records, row_period
from foi_stats.supply.supply import Supply
from foi_stats.vocabulary.money import format_pounds
from foi_stats.vocabulary.period import Period, covered_spans, financial_year_period, format_periods
from foi_stats.vocabulary.phrases import counted, listed

_FIGURES = {"funding": "amount", "referrals": "count"}


@dataclass(frozen=True)
class PrintedTotal:
    """A total that stands in the file, and the sum of the figures that it is held against."""

    sheet: str
    cell: str
    printed: Decimal
    added: Decimal
    figures: int

    @property
    def agrees(self) -> bool:
        """Whether its figures add up to it."""
        return self.printed == self.added


@dataclass
class Read:
    """The rows of one sheet that are of one period, measure, basis, flow and unit.

    ``total`` is the sum of their figures, in pounds or as a count, and None where all of them are gaps. ``printed``
    are the totals that stand in their columns.
    """

    kind: str
    sheet: str
    year: str
    measure: str
    basis: str
    flow: str
    unit: str
    rows: int = 0
    gaps: int = 0
    total: Decimal | None = None
    printed: list[PrintedTotal] = field(default_factory=list)
    _periods: set[Period] = field(default_factory=set)
    _columns: set[str] = field(default_factory=set)

    def add(self, row: dict[str, Any]) -> None:
        """Count a row."""
        self.rows += 1
        figure = row[_FIGURES[self.kind]]
        if figure is None:
            self.gaps += 1
        else:
            self.total = (self.total or Decimal(0)) + Decimal(figure)
        self._periods.add(row_period(row))
        self._columns.add(_column(row["cell"]))

    @property
    def columns(self) -> set[str]:
        """The letters of the columns that its figures stand in."""
        return self._columns

    @property
    def period(self) -> str:
        """The period of the rows: ``2016-17``, and the months or days of it where they are not the whole year."""
        days = [period for period in self._periods if period.kind == "day"]
        spans = covered_spans(self._periods)
        if len(days) == len(self._periods) and len(days) > 1:
            when = f"{len(days)} days, {min(days)} to {max(days)}"
        else:
            when = format_periods(spans)
        if not self.year or spans == [financial_year_period(self.year)]:
            return when
        return f"{self.year}: {when}"

    @property
    def whole(self) -> PrintedTotal | None:
        """The printed total of all its figures, if there is one."""
        figures = self.rows - self.gaps
        return next((one for one in self.printed if (one.figures, one.added) == (figures, self.total)), None)

    def fields(self) -> dict[str, Any]:
        """Return what is known of it as JSON has it; figures as text, so that no digit is lost."""
        return {
            "sheet": self.sheet,
            "period": self.period,
            "measure": self.measure,
            "basis": self.basis,
            "flow": self.flow,
            "unit": self.unit,
            "rows": self.rows,
            "gaps": self.gaps,
            "sum": None if self.total is None else str(self.total),
            "printed": [printed_fields(one) for one in self.printed],
        }


def read_of(supply: Supply) -> tuple[list[Read], list[PrintedTotal]]:
    """Return what was read of a supply, and the printed totals that are of no single period: of rows, of all years."""
    found: dict[tuple[str, ...], Read] = {}
    for kind in KINDS:
        for row in records(supply.funding if kind == "funding" else supply.referrals):
            year = row["financial_year"] or str(row_period(row))
            measure = "spending" if kind == "funding" else row["measure"]
            key = (kind, row["sheet"], year, measure, row.get("basis", ""), row.get("flow", ""), row["unit"])
            if key not in found:
                found[key] = Read(kind, row["sheet"], row["financial_year"], *key[3:])
            found[key].add(row)
    totals = [
        PrintedTotal(one["sheet"], one["cell"], Decimal(one["printed"]), Decimal(one["added"]), int(one["figures"]))
        for one in records(supply.totals)
    ]
    others: list[PrintedTotal] = []
    for total in totals:
        held = [one for one in found.values() if one.sheet == total.sheet and _column(total.cell) in one.columns]
        of_it = _added_up_by(total, held)
        for one in of_it:
            one.printed.append(total)
        others += [] if of_it else [total]
    return list(found.values()), others


def _added_up_by(total: PrintedTotal, held: Sequence[Read]) -> Sequence[Read]:
    """Return what a printed total is of: of some with figures in its column, one, or those of a basis in all units."""
    if len(held) < 2:
        return held
    sets: dict[tuple[object, ...], list[Read]] = {}
    for one in held:
        kind = one.year, one.measure, one.basis
        for key in ((*kind, one.unit, one.flow), (*kind, one.unit), kind):
            sets.setdefault(key, []).append(one)
    return next((s for s in sets.values() if _sum_of(s) == (total.figures, total.added)), ())


def _sum_of(several: Sequence[Read]) -> tuple[int, Decimal]:
    return sum(one.rows - one.gaps for one in several), sum((one.total or Decimal(0) for one in several), Decimal(0))


def printed_fields(total: PrintedTotal) -> dict[str, Any]:
    """Return a printed total as JSON has it."""
    return {
        "sheet": total.sheet,
        "cell": total.cell,
        "printed": str(total.printed),
        "figures_add_up_to": str(total.added),
        "figures": total.figures,
    }


def overview_rows(read: Sequence[Read]) -> list[dict[str, str]]:
    """Return what was read as rows of texts for a table on the screen."""
    several = len({one.sheet for one in read}) > 1
    return [
        {
            **({"sheet": one.sheet} if several else {}),
            "period": one.period,
            "what": " ".join(filter(None, (one.measure, one.flow if one.flow == "income" else ""))),
            "basis": one.basis,
            "unit": one.unit,
            "rows": f"{one.rows:,}" + (f" ({one.gaps:,} without a figure)" if one.gaps else ""),
            "sum": figure_shown(one.total, one.kind),
            "printed total": _printed(one),
        }
        for one in read
    ]


def others_sentence(others: Sequence[PrintedTotal]) -> str:
    """Return how printed totals of rows, or of several periods, compare; empty if there are none."""
    if not others:
        return ""
    wrong = [one.cell for one in others if not one.agrees]
    count = counted(len(others), "other total")
    if not wrong:
        return f"{count} in the file: the figures add up to {'it' if len(others) == 1 else 'them'}."
    which = f"{'that' if len(wrong) == 1 else 'those'} in {listed(wrong, most=5)}"
    return f"{count} in the file: the figures do not add up to {which}."


def _printed(read: Read) -> str:
    if whole := read.whole:
        return f"{figure_shown(whole.printed, read.kind)} in {whole.cell}: " + ("agrees" if whole.agrees else "DIFFERS")
    if not read.printed:
        return "none"
    if wider := next((one for one in read.printed if one.figures > read.rows - read.gaps), None):
        told = "agrees" if wider.agrees else "DIFFERS"
        return f"{figure_shown(wider.printed, read.kind)} in {wider.cell}, of more than these: {told}"
    wrong = sum(not one.agrees for one in read.printed)
    totals = f"{counted(len(read.printed), 'total')} of some rows"
    return f"{totals}: {wrong} {'DIFFERS' if wrong == 1 else 'DIFFER'}" if wrong else f"{totals}: all agree"


def figure_shown(figure: Decimal | None, kind: str) -> str:
    """Return an amount or a count as it is shown on a screen."""
    if figure is None:
        return "no figure"
    if kind == "funding":
        return format_pounds(figure)
    return f"{figure:,f}".removesuffix(".00")


def _column(cell: str) -> str:
    return re.sub(r"\d", "", cell)
