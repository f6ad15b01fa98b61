"""The column plan of a table: which columns hold figures, which hold fields of the rows, and what all rows share.

``plan_columns`` infers a plan from headings and ``layouts/apply`` takes one from a layout; both are extracted the same
way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from foi_stats.supply.tables.table import Table
from foi_stats.vocabulary.months import YearMonths

Kind = Literal["funding", "referrals"]

ROW_FIELDS = ("financial_year", "quarter", "date", "as_at", "unit", "basis", "flow", "measure", "shorthand", "reason")
"""Fields, besides labels, that may have a column of their own."""
LABELS: dict[Kind, tuple[str, ...]] = {
    "funding": ("organisation", "line", "provider", "funder", "activity", "note", "source"),
    "referrals": ("organisation", "service", "crime_type", "note", "source"),
}
GROUPS = frozenset({"organisation", "line", "service", "activity", "provider"})
"""Fields whose labels tell rows apart."""


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of amounts or counts.

    A field that is empty or None is not settled by the heading or the text around the table: each row states its own.
    ``period_note`` names the months, such as ``Apr to Jun only``, where the figures are of less than a year, and
    ``months`` are these months.
    """

    index: int
    kind: Kind
    heading: str
    year: str = ""
    quarter: str = ""
    basis: str = ""
    flow: str = ""
    unit: int | None = None
    note: str = ""
    line: str = ""
    sign: int = 1
    measure: str = ""
    qualifiers: str = ""
    shorthand: str = ""
    period_note: str = ""
    months: YearMonths | None = None


@dataclass(frozen=True)
class ColumnPlan:
    """How the columns of one table are read.

    Attributes
    ----------
    value_columns
        The columns of figures.
    field_columns
        The index of the column of each field that the rows state for themselves.
    constants
        Fields that are the same for every row.
    lists_payments
        Whether it is a published list of payments.
    period_note
        The months that the whole table covers, such as ``April``, where it covers less than a year.
    months
        These months.
    total_column
        The index of the column that is the total of others.
    period_columns
        The indexes of the columns of months or quarters that add up to its column of totals.
    """

    table: Table
    value_columns: tuple[ValueColumn, ...]
    field_columns: dict[str, int]
    constants: dict[str, str] = field(default_factory=dict)
    lists_payments: bool = False
    period_note: str = ""
    months: YearMonths | None = None
    total_column: int | None = None
    period_columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FileContext:
    """What is known of a file besides its tables: values to fall back on, and whether its name says that it counts.

    ``measure`` is what the file's name says is counted.
    """

    organisation: str = ""
    year: str = ""
    counts: bool = False
    measure: str = ""
