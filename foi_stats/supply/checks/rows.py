"""Check the labels and notes of rows that would have a figure counted twice, taken off, or in another unit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from foi_stats.supply.collect import also_in
from foi_stats.supply.figures.parse_columns import Parsed
from foi_stats.supply.figures.row_fields import Reading
from foi_stats.supply.figures.row_labels import label_columns
from foi_stats.supply.tables.columns import Figures
from foi_stats.supply.tables.headings import only_basis, plain, units_in, without_units
from foi_stats.supply.values import text_of
from foi_stats.vocabulary.money import unit_name

_MARKED = re.compile(r"\s+\S|[-\u2010-\u2015\u2212•·▪◦>*]\s*\w")
_MARKS = " \t\u00a0-\u2010\u2011\u2012\u2013\u2014\u2015\u2212•·▪◦>*"
_NUMBER = re.compile(
    r"^\W*(?:number|no\.?|count) of\b|\((?:no|nos|number|numbers|fte|wte|headcount)\.?\)|\b(?:fte|wte|headcount)s?\W*$",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\((?:%|per ?cent)\)|^\W*(?:%|per ?cent(?:age)?)\W? ?of\b|(?:[^\d\s]\s*%|\bper ?cent(?:age)?)\W*$"
    r"|\bper (?:head|capita|person|client|case|user|victim|referral|hour)\b",
    re.IGNORECASE,
)
_STATISTIC = re.compile(r"(?:.* )?(?:average|mean|median|variance)|average .*|minimum|maximum", re.IGNORECASE)
_MEASURE_HINTS = (
    *("average", "mean", "median", "minimum", "maximum", "variance"),
    *(
        "number of",
        "no. of",
        "no of",
        "count of",
        "(no",
        "(number",
        "fte",
        "wte",
        "headcount",
        "%",
        "per cent",
        "percent",
    ),
    *(f"per {one}" for one in ("head", "capita", "person", "client", "case", "user", "victim", "referral", "hour")),
    *("£", "000)", "000s", "thousand)", "million)"),
)
"""What stands in any label that those above fit; each is rare, for a long column is searched for all of them."""
_BASIS_HINTS = (
    "budget",
    "out turn",
    "outturn",
    "actual",
    "forecast",
    "allocat",
    "planned",
    "award",
    "projecti",
    "projected",
)
_AT_END = re.compile(r"[(,]\s*([^(),]*)\)?\s*$")
_LESS = re.compile(r"\W*less\b(?! than)", re.IGNORECASE)
_MORE_WORDS = frozenset({"in", "figure", "figures", "amount", "amounts", "shown", "this", "is"})


def say_row_doubts(
    reading: Reading, columns: Sequence[Parsed], positions: Sequence[int], income: frozenset[int]
) -> None:
    """Find the rows whose figures would be counted twice, and those whose label or note leaves sign or unit open."""
    _say_parts_beneath(reading, columns, positions)
    _say_other_measures(reading, positions)
    _say_other_bases(reading, positions)
    _say_less(reading, columns, [position for position in positions if position not in income])
    for figures in reading.plan.figures:
        if figures.kind == "funding" and "note" in reading.plan.columns:
            _say_units_in_notes(reading, figures, positions)


def _say_parts_beneath(reading: Reading, columns: Sequence[Parsed], positions: Sequence[int]) -> None:
    names = [name for name in label_columns(reading).values() if name in ("line", "service")]
    for name in names:
        labels = reading.cells(name, positions)
        texts = [value if isinstance(value, str) else "" for value in labels]
        for head, beneath in _groups(texts, marked=reading.words(name).begin_in(_MARKS)):
            rows = [positions[at] for at in beneath]
            printed = [parsed.numbers[positions[head]] for parsed in columns]
            sums = [sum(parsed.numbers[row] or 0 for row in rows) for parsed in columns]
            if any(printed) and all((figure or 0) == added for figure, added in zip(printed, sums, strict=True)):
                _find(
                    reading,
                    "part-of-a-row",
                    [reading.address(row, reading.plan.columns[name]) for row in rows],
                    f"by their labels and figures these are the parts of {texts[head].strip()!r} above: they would be "
                    "counted twice",
                    "each figure once",
                    "Leave out the parts, or the row that they are part of",
                )


def _groups(texts: Sequence[str], *, marked: bool) -> Iterator[tuple[int, range]]:
    """Yield each label with those right beneath it that are marked as its parts: indented, or with its name before.

    ``marked`` says whether any label is indented at all.
    """
    heads = {at for at, (text, below) in enumerate(pairwise(texts)) if text and below.startswith(text)}
    if marked:
        heads |= {at for at, (text, below) in enumerate(pairwise(texts)) if text and _MARKED.match(below)}
        heads = {at for at in heads if not _MARKED.match(texts[at])}
    for head in sorted(heads):
        named = f"{texts[head]} ", f"{texts[head]}:"
        end = head + 1
        while end < len(texts) and (texts[end].startswith(named) or (marked and _MARKED.match(texts[end]))):
            end += 1
        if end > head + 1:
            yield head, range(head + 1, end)


def _say_other_measures(reading: Reading, positions: Sequence[int]) -> None:
    """Find rows whose label says that they are a share, a number among money, or money in another unit."""
    kinds = {figures.kind for figures in reading.plan.figures}
    units = {figures.unit for figures in reading.plan.figures}
    if len(kinds) > 1:
        return
    money = "funding" in kinds
    for name in label_columns(reading).values():
        texts = {
            text
            for text in reading.words(name).holding(*_MEASURE_HINTS)
            if _SHARE.search(text)
            or _STATISTIC.fullmatch(text.strip())
            or (money and _NUMBER.search(text))
            or ((said := _unit_beside(text)) and not (money and (said & units or None in units)))
        }
        if rows := _rows_called(reading, name, texts, positions):
            shown = " and ".join(sorted(unit_name(unit) for unit in units if unit)) if money else "counts"
            _find(
                reading,
                "ambiguous-unit" if money else "ambiguous-count",
                [reading.address(at, reading.plan.columns[name]) for at in rows],
                f"the label says another measure than the heading: the figure could be what it says, or {shown}",
                "rows of one measure in a table",
                "Put the rows of another measure into a table of their own, or name the row for what it is",
            )


def _say_other_bases(reading: Reading, positions: Sequence[int]) -> None:
    """Find rows that are called ``Budget`` or ``Actual`` and nothing more, under a heading that says otherwise."""
    bases = {figures.basis for figures in reading.plan.figures if figures.kind == "funding"}
    if not bases or "basis" in reading.plan.columns:
        return
    for name in label_columns(reading).values():
        words = reading.words(name).holding(*_BASIS_HINTS)
        texts = {text for text in words if (basis := only_basis(text)) and basis not in bases}
        if rows := _rows_called(reading, name, texts, positions):
            _find(
                reading,
                "ambiguous-basis",
                [reading.address(at, reading.plan.columns[name]) for at in rows],
                f"the row is called {text_of(reading.cells(name, rows[:1])[0])!r}, and the heading says otherwise: the "
                "figure could be either",
                "one basis for the whole table, or a column headed Basis",
                "Head the column Basis, or put each basis into a column of its own",
            )


def _rows_called(reading: Reading, name: str, texts: Collection[str], positions: Sequence[int]) -> list[int]:
    """Return the rows that have one of some labels in a field's column."""
    if not texts:
        return []
    return [at for at, value in zip(positions, reading.cells(name, positions), strict=True) if value in texts]


def _unit_beside(label: str) -> frozenset[int]:
    """Return the unit of money that a label states in brackets, or after a comma, at its end."""
    match = _AT_END.search(label)
    return units_in(match[1]) if match and not plain(without_units(match[1])) else frozenset()


def _say_less(reading: Reading, columns: Sequence[Parsed], positions: Sequence[int]) -> None:
    for name in label_columns(reading).values():
        texts = {text for text in reading.words(name).holding("less") if _LESS.match(text)}
        less = _rows_called(reading, name, texts, positions)
        taken = [at for at in less if any((parsed.numbers[at] or 0) > 0 for parsed in columns)]
        if taken:
            cells = [reading.address(at, reading.plan.figures[0].column) for at in taken]
            _find(
                reading,
                "ambiguous-sign",
                cells,
                "the label says less, and the figure has no minus sign: it could be taken off, or added",
                "a minus sign before what is taken off",
                "Write the figure with a minus sign, or name the row for what it is",
            )


def _say_units_in_notes(reading: Reading, figures: Figures, positions: Sequence[int]) -> None:
    other: dict[str, int] = {}
    for text in reading.words("note").holding("£", "000", "thousand", "million"):
        stated = units_in(text)
        if len(stated) == 1 and set(plain(without_units(text)).split()) <= _MORE_WORDS and figures.unit not in stated:
            other[text] = next(iter(stated))
    if not other or figures.unit is None:
        return
    notes = reading.cells("note", positions)
    found = [at for at, value in zip(positions, notes, strict=True) if isinstance(value, str) and value in other]
    if found:
        said = unit_name(other[str(reading.cells("note", found[:1])[0])])
        _find(
            reading,
            "ambiguous-unit",
            [reading.address(at, figures.column) for at in found],
            f"the note beside the figure says {said}, the heading {unit_name(figures.unit)}",
            "one unit for the whole table, or a column headed Unit",
            "Correct what is wrong, or add a column headed Unit",
        )


def _find(reading: Reading, check: str, cells: Sequence[str], found: str, expected: str, action: str) -> None:
    reading.notices.find(
        check,
        "error",
        reading.plan.table.sheet.name,
        cells[0],
        found=found + also_in(cells[1:]),
        expected=expected,
        action=action,
    )
