"""The column plan of a table: which columns hold figures, which hold fields of the rows, and what all rows share.

``plan_columns`` infers a plan from headings and ``layouts/apply`` takes one from a layout; both are extracted the same
way.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.tables.fields import PERIOD_FIELDS
from foi_stats.supply.tables.table import Table
from foi_stats.vocabulary.months import When
from foi_stats.vocabulary.period import Period

Label = tuple[str, str]
"""The name of a breakdown, and one of its values."""
ROW_FIELDS = (*PERIOD_FIELDS, "as_at", "unit", "basis", "flow", "measure", "shorthand", "reason")
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
    ``when`` is the period of its figures, or the part of the year that each row states. ``earlier`` is the index of the
    column that holds an earlier version of its figures. ``labels`` are the values of breakdowns that its heading
    states, by the names of their label columns.
    """

    index: int
    kind: Kind
    heading: str
    when: When | None = None
    basis: str = ""
    flow: str = ""
    unit: int | None = None
    note: str = ""
    line: str = ""
    sign: int = 1
    measure: str = ""
    qualifiers: str = ""
    shorthand: str = ""
    earlier: int | None = None
    labels: tuple[Label, ...] = ()

    @property
    def year(self) -> str:
        """The financial year that its figures are within, if its heading or the text around the table says so."""
        return self.when.financial_year if isinstance(self.when, Period) else ""


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """A column of a longer period than others, or their total; ``is_total`` is whether they should make it up."""

    whole: int
    parts: tuple[int, ...]
    is_total: bool


@dataclass(frozen=True)
class ColumnPlan:
    """How the columns of one table are read.

    Attributes
    ----------
    value_columns
        The columns of figures.
    field_columns
        The index of the column of each field that the rows state for themselves.
    labels
        The index of each label column of the table's own, by its name.
    constants
        Fields that are the same for every row.
    lists_payments
        Whether it is a published list of payments.
    is_to_date
        Whether its figures are from the start of a year up to a day.
    is_of_month
        Whether the sheet is named for a month, a quarter or another part of a year.
    total_column
        The index of the column that is the total of others.
    sums
        The columns that are of a longer period than others, the shorter ones first.
    wholes
        The columns that are totals of others across a breakdown, and these.
    covers, covers_by
        What a list of payments says that it covers, and whether its ``file`` or its ``folder`` says so.
    default_year
        The year of the folder, for rows that name a part of a year and nothing else.
    as_at
        The day that a title says the figures are as at, for rows that do not say it.
    """

    table: Table
    value_columns: tuple[ValueColumn, ...]
    field_columns: dict[str, int]
    constants: dict[str, str] = field(default_factory=dict)
    lists_payments: bool = False
    is_to_date: bool = False
    is_of_month: bool = False
    total_column: int | None = None
    sums: tuple[PeriodSum, ...] = ()
    wholes: tuple[PeriodSum, ...] = ()
    covers: Period | None = None
    covers_by: str = ""
    default_year: str = ""
    as_at: dt.date | None = None
    labels: dict[str, int] = field(default_factory=dict)

    @property
    def read_columns(self) -> set[int]:
        """The indexes of the columns that say something in the rows: figures, fields, labels, earlier figures."""
        read = {column.index for column in self.value_columns} | set(self.field_columns.values())
        read |= {column.index for column in self.table.columns if column.heading.role == "period"}
        read |= {column.earlier for column in self.value_columns if column.earlier is not None}
        return read | set(self.labels.values())


@dataclass(frozen=True, slots=True)
class FileContext:
    """What is known of a file besides its tables: values to fall back on, and whether its name says that it counts.

    ``measure`` is what the file's name says is counted.
    """

    organisation: str = ""
    year: str = ""
    counts: bool = False
    measure: str = ""
