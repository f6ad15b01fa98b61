"""Tell columns that are months or quarters of a year from the column that is their sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from foi_stats.supply.collect import Notices
from foi_stats.supply.tables.headings import plain
from foi_stats.supply.tables.table import Column, Table
from foi_stats.vocabulary.period import Part, quarter_part, say_parts

if TYPE_CHECKING:
    from foi_stats.supply.tables.columns import Figures

_WHOLE = re.compile(r"\btotals?\b|\b(?:full|whole) year\b|\bannual (?:actual|out ?turn|spend)")


def columns_across(table: Table, *, money: bool) -> list[Column]:
    """Return the columns of months, or of quarters where there are none, that stand for parts of a year.

    A quarter of counts is a figure of its own, for referrals are kept by quarter; one of money is part of a year's.
    Where nothing but the quarter stands in its heading, ``money`` says which it is.
    """
    amounts = ("amount", "year") if money else ("amount",)
    parts = [column for column in table.columns if column.heading.part]
    months = [column for column in parts if column.heading.part and column.heading.part.months == 1]
    quarters = [c for c in table.columns if c.heading.quarter and c.heading.figure in amounts]
    return months or parts or (quarters if len(quarters) > 1 else [])


def _parts(across: Sequence[Column]) -> list[Part]:
    return [column.heading.part or quarter_part(column.heading.quarter) for column in across]


def totals_across(table: Table, figures: Sequence[Figures], across: Sequence[Column]) -> list[int]:
    """Return the columns of totals: those headed so, or beside months and quarters the one of their year and basis."""
    totals = [column.index for column in table.columns if column.heading.figure == "total"]
    if totals or not across:
        return totals[:1]
    named = [one.column for one in figures if _WHOLE.search(plain(one.heading))]
    bases = {part.heading.basis for part in across}
    alike = [one for one in figures if one.basis and bases in ({one.basis}, {""}) and not one.quarter]
    same = [one.column for one in alike if one.year in ("", year_of(across))]
    return named or (same if len(same) == 1 else [])


def total_of(column: Column, across: Sequence[Column]) -> Column:
    """Return a column of totals with the year, basis and unit that the columns it is the total of agree on."""
    bases, units, flows = (
        {part.heading.basis for part in across},
        {part.heading.units for part in across},
        {part.heading.flow for part in across},
    )
    own = column.heading
    return replace(
        column,
        heading=replace(
            own,
            year=own.year or year_of(across),
            basis=own.basis or (bases.pop() if len(bases) == 1 else ""),
            units=own.units or (units.pop() if len(units) == 1 else frozenset()),
            flow=own.flow or (flows.pop() if len(flows) == 1 else ""),
        ),
    )


def year_of(across: Sequence[Column]) -> str:
    """Return the one year that all these columns are parts of, or nothing."""
    years = {part.year for part in _parts(across)}
    return years.pop() if len(years) == 1 else ""


def covers_year(across: Sequence[Column]) -> bool:
    """Return whether some columns are all the months, or quarters, of a year."""
    return not say_parts(_parts(across))


def is_total_of(column: Figures, across: Sequence[Column]) -> bool:
    """Return whether a column is told to be the total of others: by its name, or as they are its whole year."""
    return not column.year or bool(_WHOLE.search(plain(column.heading))) or covers_year(across)


def is_told_across(
    table: Table, figures: Sequence[Figures], across: Sequence[Column], totals: Sequence[int], notices: Notices
) -> bool:
    """Return whether a table of months says what the year's figures are; where it does not, there is a finding."""
    place = f"{table.sheet.address(table.head[-1], across[0].index)}:"
    place += table.sheet.address(table.head[-1], across[-1].index)
    years = sorted({part.year for part in _parts(across)} - {""})
    if len(years) > 1:
        notices.find(
            "ambiguous-year",
            "error",
            table.sheet.name,
            place,
            found=f"the months are of {' and '.join(years)}, and one total for both would be of neither",
            expected="the months of one financial year, April to March, in one table",
            action="Put each financial year in a table of its own, with a column Total",
        )
        return False
    if totals:
        return True
    notices.find(
        "months-across",
        "warning" if figures else "error",
        table.sheet.name,
        place,
        found=f"{_named(across)} of {next(iter(years), 'a year')}, and no column gives the year's total: not read",
        expected="a column headed Total, which is read, and held against the months",
        action="Add a column headed Total after the last month, with the sum of each row",
    )
    return bool(figures)


def _named(across: Sequence[Column]) -> str:
    first, last = across[0], across[-1]
    return f"{first.text!r} is part" if first is last else f"{first.text!r} to {last.text!r} are parts"


def part_across(table: Table, across: Sequence[Column], notices: Notices) -> str:
    """Return which months the columns cover, where they do not cover the year; that is a finding."""
    place = table.sheet.address(table.head[-1], across[-1].index)
    return say_part_of_year(table, place, "the columns are", _parts(across), notices, of="their total is that of")


def say_part_of_year(
    table: Table, place: str, what: str, parts: Sequence[Part], notices: Notices, *, of: str = "the figures are of"
) -> str:
    """Return which months some parts cover, where they do not cover the year; that is a finding."""
    said = say_parts(parts)
    if not said:
        return ""
    year = next(iter({part.year for part in parts}))
    notices.find(
        "part-of-a-year",
        "warning",
        table.sheet.name,
        place,
        found=f"{what} {said} only: {of} part of {year or 'a year'}, and the note beside them says so",
        expected="all twelve months, or all four quarters, for the figure of a year",
        action="Send the whole year when it is closed, or say in the answer that it is part of one",
    )
    return f"{said} only"
