"""Leave out rows and columns that no sum may hold: percentages, shares, rates, averages, and amounts in real terms."""

from __future__ import annotations

import re

from foi_stats.supply.collect import Findings
from foi_stats.supply.figures.row_labels import label_columns
from foi_stats.supply.tables.columns import ColumnPlan
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_number, text_of
from foi_stats.vocabulary.measures import KIND_NAMES, counts_in_thousands, is_rate, kind_of

_SHARE = re.compile(
    r"\((?:%|per ?cent)\)|^\W*(?:%|per ?cent(?:age)?)\W? ?of\b|(?:[^\d\s]\s*%|\bper ?cent(?:age)?)\W*$"
    r"|\bas (?:a )?(?:share|proportion|percentage|%) of\b|^\W*(?:share|proportion) of\b"
    r"|\bper (?:head|capita|person|client|case|user|victim|referral|hour)\b",
    re.IGNORECASE,
)
_STATISTIC = re.compile(r"(?:.* )?(?:average|mean|median)|average .*|minimum|maximum", re.IGNORECASE)
_HINTS = (
    *("average", "mean", "median", "minimum", "maximum", "%", "per cent", "percent", "share of", "proportion of"),
    *(f"per {one}" for one in ("head", "capita", "person", "client", "case", "user", "victim", "referral", "hour")),
)
"""Every label that a pattern above matches contains one of these; long columns are searched for them first."""


def without_rates(planned: PlannedTable, positions: list[int]) -> list[int]:
    """Return the rows without those whose label, or whose measure, says that they are a share, a rate or an average."""
    found: dict[int, str] = {}
    names = [*label_columns(planned).values(), *(["measure"] if "measure" in planned.plan.field_columns else [])]
    for name in names:
        texts = {
            text for text in planned.words(name).holding(*_HINTS) if _says_rate(text, of_measure=name == "measure")
        }
        labels = planned.cells(name, positions) if texts else []
        found |= {at: text_of(label) for at, label in zip(positions, labels, strict=False) if label in texts}
    for label in dict.fromkeys(found.values()):
        cells = [planned.address(at, planned.plan.value_columns[0].index) for at in found if found[at] == label]
        what = KIND_NAMES.get(kind_of(label), "a share or a statistic")
        planned.add_finding(
            "other-measure",
            cells,
            found=f"{label!r} is {what}: the row is left out of every sum",
        )
    return [position for position in positions if position not in found]


def _says_rate(text: str, *, of_measure: bool) -> bool:
    return bool(_SHARE.search(text) or _STATISTIC.fullmatch(text.strip()) or (of_measure and is_rate(kind_of(text))))


def check_rate_column(plan: ColumnPlan, column: Column, findings: Findings) -> bool:
    """Record a column of numbers that its heading calls a rate, real terms or thousands; return whether it is one."""
    if column.heading.role != "derived":
        return False
    what = KIND_NAMES.get(kind_of(column.text), "")
    if not what and re.search(r"\breal\b|\bprices\b", column.text, re.IGNORECASE):
        what = "in real terms, not what was spent or set aside"
    elif not what and counts_in_thousands(column.text):
        what = "a count in thousands or millions, which is not whole"
    values = plan.table.values(column.index, plan.table.body)
    rows = [row for row, value in zip(plan.table.body, values, strict=True) if is_number(value)]
    if not what or not rows:
        return False
    first, last = (plan.table.sheet.address(row, column.index) for row in (rows[0], rows[-1]))
    findings.add(
        "other-measure.column",
        plan.table.sheet.name,
        first if first == last else f"{first}:{last}",
        found=f"the column {column.text!r} is {what}: it is left out of every sum",
    )
    return True
