"""Extracting: a plan and a table become columns of rows, each with the cell it came from.

Work goes column by column over plain lists; what is rare (a gap, a footnote, a text among numbers) is looked at row by
row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from foi_stats.files.workbook import column_letters
from foi_stats.supply.checks.rows import say_row_doubts
from foi_stats.supply.figures.parse_columns import Parsed, parse_figures, units_of
from foi_stats.supply.figures.printed_totals import (
    check_across,
    leave_out,
    say_perhaps_totals,
    totals_above,
    totals_by_label,
    totals_by_name,
)
from foi_stats.supply.figures.row_fields import BAD, Reading, join_notes, read_labels, read_stated, say_mark
from foi_stats.supply.figures.row_labels import (
    carry_labels,
    income_rows,
    say_income,
    with_labels,
    without_balances,
)
from foi_stats.supply.tables.columns import LABELS, Figures
from foi_stats.supply.values import Figure, UnreadableError, found_texts
from foi_stats.vocabulary.money import unit_name
from foi_stats.vocabulary.shorthand import GAPS, REASONS, join_shorthand
from foi_stats.vocabulary.years import financial_year_of, financial_year_of_quarter


@dataclass(frozen=True)
class Chunk:
    """The rows of one column of figures: for each field a list, all of one length, or one text for all of them."""

    kind: str
    rows: list[int]
    numbers: list[int | None]
    fields: dict[str, list[Any] | str]


def extract(reading: Reading) -> list[Chunk]:
    """Return the rows of each column of figures, without totals and without rows that have an error.

    Unless a layout says which rows are totals, or the table is a list of payments, totals and balances are recognised
    by their labels and figures, and rows whose labels leave doubt are refused.
    """
    units = units_of(reading)
    columns = [parse_figures(reading, figures, units) for figures in reading.plan.figures]
    by_label = reading.totals is None and not reading.plan.spends
    income: frozenset[int] = frozenset()
    if by_label and "flow" not in reading.plan.columns:
        income = income_rows(reading, range(len(reading.body.rows)))
        above = totals_above(reading, columns)
        totals = [*above, *totals_by_label(reading, columns, above, income)]
        reading = replace(reading, heads=frozenset(total.position for total in above))
    else:
        totals = totals_by_name(reading, columns)
    leave_out(reading, totals, units)
    left_out = {total.position for total in totals}
    positions = [position for position in range(len(reading.body.rows)) if position not in left_out]
    if by_label:
        reading, positions = _rows_to_read(reading, columns, positions, income)
    stated = _stated(reading, positions, income)
    labels = read_labels(reading, positions)
    return [
        _chunk(reading, figures, parsed, positions, stated, labels)
        for figures, parsed in zip(reading.plan.figures, columns, strict=True)
    ]


def _rows_to_read(
    reading: Reading, columns: Sequence[Parsed], positions: list[int], income: frozenset[int]
) -> tuple[Reading, list[int]]:
    """Return the rows that are neither balances nor without a label, and the reading with labels carried into them.

    Rows that may be totals, parts of other rows, or in another unit are recorded as findings.
    """
    check_across(reading, columns, positions)
    positions = without_balances(reading, positions)
    say_perhaps_totals(reading, columns, set(range(len(reading.body.rows))).difference(positions))
    reading = carry_labels(reading, positions)
    positions = with_labels(reading, positions)
    say_row_doubts(reading, columns, positions, income)
    return reading, positions


def _stated(reading: Reading, positions: Sequence[int], income: frozenset[int]) -> dict[str, list[Any]]:
    """Return what rows state about themselves; where some are income by their labels, the flow of each."""
    stated = read_stated(reading, positions)
    received = [position for position in positions if position in income]
    if received:
        stated["flow"] = ["income" if position in income else "expenditure" for position in positions]
        say_income(reading, received)
    return stated


def _chunk(
    reading: Reading,
    figures: Figures,
    parsed: Parsed,
    positions: Sequence[int],
    stated: Mapping[str, list[Any]],
    labels: Mapping[str, list[str]],
) -> Chunk:
    """Return the rows of one column of figures, without those that a finding stops."""
    size = len(positions)
    shorthand, reason = (_without_bad(stated.get(name, [""] * size)) for name in ("shorthand", "reason"))
    notes = _notes(reading, figures, labels.get("note", [""] * size), stated)
    stopped = _name_gaps(reading, figures, parsed, positions, (shorthand, reason, notes))
    for column in stated.values():
        if BAD in column:
            stopped |= {at for at, value in enumerate(column) if value is BAD}
    rows = list(reading.body.at(positions))
    sheet = reading.plan.table.sheet
    letters, top = column_letters(sheet.left + figures.column), sheet.top
    fields: dict[str, list[Any] | str] = dict(reading.plan.constants)
    fields |= {name: labels[name] for name in LABELS[figures.kind] if name in labels}
    fields |= _settled(figures, size, stated)
    fields |= {"line" if figures.kind == "funding" else "service": figures.line} if figures.line else {}
    fields |= {"shorthand": shorthand, "reason": reason, "note": notes}
    _mark(reading, figures, rows, fields)
    fields["cell"] = [f"{letters}{row + top}" for row in rows]
    fields["found"] = found_texts(reading.plan.table.values(figures.column, rows))
    numbers = [parsed.numbers[position] for position in positions]
    if not stopped:
        return Chunk(figures.kind, rows, numbers, fields)
    keep = [at for at in range(size) if at not in stopped]
    kept = {name: [v[at] for at in keep] if isinstance(v, list) else v for name, v in fields.items()}
    return Chunk(figures.kind, [rows[at] for at in keep], [numbers[at] for at in keep], kept)


def _settled(figures: Figures, size: int, stated: Mapping[str, list[Any]]) -> dict[str, list[Any] | str]:
    """Return year, quarter, basis, flow, unit and as-at date: the heading's, else the row's."""
    settled: dict[str, list[Any] | str] = {"financial_year": figures.year, "quarter": figures.quarter}
    if figures.quarter:
        settled["financial_year"] = financial_year_of_quarter(figures.quarter)
    elif not figures.year and "financial_year" in stated:
        settled |= {name: stated[name] for name in ("financial_year", "quarter") if name in stated}
    elif not figures.year:
        years = {day: financial_year_of(day) for day in set(stated["date"]) if day is not BAD}
        settled["financial_year"] = [years.get(day, "") for day in stated["date"]]
    settled["as_at"] = stated.get("as_at", [None] * size)
    if figures.kind == "referrals":
        return settled | {"unit": "count"}
    settled["basis"] = figures.basis or stated["basis"]
    settled["flow"] = stated.get("flow", figures.flow or "expenditure")
    settled["unit"] = unit_name(figures.unit or 1)
    if "unit" in stated:
        names = {unit: unit_name(unit) for unit in set(stated["unit"]) if unit is not BAD}
        settled["unit"] = [names.get(unit, "") for unit in stated["unit"]]
    return settled


def _notes(reading: Reading, figures: Figures, notes: list[str], stated: Mapping[str, list[Any]]) -> list[str]:
    """Return the notes: the rows' own, the heading's footnote, the day of a payment, the month of a sheet."""
    common = join_notes(say_mark(reading.body, figures.note), figures.part or reading.plan.part)
    if "date" in stated:
        word = "paid" if reading.plan.spends else "dated"
        paid = {day: f"{word} {day.isoformat()}" for day in set(stated["date"]) if day is not BAD}
        notes = [join_notes(paid.get(day, ""), text) for day, text in zip(stated["date"], notes, strict=True)]
    return [join_notes(text, common) for text in notes] if common else list(notes)


def _name_gaps(
    reading: Reading,
    figures: Figures,
    parsed: Parsed,
    positions: Sequence[int],
    status: tuple[list[str], list[str], list[str]],
) -> set[int]:
    """Settle symbol, reason and note where a figure is missing or qualified; return the rows that a finding stops."""
    shorthand, reason, notes = status
    special = {at for named in (shorthand, reason) if any(named) for at, text in enumerate(named) if text}
    stopped: set[int] = set()
    if parsed.beside or parsed.blank or parsed.bad:
        index = {position: at for at, position in enumerate(positions)}
        special |= {index[p] for p in (*parsed.beside, *parsed.blank) if p in index}
        stopped = {index[p] for p in parsed.bad if p in index}
    for at in sorted(special | stopped):
        position = positions[at]
        figure = parsed.beside.get(position, Figure(parsed.numbers[position]))
        named = parsed.bad.get(position) or _named(figure, shorthand[at], reason[at])
        if isinstance(named, UnreadableError):
            _stop(reading, figures, position, named)
            stopped.add(at)
        else:
            shorthand[at], reason[at] = named
            notes[at] = join_notes(notes[at], say_mark(reading.body, figure.mark))
    return stopped


def _named(figure: Figure, shorthand: str, reason: str) -> tuple[str, str] | UnreadableError:
    """Return the symbols and the reason of a figure, or why they do not go together."""
    reason = reason or figure.reason
    gap = GAPS & set(shorthand.split())
    if figure.number is not None and (reason or gap):
        return UnreadableError(
            "figure-and-gap",
            f"a figure stands beside {reason or ' '.join(gap)}, which says that there is none",
            "a figure, or the reason why there is none",
            "Keep the one that is true",
        )
    if figure.number is None and not (reason or gap or figure.shorthand):
        return UnreadableError(
            "gap-not-named",
            "the cell is empty and nothing says why",
            "a figure (0 where it is a true zero), or a symbol or reason that names the gap",
            "Type the figure, or for example [x] with the reason not_held",
        )
    own = "" if gap else figure.shorthand
    standard = REASONS[reason].shorthand if reason and not gap and not GAPS & set(figure.shorthand.split()) else ""
    return join_shorthand(own, standard, shorthand), reason


def _stop(reading: Reading, figures: Figures, position: int, error: UnreadableError) -> None:
    reading.notices.find(
        error.check,
        "error",
        reading.plan.table.sheet.name,
        reading.address(position, figures.column),
        found=str(error),
        expected=error.expected,
        action=error.action,
    )


def _mark(reading: Reading, figures: Figures, rows: Sequence[int], fields: dict[str, list[Any] | str]) -> None:
    """Add the symbols and notes that a layout gives to some of the figures."""
    years = fields["financial_year"]
    for mark in reading.marks:
        if mark.lines and figures.line not in mark.lines:
            continue
        for at, row in enumerate(rows):
            year = years if isinstance(years, str) else years[at]
            if row in mark.rows and (not mark.years or year in mark.years):
                fields["shorthand"][at] = join_shorthand(fields["shorthand"][at], mark.shorthand)  # type: ignore[index]
                fields["note"][at] = join_notes(fields["note"][at], mark.note)  # type: ignore[index]


def _without_bad(values: list[Any]) -> list[str]:
    return ["" if value is BAD else value for value in values]
