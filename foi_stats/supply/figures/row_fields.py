"""Read what rows state about themselves besides their figures, each distinct text parsed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from foi_stats.files.workbook import Value
from foi_stats.supply.collect import Notices, also_in
from foi_stats.supply.rows import BASES, FLOWS
from foi_stats.supply.tables.body import Body
from foi_stats.supply.tables.columns import LABELS, Plan
from foi_stats.supply.tables.headings import MARK_ENDS, split_mark
from foi_stats.supply.tables.words import Words
from foi_stats.supply.values import is_blank, read_day, read_reason, text_of
from foi_stats.vocabulary.money import parse_unit
from foi_stats.vocabulary.period import take_span
from foi_stats.vocabulary.shorthand import SUPPLIED_REASONS, parse_shorthand
from foi_stats.vocabulary.years import financial_year_of_quarter, parse_financial_year, parse_quarter

BAD: Final = object()
"""Stands where a row states something that cannot be read: the row is left out, and a finding says why."""

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


@dataclass(frozen=True)
class Marked:
    """Symbols and a note that a layout adds to figures: of these rows, and these lines and years if any."""

    shorthand: str
    note: str
    lines: frozenset[str]
    years: frozenset[str]
    rows: frozenset[int]


@dataclass(frozen=True)
class Reading:
    """One table being read: its plan, its rows, where findings go, and what a layout adds.

    ``symbols`` are a layout's own (what stands in a cell to standard shorthand); ``given`` are columns that it has
    composed, one text for each of the body's rows. ``totals`` are positions and labels of rows that may be totals;
    None where they are to be told by their labels. ``carried`` are labels that blank cells take from above, by field
    and position; ``heads`` are rows that hold the subtotals of the rows beneath them.
    """

    plan: Plan
    body: Body
    notices: Notices
    symbols: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Sequence[str]] = field(default_factory=dict)
    marks: Sequence[Marked] = ()
    totals: Mapping[int, str] | None = None
    carried: Mapping[str, Mapping[int, Value]] = field(default_factory=dict)
    heads: frozenset[int] = frozenset()

    def cells(self, name: str, positions: Sequence[int]) -> list[Value]:
        """Return what stands in a field's column in rows of the body, or is carried down into them."""
        values = self.plan.table.labels(self.plan.columns[name], self.body.at(positions))
        carried = self.carried.get(name)
        if not carried:
            return values
        return [carried.get(position, value) for position, value in zip(positions, values, strict=True)]

    def words(self, name: str) -> Words:
        """Return the distinct texts of a field's column, those of other rows than the body's among them."""
        return self.plan.table.words(self.plan.columns[name])

    def address(self, position: int, column: int) -> str:
        """Return the A1 address of a cell in a row of the body."""
        return self.plan.table.sheet.address(self.body.rows[position], column)

    def refuse(self, name: str, positions: Sequence[int], why: str) -> None:
        """Find what rows state and cannot be read: one finding for one text, naming every cell."""
        column = self.plan.columns[name]
        cells = [self.address(position, column) for position in positions]
        kind = "ambiguous" if "could be" in why else "bad"
        self.notices.find(
            f"{kind}-{name.removeprefix('financial_').replace('_', '-')}",
            "error",
            self.plan.table.sheet.name,
            cells[0],
            found=why + also_in(cells[1:]),
            expected=_EXPECTED[name],
            action="Correct the cell" if len(cells) == 1 else "Correct the cells",
        )


def read_stated(reading: Reading, positions: Sequence[int]) -> dict[str, list[Any]]:
    """Return year, quarter, basis, flow, unit, dates, symbols and reasons as the rows state them."""
    parsers: dict[str, Callable[[Value], Any]] = {
        "as_at": read_day,
        "date": read_day,
        "basis": lambda value: _one_of(text_of(value), BASES, _BASIS_NAMES),
        "flow": lambda value: _one_of(text_of(value), FLOWS, _FLOW_NAMES),
        "unit": lambda value: parse_unit(text_of(value)),
        "shorthand": lambda value: parse_shorthand(text_of(value)),
        "reason": lambda value: read_reason(text_of(value)),
        "financial_year": lambda value: parse_financial_year(text_of(value)),
    }
    if "quarter" in reading.plan.columns:
        del parsers["financial_year"]
    stated = {
        name: _parsed(reading, name, parse, positions)
        for name, parse in parsers.items()
        if name in reading.plan.columns
    }
    return stated | (_quarters(reading, positions) if "quarter" in reading.plan.columns else {})


def _parsed(reading: Reading, name: str, parse: Callable[[Value], Any], positions: Sequence[int]) -> list[Any]:
    values = reading.cells(name, positions)
    known: dict[Value, Any] = {}
    for value in dict.fromkeys(values):
        if is_blank(value) and name in _MAY_BE_BLANK:
            known[value] = _MAY_BE_BLANK[name]
            continue
        try:
            known[value] = parse(value)
        except ValueError as error:
            known[value] = BAD
            where = [at for at, other in zip(positions, values, strict=True) if other == value]
            reading.refuse(name, where, _EMPTY.get(name, "the cell is empty") if is_blank(value) else str(error))
    return list(known.values()) * len(values) if len(known) == 1 else [known[value] for value in values]


def _quarters(reading: Reading, positions: Sequence[int]) -> dict[str, list[Any]]:
    """Return years and quarters: 2014 and Q2 are a calendar quarter, 2014-15 and Q2 one of a financial year."""
    quarters = [text_of(value) for value in reading.cells("quarter", positions)]
    has_years = "financial_year" in reading.plan.columns
    years = [text_of(v) for v in reading.cells("financial_year", positions)] if has_years else [""] * len(quarters)
    pairs = list(zip(years, quarters, strict=True))
    known: dict[tuple[str, str], tuple[Any, Any]] = {}
    for pair in dict.fromkeys(pairs):
        try:
            known[pair] = _year_and_quarter(*pair)
        except ValueError as error:
            known[pair] = BAD, BAD
            where = [at for at, other in zip(positions, pairs, strict=True) if other == pair]
            reading.refuse("quarter" if pair[1] else "financial_year", where, str(error))
    return {"financial_year": [known[pair][0] for pair in pairs], "quarter": [known[pair][1] for pair in pairs]}


def _year_and_quarter(year: str, quarter: str) -> tuple[str, str]:
    """Return the financial year and the calendar quarter that two cells state together."""
    if not quarter:
        return parse_financial_year(year), ""
    span, _ = take_span(quarter)
    if span:
        span, _ = (span, "") if span.year else take_span(f"{quarter} {year}")
        if span is None or not span.quarter:
            raise ValueError(
                f"{quarter!r} is not a quarter of a year that is known; write it as 2015 Q2 (April to June 2015)"
            )
        quarter = span.quarter
    try:
        whole = parse_quarter(quarter)
    except ValueError:
        whole = parse_quarter(f"{year} {quarter}") if year else parse_quarter(quarter)
    stated = financial_year_of_quarter(whole)
    if year and not (len(year) == 4 and year == whole[:4]) and parse_financial_year(year) != stated:
        raise ValueError(f"{whole} is in {stated}, but the row says {parse_financial_year(year)}")
    return stated, whole


def read_labels(reading: Reading, positions: Sequence[int]) -> dict[str, list[str]]:
    """Return the labels of the rows as texts; what a footnote mark on one stands for goes into the note."""
    labels: dict[str, list[str]] = {}
    marks: list[str] = []
    plan = reading.plan
    for name in dict.fromkeys(label for figures in plan.figures for label in LABELS[figures.kind]):
        if name in reading.given:
            labels[name] = [reading.given[name][position] for position in positions]
        elif name in plan.columns:
            marked = name in ("line", "service", "activity", "organisation")
            texts, found = _texts(reading.cells(name, positions), reading.words(name), marked=marked)
            labels[name] = texts
            if any(found):
                marks = [say_mark(reading.body, mark) for mark in found]
    if marks:
        labels["note"] = list(map(join_notes, labels.get("note", [""] * len(positions)), marks))
    if reading.body.sections and "activity" not in labels:
        sections = reading.body.section_of()
        labels["activity"] = [sections[position] for position in positions]
    return labels


def _texts(values: list[Value], words: Words, *, marked: bool) -> tuple[list[str], list[str]]:
    """Return cells as texts, each distinct one looked at once, and their footnote marks."""
    if not (marked and words.end_in(MARK_ENDS)) and words.only_texts and words.are_lines:
        return [value or "" for value in values] if None in words.values else values, []  # type: ignore[misc, return-value]
    texts = {value: text_of(value) for value in set(values)}
    marks: dict[Value, str] = {}
    for value, text in texts.items() if marked else ():
        if text and text[-1] in MARK_ENDS:
            texts[value], marks[value] = split_mark(text)
    return [texts[value] for value in values], [marks.get(value, "") for value in values] if marks else []


def say_mark(body: Body, mark: str) -> str:
    """Return a footnote mark with what the notes around the table say of it."""
    if not mark or mark[0] == "<":
        return f"supplied as {mark}" if mark else ""
    said = body.footnotes.get(mark.casefold())
    return f"{mark} {said}" if said else f"footnote {mark}"


def join_notes(*notes: str) -> str:
    """Return several notes as one."""
    return "; ".join(filter(None, notes))


def _one_of(text: str, allowed: Sequence[str], other_names: Mapping[str, str]) -> str:
    word = text.casefold()
    word = other_names.get(word, word)
    if word not in allowed:
        raise ValueError(f"{text!r} is not one of {', '.join(allowed)}")
    return word
