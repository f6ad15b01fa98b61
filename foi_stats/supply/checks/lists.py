"""Ask for the columns that a list of payments, grants or contracts leaves unnamed: the payee, the day, the amount."""

from __future__ import annotations

import re

from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.fields import YEAR_FIELDS
from foi_stats.supply.tables.headings import plain
from foi_stats.vocabulary.phrases import listed

_ASKED = {
    "provider": ("the payee", "Supplier"),
    "date": ("the day", "Payment Date"),
}
_MOST_HEADINGS = 20
_CONTRACT = re.compile(r"\bcontracts?\b")
_GRANT = re.compile(r"\b(?:grants?|awards?|awarded)\b")


def looks_like_list(plan: ColumnPlan) -> bool:
    """Return whether a table lists single payments, grants or contracts, and its headings do not settle what they are.

    It has a column of days or of payees and one of amounts, and nothing says a year, a basis or counts.
    """
    columns = plan.value_columns
    if plan.lists_payments or not {"date", "provider"} & plan.field_columns.keys():
        return False
    of_contracts = "provider" in plan.field_columns and any(_CONTRACT.search(plain(c.own)) for c in plan.table.columns)
    states_year = bool(YEAR_FIELDS.difference({"date"}) & plan.field_columns.keys())
    if (states_year and not of_contracts) or "basis" in plan.field_columns:
        return False
    indexes = {column.index for column in columns}
    stated = any(column.heading.when for column in plan.table.columns if column.index in indexes)
    return not stated and all(column.kind == "funding" and not column.basis for column in columns)


def _unsettled(what: str) -> str:
    if what == "contracts":
        return "its amounts could be the value of each contract as a whole, or what was spent on it in a year"
    return "nothing says whether its amounts were paid, spent or awarded"


def check_list(plan: ColumnPlan, findings: Findings) -> bool:
    """Find a list of which a column is not named: nothing is wrong with its unit or its basis."""
    if not looks_like_list(plan):
        return False
    states_year = bool(YEAR_FIELDS.difference({"date"}) & plan.field_columns.keys())
    missing = [name for name in _ASKED if name not in plan.field_columns and not (name == "date" and states_year)]
    headings = [column.text for column in plan.table.columns if column.text]
    words = plain(" ".join((*headings, *plan.table.above, plan.table.sheet.name)))
    what = "contracts" if _CONTRACT.search(words) else "grants" if _GRANT.search(words) else "payments"
    asked = listed(f"which column is {_ASKED[name][0]}" for name in missing)
    findings.add(
        "list-column-unknown" if missing else "list-not-settled",
        plan.table.sheet.name,
        plan.table.place,
        found=f"the table looks like a list of {what}, and "
        + (f"nothing says {asked}" if missing else _unsettled(what))
        + f". The headings are {', '.join(map(repr, headings[:_MOST_HEADINGS]))}",
        columns=listed(f"{_ASKED[name][0]} {_ASKED[name][1]}" for name in missing),
    )
    return True
