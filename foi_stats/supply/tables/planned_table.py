"""A planned table: a table with its column plan and the rows of its body, ready for its figures to be extracted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from foi_stats.files.workbook import Value
from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.body import Body
from foi_stats.supply.tables.columns import LABELS, ColumnPlan
from foi_stats.supply.tables.words import DistinctValues


@dataclass(frozen=True)
class FigureMark:
    """Symbols and a note that a layout adds to figures in some rows, and of some lines and years if any are named."""

    shorthand: str
    note: str
    lines: frozenset[str]
    years: frozenset[str]
    rows: frozenset[int]


@dataclass(frozen=True)
class PlannedTable:
    """One table: its plan, its rows, where its findings go, and what a layout adds.

    Rows are named by their position in ``body.rows``.

    Attributes
    ----------
    symbols
        Symbols of the layout's own, and the standard shorthand of each.
    composed
        Labels that the layout composes, by field: one text for each row.
    marks
        Symbols and notes that the layout adds.
    totals
        The rows that may be totals, and their labels; None where labels and figures have to tell.
    carried
        Labels that blank cells take from above, by field and position.
    subtotal_rows
        The rows that hold the subtotal of the rows beneath them.
    """

    plan: ColumnPlan
    body: Body
    findings: Findings
    symbols: Mapping[str, str] = field(default_factory=dict)
    composed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    marks: Sequence[FigureMark] = ()
    totals: Mapping[int, str] | None = None
    carried: Mapping[str, Mapping[int, Value]] = field(default_factory=dict)
    subtotal_rows: frozenset[int] = frozenset()

    @property
    def own_labels(self) -> tuple[str, ...]:
        """The names of the label columns of its own: of columns, of what a layout composes, and across the headings."""
        kinds = {column.kind for column in self.plan.value_columns}
        fields = {name for kind in kinds for name in LABELS[kind]}
        across = [name for column in self.plan.value_columns for name, _ in column.labels]
        return tuple(dict.fromkeys([*self.plan.labels, *(n for n in self.composed if n not in fields), *across]))

    def labels_of(self, kind: Kind) -> tuple[str, ...]:
        """Return the names of the label columns of its own that rows of a kind have."""
        return tuple(name for name in self.own_labels if name not in LABELS[kind])

    def column(self, name: str) -> int:
        """Return the index of the column of a field, or of a label column."""
        fields = self.plan.field_columns
        return fields[name] if name in fields else self.plan.labels[name]

    def cells(self, name: str, positions: Sequence[int]) -> list[Value]:
        """Return the cells of a field's column in some rows, with labels carried down into blank ones."""
        values = self.plan.table.labels(self.column(name), self.body.at(positions))
        carried = self.carried.get(name)
        if not carried:
            return values
        return [carried.get(position, value) for position, value in zip(positions, values, strict=True)]

    def words(self, name: str) -> DistinctValues:
        """Return the distinct texts of a field's column, those of rows outside the body included."""
        return self.plan.table.words(self.column(name))

    def address(self, position: int, column: int) -> str:
        """Return the A1 address of a cell in a row of the body."""
        return self.plan.table.sheet.address(self.body.rows[position], column)

    def add_finding(self, check: str, cells: Sequence[str], *, found: str, **values: object) -> None:
        """Add a finding about cells of this table: it stands at the first, and names the others."""
        self.findings.add(check, self.plan.table.sheet.name, cells[0], also=cells[1:], found=found, **values)
