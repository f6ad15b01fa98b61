"""Invented lists of spending under the headings of four authorities, their slips of spelling and encodings included."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import xlsxwriter

_SUPPLIERS = [
    "Aldwick Electrical Ltd",
    "Brightwater Training",
    "Cole & Daughters",
    "Dunford Refuge",
    "Évora Tippers Ltd",
]
_SERVICES = ["Community", "Parks & Open Spaces", "Childrens Services", "Bereavement Services"]


@dataclass(frozen=True)
class Spending:
    """What a person finds in a list: its payments, their sum in pounds, their year, the first supplier."""

    payments: int
    total: str
    year: str
    first: str


def make_lists(folder: Path) -> dict[str, Spending]:
    """Write a list in each of four forms; return what they hold, by file."""
    return {
        "leeds-2012-06.csv": _leeds(folder / "leeds-2012-06.csv"),
        "harrogate-2015-04.csv": _harrogate(folder / "harrogate-2015-04.csv"),
        "hyndburn-1701.csv": _hyndburn(folder / "hyndburn-1701.csv"),
        "fire-2022-23.xlsx": _fire(folder / "fire-2022-23.xlsx"),
    }


def _payments(number: int, first: dt.date) -> Iterator[tuple[int, dt.date, str, str, Decimal]]:
    """Yield a number, a day of the month, a supplier, a service and an amount; every ninth is money back."""
    for at in range(number):
        pennies = (at * 7_919 + 6_052) % 900_000 + 1
        amount = Decimal(-pennies if at % 9 == 8 else pennies) / 100
        day = first + dt.timedelta(days=at % 28)
        yield at, day, _SUPPLIERS[at % len(_SUPPLIERS)], _SERVICES[at % len(_SERVICES)], amount


def _held(amounts: list[Decimal], year: str) -> Spending:
    return Spending(len(amounts), str(sum(amounts)), year, _SUPPLIERS[0])


def _leeds(path: Path) -> Spending:
    """Write a list with an address in each row, a misspelt heading and one that ends with a blank."""
    head = ["Body", "Body name", "Service label", "Service divison label", "Expenditure category"]
    head += ["Detailed expenses type", "Detailed expense code", "Date paid", "Transaction number", "Net amount"]
    rows, amounts = [[*head, "Capital or revenue", "Supplier name "]], []
    for at, day, supplier, service, amount in _payments(240, dt.date(2012, 6, 1)):
        body = ["http://statistics.example.org/doc/local-authority/00XX", "Wexhaven City Council", service]
        about = ["Trading Services", "Supplies and Services", "Telephones", str(205 + at % 40), f"{day:%d-%b-%Y}"]
        rows.append([*body, *about, f"1206-{at + 1:05}", f"{amount:.2f}", "R", supplier])
        amounts.append(amount)
    _write(path, rows, "utf-8")
    return _held(amounts, "2012-13")


def _harrogate(path: Path) -> Spending:
    head = [
        "Body Name",
        "Expenditure Category",
        "Capital /Revenue",
        "Service Label",
        "Service Code",
        "Expenditure Code",
    ]
    rows, amounts = [[*head, "Payment Date", "Supplier Name", "Transaction No.", "Net amount", "Narrative"]], []
    for at, day, supplier, service, amount in _payments(120, dt.date(2015, 4, 1)):
        about = ["Penmarsh Borough Council", "Transport", "R", service, "Fleet", "Fuel/Oil", day.isoformat()]
        rows.append([*about, supplier, str(4_626_511 + at), f"{amount:.2f}", "" if at % 3 else "Mar Fuel"])
        amounts.append(amount)
    _write(path, rows, "utf-8")
    return _held(amounts, "2015-16")


def _hyndburn(path: Path) -> Spending:
    """Write a list with a pound sign in its heading, in the encoding of Windows, its days as 04/01/2017."""
    rows = [
        ["Service Cost Centre", "Account Detail", "Description", "HBC ref no", "Name", "Payment date", "Net Amount(£)"]
    ]
    amounts = []
    for at, day, supplier, service, amount in _payments(60, dt.date(2017, 1, 3)):
        about = [service.upper(), "OTHER FEES", f"REMOVAL - {day.day}.{day.month}.17", f"B0000{at}/57559"]
        rows.append([*about, supplier, f"{day:%d/%m/%Y}", f"{amount:.2f}"])
        amounts.append(amount)
    _write(path, rows, "cp1252")
    return _held(amounts, "2016-17")


def _fire(path: Path) -> Spending:
    head = ["Transaction Number", "Date", "Expenditure Category", "Supplier Name", "Supplier Classification", "Amount"]
    amounts = []
    with xlsxwriter.Workbook(path) as book:
        sheet, day_format = book.add_worksheet("Data to upload"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, head)
        for at, day, supplier, _, amount in _payments(150, dt.date(2022, 4, 1)):
            sheet.write_number(at + 1, 0, 107_639_310 - at)
            sheet.write_datetime(at + 1, 1, dt.datetime.combine(day, dt.time()), day_format)
            sheet.write_row(at + 1, 2, ["Fire - Hydrants", supplier, "Training", float(amount)])
            amounts.append(amount)
    return _held(amounts, "2022-23")


def _write(path: Path, rows: list[list[str]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
