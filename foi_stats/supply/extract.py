"""Extracting: a plan and a table become columns of rows, each with the cell it came from.

Work goes column by column over plain lists; what is rare (a gap, a footnote, a text among numbers) is looked at row by
row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from foi_stats.money import parse_unit, unit_name
from foi_stats.shorthand import GAPS, REASONS, join_shorthand
from foi_stats.supply.notices import also_in
from foi_stats.supply.plan import LABELS, Figures
from foi_stats.supply.row_labels import (
    carry_labels,
    heads_of_groups,
    income_rows,
    say_income,
    with_labels,
    without_balances,
)
from foi_stats.supply.stated import BAD, Reading, join_notes, read_labels, read_stated, say_mark
from foi_stats.supply.totals import Sum, Total, find_totals, perhaps_totals, reconcile, subtotals_above, total_like
from foi_stats.supply.values import (
    Figure,
    UnreadableError,
    found_texts,
    is_blank,
    pennies,
    pennies_of,
    read_amount,
    read_count,
    text_of,
)
from foi_stats.supply.workbook import Value, column_letters
from foi_stats.years import financial_year_of, financial_year_of_quarter

Units = Sequence[int | None]
NOT_LABELS = frozenset({"date", "as_at", "unit", "basis", "flow", "shorthand", "reason", "note", "source"})


@dataclass(frozen=True)
class Chunk:
    """The rows of one column of figures: for each field a list, all of one length, or one text for all of them."""

    kind: str
    rows: list[int]
    numbers: list[int | None]
    fields: dict[str, list[Any] | str]


@dataclass(frozen=True)
class Parsed:
    """A column of figures read: numbers by position, and the positions where more is to be said."""

    numbers: list[int | None]
    beside: dict[int, Figure]
    blank: list[int]
    bad: dict[int, UnreadableError]


def extract(reading: Reading) -> list[Chunk]:
    """Return the rows of each column of figures. A row with a finding of severity error is left out."""
    units = _units(reading)
    columns = [parse_figures(reading, figures, units) for figures in reading.plan.figures]
    candidates = _may_be_totals(reading) if reading.totals is None else reading.totals
    told = reading.totals is None and not reading.plan.spends and "flow" not in reading.plan.columns
    income = income_rows(reading, range(len(reading.body.rows))) if told else frozenset()
    above = _subtotals_above(reading, columns) if told else []
    reading = replace(reading, heads=frozenset(total.position for total in above))
    numbers = [[0 if at in reading.heads else number for at, number in enumerate(c.numbers)] for c in columns]
    others = {at: label for at, label in candidates.items() if at not in reading.heads}
    found = [*above, *find_totals(others, numbers if above else [column.numbers for column in columns], income)]
    _leave_out(reading, found, units)
    left = {total.position for total in found}
    positions = [position for position in range(len(reading.body.rows)) if position not in left]
    if reading.totals is None and not reading.plan.spends:
        _check_across(reading, columns, positions)
        positions = without_balances(reading, positions)
        _say_perhaps_totals(reading, columns, set(range(len(reading.body.rows))).difference(positions))
        reading = carry_labels(reading, positions)
        positions = with_labels(reading, positions)
    stated: dict[str, list[Any]] = read_stated(reading, positions)
    if received := [position for position in positions if position in income]:
        stated["flow"] = ["income" if position in income else "expenditure" for position in positions]
        say_income(reading, received)
    labels = read_labels(reading, positions)
    return [
        _chunk(reading, figures, parsed, positions, stated, labels)
        for figures, parsed in zip(reading.plan.figures, columns, strict=True)
    ]


def _units(reading: Reading) -> Units:
    """Return the unit that each row states, or that of the row above (a total may leave it out)."""
    rows = reading.body.rows
    if "unit" not in reading.plan.columns:
        return [None] * len(rows)
    values = reading.cells("unit", range(len(rows)))
    known: dict[Value, int | None] = {}
    for value in set(values):
        try:
            known[value] = parse_unit(text_of(value))
        except ValueError:
            known[value] = None
    units: list[int | None] = []
    for value in values:
        units.append(known[value] or (units[-1] if units else None))
    return units


def parse_figures(reading: Reading, figures: Figures, units: Units | None = None) -> Parsed:
    """Return a column of figures read, nothing said yet: a total among them may be skipped."""
    values = reading.plan.table.values(figures.column, reading.body.rows)
    units = _units(reading) if units is None else units
    money, sign = figures.kind == "funding", figures.sign
    numbers: list[int | None] = [None] * len(values)
    if money and not any(units):
        exact = pennies_of(values, figures.unit or 1)
        numbers = exact if sign == 1 else [None if number is None else sign * number for number in exact]
    parsed = Parsed(numbers, {}, [], {})
    for position, value in enumerate(values):
        if numbers[position] is not None:
            continue
        unit = units[position] or figures.unit or 1
        if money and (type(value) is float or type(value) is int) and -1e11 < value < 1e11:
            numbers[position] = sign * pennies(value, unit)
        elif is_blank(value):
            parsed.blank.append(position)
        else:
            try:
                found = read_amount(value, unit, reading.symbols) if money else read_count(value, reading.symbols)
            except UnreadableError as error:
                parsed.bad[position] = error
                continue
            numbers[position] = None if found.number is None else sign * found.number
            if found.shorthand or found.mark or found.number is None:
                parsed.beside[position] = found
    return parsed


def _may_be_totals(reading: Reading) -> dict[int, str]:
    """Return the rows that are or may be totals by their labels, or for want of any label."""
    plan, table, rows = reading.plan, reading.plan.table, reading.body.rows
    others = {figures.column for figures in plan.figures} | {plan.total_column}
    others |= {column for name, column in plan.columns.items() if name in NOT_LABELS}
    named: dict[int, str] = {}
    unlabelled: Sequence[int] = range(len(rows))
    for column in table.columns:
        if column.index in others:
            continue
        words = table.words(column.index)
        totals = total_like(words)
        values = table.labels(column.index, rows) if totals or (unlabelled and words.has_blank) else []
        if totals:
            found = [position for position, value in enumerate(values) if value in totals]
            named = {position: text_of(values[position]) for position in found} | named
        unlabelled = [at for at in unlabelled if is_blank(values[at])] if words.has_blank else []
    named |= dict.fromkeys(unlabelled, "")
    if plan.spends:
        dates = table.values(plan.columns["date"], rows)
        return {position: text for position, text in named.items() if is_blank(dates[position])}
    return named


def _subtotals_above(reading: Reading, columns: Sequence[Parsed]) -> list[Total]:
    """Return the rows that hold the subtotal of a group beneath them; one that does not add up could be a line."""
    found = []
    for head, members in heads_of_groups(reading).items():
        sums = [Sum().plus([column.numbers[at] for at in members]) for column in columns]
        printed = tuple(column.numbers[head] for column in columns)
        if all(figure == added.total for figure, added in zip(printed, sums, strict=True)):
            found.append(Total(head, printed, tuple((added,) for added in sums)))
        elif any(figure is not None for figure in printed):
            reading.notices.find(
                "ambiguous-total",
                "error",
                reading.plan.table.sheet.name,
                reading.address(head, reading.plan.figures[0].column),
                found="the row stands above a group of rows, and is not their sum: it could be their total, or a line",
                expected="a total that its rows add up to, or a line with all its labels",
                action="Write Total in its label, or fill in the labels to the right",
            )
    return found


def _leave_out(reading: Reading, totals: Sequence[Total], units: Units) -> None:
    """Record totals as skipped, and hold them against their rows."""
    sheet, figures = reading.plan.table.sheet, reading.plan.figures

    def place(position: int, column: int) -> tuple[str, str]:
        return sheet.name, reading.address(position, figures[column].column)

    for total in totals:
        row = reading.body.rows[total.position] + sheet.top
        reading.notices.skip(sheet.name, f"{row}:{row}", "a total of other rows: held against them, not read as a row")
        stated = units[total.position]
        of_columns = [0 if column.kind == "referrals" else stated or column.unit or 1 for column in figures]
        reconcile(total, of_columns, place, reading.notices)


def _check_across(reading: Reading, columns: Sequence[Parsed], positions: Sequence[int]) -> None:
    """Hold a column of totals against the figures beside it, where these are all of one kind."""
    plan = reading.plan
    same = {(figures.kind, figures.basis, figures.flow, figures.unit) for figures in plan.figures}
    if plan.total_column is None or not (plan.across or (len(plan.figures) > 1 and len(same) == 1)):
        return
    total = replace(plan.figures[0], column=plan.total_column)
    if plan.across:
        total = next(figures for figures in plan.figures if figures.column == plan.total_column)
        columns = [parse_figures(reading, replace(total, column=column)) for column in plan.across]
    printed = parse_figures(reading, total).numbers
    unit = 0 if total.kind == "referrals" else total.unit or 1
    for position in positions:
        added = Sum().plus([column.numbers[position] for column in columns])
        reconcile(
            Total(position, (printed[position],), ((added,),)),
            [unit],
            lambda at, _: (plan.table.sheet.name, reading.address(at, total.column)),
            reading.notices,
        )


def _say_perhaps_totals(reading: Reading, columns: Sequence[Parsed], totals: set[int]) -> None:
    """Find rows that add up as totals do and are not called so."""
    figures = reading.plan.figures[0]
    numbers = [column.numbers for column in columns]
    above = subtotals_above(numbers, [at for at in range(len(reading.body.rows)) if at not in totals])
    if above:
        cells = [reading.address(position, figures.column) for position in above]
        reading.notices.find(
            "ambiguous-total",
            "error",
            reading.plan.table.sheet.name,
            cells[0],
            found=f"the figure is the sum of those beneath it, as in a pivot table{also_in(cells[1:])}: all would be "
            "counted twice",
            expected="each figure once",
            action="Write Total in the labels of the rows that are subtotals, or leave them out",
        )
    for position in perhaps_totals([column.numbers for column in columns], totals):
        reading.notices.find(
            "ambiguous-total",
            "warning",
            reading.plan.table.sheet.name,
            reading.address(position, figures.column),
            found="every figure of the row is the sum of the rows above it: it could be their total, or a line",
            expected="a total that is called one, or a line of its own",
            action="Write Total in its label if it is one; until then it is read as a line",
        )


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
    fields |= {"line": figures.line} if figures.line else {}
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
