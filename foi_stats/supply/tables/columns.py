"""What the columns of a table are to be read as: the plan of a table.

``plan_columns`` infers a plan from headings, ``layouts/apply`` takes one from a layout; from then on
both go the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from foi_stats.supply.tables.table import Table

Kind = Literal["funding", "referrals"]

SET_BY_ROW = ("financial_year", "quarter", "date", "as_at", "unit", "basis", "flow", "shorthand", "reason")
LABELS: dict[Kind, tuple[str, ...]] = {
    "funding": ("organisation", "line", "provider", "funder", "activity", "note", "source"),
    "referrals": ("organisation", "service", "crime_type", "note", "source"),
}
GROUPS = frozenset({"organisation", "line", "service", "activity", "provider"})
"""Fields whose labels tell rows apart."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One column of figures and what its heading settles; what is empty or None each row says for itself."""

    column: int
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
    part: str = ""


@dataclass(frozen=True)
class Plan:
    """How one table is read.

    Attributes
    ----------
    figures
        The columns of figures.
    columns
        The column of each field that the rows state for themselves.
    constants
        Fields that are the same for every row.
    spends
        Whether it is a published list of payments.
    part
        The part of the year that the whole table is about, such as ``April``.
    across
        The columns of months or quarters that its column of totals is the total of.
    """

    table: Table
    figures: tuple[Figures, ...]
    columns: dict[str, int]
    constants: dict[str, str] = field(default_factory=dict)
    spends: bool = False
    part: str = ""
    total_column: int | None = None
    across: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a file besides its tables: what to fall back on, and whether its name says referrals."""

    organisation: str = ""
    year: str = ""
    counts: bool = False
