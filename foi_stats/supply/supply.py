"""A supply: the rows, findings and skipped cells of one file that a finance team sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import ClassVar

import pandas as pd

from foi_stats.supply.cache_entries import KINDS, Kind
from foi_stats.supply.rows import PERIOD, TEXT, frame, period_fields
from foi_stats.vocabulary.findings import Finding, Findings
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.shown import Shown


@dataclass(frozen=True, repr=False)
class Supply(Shown):
    """The content of one supplied file.

    Attributes
    ----------
    path
        The file.
    funding, referrals
        Its rows, with the columns of :mod:`foi_stats.supply.rows`; either may be empty.
    findings
        What the checks found. Rows of a supply with a finding of severity error must not be used.
    skipped
        Sheets, tables and rows that were not read as figures, one line each: ``sheet``, ``cells``, ``why``.
    covered
        What each list of payments says that it covers, one line each: ``sheet``, ``cells`` (its headings),
        ``period_start``, ``period_end``, ``period_kind``, and ``stated_in``: the ``file``'s title or sheet name, or
        its ``folder``. The rows of a list say on what day each payment was made; that there is none in a month says
        that nothing was paid in it only where the list covers that month. A list that says nothing has no line.
    kinds
        The kinds of figures that it holds, or may hold where a table could not be read.
    totals
        The totals that stand in it, one line each: ``sheet``, ``cell``, ``printed``, the sum of the figures that it is
        held against (``added``), and how many these are (``figures``). The numbers are exact, as text: pounds, or
        counts.
    """

    path: Path
    funding: pd.DataFrame
    referrals: pd.DataFrame
    findings: tuple[Finding, ...]
    skipped: pd.DataFrame
    covered: pd.DataFrame
    kinds: tuple[Kind, ...] = KINDS
    totals: pd.DataFrame = field(default_factory=lambda: totals_frame())
    _shown: ClassVar[Sequence[tuple[str, str]]] = (
        ("Funding", "funding"),
        ("Counts", "referrals"),
        ("Not read as figures", "skipped"),
        ("Printed totals", "totals"),
        ("Findings", "findings"),
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "findings", Findings(self.findings))

    def _shown_title(self) -> str:
        return f"Supply {self.path.name}"


def skipped_frame(lines: Iterable[tuple[str, str, str]] = ()) -> pd.DataFrame:
    """Return skipped cells as a frame: ``sheet``, ``cells``, ``why``."""
    return pd.DataFrame(list(lines), columns=["sheet", "cells", "why"]).astype(TEXT)


def totals_frame() -> pd.DataFrame:
    """Return no printed totals, with the columns of :class:`Supply`."""
    return _no_totals().copy()


@cache
def _no_totals() -> pd.DataFrame:
    return frame(dict.fromkeys(("sheet", "cell", "printed", "added", "figures"), TEXT))


_COVERED = {"sheet": TEXT, "cells": TEXT, **PERIOD, "stated_in": TEXT}


def covered_frame(lines: Sequence[tuple[str, str, Period, str]] = ()) -> pd.DataFrame:
    """Return what lists of payments cover as a frame; a line is sheet, cells, period, and what states it."""
    if not lines:
        return _nothing_covered().copy()
    return frame(
        _COVERED,
        (
            {"sheet": sheet, "cells": cells, **period_fields(period), "stated_in": stated_in}
            for sheet, cells, period, stated_in in lines
        ),
    )


@cache
def _nothing_covered() -> pd.DataFrame:
    return frame(_COVERED)
