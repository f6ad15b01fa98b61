"""Revenue Outturn summaries of invented authorities, laid out as the Department published them for 2012-13 to 2016-17.

Up to 2014-15 they are xls files with the headings in row 6, on two or three sheets with different measures; then xlsx
files with the headings in row 7 below codes, an ONS code, formulas, and figures of many decimals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
import xlwt

FORCE = "Northmoor"
"""The police authority whose figures the tests look at."""

_POLICE = "Police and Crime Commissioner and Chief Constable"
_AUTHORITIES = [
    ("E0101", "Wexhaven UA", "UA"),
    ("E0102", "Penmarsh UA", "UA"),
    ("E1121", "Midshire", "SC"),
    ("E1134", "Dunford", "SD"),
    ("E4201", "Stoneleigh", "MD"),
    ("E5011", "Exborough", "L"),
    ("E5100", "Greater Exborough Authority", "O"),
    ("E6101", "Northmoor Combined Fire Authority", "O"),
    ("E7001", f"Eastfen {_POLICE}", "O"),
    ("E7002", f"Downshire {_POLICE}", "O"),
    ("E7003", f"{FORCE} {_POLICE}", "O"),
    ("E7004", f"Seaborough & Holt {_POLICE}", "O"),
    ("E7005", f"Westwold {_POLICE}", "O"),
]
_CLASSES = {
    "L": "LONDON BOROUGHS",
    "MD": "METROPOLITAN DISTRICTS",
    "UA": "UNITARY AUTHORITIES",
    "SC": "SHIRE COUNTIES",
    "SD": "SHIRE DISTRICTS",
    "O": "OTHER AUTHORITIES",
}
FORCES = sum(code.startswith("E7") for code, _, _ in _AUTHORITIES)
SILENT = _AUTHORITIES[9][1]
"""The authority whose figures of the last year are printed as "…", and yet are in the totals."""

_MONEY = [
    # heading, the line it is in the form, which authorities have it, about how much, in £ thousand
    ("Education services", 190, ("UA", "SC", "MD", "L"), 91_000),
    ("Highways and transport services", 290, ("UA", "SC", "MD", "L"), 8_100),
    ("Police services", 601, ("E7",), 131_000),
    ("Fire and rescue services", 602, ("SC", "E6"), 28_000),
    ("TOTAL SERVICE EXPENDITURE (TOTAL OF LINES 190 to 698)", 699, (), 0),
    ("Revenue Support Grant", 851, ("UA", "SC", "SD", "MD", "L", "O"), -2_300),
    ("Police grant", 856, ("E7",), -61_000),
    ("Redistributed non-domestic rates", 870, ("UA", "SC", "SD", "MD", "L", "O"), -5_400),
    ("Other items", 880, (), 0),
    ("COUNCIL TAX REQUIREMENT (TOTAL OF LINES 805 TO 880)", 890, ("UA", "SC", "SD", "MD", "L", "O"), 57_000),
    ("Total Capital items (TOTAL OF LINES 931 TO 936)", 939, ("UA", "SC"), 3_000),
]
_READ = ("Police services", "Police grant", "COUNCIL TAX REQUIREMENT (TOTAL OF LINES 805 TO 880)")
_MEASURES = ("Net current expenditure", "Capital items", "Net total cost excluding specific grants")
_NOTES = [
    ["Source: an invented Revenue Outturn (RS) return"],
    [],
    ["Notes"],
    ["1. These figures are invented. They stand where published ones stand."],
    ["", "https://www.example.org/collections/revenue-expenditure"],
    ["2. They are on no accounting basis."],
]

Row = list[str | float]


@dataclass(frozen=True)
class Outturn:
    """What a person finds in a summary about one police authority, in £ thousand."""

    year: str
    police_services: float
    police_grant: float
    council_tax_requirement: float


def make_outturns(folder: Path) -> tuple[dict[str, Outturn], str]:
    """Write a summary for each of five years.

    Returns
    -------
    tuple
        What they say of :data:`FORCE`, by file, and the printed total of police services of the last year, to which its
        rows do not add up.
    """
    found = {}
    for number, sheets in enumerate((3, 3, 2)):
        found |= _make_xls(folder, 2012 + number, sheets)
    for year in (2015, 2016):
        found |= _make_xlsx(folder, year)
    printed = sum(_amount(2016, code, kind, _MONEY[2]) for code, _, kind in _AUTHORITIES)
    return found, f"{printed:,.2f}"


def _amount(year: int, code: str, kind: str, column: tuple[str, int, tuple[str, ...], int]) -> float:
    """Return an amount: whole up to 2014-15, in pennies after it, and with more decimals where it is not read."""
    heading, line, who, about = column
    if kind not in who and code[:2] not in who:
        return 0.0
    share = (int(code[1:]) * 37 + line * 11 + year * 101) % 997
    whole = round(about * (1 + share / 1000))
    return whole if year < 2015 else whole + round(share / 997, 14 if heading.startswith("Education") else 5)


def _columns(year: int) -> list[tuple[str, int, tuple[str, ...], int]]:
    """Return the columns of a year: business rates were redistributed up to 2012-13."""
    return [column for column in _MONEY if year == 2012 or not column[0].startswith("Redistributed")]


def _label(year: int) -> str:
    return f"{year}-{year % 100 + 1}"


def _labels(year: int) -> list[str]:
    """Return the headings before the amounts; from 2014-15 with an ONS code."""
    code = ["E-code", "Local authority", "", "Class", ""]
    return code if year < 2014 else ["E-code", "ONS Code", "Local authority", "", "Class"]


def _row(year: int, code: str, name: str, kind: str) -> Row:
    labels: Row = [code, name, "", kind, ""] if year < 2014 else [code, "n/a" if code else "", name, "", kind]
    return labels


def _table(year: int, factor: float = 1) -> list[Row]:
    """Return the rows of a data sheet from its headings on; a row of nothing stands below them up to 2014-15."""
    columns = _columns(year)
    rows: list[Row] = [[*_labels(year), *(column[0] for column in columns)], *([[]] if year < 2015 else [])]
    amounts = {
        (code, name, kind): [_amount(year, code, kind, column) * factor for column in columns]
        for code, name, kind in _AUTHORITIES
    }
    for (code, name, kind), figures in amounts.items():
        silent = year == 2016 and name == SILENT
        rows.append([*_row(year, code, name, kind), *(["…"] * len(figures) if silent else figures)])
    rows += [[], [], [*_row(year, "", "ENGLAND", ""), *_sums(amounts.values())], []]
    rows.append(_row(year, "", "CLASS BREAKDOWN", ""))
    for kind, name in _CLASSES.items():
        own = [figures for (_, _, one), figures in amounts.items() if one == kind]
        rows.append([*_row(year, "", name, kind), *_sums(own)])
    return [*rows, [], [], *map(list, _NOTES)]


def _sums(rows) -> list[float]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _said_of_force(year: int) -> Outturn:
    code, _, kind = next(one for one in _AUTHORITIES if one[1].startswith(FORCE) and one[0].startswith("E7"))
    figures = {column[0]: _amount(year, code, kind, column) for column in _MONEY}
    return Outturn(_label(year), *(figures[heading] for heading in _READ))


def _drop_down(year: int) -> list[Row]:
    """Return the sheet on which a reader chooses an authority: stray text, and a list far below."""
    head: list[Row] = [
        ["Revenue Outturn Summary (RS)"],
        [],
        ["", "", "£ thousand"],
        ["Select local authority by clicking"],
    ]
    shown: list[Row] = [[column[1], column[0], float(number)] for number, column in enumerate(_columns(year), 5)]
    listed: list[Row] = [["", "", "", code, name] for code, name, _ in _AUTHORITIES]
    return [*head, ["ENGLAND"], [], *shown, *[[]] * 20, *listed]


def _write(rows: list[Row], write: Callable[[int, int, str | float], object]) -> None:
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value != "":
                write(r, c, value)


def _make_xls(folder: Path, year: int, sheets: int) -> dict[str, Outturn]:
    name, label = f"rs{year}_{year % 100 + 1}.xls", _label(year)
    book = xlwt.Workbook(encoding="utf-8")
    _write([[]] * 9 + [["", "", "General Fund Revenue Account"]], book.add_sheet("Front page").write)
    chosen = book.add_sheet(f"RS{year % 100} LA drop-down")
    _write(_drop_down(year), chosen.write)
    if year == 2014:
        for row in range(30, 40):
            chosen.row(row).hidden = True
        chosen.col(4).hidden = True
    for number, measure in enumerate(_MEASURES[:sheets], start=1):
        sheet = book.add_sheet(f"RS LA Data {label} ({number})")
        band: Row = [*[""] * len(_labels(year)), "Service expenditure", "", "", "", "", "Financing"]
        head: list[Row] = [[f"Revenue Outturn Summary (RS): {label} data"], [], [f"{measure} (£ thousand)"], [], band]
        _write([*head, *_table(year, factor=1 / number)], sheet.write)
        if number > 1:
            sheet.col(7).hidden = True
    book.save(str(folder / name))
    return {name: _said_of_force(year)}


def _make_xlsx(folder: Path, year: int) -> dict[str, Outturn]:
    name, label = f"rs{year}_{year % 100 + 1}.xlsx", _label(year)
    with xlsxwriter.Workbook(folder / name) as book:
        _write([[]] * 9 + [["", "", "General Fund Revenue Account"]], book.add_worksheet("Front Page").write)
        chosen = book.add_worksheet("LA drop-down")
        _write(_drop_down(year), chosen.write)
        for row in range(30, 40):
            chosen.set_row(row, None, None, {"hidden": True})
        chosen.set_column(4, 4, None, None, {"hidden": True})
        sheet = book.add_worksheet(f"RS LA Data {label}")
        blank: Row = [""] * len(_labels(year))
        columns = _columns(year)
        head: list[Row] = [
            [f"Revenue Outturn (RO) {label}: Revenue Outturn Summary (RS) data"],
            ["Net current expenditure (£ thousand)"],
            [*blank, *map(float, range(5, 5 + len(columns)))],
            [*blank, *[1.0] * len(columns)],
            [*blank, "Service Expenditure", "", "", "", "", "Revenue Expenditure Financing"],
            [*blank, *(float(column[1]) for column in columns)],
        ]
        _write([*head, *_table(year)], sheet.write)
        _sum_up(sheet, len(head), year)
    return {name: _said_of_force(year)}


def _sum_up(sheet: xlsxwriter.worksheet.Worksheet, above: int, year: int) -> None:
    """Write England's totals as formulas, with the sums that they came to when the file was saved."""
    table = _table(year)
    total = next(number for number, row in enumerate(table) if "ENGLAND" in row)
    first, last = above + 2, above + 1 + len(_AUTHORITIES)
    for column, value in enumerate(table[total]):
        if isinstance(value, float):
            letter = xlsxwriter.utility.xl_col_to_name(column)
            sheet.write_formula(above + total, column, f"=SUM({letter}{first}:{letter}{last})", None, value)
