"""Parse the period of each row: what its cells say, together with the heading of its figure.

Each distinct statement is parsed once. The part of a year that one cell names, such as ``April`` or ``Q1``, is of the
year that another cell, the heading or the text around the table names, or else of the folder's year.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from foi_stats.files.workbook import Value
from foi_stats.supply.figures.part_cells import IsoMonths, iso_month, parse_month_cell, parse_quarter_cell
from foi_stats.supply.figures.row_fields import add_unreadable
from foi_stats.supply.rows import period_fields
from foi_stats.supply.tables.columns import ValueColumn
from foi_stats.supply.tables.contracts import is_open
from foi_stats.supply.tables.fields import PERIOD_FIELDS
from foi_stats.supply.tables.heading_periods import year_of_quarters
from foi_stats.supply.tables.headings import plain
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import are_month_first, is_blank, parse_day, text_of
from foi_stats.vocabulary.months import When, meet
from foi_stats.vocabulary.parse_periods import parse_period
from foi_stats.vocabulary.period import (
    Period,
    financial_year_period,
    period_between,
    period_of_day,
)
from foi_stats.vocabulary.years import format_day, parse_financial_year

Statement = tuple[Period | None, When | None]
"""What the cells of a row say: a year, and what is within it."""
_NUMBERED_MONTHS = ("accounting", "financial", "period")
_EMPTY = ValueError("the cell is empty")
_STARTS_WITH_DAY = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]")
_FULL_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|(?:19|20)\d{2}-\d{2}-\d{2}")


class _FieldError(ValueError):
    """A cell of a field that cannot be read, and why."""

    def __init__(self, field: str, why: ValueError) -> None:
        super().__init__(str(why))
        self.field, self.why = field, why


class RowPeriods:
    """What the rows of a table say of their period, for each column of figures to be completed.

    The cells of a row are its key: each distinct one is parsed once.
    """

    def __init__(self, planned: PlannedTable, positions: Sequence[int]) -> None:
        self._planned, self._positions = planned, positions
        self._fields = [name for name in PERIOD_FIELDS if name in planned.plan.field_columns]
        cells = [planned.cells(name, positions) for name in self._fields]
        self._month_first = "date" in self._fields and are_month_first(set(cells[self._fields.index("date")]))
        self._iso = {name: IsoMonths(values) for name, values in zip(self._fields, cells, strict=True)}
        self._keys: list[Any] = cells[0] if len(cells) == 1 else list(zip(*cells, strict=True))
        self._statements: dict[Any, Statement | None] = {}
        self._columns: dict[When | None, tuple[dict[str, Any], set[int]]] = {}
        for key in dict.fromkeys(self._keys):
            values = (key,) if len(cells) == 1 else key
            try:
                self._statements[key] = self._parse(dict(zip(self._fields, values, strict=True)))
            except _FieldError as error:
                self._statements[key] = None
                self._add_unreadable(key, error.field, error.why)
        if "end" in self._fields:
            self._add_open_ended()

    def _add_open_ended(self) -> None:
        """Say which contracts have no last day."""
        ends = self._planned.cells("end", self._positions)
        read = zip(self._positions, self._keys, ends, strict=True)
        open_ended = [at for at, key, end in read if self._statements[key] and is_open(end)]
        if open_ended:
            column = self._planned.plan.field_columns["end"]
            self._planned.add_finding(
                "open-ended",
                [self._planned.address(position, column) for position in open_ended],
                found="the contract has no last day: its value is of the day that it starts",
            )

    def of_column(self, column: ValueColumn) -> tuple[dict[str, Any], set[int]]:
        """Return the columns that say the period of a column's figures, and the rows of which it is not settled.

        Each is one value, or a list with that of each row. For each row that is not settled a finding says why.
        """
        if not self._fields:
            if not isinstance(column.when, Period):
                raise TypeError(f"{column.heading!r} has no period")  # the checks of headings let none pass
            return _period_columns(column.when), set()
        if column.when not in self._columns:
            self._columns[column.when] = self._period_columns(column)
        return self._columns[column.when]

    def _period_columns(self, column: ValueColumn) -> tuple[dict[str, Any], set[int]]:
        by_key = {
            key: None if statement is None else self._complete(key, statement, column)
            for key, statement in self._statements.items()
        }
        known = {key: _period_columns(period) for key, period in by_key.items()}
        fields: dict[str, Any] = {}
        for name in _period_columns(None):
            values = {key: columns[name] for key, columns in known.items()}
            first = next(iter(values.values()), None)
            same = first is not None and all(value == first for value in values.values())
            fields[name] = first if same else list(map(values.__getitem__, self._keys))
        unsettled = {key for key, period in by_key.items() if period is None}
        return fields, {at for at, key in enumerate(self._keys) if key in unsettled} if unsettled else set()

    def _complete(self, key: object, statement: Statement, column: ValueColumn) -> Period | None:
        """Return the period of the rows that state this, in one column; None if it is not settled."""
        whole, part = statement
        heading = column.when
        try:
            if not isinstance(part, Period) and part is not None and whole is None and heading is None:
                default = self._planned.plan.default_year
                return meet(part, financial_year_period(default) if default else None)
            if isinstance(heading, Period) or heading is None:
                return meet(part, meet(whole, heading))
            return meet(heading, meet(part, whole))
        except ValueError as error:
            self._add_unreadable(key, self._fields[-1] if part else self._fields[0], error)
            return None

    def _add_unreadable(self, key: object, field: str, why: ValueError) -> None:
        where = [at for at, other in zip(self._positions, self._keys, strict=True) if other == key]
        add_unreadable(self._planned, field, where, why)

    def _parse(self, cells: Mapping[str, Value]) -> Statement:
        """Return what the cells of a row say together."""
        parts = [name for name in ("quarter", "month", "period") if name in cells and not is_blank(cells[name])]
        whole: Period | None = None
        for name in ("financial_year", "calendar_year", "academic_year"):
            if name in cells and not (parts and is_blank(cells[name])):
                whole = self._read(name, cells[name], whole, has_parts=bool(parts))
        when: When | None = None
        if "start" in cells:
            return None, self._term(cells)
        for name in [*parts, *(["date"] if "date" in cells else [])]:
            if is_blank(cells[name]):
                raise _FieldError(name, _EMPTY)
            found = self._part(name, cells[name])
            when = found if when is None else self._meet(name, found, when)
        if whole is None and when is None:
            raise _FieldError(next(iter(cells)), _EMPTY)
        if isinstance(when, Period) or (when and whole):
            return None, self._meet(parts[-1] if parts else "date", when, whole)
        return whole, when

    def _term(self, cells: Mapping[str, Value]) -> Period:
        """Return the period from the first to the last day in the cells of a row; the first day, if it has no last."""
        days = []
        names = ("start",) if is_open(cells["end"]) else ("start", "end")
        for name in names:
            try:
                days.append(parse_day(cells[name], date_1904=self._planned.plan.table.sheet.date_1904))
            except ValueError as error:
                raise _FieldError(name, _EMPTY if is_blank(cells[name]) else error) from None
        if len(days) == 1:
            return period_of_day(days[0], "day")
        if days[0] > days[1]:
            raise _FieldError("end", ValueError(f"the last day, {days[1]}, is before the first, {days[0]}"))
        return period_between(*days)

    def _meet(self, name: str, when: When, whole: When | None) -> When | None:
        try:
            if isinstance(whole, Period) or whole is None:
                return meet(when, whole)
            return meet(whole, when) if isinstance(when, Period) else when
        except ValueError as error:
            raise _FieldError(name, type(error)(f"{error}, as the row says")) from None

    def _read(self, name: str, value: Value, whole: Period | None, *, has_parts: bool) -> Period | None:
        """Return the year in a cell: beside a month or a quarter, ``2015`` is a calendar year."""
        text = text_of(value)
        try:
            if name == "financial_year" and (day := _day_of(value)):
                return meet(_year_of_day(day), whole)
            is_bare = has_parts and len(text) == 4 and text.isdigit()
            if name == "calendar_year" or (is_bare and not self._says_financial()):
                found = parse_period(text, "calendar_year")
            elif name == "academic_year":
                found = parse_period(text, "academic_year")
            else:
                found = financial_year_period(parse_financial_year(text))
            return meet(found, whole)
        except ValueError as error:
            raise _FieldError(name, _EMPTY if is_blank(value) else error) from None

    def _part(self, name: str, value: Value) -> When:
        """Return the month, quarter, day or other period in a cell."""
        try:
            if name == "date":
                if month := iso_month(value, self._iso[name]):
                    return month
                day = parse_day(value, date_1904=self._planned.plan.table.sheet.date_1904)
                if self._month_first and day.day != day.month and _STARTS_WITH_DAY.match(text_of(value)):
                    raise ValueError(f"{value!r} is a day in a column of days whose month is written first")
                return period_of_day(day, "day")
            if name == "quarter":
                return parse_quarter_cell(text_of(value), year_of_quarters(self._heading(name)))
            if name == "period" and (month := iso_month(value, self._iso[name])):
                return month
            heading = plain(self._heading(name))
            return parse_month_cell(value, name, is_counted=any(word in heading for word in _NUMBERED_MONTHS))
        except ValueError as error:
            raise _FieldError(name, error) from None

    def _says_financial(self) -> bool:
        """Return whether the headings say that years, or the quarters within them, are financial ones."""
        columns = [name for name in ("financial_year", "quarter") if name in self._fields]
        return any(year_of_quarters(self._heading(name)) == "financial" for name in columns)

    def _heading(self, name: str) -> str:
        index = self._planned.plan.field_columns[name]
        return next(column.text for column in self._planned.plan.table.columns if column.index == index)


def _day_of(value: Value) -> dt.date | None:
    """Return the day in a cell that should hold a year: a date of the spreadsheet, or a day in full."""
    if not isinstance(value, dt.date) and not (isinstance(value, str) and _FULL_DAY.fullmatch(value.strip())):
        return None
    return parse_day(value)


def _year_of_day(day: dt.date) -> Period:
    """Return the financial year that a day in a column of years stands for: its first day, or its last."""
    if (day.day, day.month) in ((1, 4), (31, 3)):
        return period_of_day(day, "financial_year")
    shown = format_day(day)
    if day.day + 1 == day.month:  # 10/11 becomes 10 November
        year = f"20{day.day:02d}-{day.month:02d}"
        raise ValueError(f"the cell is the day {shown}, which may be what a spreadsheet program made of {year}")
    raise ValueError(f"the cell is the day {shown}, not a financial year")


def _period_columns(period: Period | None) -> dict[str, Any]:
    """Return the columns of rows that say their period."""
    if period is None:
        return {"financial_year": "", "quarter": "", "period_start": None, "period_end": None, "period_kind": ""}
    quarter = f"{period.start.year} Q{period.start.month // 3 + 1}" if period.kind == "quarter" else ""
    return {"financial_year": period.financial_year, "quarter": quarter, **period_fields(period)}
