"""Check labels and notes for figures that would be counted twice, should be subtracted, or have another unit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from foi_stats.supply.checks.label_years import check_label_years
from foi_stats.supply.figures.parse_columns import ParsedColumn
from foi_stats.supply.figures.row_labels import label_columns
from foi_stats.supply.tables.columns import ValueColumn
from foi_stats.supply.tables.headings import only_basis, plain, units_in, without_units
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import text_of
from foi_stats.vocabulary.basis import HINTS, agree
from foi_stats.vocabulary.money import unit_name
from foi_stats.vocabulary.phrases import listed

_MARKED = re.compile(r"\s+\S|[-\u2010-\u2015\u2212•·▪◦>*]\s*\w")
_MARKS = " \t\u00a0-\u2010\u2011\u2012\u2013\u2014\u2015\u2212•·▪◦>*"
_NUMBER = re.compile(
    r"^\W*(?:number|no\.?|count) of\b|\((?:no|nos|number|numbers|fte|wte|headcount)\.?\)|\b(?:fte|wte|headcount)s?\W*$",
    re.IGNORECASE,
)
_VARIANCE = re.compile(r"(?:.* )?variance", re.IGNORECASE)
_MEASURE_HINTS = (
    *("variance", "number of", "no. of", "no of", "count of", "(no", "(number", "fte", "wte", "headcount"),
    *("£", "000)", "000s", "thousand)", "million)"),
)
"""Every label that a pattern above matches contains one of these; long columns are searched for them first."""
_AT_END = re.compile(r"[(,]\s*([^(),]*)\)?\s*$")
_LESS = re.compile(r"\W*less\b(?! than)", re.IGNORECASE)
_MORE_WORDS = frozenset({"in", "figure", "figures", "amount", "amounts", "shown", "this", "is"})


def check_rows(
    planned: PlannedTable, columns: Sequence[ParsedColumn], positions: Sequence[int], income: frozenset[int]
) -> None:
    """Find rows whose figures would be counted twice, and rows whose label or note contradicts sign, unit or basis."""
    check_label_years(planned, positions)
    _check_breakdowns(planned, columns, positions)
    _check_other_measures(planned, positions)
    _check_other_bases(planned, positions)
    _check_deductions(planned, columns, [position for position in positions if position not in income])
    for column in planned.plan.value_columns:
        if column.kind == "funding" and "note" in planned.plan.field_columns:
            _check_units_in_notes(planned, column, positions)


def _check_breakdowns(planned: PlannedTable, columns: Sequence[ParsedColumn], positions: Sequence[int]) -> None:
    """Find rows beneath a row that are marked as its breakdown and add up to it."""
    names = [name for name in label_columns(planned).values() if name in ("line", "service")]
    for name in names:
        labels = planned.cells(name, positions)
        texts = [value if isinstance(value, str) else "" for value in labels]
        for head, beneath in _breakdowns(texts, marked=planned.words(name).begin_in(_MARKS)):
            rows = [positions[at] for at in beneath]
            printed = [parsed.numbers[positions[head]] for parsed in columns]
            sums = [sum(parsed.numbers[row] or 0 for row in rows) for parsed in columns]
            if any(printed) and all((figure or 0) == added for figure, added in zip(printed, sums, strict=True)):
                planned.add_finding(
                    "part-of-a-row.by-sum",
                    [planned.address(row, planned.plan.field_columns[name]) for row in rows],
                    found=f"by their labels and figures these are the parts of {texts[head].strip()!r} above: they "
                    "would be counted twice",
                )


def _breakdowns(texts: Sequence[str], *, marked: bool) -> Iterator[tuple[int, range]]:
    """Yield each label with those just beneath it that break it down: indented, or beginning with its name.

    ``marked`` is whether any label is indented at all. A label that stands in the row above as well heads nothing:
    another column tells its rows apart.
    """
    heads = {at for at, (text, below) in enumerate(pairwise(texts)) if text and below.startswith(text)}
    if marked:
        heads |= {at for at, (text, below) in enumerate(pairwise(texts)) if text and _MARKED.match(below)}
        heads = {at for at in heads if not _MARKED.match(texts[at])}
    for head in sorted(at for at in heads if not at or texts[at - 1] != texts[at]):
        named = f"{texts[head]} ", f"{texts[head]}:"
        end = head + 1
        while end < len(texts) and (texts[end].startswith(named) or (marked and _MARKED.match(texts[end]))):
            end += 1
        if end > head + 1:
            yield head, range(head + 1, end)


def _check_other_measures(planned: PlannedTable, positions: Sequence[int]) -> None:
    """Find rows whose label says that they are a variance, a number among money, or money in another unit."""
    kinds = {column.kind for column in planned.plan.value_columns}
    units = {column.unit for column in planned.plan.value_columns}
    if len(kinds) > 1:
        return
    money = "funding" in kinds
    for name in label_columns(planned).values():
        texts = {
            text
            for text in planned.words(name).holding(*_MEASURE_HINTS)
            if _VARIANCE.fullmatch(text.strip())
            or (money and _NUMBER.search(text))
            or ((stated := _unit_at_end(text)) and not (money and (stated & units or None in units)))
        }
        if rows := _rows_called(planned, name, texts, positions):
            shown = listed(sorted(unit_name(unit) for unit in units if unit)) if money else "counts"
            planned.add_finding(
                "ambiguous-unit.label" if money else "ambiguous-count.label",
                [planned.address(at, planned.plan.field_columns[name]) for at in rows],
                found=f"the label says another measure than the heading: the figure could be what it says, or {shown}",
            )


def _check_other_bases(planned: PlannedTable, positions: Sequence[int]) -> None:
    """Find rows called just ``Budget`` or ``Actual`` under a heading that states another basis."""
    bases = {column.basis for column in planned.plan.value_columns if column.kind == "funding"}
    if not bases or "basis" in planned.plan.field_columns:
        return
    for name in label_columns(planned).values():
        words = planned.words(name).holding(*HINTS)
        texts = {
            text for text in words if (basis := only_basis(text)) and not any(agree(basis, other) for other in bases)
        }
        if rows := _rows_called(planned, name, texts, positions):
            planned.add_finding(
                "ambiguous-basis.label",
                [planned.address(at, planned.plan.field_columns[name]) for at in rows],
                found=f"the row is called {text_of(planned.cells(name, rows[:1])[0])!r}, and the heading says "
                "otherwise: the figure could be either",
            )


def _rows_called(planned: PlannedTable, name: str, texts: Collection[str], positions: Sequence[int]) -> list[int]:
    """Return the rows with any of some labels in a field's column."""
    if not texts:
        return []
    return [at for at, value in zip(positions, planned.cells(name, positions), strict=True) if value in texts]


def _unit_at_end(label: str) -> frozenset[int]:
    """Return the unit of money that a label states in brackets, or after a comma, at its end."""
    match = _AT_END.search(label)
    return units_in(match[1]) if match and not plain(without_units(match[1])) else frozenset()


def _check_deductions(planned: PlannedTable, columns: Sequence[ParsedColumn], positions: Sequence[int]) -> None:
    """Find rows whose label begins with ``less`` and whose figure has no minus sign."""
    for name in label_columns(planned).values():
        texts = {text for text in planned.words(name).holding("less") if _LESS.match(text)}
        less = _rows_called(planned, name, texts, positions)
        taken = [at for at in less if any((parsed.numbers[at] or 0) > 0 for parsed in columns)]
        if taken:
            cells = [planned.address(at, planned.plan.value_columns[0].index) for at in taken]
            planned.add_finding(
                "ambiguous-sign",
                cells,
                found="the label says less, and the figure has no minus sign: it could be taken off, or added",
            )


def _check_units_in_notes(planned: PlannedTable, column: ValueColumn, positions: Sequence[int]) -> None:
    """Find notes that state another unit than the heading of the figures, and nothing else."""
    other: dict[str, int] = {}
    for text in planned.words("note").holding("£", "000", "thousand", "million"):
        row_fields = units_in(text)
        if (
            len(row_fields) == 1
            and set(plain(without_units(text)).split()) <= _MORE_WORDS
            and column.unit not in row_fields
        ):
            other[text] = next(iter(row_fields))
    if not other or column.unit is None:
        return
    notes = planned.cells("note", positions)
    found = [at for at, value in zip(positions, notes, strict=True) if isinstance(value, str) and value in other]
    if found:
        note_unit = unit_name(other[str(planned.cells("note", found[:1])[0])])
        planned.add_finding(
            "ambiguous-unit.note",
            [planned.address(at, column.index) for at in found],
            found=f"the note beside the figure says {note_unit}, the heading {unit_name(column.unit)}",
        )
