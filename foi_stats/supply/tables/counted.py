"""Tell columns of counts whose headings could also head money: ``Households``, ``Claims paid``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.headings import names_codes, plain, units_in
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_blank, is_number
from foi_stats.vocabulary.measures import noun_of

_MONEY = frozenset({"amount", "named", "period"})
_LINE_OF_MONEY = re.compile(
    r"\b(?:grants?|payments?|costs?|expenditure|spend|spending|expenses|income|receipts|funding|budgets?|fees|charges"
    r"|levy|levies|precepts?|interest|surplus|deficit|reserves?|balances?|salaries|wages|rents?|allowances|rebates?"
    r"|subsid(?:y|ies)|revenue|depreciation|council tax|precept|amounts?)\b"
    r"(?=$| (?:and|by|for|from|in|of|on|to|inside|outside|payable|receivable|paid|received|levels?)\b)"
)
"""Words that end the name of a line of money: ``Police grant``, ``Interest payable``; not ``Grant applications``."""


def mark_counts(
    columns: list[Column], cells: Callable[[int], Sequence[Value]], above: Callable[[], Iterable[str]], *, counts: bool
) -> list[Column]:
    """Return the columns, with the role ``count`` for those that may count, if nothing in the table is money.

    If no heading names a thing that is counted, and the file says that it holds counts, every column of numbers counts
    what its heading says.

    Parameters
    ----------
    cells
        Returns the first cells below the headings of a column.
    above
        Returns the texts above the headings.
    counts
        Whether the file's name says that its figures are counts.
    """
    headings = [column.heading for column in columns]
    if any(map(_names_line_of_money, columns)) or any(
        heading.role in _MONEY or heading.units or (heading.role == "year" and heading.basis) for heading in headings
    ):
        return columns
    wanted = [column for column in columns if column.heading.counts and column.heading.role == ""]
    if not wanted and counts and not any(heading.role in ("count", "year", "total") for heading in headings):
        wanted = [column for column in columns if _may_hold_counts(column)]
    marked = {column.index for column in wanted if _holds_numbers(cells(column.index))}
    if not marked or any(units_in(text) for text in above() if len(text) < 160):
        return columns
    return [
        replace(column, heading=replace(column.heading, role="count", basis="", flow=""))
        if column.index in marked
        else column
        for column in columns
    ]


def _names_line_of_money(column: Column) -> bool:
    heading = column.heading
    return not (heading.fields or heading.role) and bool(_LINE_OF_MONEY.search(plain(column.own)))


def _may_hold_counts(column: Column) -> bool:
    heading = column.heading
    plain_text = not (heading.fields or heading.role or heading.problem or heading.basis or heading.when)
    return plain_text and bool(noun_of(column.text)) and not names_codes(column.text)


def _holds_numbers(cells: Sequence[Value]) -> bool:
    """Return whether cells hold numbers, and beside them only symbols or short words such as ``n/a``, but no ``%``."""
    filled = [value for value in cells if not is_blank(value)]
    if "%" in filled:
        return False
    numbers = sum(map(is_number, filled))
    return numbers > 0 and all(is_number(value) or len(str(value)) < 8 for value in filled)
