"""Recognise lists of contracts, whose amounts are each the value of a whole contract, whatever its term."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.columns import ValueColumn
from foi_stats.supply.tables.fields import YEAR_FIELDS
from foi_stats.supply.tables.headings import plain
from foi_stats.supply.tables.table import Column, Table
from foi_stats.supply.values import parse_day

WHOLE_CONTRACT = "whole contract"
"""What qualifies the value of a contract: it is of the whole of it, not of a year."""
_CONTRACT = re.compile(r"\b(?:contracts?|agreements?|procurements?|tenders?)\b")
_VALUE = re.compile(r"\b(?:values?|awards?|awarded|sum|amounts?|price)\b")
_OF_A_YEAR = re.compile(r"\b(?:annual(?:ly|ised)?|year(?:ly)?|per annum|p ?a|months?|monthly|spen[dt]|spending|paid)\b")
_TERM = r"(?:(?:contract|agreement|term|period) )?(?:{words})(?: date)?(?: of (?:the )?(?:contract|agreement|term))?"
_DATE_OF = r"|date (?:of )?(?:{words})"
_STARTS = "start(?:s|ed|ing)?|commence(?:s|d|ment)|from|begins?|began|valid from"
_ENDS = "end(?:s|ed|ing)?|expir(?:y|es|ed|ation)|finish(?:es|ed)?|to|until|completion|valid to"
_OPEN = re.compile(
    r"|n a|tb[cad]|none|ongoing|on going|rolling|open|open ended|continuing|indefinite(?:ly)?|perpetual|evergreen"
    r"|(?:no|without) (?:(?:fixed|set) )?(?:end|expiry)(?: date)?|until (?:terminated|further notice)"
)
"""What stands, in plain words, in place of the last day of a contract that has none."""
_START, _END = (re.compile((_TERM + _DATE_OF).format(words=words)) for words in (_STARTS, _ENDS))


def settle_contracts(
    table: Table, fields: Mapping[str, int], values: Sequence[ValueColumn]
) -> tuple[dict[str, int], list[ValueColumn]]:
    """Return the columns of fields and of figures, where the amounts of a list of contracts are what was awarded.

    A table lists contracts if it names suppliers and contracts, and says of each when it was awarded, or when it starts
    and ends. Where rows name no year, and no day of the award, the period of an amount is the term of its contract.
    One contract in two years may be there with its amount of each: such a list is left to be asked about.
    """
    fields, values = dict(fields), list(values)
    if len(values) != 1 or not _holds_values(values[0]) or "provider" not in fields:
        return fields, values
    names = " ".join((*(column.text for column in table.columns), *table.above, table.sheet.name))
    if not _CONTRACT.search(plain(names)):
        return fields, values
    term = _term(table)
    day = next((column.own for column in table.columns if column.index == fields.get("date")), "")
    states_year = bool(YEAR_FIELDS.difference({"date"}) & fields.keys())
    if not term and "award" not in plain(day):
        return fields, values
    if states_year and (not term or _is_repeated(table, [*term, fields["provider"]], fields)):
        return fields, values
    if not states_year and "date" not in fields and term:
        fields |= dict(zip(("start", "end"), term, strict=True))
    return fields, [replace(values[0], basis="allocated", qualifiers=_qualifiers(values[0].qualifiers))]


def _holds_values(column: ValueColumn) -> bool:
    """Return whether a heading names the value of something, and no year, basis or part of it."""
    words = plain(column.heading)
    unsettled = column.kind == "funding" and column.when is None and column.basis in ("", "allocated")
    return unsettled and bool(_VALUE.search(words)) and not _OF_A_YEAR.search(words)


def _qualifiers(qualifiers: str) -> str:
    return "; ".join(filter(None, [qualifiers, WHOLE_CONTRACT]))


def is_open(value: Value) -> bool:
    """Return whether a cell says that a contract has no last day: it is blank, or says ``Ongoing`` or the like."""
    return isinstance(value, str | None) and bool(_OPEN.fullmatch(plain(value or "")))


def _term(table: Table) -> tuple[int, int] | None:
    """Return the columns of the first and last days of contracts, if there is one of each."""
    found = [
        [
            column.index
            for column in table.columns
            if pattern.fullmatch(plain(column.own)) and _holds_days(table, column, may_be_open=pattern is _END)
        ]
        for pattern in (_START, _END)
    ]
    return (found[0][0], found[1][0]) if all(len(columns) == 1 for columns in found) else None


def _holds_days(table: Table, column: Column, *, may_be_open: bool) -> bool:
    """Return whether a column holds days for the most part; one of last days may be empty."""
    values = [value for value in table.values(column.index, table.body[:20]) if not is_open(value)]
    return sum(map(_is_day, values)) * 2 > len(values) or (may_be_open and not values)


def _is_day(value: Value) -> bool:
    try:
        return isinstance(value, str | dt.date) and bool(parse_day(value))
    except ValueError:
        return False


def _is_repeated(table: Table, columns: Sequence[int], fields: Mapping[str, int]) -> bool:
    """Return whether a contract of one supplier and one term, whatever its amount, stands in two years."""
    years = [fields[name] for name in sorted(YEAR_FIELDS.difference({"date"}) & fields.keys())]
    words = [column.index for column in table.columns if _CONTRACT.search(plain(column.own))]
    keys = list(zip(*(table.values(column, table.body) for column in (*columns, *words)), strict=True))
    of_years = set(zip(keys, *(table.values(column, table.body) for column in years), strict=True))
    return len(of_years) > len(set(keys))
