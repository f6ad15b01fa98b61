"""Judge the columns of a list of payments or grants whose headings are not known: by their words and their cells.

A column of days, of payees or of amounts is taken for what it holds where it is the only one that could be meant.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.headings import bases_in, names_codes, plain
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_blank, is_number, parse_day, text_of

_JUDGED = 90
"""The rank of a field that is judged by its cells: any heading that names it comes first."""
_YEARS = frozenset({"financial_year", "calendar_year", "academic_year", "quarter"})
_OF_PAYMENT = (
    r"\b(?:pay(?:ment)?|paid|pymt|clear(?:ed|ing)?|settle(?:d|ment)?)\b",
    r"\b(?:gl|ledger|post(?:ed|ing)?|account(?:ing)?|effective|transaction|trans|value|processed)\b",
    r"\b(?:invoice|inv|document|doc|tax)\b",
)
"""Words of a day of payment, those that say most of it first."""
_OTHER_DAY = re.compile(
    r"\b(?:start|end|finish|birth|due|expir\w*|from|to|until|review|ordered|raised|renewal|created)\b"
)
_PAYEE = re.compile(
    r"\b(?:suppliers?|payees?|vendors?|creditors?|beneficiar(?:y|ies)|merchants?|recipients?|contractors?|providers?"
    r"|grantees?|grant holders?|paid to)\b"
)
_NO_NAME = re.compile(
    r"\b(?:type|category|group|class|address|town|postcode|status|size|sme|site|vat|charity|company)\b"
)
_COMPANY = re.compile(
    r"\b(?:ltd|limited|plc|llp|cic|cio|inc|council|university|college|trust|nhs|solutions|company|association|society"
    r"|partnership|consultan(?:cy|ts)|bros|& sons)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\b(?:amounts?|totals?|value|cost|net|gross|sum|paid|price|spend|sterling|gbp)\b")
_OF_LIST = re.compile(r"\b(?:payments?|paid|spend|spending|suppliers?|invoices?|grants|awards)\b", re.IGNORECASE)
_AWARD = re.compile(r"\bawards?\b")
_PENCE = re.compile(r"[-(]?£.*|.*\d[.,]\d{2}\)?-?")
_ENOUGH = 0.9

Cells = Callable[[int], Sequence[Value]]


def mark_list_columns(
    columns: list[Column], cells: Cells, above: Callable[[], Iterable[str]], *, counts: bool
) -> list[Column]:
    """Return the columns, where those that only their cells tell are the day, the payee and the amount of a list.

    A table that states years, counts or a basis is no list. Several columns that could each be the amount are all
    taken for amounts, so that a finding asks which is meant.

    Parameters
    ----------
    cells
        Returns the first cells below the headings of a column.
    above
        Returns the texts above the headings.
    counts
        Whether the file's name says that its figures are counts.
    """
    fields = {field for column in columns for field, _ in column.heading.fields}
    roles = {column.heading.role for column in columns}
    bases = {column.heading.basis for column in columns if not _AWARD.search(plain(column.own))} - {"", "paid"}
    if counts or fields & _YEARS or roles & {"year", "count", "period", "named"} or bases:
        return columns
    known = {"amount": "amount" in roles, "date": "date" in fields, "provider": "provider" in fields}
    texts = [text for text in above() if len(text) < 160]
    hinted = any(known.values()) or any(map(_hints, columns)) or any(map(_OF_LIST.search, texts))
    if all(known.values()) or not hinted:
        return columns
    judged = {
        "date": [] if known["date"] else _day_columns(columns, cells),
        "provider": [] if known["provider"] else _payee_columns(columns, cells),
    }
    days = [column.index for column in judged["date"]]
    judged["amount"] = [] if known["amount"] else _amount_columns([c for c in columns if c.index not in days], cells)
    if sum(known[name] or bool(judged[name]) for name in known) < 2:
        return columns
    has_money = known["amount"] or judged["amount"]
    if not has_money and any(column.heading.counts for column in columns):
        return columns  # a day beside counts may be any day: of a registration, of an inspection
    if any(bases_in(text) - {"paid", "outturn", "allocated"} for text in texts):
        return columns
    marked = {}
    for name in ("date", "provider"):
        if len(judged[name]) == 1:
            heading = judged[name][0].heading
            marked[judged[name][0].index] = replace(heading, fields=((name, _JUDGED),), role="", basis="")
    for column in judged["amount"]:
        marked.setdefault(column.index, replace(column.heading, role="amount"))
    return [replace(column, heading=marked[column.index]) if column.index in marked else column for column in columns]


def day_rank(heading: str) -> int:
    """Return how well a heading names the day of a payment, 0 being best; 9 if it names another day."""
    words = plain(heading)
    if _OTHER_DAY.search(words):
        return 9
    return next((at for at, pattern in enumerate(_OF_PAYMENT) if re.search(pattern, words)), len(_OF_PAYMENT))


def _hints(column: Column) -> bool:
    words = plain(column.own)
    return bool(_PAYEE.search(words) or re.search(r"\bdate\b", words))


def _is_unknown(column: Column) -> bool:
    heading = column.heading
    return bool(column.own) and not (heading.fields or heading.role or heading.problem or heading.when)


def _filled(cells: Sequence[Value]) -> list[Value]:
    return [value for value in cells if not is_blank(value)]


def _share(values: Sequence[Value], test: Callable[[Value], bool]) -> float:
    return sum(map(test, values)) / len(values) if values else 0.0


def _day_columns(columns: Sequence[Column], cells: Cells) -> list[Column]:
    """Return the columns that could be the day of a payment; those only whose headings say most of it."""
    found = []
    for column in columns:
        if not _is_unknown(column) or day_rank(column.own) == 9:
            continue
        named = bool(re.search(r"\bdated?\b", plain(column.own)))
        values = _filled(cells(column.index))
        if _share(values, lambda value, named=named: _is_day(value, named=named)) >= _ENOUGH:  # type: ignore[misc]
            found.append(column)
    best = min((day_rank(column.own) for column in found), default=0)
    return [column for column in found if day_rank(column.own) == best]


def _is_day(value: Value, *, named: bool) -> bool:
    if not isinstance(value, dt.date) and not named and not (isinstance(value, str) and re.search(r"[-/. ]", value)):
        return False
    try:
        return bool(parse_day(value))
    except ValueError:
        return False


def _payee_columns(columns: Sequence[Column], cells: Cells) -> list[Column]:
    """Return the columns that could hold payees: those whose headings say so, or else whose cells are companies."""
    words = [
        column
        for column in columns
        if _is_unknown(column) and not names_codes(column.own) and not _NO_NAME.search(plain(column.own))
        if _share(_filled(cells(column.index)), _is_name) >= _ENOUGH
    ]
    named = [column for column in words if _PAYEE.search(plain(column.own))]
    return named or [column for column in words if _share(_filled(cells(column.index)), _is_company) >= 0.3]


def _is_name(value: Value) -> bool:
    return isinstance(value, str) and not is_number(value) and any(map(str.isalpha, value))


def _is_company(value: Value) -> bool:
    return isinstance(value, str) and bool(_COMPANY.search(value))


def _amount_columns(columns: Sequence[Column], cells: Cells) -> list[Column]:
    """Return the columns that could hold amounts: numbers under a heading of money, or else some with pence."""
    found = []
    for column in columns:
        values = _filled(cells(column.index))
        if _is_unknown(column) and not names_codes(column.own) and _share(values, is_number) >= _ENOUGH:
            found.append(column)
    named = [column for column in found if _AMOUNT.search(plain(column.own))]
    return named or [
        column
        for column in found
        if any(_PENCE.fullmatch(text_of(value)) or "." in text_of(value) for value in cells(column.index))
    ]
