"""Say which gaps are not settled, or not the sender's to settle: what nobody knows, and what the officer decides."""

from __future__ import annotations

from typing import Any

import pandas as pd

from foi_stats.supply.collect import Findings
from foi_stats.supply.rows import records
from foi_stats.vocabulary.no_figure import WORD_OF
from foi_stats.vocabulary.shorthand import OFFICER_REASONS, is_publishable


def check_waiting(rows: pd.DataFrame, findings: Findings) -> None:
    """Find gaps that may not be published, of which a report waits, and those that rest on an exemption."""
    gaps = rows.loc[rows["reason"].ne(""), ["sheet", "cell", "reason"]]
    for row in records(gaps):
        if row["reason"] in OFFICER_REASONS:
            _add_decided(row, findings)
        if is_publishable(row["reason"]):
            continue
        asks = row["reason"] == "undecided"
        findings.add(
            "report-waits.officer" if asks else "report-waits",
            row["sheet"],
            row["cell"],
            found="there is no figure, for the information officer is asked whether to give it: that is taken, and "
            "a report of it waits for the decision"
            if asks
            else "there is no figure, for it is not known: that is taken, and a report of it waits until it is",
        )


def _add_decided(row: dict[str, Any], findings: Findings) -> None:
    findings.add(
        "decided-by-officer",
        row["sheet"],
        row["cell"],
        found="the reason is an exemption or the cost limit, which the information officer decides and not a "
        "finance team",
        word=repr(WORD_OF["undecided"]),
    )
