"""Ask once of which years quarters are that are only numbered, beside years such as 2015."""

from __future__ import annotations

import re

from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.heading_periods import year_of_quarters
from foi_stats.supply.values import is_blank, text_of

_NUMBER = re.compile(r"0?[1-4]")
_ONE_YEAR = re.compile(r"(?:19|20)\d{2}")


def check_quarters(plan: ColumnPlan, findings: Findings) -> bool:
    """Find quarters numbered 1 to 4 beside a year of four digits, where no heading says which years they are of."""
    fields, table = plan.field_columns, plan.table
    if not {"financial_year", "quarter"} <= fields.keys():
        return False
    headings = {column.index: column.text for column in table.columns}
    if any(year_of_quarters(headings[fields[name]]) for name in ("financial_year", "quarter")):
        return False
    pairs = zip(*(table.values(fields[name], table.body) for name in ("financial_year", "quarter")), strict=True)
    texts = ((text_of(year), text_of(quarter)) for year, quarter in pairs if not (is_blank(year) or is_blank(quarter)))
    found = next((pair for pair in texts if _ONE_YEAR.fullmatch(pair[0]) and _NUMBER.fullmatch(pair[1])), None)
    if found is None:
        return False
    findings.add(
        "ambiguous-quarter",
        table.sheet.name,
        table.address_of(fields["quarter"]),
        found=f"quarter {found[1]} of {found[0]} could be of the calendar year, or of a financial year",
    )
    return True
