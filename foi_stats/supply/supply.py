"""A supply: one file that a finance team sent, as it was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from foi_stats.supply.rows import TEXT
from foi_stats.vocabulary.findings import Finding


@dataclass(frozen=True)
class Supply:
    """What one supplied file holds.

    Attributes
    ----------
    path
        The file.
    funding, referrals
        Its rows, with the columns of :mod:`foi_stats.supply.rows`; either may be empty.
    findings
        What the checks saw. Rows of a supply with a finding of severity error must not be used.
    skipped
        Sheets, tables and rows that were not read as figures, one line each: ``sheet``, ``cells``, ``why``.
    """

    path: Path
    funding: pd.DataFrame
    referrals: pd.DataFrame
    findings: tuple[Finding, ...]
    skipped: pd.DataFrame


def skipped_frame(lines: Iterable[tuple[str, str, str]] = ()) -> pd.DataFrame:
    """Return what was skipped as a frame: ``sheet``, ``cells``, ``why``."""
    return pd.DataFrame(list(lines), columns=["sheet", "cells", "why"]).astype(TEXT)
