"""Whether the figures of a table are expenditure or income, as its headings and the text above it say."""

from __future__ import annotations

import re

from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.headings import plain

_INCOME = re.compile(r"\b(?:income|receipts|(?:grants?|funding|money|contributions?|fees|amounts?) received)\b")
_NOT_INCOME = re.compile(
    r"\b(?:low income|income (?:generation|maximisation|support|recovery|team|officer)|loss of income|lost income)\b"
)
_SPENT = re.compile(r"\b(?:expenditure|spen[dt]|spending|paid|payments?|costs?|outgoings)\b")


def flow_in(text: str) -> str:
    """Return the flow that a text states: ``income`` or ``expenditure``; empty text if neither, or both."""
    words = _NOT_INCOME.sub(" ", plain(text))
    income, spent = bool(_INCOME.search(words)), bool(_SPENT.search(words))
    return "" if income == spent else "income" if income else "expenditure"


def flow_around(plan: ColumnPlan) -> tuple[str, str]:
    """Return the flow that the text just above a table states, or else its sheet's name, and the text itself.

    A text that names both flows, as *Income and expenditure* does, settles nothing, and nor does what stands above it.
    """
    for text in (*reversed(plan.table.above), plan.table.sheet.name):
        if len(text) >= 120:
            continue
        if flow := flow_in(text):
            return flow, text
        words = _NOT_INCOME.sub(" ", plain(text))
        if _INCOME.search(words) or _SPENT.search(words):
            break
    return "", ""
