"""Parse the fields that rows state in columns of their own: year, basis, unit, dates, symbols, labels and notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from foi_stats.files.workbook import Value
from foi_stats.supply.collect import format_also_in
from foi_stats.supply.rows import BASES, FLOWS
from foi_stats.supply.tables.body import Body
from foi_stats.supply.tables.columns import LABELS
from foi_stats.supply.tables.headings import MARK_ENDS, split_mark
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.tables.words import Words
from foi_stats.supply.values import is_blank, parse_day, reason_code, text_of
from foi_stats.vocabulary.money import parse_unit
from foi_stats.vocabulary.period import take_period
from foi_stats.vocabulary.shorthand import SUPPLIED_REASONS, parse_shorthand
from foi_stats.vocabulary.years import financial_year_of_quarter, parse_financial_year, parse_quarter

UNREADABLE: Final = object()
"""Takes the place of a field that cannot be read; its row is left out, and a finding says why."""

_BASIS_NAMES = {
    **dict.fromkeys(("actual", "actuals", "spent"), "outturn"),
    **dict.fromkeys(("allocation", "awarded", "award"), "allocated"),
    **dict.fromkeys(("budgeted", "planned"), "budget"),
    **dict.fromkeys(("payment", "payments"), "paid"),
    "projected": "forecast",
}
_FLOW_NAMES = {
    **dict.fromkeys(("spend", "spending", "expense", "cost", "out"), "expenditure"),
    **dict.fromkeys(("receipt", "receipts", "in"), "income"),
}
_EXPECTED = {
    "financial_year": "a financial year such as 2012-13",
    "quarter": "a calendar quarter such as 2015 Q2",
    "date": "a date such as 31/03/2013 (day first) or 2013-03-31",
    "as_at": "a date such as 31/03/2013 (day first) or 2013-03-31",
    "basis": f"one of {', '.join(BASES)}",
    "flow": f"one of {', '.join(FLOWS)}",
    "unit": "£, £ thousand or £ million",
    "shorthand": "a standard symbol such as [x]",
    "reason": f"one of {', '.join(SUPPLIED_REASONS)}",
}
_EMPTY = {"unit": "the cell is empty: the amount could be in £ or in £ thousand"}
_MAY_BE_BLANK = {"as_at": None, "shorthand": "", "reason": "", "flow": "expenditure"}


def parse_row_fields(planned: PlannedTable, positions: Sequence[int]) -> dict[str, list[Any]]:
    """Return the year, quarter, basis, flow, unit, dates, symbols and reason of each row, by field.

    Only fields with a column of their own are returned. A text that cannot be read is a finding, and
    :data:`UNREADABLE` in its rows.
    """
    day = partial(parse_day, date_1904=planned.plan.table.sheet.date_1904)
    parsers: dict[str, Callable[[Value], Any]] = {
        "as_at": day,
        "date": day,
        "basis": lambda value: _parse_choice(text_of(value), BASES, _BASIS_NAMES),
        "flow": lambda value: _parse_choice(text_of(value), FLOWS, _FLOW_NAMES),
        "unit": lambda value: parse_unit(text_of(value)),
        "shorthand": lambda value: parse_shorthand(text_of(value)),
        "reason": lambda value: reason_code(text_of(value)),
        "financial_year": lambda value: parse_financial_year(text_of(value)),
    }
    if "quarter" in planned.plan.field_columns:
        del parsers["financial_year"]
    fields = {
        name: _parse_field(planned, name, parse, positions)
        for name, parse in parsers.items()
        if name in planned.plan.field_columns
    }
    return fields | (_parse_quarters(planned, positions) if "quarter" in planned.plan.field_columns else {})


def _parse_field(
    planned: PlannedTable, name: str, parse: Callable[[Value], Any], positions: Sequence[int]
) -> list[Any]:
    """Return a field parsed, each distinct value once."""
    values = planned.cells(name, positions)
    known: dict[Value, Any] = {}
    for value in dict.fromkeys(values):
        if is_blank(value) and name in _MAY_BE_BLANK:
            known[value] = _MAY_BE_BLANK[name]
            continue
        try:
            known[value] = parse(value)
        except ValueError as error:
            known[value] = UNREADABLE
            where = [at for at, other in zip(positions, values, strict=True) if other == value]
            _add_unreadable(
                planned, name, where, _EMPTY.get(name, "the cell is empty") if is_blank(value) else str(error)
            )
    return list(known.values()) * len(values) if len(known) == 1 else [known[value] for value in values]


def _add_unreadable(planned: PlannedTable, name: str, positions: Sequence[int], why: str) -> None:
    """Add one finding for all cells of a field that hold the same unreadable text."""
    column = planned.plan.field_columns[name]
    cells = [planned.address(position, column) for position in positions]
    kind = "ambiguous" if "could be" in why else "bad"
    planned.findings.add(
        f"{kind}-{name.removeprefix('financial_').replace('_', '-')}",
        "error",
        planned.plan.table.sheet.name,
        cells[0],
        found=why + format_also_in(cells[1:]),
        expected=_EXPECTED[name],
        action="Correct the cell" if len(cells) == 1 else "Correct the cells",
    )


def _parse_quarters(planned: PlannedTable, positions: Sequence[int]) -> dict[str, list[Any]]:
    """Return years and quarters: ``2014`` with ``Q2`` is a calendar quarter, ``2014-15`` with ``Q2`` financial."""
    quarters = [text_of(value) for value in planned.cells("quarter", positions)]
    has_years = "financial_year" in planned.plan.field_columns
    years = [text_of(v) for v in planned.cells("financial_year", positions)] if has_years else [""] * len(quarters)
    pairs = list(zip(years, quarters, strict=True))
    known: dict[tuple[str, str], tuple[Any, Any]] = {}
    for pair in dict.fromkeys(pairs):
        try:
            known[pair] = _parse_year_and_quarter(*pair)
        except ValueError as error:
            known[pair] = UNREADABLE, UNREADABLE
            where = [at for at, other in zip(positions, pairs, strict=True) if other == pair]
            _add_unreadable(planned, "quarter" if pair[1] else "financial_year", where, str(error))
    return {"financial_year": [known[pair][0] for pair in pairs], "quarter": [known[pair][1] for pair in pairs]}


def _parse_year_and_quarter(year: str, quarter: str) -> tuple[str, str]:
    """Return the financial year and the calendar quarter that two cells state together."""
    if not quarter:
        return parse_financial_year(year), ""
    span, _ = take_period(quarter)
    if span:
        span, _ = (span, "") if span.year else take_period(f"{quarter} {year}")
        if span is None or not span.quarter:
            raise ValueError(
                f"{quarter!r} is not a quarter of a year that is known; write it as 2015 Q2 (April to June 2015)"
            )
        quarter = span.quarter
    try:
        whole = parse_quarter(quarter)
    except ValueError:
        whole = parse_quarter(f"{year} {quarter}") if year else parse_quarter(quarter)
    financial_year = financial_year_of_quarter(whole)
    if year and not (len(year) == 4 and year == whole[:4]) and parse_financial_year(year) != financial_year:
        raise ValueError(f"{whole} is in {financial_year}, but the row says {parse_financial_year(year)}")
    return financial_year, whole


def parse_labels(planned: PlannedTable, positions: Sequence[int]) -> dict[str, list[str]]:
    """Return the labels of the rows as texts, by field; the footnote of a marked label goes into the note."""
    labels: dict[str, list[str]] = {}
    marks: list[str] = []
    plan = planned.plan
    for name in dict.fromkeys(label for column in plan.value_columns for label in LABELS[column.kind]):
        if name in planned.composed:
            labels[name] = [planned.composed[name][position] for position in positions]
        elif name in plan.field_columns:
            marked = name in ("line", "service", "activity", "organisation")
            texts, found = _texts_and_marks(planned.cells(name, positions), planned.words(name), marked=marked)
            labels[name] = texts
            if any(found):
                marks = [format_mark(planned.body, mark) for mark in found]
    if marks:
        labels["note"] = list(map(join_notes, labels.get("note", [""] * len(positions)), marks))
    if planned.body.sections and "activity" not in labels:
        sections = planned.body.section_of()
        labels["activity"] = [sections[position] for position in positions]
    return labels


def _texts_and_marks(values: list[Value], words: Words, *, marked: bool) -> tuple[list[str], list[str]]:
    """Return cells as texts, each distinct value converted once, and their footnote marks."""
    if not (marked and words.end_in(MARK_ENDS)) and words.only_texts and words.are_lines:
        return [value or "" for value in values] if None in words.values else values, []  # type: ignore[misc, return-value]
    texts = {value: text_of(value) for value in set(values)}
    marks: dict[Value, str] = {}
    for value, text in texts.items() if marked else ():
        if text and text[-1] in MARK_ENDS:
            texts[value], marks[value] = split_mark(text)
    return [texts[value] for value in values], [marks.get(value, "") for value in values] if marks else []


def format_mark(body: Body, mark: str) -> str:
    """Return a footnote mark with its text from the notes around the table: ``* Estimated``."""
    if not mark or mark[0] == "<":
        return f"supplied as {mark}" if mark else ""
    footnote = body.footnotes.get(mark.casefold())
    return f"{mark} {footnote}" if footnote else f"footnote {mark}"


def join_notes(*notes: str) -> str:
    """Return several notes as one text."""
    return "; ".join(filter(None, notes))


def _parse_choice(text: str, allowed: Sequence[str], other_names: Mapping[str, str]) -> str:
    word = text.casefold()
    word = other_names.get(word, word)
    if word not in allowed:
        raise ValueError(f"{text!r} is not one of {', '.join(allowed)}")
    return word
