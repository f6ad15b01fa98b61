"""Collect the findings and the skipped cells of one file while it is read: one finding for each cause, worst first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pandas as pd

from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.catalogue import CHECKS
from foi_stats.vocabulary.findings import Finding, worst_first

MOST_LISTED = 20
"""How many findings of one check are listed; the rest are counted."""
_MOST_CELLS = 5
_MOST_PLACES = 1_000
_VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|-?£?\d[\d,.]*|\b[A-Z]{1,3}\d+\b")
"""What differs between findings of one cause: the texts, numbers and cells that the sentence quotes."""
_COLUMN = re.compile(r"[A-Z]*")
_LONG_DECIMALS = re.compile(r"(?<![\w.])-?\d+\.\d{9,}(?![\w.])")


@dataclass
class _Cause:
    """The first finding of a cause, and the other cells in which it was seen."""

    first: Finding
    also: list[str] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0

    def add(self, sheet: str, cells: Sequence[str]) -> None:
        """Note other cells; a cell of another sheet is named with its sheet."""
        self.count += len(cells)
        room = _MOST_CELLS - len(self.also)
        prefix = f"{sheet}!" if sheet != self.first.sheet else ""
        self.also += [prefix + cell for cell in cells[:room]] if room > 0 else []
        self.places += [(sheet, cell) for cell in cells[: max(0, _MOST_PLACES - len(self.places))]]

    def as_finding(self) -> Finding:
        more = f" … and {self.count - len(self.also):,} more" if self.count > len(self.also) else ""
        also = f", also in {', '.join(self.also)}{more}" if self.also else ""
        return replace(self.first, found=f"{self.first.found}{also}", also=tuple(self.places))


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A total that stands in a file, with the sum of the figures that it is held against, and how many these are.

    Both are in pennies, or in hundredths of a count.
    """

    sheet: str
    cell: str
    printed: int
    added: int
    figures: int


@dataclass
class Findings:
    """The findings, the skipped cells and the printed totals of one file.

    ``unread`` are the kinds of figures that what could not be read may hold.
    """

    file: str
    unread: set[Kind] = field(default_factory=set)
    _causes: dict[tuple[str, ...], _Cause] = field(default_factory=dict)
    _skipped: list[tuple[str, str, str]] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    totals: list[PrintedTotal] = field(default_factory=list)

    def add(
        self,
        check: str,
        sheet: str = "",
        cell: str = "",
        *,
        also: Sequence[str] = (),
        found: str,
        **values: object,
    ) -> None:
        """Add a finding of a check, or of a case of it; or its cells to an earlier one of the same cause.

        Two findings have one cause if they stand in one column, of whatever sheets, expect the same, and differ in
        nothing but the values and cells that they quote. ``also`` are other cells of the same sheet that it holds for;
        ``values`` are those that the texts of the check name.
        """
        first = CHECKS.finding(check, self.file, sheet, cell, found=as_shown(found), also=(), **values)
        self._seen.add((first.check, sheet))
        column = _COLUMN.match(cell)
        texts = _VALUES.sub("·", found), first.expected, first.action
        key = first.check, first.severity, column[0] if column else "", *texts
        cause = self._causes.get(key)
        if cause is None:
            cause = self._causes[key] = _Cause(first)
        elif (sheet, cell) != (cause.first.sheet, cause.first.cell):
            cause.add(sheet, [cell])
        cause.add(sheet, also)

    def has(self, check: str, sheet: str) -> bool:
        """Return whether there is a finding of a check on a sheet."""
        return (check, sheet) in self._seen

    def skip(self, sheet: str, cells: str, why: str) -> None:
        """Record cells that were not read, and why."""
        self._skipped.append((sheet, cells, why))

    def as_tuple(self) -> tuple[Finding, ...]:
        """Return the findings, the worst first; of a check with very many, the last says how many more there are."""
        listed: list[Finding] = []
        counts: Counter[str] = Counter()
        unlisted: dict[str, list[tuple[str, str]]] = {}
        for cause in self._causes.values():
            counts[cause.first.check] += 1
            if counts[cause.first.check] <= MOST_LISTED:
                listed.append(cause.as_finding())
            else:
                unlisted.setdefault(cause.first.check, []).append((cause.first.sheet, cause.first.cell))
        for check, count in counts.items():
            if count > MOST_LISTED:
                severity = worst_first(one for one in listed if one.check == check)[0].severity
                listed.append(
                    Finding(
                        check,
                        severity,
                        self.file,
                        found=f"{count - MOST_LISTED} more of the same kind",
                        action="Mend those listed first, and send the file again",
                        also=tuple(unlisted[check][:_MOST_PLACES]),
                    )
                )
        return worst_first(listed)

    def totals_frame(self) -> pd.DataFrame:
        """Return the printed totals as a frame, in pounds or as counts, as :class:`Supply` has them."""
        columns = ["sheet", "cell", "printed", "added", "figures"]
        lines = [
            (one.sheet, one.cell, *(str(Decimal(n).scaleb(-2)) for n in (one.printed, one.added)), str(one.figures))
            for one in self.totals
        ]
        return pd.DataFrame(lines, columns=columns, dtype="str")

    def skipped_frame(self) -> pd.DataFrame:
        """Return the skipped cells as a frame: ``sheet``, ``cells``, ``why``."""
        return pd.DataFrame(self._skipped, columns=["sheet", "cells", "why"], dtype="str")


def as_shown(text: str) -> str:
    """Return a sentence with its numbers as a spreadsheet shows them: ``9533.91`` for ``9533.910000000003``."""
    return _LONG_DECIMALS.sub(lambda match: format(float(match[0]), ".15g"), text)
