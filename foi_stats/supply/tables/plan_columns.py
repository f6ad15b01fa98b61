"""Plan the columns of a table from its headings and the text around it: figures, fields of the rows, totals.

Where two columns could both be meant, that is a finding and never a choice.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from foi_stats.files.workbook import Value
from foi_stats.supply.collect import Findings
from foi_stats.supply.tables.across import without_wholes
from foi_stats.supply.tables.column_periods import complete_periods, part_in_name, states_period, with_covered
from foi_stats.supply.tables.column_units import complete_column
from foi_stats.supply.tables.columns import ColumnPlan, FileContext, ValueColumn
from foi_stats.supply.tables.contracts import settle_contracts
from foi_stats.supply.tables.dated import day_in_title
from foi_stats.supply.tables.fields import BOOKED, FIELDS, PERIOD_FIELDS, YEAR_FIELDS
from foi_stats.supply.tables.headings import (
    bases_in,
    names_codes,
    names_counts,
    plain,
    units_in,
    without_units,
)
from foi_stats.supply.tables.label_columns import find_label_columns, typed_days
from foi_stats.supply.tables.months_across import (
    called_totals,
    find_period_columns,
    find_sums,
    is_part_of_year,
    share_fields,
    total_columns,
)
from foi_stats.supply.tables.named_place import place_in_title
from foi_stats.supply.tables.table import Column, Table
from foi_stats.supply.tables.versions import settle_versions
from foi_stats.supply.values import is_blank, is_number, text_of
from foi_stats.vocabulary.measures import noun_of
from foi_stats.vocabulary.spelling import in_words

_NET = re.compile(r"\bnett?\b|\bexc?(?:l|luding|lusive|luded)?\b")
_TRANSACTION = re.compile(r"\b(?:trans(?:action)?|invoice|payment|voucher)\b")
_PAID = re.compile(r"\b(?:spen[dt]|spending|paid|payments?|expenditure|invoices?|transactions?)\b", re.IGNORECASE)


def plan_columns(table: Table, context: FileContext, findings: Findings) -> ColumnPlan | None:
    """Return the plan of a table, or None if its headings do not settle it; findings then say what is missing."""
    named = _field_columns(table)
    fields = _without_month_of_payment(named)
    values = _value_columns(table, context, fields, findings)
    roles = {column.index: column.heading.role for column in table.columns}
    totals = total_columns(values, roles) if any(is_part_of_year(column.when) for column in values) else []
    values = complete_periods(table, share_fields(values, totals), fields, totals, context, findings)
    values, total = _without_total_of_years(values, _only_total(table, values), fields)
    lists_payments = _lists_payments(table, fields, values)
    if lists_payments:
        values = _net_only(values, table, findings)
        fields = {name: column for name, column in fields.items() if name not in BOOKED}
    else:
        fields, values = settle_contracts(table, fields, values)
    fields = _with_row_labels(table, _without_date(fields, values), values)
    if not values or not _has_labels(fields, values):
        _add_not_understood(table, findings)
        return None
    plan = ColumnPlan(
        table,
        tuple(values),
        fields,
        {"organisation": context.organisation or place_in_title(table)},
        lists_payments,
        is_of_month=part_in_name(table.sheet.name) is not None,
        total_column=total,
        default_year=context.year,
        booked={name: named[name] for name in BOOKED if lists_payments and name in named},
    )
    if lists_payments:
        plan = with_covered(plan)
    values = [complete_column(plan, column, context, findings) for column in values]
    values, wholes = without_wholes(settle_versions(table, values, findings))
    sums = find_sums(values, called_totals(values, roles))
    return replace(plan, value_columns=tuple(values), sums=sums, wholes=wholes)


def complete_plan(plan: ColumnPlan) -> ColumnPlan:
    """Return the plan of a table that can be read, with its label columns and the day that its figures are as at."""
    as_at = None if plan.lists_payments else day_in_title(plan.table)
    return replace(plan, as_at=as_at, labels=find_label_columns(plan))


def _field_columns(table: Table) -> dict[str, int]:
    """Return the column of each field: the one whose heading fits best; a column serves one field only."""
    fields: dict[str, int] = {}
    taken: set[int] = set()
    for name in FIELDS:
        fits = sorted(
            (rank, column.index)
            for column in table.columns
            if column.index not in taken
            for found, rank in column.heading.fields
            if found == name
        )
        if fits:
            fields[name] = fits[0][1]
            taken.add(fits[0][1])
    return fields


def _without_month_of_payment(fields: Mapping[str, int]) -> dict[str, int]:
    """Return the columns of fields, where a month beside a day is a note: the day says more."""
    fields = dict(fields)
    if "date" in fields and "month" in fields:
        month = fields.pop("month")
        fields.setdefault("note", month)
    return fields


def _value_columns(
    table: Table, context: FileContext, fields: Mapping[str, int], findings: Findings
) -> list[ValueColumn]:
    """Return the columns of figures, with what their headings say.

    If no heading says amount, count or year, they are those that name a line and a unit, or else a lone total if there
    are no other numbers that it could add up. Beside months, a column of totals is a column of figures. The last months
    are left out if they have no figure: they have not come yet.
    """
    found = [column for column in table.columns if column.heading.role in ("amount", "count", "year", "period", "part")]
    periods = find_period_columns(found, ("amount", "count", "year", "period"))
    totals = [column for column in table.columns if column.heading.role == "total"]
    if periods:
        empty = list(
            takewhile(lambda column: all(map(is_blank, table.values(column.index, table.body))), periods[::-1])
        )
        for column in empty[::-1]:
            findings.skip(table.sheet.name, table.address_of(column.index), f"{column.text!r} has no figures")
        found = [column for column in (*found, *totals) if column not in empty]
    found = found or [column for column in table.columns if column.heading.role == "named"]
    if not found and not _has_other_numbers(table, fields):
        found = totals
    counts = not _states_money(table) and (context.counts or any(map(names_counts, table.above)))
    labelled = bool({"line", "service", "activity", "provider"} & fields.keys())
    several = len(found) > 1 or not labelled
    columns = [_value_column(column, counts, named=several) for column in found]
    return sorted(columns, key=lambda column: column.index)


def _only_total(table: Table, values: Sequence[ValueColumn]) -> int | None:
    """Return the column that is called a total and is not read itself, if there is one."""
    read = {column.index for column in values}
    totals = [column.index for column in table.columns if column.heading.role == "total" and column.index not in read]
    return totals[0] if totals else None


def _states_money(table: Table) -> bool:
    """Return whether a heading states a unit or a basis, or the text above a unit."""
    return any(c.heading.units or c.heading.basis for c in table.columns) or any(map(units_in, table.above))


def _has_other_numbers(table: Table, fields: Mapping[str, int]) -> bool:
    """Return whether there are numbers in a column that is no field, no total, and not headed as codes."""
    rows = table.body[:30]
    return any(
        is_number(value)
        for column in table.columns
        if column.index not in fields.values() and column.heading.role != "total"
        if not names_codes(column.text)
        for value in table.values(column.index, rows)
    )


def _value_column(column: Column, counts: bool, *, named: bool) -> ValueColumn:
    heading = column.heading
    return ValueColumn(
        column.index,
        "referrals"
        if heading.role == "count" or (counts and heading.role in ("year", "total", "named", "period", "part"))
        else "funding",
        column.text,
        heading.when,
        heading.basis,
        heading.flow,
        next(iter(heading.units)) if len(heading.units) == 1 else None,
        heading.mark,
        without_units(in_words(column.own)) if named and heading.role == "named" else "",
        measure=noun_of(column.text) if heading.role == "count" else "",
        qualifiers=heading.qualifiers,
        shorthand=heading.shorthand,
        labels=column.labels,
    )


def _without_total_of_years(
    values: list[ValueColumn], total: int | None, fields: Mapping[str, int]
) -> tuple[list[ValueColumn], int | None]:
    """Return the columns of figures without the total of the years beside it, and the column of totals."""
    if total is not None or states_period(fields):
        return values, total
    timeless = [column for column in values if column.when is None]
    if len(timeless) != 1 or len(values) < 3 or not re.search(r"\btotal\b", plain(timeless[0].heading)):
        return values, total
    return [column for column in values if column is not timeless[0]], timeless[0].index


def _lists_payments(table: Table, fields: Mapping[str, int], values: Sequence[ValueColumn]) -> bool:
    """Return whether a table lists payments: it has dates, suppliers, amounts, and no word of awards or budgets.

    Where it has a column of years as well, it is a ledger's list if its rows have the numbers of transactions.
    """
    if not {"date", "provider"} <= fields.keys():
        return False
    if YEAR_FIELDS.difference({"date", "quarter"}) & fields.keys() and not _has_transactions(table, fields):
        return False
    bases = {column.basis for column in values if column.kind == "funding"}
    if not bases or bases - {"", "outturn", "paid"}:
        return False
    day = next(column.own for column in table.columns if column.index == fields["date"])
    awards = [text for text in table.above if bases_in(text) == {"allocated"} and not _PAID.search(text)]
    return not awards and "award" not in day.casefold()


def _has_transactions(table: Table, fields: Mapping[str, int]) -> bool:
    """Return whether a column holds the numbers of transactions, such as invoices."""
    if "calendar_year" in fields or "academic_year" in fields:
        return False
    number = next((column.own for column in table.columns if column.index == fields.get("source")), "")
    return bool(_TRANSACTION.search(plain(number)))


def _net_only(values: list[ValueColumn], table: Table, findings: Findings) -> list[ValueColumn]:
    """Return the net amount alone where a list of payments gives net, VAT and gross: publication is net of VAT.

    If other columns are amounts of invoice lines and the net one is not, it may be the whole invoice's, repeated on
    each line; then all are returned.
    """
    net = [column for column in values if _NET.search(plain(column.heading))]
    if len(net) != 1 or len(values) == 1:
        return values
    if any(map(_is_of_lines, values)) and not _is_of_lines(net[0]):
        return values
    for column in values:
        if column is not net[0]:
            findings.skip(
                table.sheet.name, table.sheet.address(table.head[-1], column.index), f"{column.heading!r}: net is read"
            )
    return net


def _is_of_lines(column: ValueColumn) -> bool:
    return bool(re.search(r"\b(?:lines?|distrib|distribution)\b", plain(column.heading)))


def _without_date(fields: Mapping[str, int], values: Sequence[ValueColumn]) -> dict[str, int]:
    """Return the columns of fields without the date, where rows or headings state the year themselves."""
    states_year = bool(YEAR_FIELDS.difference({"date"}) & fields.keys()) or any(column.when for column in values)
    return {name: column for name, column in fields.items() if name != "date" or not states_year}


def _with_row_labels(table: Table, fields: Mapping[str, int], values: Sequence[ValueColumn]) -> dict[str, int]:
    """Return the columns of fields with a label for the rows: the line of funding, the service of referrals.

    If no heading names it, the label is that of another field, or the first column of words. In a table of both kinds
    the line is also the service.
    """
    fields = _with_activity(fields, values)
    kinds = {column.kind for column in values}
    label = "line" if "funding" in kinds else "service"
    if label not in fields and not any(column.line for column in values):
        others = [name for name in ("line", "service", "activity") if name in fields]
        if others:
            fields[label] = fields.pop(others[0])
        elif (words := _column_of_words(table, fields)) is not None:
            fields[label] = words
    if len(kinds) > 1 and "line" in fields:
        fields.setdefault("service", fields["line"])
    return fields


def _with_activity(fields: Mapping[str, int], values: Sequence[ValueColumn]) -> dict[str, int]:
    """Return the columns of fields, with a label that is not needed for the rows as the activity.

    Columns of figures whose headings name lines need neither line nor service; funding with a line needs no service.
    """
    fields = dict(fields)
    if "activity" in fields:
        return fields
    spare = ""
    if any(column.line for column in values):
        spare = next((name for name in ("line", "service") if name in fields), "")
    elif {"line", "service"} <= fields.keys() and all(column.kind == "funding" for column in values):
        spare = "service"
    if spare:
        fields["activity"] = fields.pop(spare)
    return fields


def _column_of_words(table: Table, fields: Mapping[str, int]) -> int | None:
    """Return the first column of words, without numbers, that is no field and not headed as figures."""
    first = table.body[:30]
    for column in table.columns:
        if column.heading.fields or column.heading.role or column.index in fields.values():
            continue
        texts = [value for value in table.values(column.index, first) if not is_blank(value)]
        if texts and not any(is_number(value) for value in texts) and not _are_days(texts):
            return column.index
    return None


def _are_days(values: Sequence[Value]) -> bool:
    return all(isinstance(value, dt.date) for value in values) or len(typed_days(set(map(text_of, values)))) > 0


def _has_labels(fields: Mapping[str, int], values: Sequence[ValueColumn]) -> bool:
    labels = {*PERIOD_FIELDS, "line", "provider", "organisation", "service", "activity"}
    return bool(labels & fields.keys()) or all(column.line for column in values)


def _add_not_understood(table: Table, findings: Findings) -> None:
    headings = ", ".join(repr(column.text) for column in table.columns if column.text)
    findings.add(
        "table-not-understood",
        table.sheet.name,
        table.place,
        found=f"nothing says which columns are amounts or counts, and of what. The headings are {headings}",
    )
