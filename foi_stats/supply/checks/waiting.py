"""Say for which figures a report will wait: those that nobody knows yet, or that somebody else must decide on."""

from __future__ import annotations

import pandas as pd

from foi_stats.supply.collect import Findings
from foi_stats.supply.rows import records
from foi_stats.vocabulary.no_figure import ASK_OFFICER, WORD_OF
from foi_stats.vocabulary.shorthand import is_publishable


def check_waiting(rows: pd.DataFrame, findings: Findings) -> None:
    """Find gaps that may not be published: they are taken, and a report of them waits."""
    gaps = rows.loc[rows["reason"].ne(""), ["sheet", "cell", "reason", "note"]]
    for row in records(gaps):
        if is_publishable(row["reason"]):
            continue
        asks = WORD_OF[ASK_OFFICER] in row["note"].casefold()
        findings.add(
            "report-waits",
            "warning",
            row["sheet"],
            row["cell"],
            found="there is no figure, for the information officer is asked whether to give it: that is taken, and "
            "a report of it waits for the decision"
            if asks
            else "there is no figure, for it is not known: that is taken, and a report of it waits until it is",
            expected="a figure, or a reason that may be published",
            action="Nothing: the information officer decides" if asks else "Send the figure when it is known",
        )
