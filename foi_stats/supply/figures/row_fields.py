"""Parse the fields that rows state in columns of their own: basis, unit, symbols, labels and notes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final

from foi_stats.files.workbook import Value
from foi_stats.supply.rows import FLOWS
from foi_stats.supply.tables.body import Body
from foi_stats.supply.tables.columns import LABELS, ColumnPlan
from foi_stats.supply.tables.headings import MARK_ENDS, split_mark
from foi_stats.supply.tables.label_columns import typed_days
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.tables.words import DistinctValues
from foi_stats.supply.values import is_blank, parse_day, reason_or_word, text_of
from foi_stats.vocabulary.ambiguous import AmbiguousError
from foi_stats.vocabulary.basis import BASES, parse_basis
from foi_stats.vocabulary.measures import noun_of
from foi_stats.vocabulary.money import parse_unit
from foi_stats.vocabulary.no_figure import WHICH_WORD
from foi_stats.vocabulary.shorthand import join_shorthand, parse_shorthand

UNREADABLE: Final = object()
"""Takes the place of a field that cannot be read; its row is left out, and a finding says why."""

_FLOW_NAMES = {
    **dict.fromkeys(("spend", "spending", "expense", "cost", "out"), "expenditure"),
    **dict.fromkeys(("receipt", "receipts", "in"), "income"),
}
_MARKED = frozenset({"line", "service", "activity", "organisation"})
_BAD = {
    "financial_year": "bad-year",
    "calendar_year": "bad-year.calendar",
    "academic_year": "bad-year.academic",
    "month": "bad-month",
    "period": "bad-period",
    **dict.fromkeys(("start", "end"), "bad-period.days"),
    "quarter": "bad-quarter",
    "date": "bad-date",
    "as_at": "bad-as-at",
    "basis": "bad-basis",
    "flow": "bad-flow",
    "unit": "bad-unit",
    "measure": "bad-measure",
    "shorthand": "bad-shorthand",
    "reason": "bad-reason",
}
"""The check of a field's cells that cannot be read, by field."""
_AMBIGUOUS = {
    "financial_year": "ambiguous-year.cell",
    "month": "ambiguous-month",
    "period": "ambiguous-period.cell",
    "quarter": "ambiguous-quarter.cell",
    "date": "ambiguous-date",
    "unit": "ambiguous-unit.cell",
}
"""The check of a field's cells that may be read in several ways, by field; without one it is as for the others."""
_VALUES = {"bases": ", ".join(BASES), "flows": ", ".join(FLOWS), "which": WHICH_WORD}
_EMPTY = {"unit": AmbiguousError("the cell is empty: the amount could be in £ or in £ thousand")}
_IF_BLANK = {"as_at": None, "shorthand": "", "reason": "", "flow": "expenditure"}
"""What a blank cell of a field stands for; in any other field it is a finding."""


def parse_row_fields(planned: PlannedTable, positions: Sequence[int]) -> dict[str, list[Any]]:
    """Return the basis, flow, unit, as-at date, symbols and reason of each row, by field.

    Only fields with a column of their own are returned. A text that cannot be read is a finding, and
    :data:`UNREADABLE` in its rows.
    """
    day = partial(parse_day, date_1904=planned.plan.table.sheet.date_1904)
    parsers: dict[str, Callable[[Value], Any]] = {
        "as_at": day,
        "basis": lambda value: parse_basis(text_of(value)),
        "flow": lambda value: _parse_choice(text_of(value), FLOWS, _FLOW_NAMES),
        "unit": lambda value: parse_unit(text_of(value)),
        "measure": lambda value: _parse_measure(text_of(value)),
        "shorthand": lambda value: parse_shorthand(text_of(value)),
        "reason": lambda value: reason_or_word(text_of(value)),
    }
    fields = {
        name: _parse_field(planned, name, parse, positions)
        for name, parse in parsers.items()
        if name in planned.plan.field_columns
    }
    return fields | _provisional(fields.get("basis", []), fields.get("shorthand", [""] * len(positions)))


def _provisional(bases: list[Any], shorthand: list[Any]) -> dict[str, list[Any]]:
    """Return the bases of rows, and their symbols with the one of a provisional outturn; nothing without bases."""
    if not bases:
        return {}
    pairs = [(basis, "") if basis is UNREADABLE else basis for basis in bases]
    symbols = [
        text if text is UNREADABLE or not symbol else join_shorthand(text, symbol)
        for text, (_, symbol) in zip(shorthand, pairs, strict=True)
    ]
    found = {"basis": [basis for basis, _ in pairs]}
    return found | ({"shorthand": symbols} if any(symbols) else {})


def _parse_field(
    planned: PlannedTable, name: str, parse: Callable[[Value], Any], positions: Sequence[int]
) -> list[Any]:
    """Return a field parsed, each distinct value once."""
    values = planned.cells(name, positions)
    known: dict[Value, Any] = {}
    for value in dict.fromkeys(values):
        if is_blank(value) and name in _IF_BLANK:
            known[value] = _IF_BLANK[name]
            continue
        try:
            known[value] = parse(value)
        except ValueError as error:
            known[value] = UNREADABLE
            where = [at for at, other in zip(positions, values, strict=True) if other == value]
            why = _EMPTY.get(name, ValueError("the cell is empty")) if is_blank(value) else error
            add_unreadable(planned, name, where, why)
    return list(known.values()) * len(values) if len(known) == 1 else [known[value] for value in values]


def add_unreadable(planned: PlannedTable, name: str, positions: Sequence[int], why: ValueError) -> None:
    """Add one finding for all cells of a field that hold the same unreadable text."""
    column = planned.plan.field_columns[name]
    cells = [planned.address(position, column) for position in positions]
    check = _AMBIGUOUS.get(name, _BAD[name]) if isinstance(why, AmbiguousError) else _BAD[name]
    planned.add_finding(check, cells, found=str(why), what="cell" if len(cells) == 1 else "cells", **_VALUES)


def parse_labels(planned: PlannedTable, positions: Sequence[int]) -> dict[str, list[str]]:
    """Return the labels of the rows as texts, by field and by label column; footnotes of marked ones go into the note.

    The mark of a label in a column of the table's own is split off only where a footnote explains it, because
    ``Lot (a)`` may be a name.
    """
    labels: dict[str, list[str]] = {}
    notes: list[list[str]] = []
    plan = planned.plan
    of_fields = dict.fromkeys(label for column in plan.value_columns for label in LABELS[column.kind])
    for name in (*of_fields, *planned.own_labels):
        field = _field_of(plan, name, labels)
        if name in planned.composed:
            labels[name] = [planned.composed[name][position] for position in positions]
        elif field:
            labels[name] = labels[field]
        elif name in plan.labels or (name in of_fields and name in plan.field_columns):
            marks = planned.body.footnotes.keys() if name in plan.labels else None if name in _MARKED else ()
            words = planned.words(name)
            labels[name], found = _texts_and_marks(planned.cells(name, positions), words, marks=marks)
            if name in plan.labels and (days := typed_days(words.texts)):
                labels[name] = [days.get(text, text) for text in labels[name]]
            if any(found):
                notes.append([format_mark(planned.body, mark) for mark in found])
    for marked in notes:
        labels["note"] = list(map(join_notes, labels.get("note", [""] * len(positions)), marked))
    if planned.body.sections and "activity" not in labels:
        sections = planned.body.section_of()
        labels["activity"] = [sections[position] for position in positions]
    return labels


def _field_of(plan: ColumnPlan, name: str, parsed: Collection[str]) -> str:
    """Return the field, of those parsed, that has the column of a label column too, or empty text."""
    if name not in plan.labels or name in plan.field_columns:
        return ""
    index = plan.labels[name]
    return next((field for field, column in plan.field_columns.items() if column == index and field in parsed), "")


def _texts_and_marks(
    values: list[Value], words: DistinctValues, *, marks: Collection[str] | None
) -> tuple[list[str], list[str]]:
    """Return cells as texts, each distinct value converted once, and their footnote marks.

    ``marks`` are those that are split off, folded; None for any.
    """
    may_be_marked = (marks is None or bool(marks)) and words.end_in(MARK_ENDS)
    if not may_be_marked and words.only_texts and words.are_lines:
        return [value or "" for value in values] if None in words.values else values, []  # type: ignore[misc, return-value]
    texts = {value: text_of(value) for value in set(values)}
    found: dict[Value, str] = {}
    for value, text in texts.items() if may_be_marked else ():
        if text and text[-1] in MARK_ENDS:
            name, mark = split_mark(text)
            if marks is None or mark.casefold() in marks:
                texts[value], found[value] = name, mark
    return [texts[value] for value in values], [found.get(value, "") for value in values] if found else []


def format_mark(body: Body, mark: str) -> str:
    """Return a footnote mark with its text from the notes around the table: ``* Estimated``."""
    if not mark or mark[0] == "<":
        return f"supplied as {mark}" if mark else ""
    footnote = body.footnotes.get(mark.casefold())
    return f"{mark} {footnote}" if footnote else f"footnote {mark}"


def join_notes(*notes: str) -> str:
    """Return several notes as one text."""
    return "; ".join(filter(None, notes))


def _parse_measure(text: str) -> str:
    noun = noun_of(text)
    if not noun:
        raise ValueError(f"{text!r} does not say what is counted")
    return noun


def _parse_choice(text: str, allowed: Sequence[str], other_names: Mapping[str, str]) -> str:
    word = text.casefold()
    word = other_names.get(word, word)
    if word not in allowed:
        raise ValueError(f"{text!r} is not one of {', '.join(allowed)}")
    return word
