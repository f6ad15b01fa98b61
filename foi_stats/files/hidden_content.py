"""Warns of content that readers of a workbook do not see, and of a file name that does not fit the content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from foi_stats.files.catalogue import CHECKS
from foi_stats.files.kind import ENDINGS, Kind
from foi_stats.files.workbook import EMPTY, Sheet, column_letters
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted, listed

_WHAT = {"xlsx": "an Excel workbook (.xlsx)", "xls": "an Excel 97 to 2003 workbook (.xls)"}
_WHAT |= {"ods": "an OpenDocument spreadsheet (.ods)", "csv": "delimited text (.csv)"}
_LISTED = 10


def wrong_ending(path: Path, kind: Kind) -> Iterator[Finding]:
    """Yield a finding if the ending of the name belongs to another kind of file than the content."""
    if ENDINGS.get(path.suffix.lower()) != kind:
        yield CHECKS.finding(
            "wrong-ending",
            found=f"The name ends in {path.suffix or 'nothing'}, but the file is {_WHAT[kind]}, and was read as that",
            kind=kind,
        )


def hidden_content(sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """Yield a finding for content of the sheets that readers do not see, or might take for a value."""
    for sheet in sheets:
        for check in (_hidden_sheet, _hidden_rows, _hidden_columns, _errors, _uncalculated):
            yield from check(sheet)


def _hidden_sheet(sheet: Sheet) -> Iterator[Finding]:
    if sheet.visibility != "visible" and sheet.rows:
        yield CHECKS.finding(
            "hidden-sheet.very-hidden" if sheet.visibility == "very hidden" else "hidden-sheet",
            "",
            sheet.name,
            found=f"The sheet is {sheet.visibility}, and holds values",
        )


def _hidden_rows(sheet: Sheet) -> Iterator[Finding]:
    hidden = [row for row in sorted(sheet.hidden_rows) if _has_value(sheet.rows[row - sheet.top])]
    if hidden:
        column = next(at for at, value in enumerate(sheet.rows[hidden[0] - sheet.top]) if value not in EMPTY)
        cell = sheet.address(hidden[0] - sheet.top, column)
        yield _hidden_lines("row", hidden, str, sheet.name, cell)


def _hidden_columns(sheet: Sheet) -> Iterator[Finding]:
    hidden = {}
    for column in sorted(sheet.hidden_columns):
        along = column - sheet.left
        row = next((at for at, values in enumerate(sheet.rows) if values[along] not in EMPTY), None)
        if row is not None:
            hidden[column] = sheet.address(row, along)
    if hidden:
        yield _hidden_lines("column", list(hidden), column_letters, sheet.name, next(iter(hidden.values())))


def _hidden_lines(what: str, lines: list[int], label: Callable[[int], str], sheet: str, cell: str) -> Finding:
    is_one = len(lines) == 1
    return CHECKS.finding(
        "hidden-rows" if what == "row" else "hidden-columns",
        "",
        sheet,
        cell,
        found=f"{what.capitalize()}{'' if is_one else 's'} {_ranges(lines, label)} {'is' if is_one else 'are'} hidden, "
        f"filtered out or of no size, and {'holds' if is_one else 'hold'} values",
    )


def _errors(sheet: Sheet) -> Iterator[Finding]:
    if sheet.errors:
        cells = sorted(sheet.errors)
        texts = [f"{sheet.rows[row - sheet.top][column - sheet.left]} in {_cell(row, column)}" for row, column in cells]
        yield CHECKS.finding(
            "error-value",
            "",
            sheet.name,
            _cell(*cells[0]),
            found=f"{counted(len(cells), 'cell holds', 'cells hold')} an error value: {listed(texts, most=_LISTED)}",
        )


def _uncalculated(sheet: Sheet) -> Iterator[Finding]:
    if sheet.uncalculated:
        cells = sorted(sheet.uncalculated)
        places = listed((_cell(*cell) for cell in cells), most=_LISTED)
        yield CHECKS.finding(
            "formula-without-result",
            "",
            sheet.name,
            _cell(*cells[0]),
            found=f"{counted(len(cells), 'formula has', 'formulas have')} no result in the file, and "
            f"{'counts' if len(cells) == 1 else 'count'} as empty: {places}",
        )


def _has_value(row: Sequence[object]) -> bool:
    return sum(map(row.count, EMPTY)) < len(row)


def _cell(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def _ranges(numbers: list[int], label: Callable[[int], str]) -> str:
    """Return ascending numbers as text: 5 to 9, 12 and 14 to 15."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return listed((" to ".join(map(label, run)) for run in runs), most=_LISTED, more="range")
