"""Good workbooks as finance teams make them, in every format, and faults put into them.

Everything is drawn from a random generator that the test seeds. Each book has printed totals, as such books do: without
them nobody could see that one figure was typed wrong.
"""

import copy
import csv
import datetime as dt
from dataclasses import dataclass, field

import odf.opendocument
import openpyxl
import xlwt
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

SERVICES = ("Refuge", "Helpline", "Counselling", "IDVA service", "Outreach", "Court support", "Training", "Housing")
PAYEES = ("Harbour Ltd", "Northgate Training", "Westmarch Homes", "Old Mill Lodgings", "Anchor Trust", "Beacon Works")
MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
FORMATS = ("csv", "xlsx", "xls", "ods")


@dataclass
class Book:
    """Sheets as lists of rows, with merged ranges as (row, column, row, column) of the first sheet, counted from 0."""

    family: str
    sheets: dict[str, list[list[object]]]
    first: int  # the first row of figures on the first sheet
    last: int  # the row after the last one that is no total
    values: list[int]  # the columns of figures that are added up
    heading: int  # the lowest row of headings
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def rows(self):
        return next(iter(self.sheets.values()))

    def copy(self):
        return copy.deepcopy(self)


def _figures(random, rows, columns):
    return [[random.randint(1_101, 98_989) for _ in range(columns)] for _ in range(rows)]


def _totals(figures):
    return [sum(column) for column in zip(*figures, strict=True)]


def years_across(random):
    names = random.sample(SERVICES, random.randint(4, 7))
    figures = _figures(random, len(names), 2)
    head = ["Service", "2014-15 Outturn (£)", "2015-16 Outturn (£)"]
    rows = [["Spending on services"], [], head]
    rows += [[name, *row] for name, row in zip(names, figures, strict=True)]
    rows += [["Total", *_totals(figures)]]
    return Book("years across", {"Spend": rows}, 3, 3 + len(names), [1, 2], 2)


def years_down(random):
    names = random.sample(SERVICES, 4)
    figures = _figures(random, 8, 1)
    head = ["Financial year", "Service", "Provider", "Outturn (£)"]
    keys = [(year, name) for year in ("2014-15", "2015-16") for name in names]
    rows = [head, *([*key, random.choice(PAYEES), *row] for key, row in zip(keys, figures, strict=True))]
    rows += [["Total", None, None, *_totals(figures)]]
    return Book("years down", {"Spend": rows}, 1, 9, [3], 0)


def months_across(random):
    names = random.sample(SERVICES, random.randint(3, 5))
    figures = _figures(random, len(names), 12)
    rows = [["Spend 2015-16 (£)"], ["Service", *MONTHS, "Total"]]
    rows += [[name, *row, sum(row)] for name, row in zip(names, figures, strict=True)]
    totals = _totals(figures)
    rows += [["Total", *totals, sum(totals)]]
    return Book("months", {"Spend": rows}, 2, 2 + len(names), list(range(1, 13)), 1)


def payments(random):
    size = random.randint(6, 12)
    figures = _figures(random, size, 1)
    head = ["Payment date", "Supplier", "Service", "Net amount (£)", "Transaction number"]
    days = sorted(dt.date(2015, 4, 1) + dt.timedelta(days=random.randint(0, 360)) for _ in range(size))
    rows = [head]
    rows += [
        [f"{day:%d/%m/%Y}", random.choice(PAYEES), random.choice(SERVICES), row[0], f"T{at}"]
        for at, (day, row) in enumerate(zip(days, figures, strict=True), 1)
    ]
    rows += [[None, "Total", None, *_totals(figures), None]]
    return Book("payments", {"Payments": rows}, 1, 1 + size, [3], 0)


def budget_and_outturn(random):
    names = random.sample(SERVICES, random.randint(4, 6))
    figures = _figures(random, len(names), 4)
    rows = [
        ["Domestic abuse services, £"],
        [None, "2014-15", None, "2015-16", None],
        ["Service", "Budget", "Outturn", "Budget", "Outturn"],
    ]
    rows += [[name, *row] for name, row in zip(names, figures, strict=True)]
    rows += [["Total", *_totals(figures)]]
    merged = [(1, 1, 1, 2), (1, 3, 1, 4)]
    return Book("bands", {"Services": rows}, 3, 3 + len(names), [1, 2, 3, 4], 2, merged)


def counts(random):
    names = random.sample(SERVICES, random.randint(4, 6))
    figures = _figures(random, len(names), 2)
    rows = [["Referrals to services"], ["Service", "Referrals 2014-15", "Referrals 2015-16"]]
    rows += [[name, *row] for name, row in zip(names, figures, strict=True)]
    rows += [["Total", *_totals(figures)]]
    return Book("counts", {"Referrals": rows}, 2, 2 + len(names), [1, 2], 1)


FAMILIES = (years_across, years_down, months_across, payments, budget_and_outturn, counts)
MONEY = {"years across", "years down", "months", "payments", "bands"}


# The faults: each changes a book and says in words what it did, or returns None where it does not fit


def _cell(book, random):
    return random.randrange(book.first, book.last), random.choice(book.values)


def scale(book, random):
    way = random.choice(["one figure", "title", "note"] if book.family in MONEY - {"payments"} else ["one figure"])
    if way == "one figure":
        row, column = _cell(book, random)
        book.rows[row][column] = (
            book.rows[row][column] * 1000 if random.random() < 0.5 else book.rows[row][column] / 1000
        )
        if book.family == "counts":
            book.rows[row][column] = int(book.rows[row][column]) + 1
    elif way == "title":
        book.rows.insert(0, ["All figures are in £000"])
    else:
        book.rows.append(["Note: all figures are shown in £000s"])
    return way


def sign(book, random):
    row, column = _cell(book, random)
    book.rows[row][column] = random.choice(
        [-book.rows[row][column], f"{book.rows[row][column]} CR", f"({book.rows[row][column]})"]
    )
    return "a minus sign"


def copied(book, random):
    way = random.choice(["row", "table", "sheet"])
    if way == "row":
        row = random.randrange(book.first, book.last)
        book.rows.insert(row + 1, list(book.rows[row]))
    elif way == "table":
        book.rows.extend([[], *[list(row) for row in book.rows]])
    else:
        book.sheets["Copy"] = [list(row) for row in book.rows]
    return way


def overlap(book, random):
    if book.family == "months":
        head, body = book.rows[: book.first], book.rows[book.first : book.last]
        extra = [["Service", "2015-16 Outturn (£)"], *([row[0], row[13]] for row in body)]
        book.sheets["Year"] = extra
        return f"the year beside its months, {len(head)} rows of headings"
    if book.family == "payments":
        rows = random.sample(range(book.first, book.last), 2)
        book.sheets["More"] = [book.rows[0], *(list(book.rows[at]) for at in sorted(rows))]
        return "payments on two sheets"
    if book.family == "years across":
        at = random.randrange(book.first, book.last)
        book.sheets["Refuges"] = [book.rows[book.heading], list(book.rows[at])]
        return "a line on two sheets"
    if book.family in ("years down", "counts"):
        row = random.randrange(book.first, book.last)
        book.sheets["More"] = [book.rows[book.heading], list(book.rows[row])]
        return "a row on two sheets"
    return None


def part_of_a_year(book, random):
    if book.family == "months":
        keep = random.randint(4, 9)
        for row in book.rows[1:]:
            del row[1 + keep : 13]
            if isinstance(row[-1], int):
                row[-1] = sum(row[1:-1])
        return f"{keep} months"
    if book.family in ("years across", "years down"):
        book.rows.insert(0, ["Spending from April to September 2015"])
        return "half a year in the title"
    if book.family == "counts":
        book.rows.insert(0, ["Position to date, as at 30 September 2015"])
        return "to date in the title"
    return None


def basis(book, random):
    if book.family == "years across":
        if random.random() < 0.5:
            book.rows[0][0] = "Revenue budget book"
            book.rows[book.heading][1:] = ["2014-15 Expenditure (£)", "2015-16 Expenditure (£)"]
            return "budget above expenditure"
        book.rows.insert(random.randrange(book.first + 1, book.last), ["Budget:"])
        return "a heading Budget among outturn"
    if book.family == "years down":
        book.rows[0][3] = "Amount (£)"
        return "no basis"
    if book.family == "bands":
        book.rows[book.heading][2] = "Budget"
        return "two columns of budget"
    if book.family == "months":
        book.rows[0][0] = "Budget monitoring 2015-16 (£)"
        return "a budget report"
    return None


def shifted(book, random):
    row = random.randrange(book.first, book.last)
    cells = book.rows[row]
    if random.random() < 0.5:
        cells.insert(book.values[0], None if book.family == "payments" else cells[book.values[0]])
        return f"row {row} to the right"
    del cells[book.values[0]]
    cells.append(None)
    return f"row {row} to the left"


def dropped(book, random):
    if book.last - book.first < 3:
        return None
    del book.rows[random.randrange(book.first, book.last)]
    return "a row left out"


def merged_cell(book, random):
    row = random.randrange(book.first, book.last - 1)
    column = random.choice(book.values)
    book.rows[row + 1][column] = None
    book.merged.append((row, column, row + 1, column))
    return f"rows {row} and {row + 1}"


def footnote(book, random):
    row, column = _cell(book, random)
    figure = book.rows[row][column]
    book.rows[row][column] = random.choice(
        [f"{figure}*", f"{figure:,} (a)", f"{figure}¹", f"{figure} 1", f"{figure}{random.randint(1, 9)}"]
    )
    book.rows.append([random.choice(["* estimated", "(a) with partners", "1 with partners"])])
    return repr(book.rows[row][column])


def unit(book, random):
    if book.family == "counts":
        book.rows[0][0] = "Referrals per 100,000 people"
        return "a rate"
    row = random.randrange(book.first, book.last)
    way = random.choice(["euro", "label", "share"] if book.family != "payments" else ["euro"])
    if way == "euro":
        column = random.choice(book.values)
        book.rows[row][column] = f"€{book.rows[row][column]}"
    else:
        label = 1 if book.family == "years down" else 0
        book.rows[row][label] = "Posts (FTE)" if way == "label" else "Grant (£m)"
    return way


def year(book, random):
    if book.family in ("years across", "counts"):
        column = random.choice(book.values)
        text = str(book.rows[book.heading][column])
        found = "2014-15" if "2014-15" in text else "2015-16"
        other = random.choice([found[:4], "2014-16", "2015-16" if found == "2014-15" else "2014-15"])
        book.rows[book.heading][column] = text.replace(found, other)
        return other
    if book.family == "years down":
        book.rows[random.randrange(book.first, book.last)][0] = random.choice(
            ["2014", "2014-16", "2015-16 and 2016-17"]
        )
        return "a year that is none"
    if book.family == "payments":
        book.rows[random.randrange(book.first, book.last)][0] = random.choice(["31/31/2015", "2015", "04/31/2015"])
        return "a day that is none"
    if book.family == "bands":
        book.rows[1][3] = "2014-15"
        return "one year twice"
    book.rows[0][0] = random.choice(["Spend (£)", "Spend 2015 (£)", "Spend 2014-15 and 2015-16 (£)"])
    return "months of no year"


FAULTS = {
    "scale": scale,
    "sign": sign,
    "copy": copied,
    "overlap": overlap,
    "part of a year": part_of_a_year,
    "basis": basis,
    "shifted column": shifted,
    "dropped row": dropped,
    "merged cell": merged_cell,
    "footnote": footnote,
    "unit": unit,
    "year": year,
}


# The formats


def write(path, book):
    """Write a book; the text formats hold the first sheet alone."""
    {"csv": _write_csv, "xlsx": _write_xlsx, "xls": _write_xls, "ods": _write_ods}[path.suffix[1:]](path, book)


def _write_csv(path, book):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(book.rows)


def _write_xlsx(path, book):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in book.sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for top, left, bottom, right in book.merged:
        workbook.worksheets[0].merge_cells(
            start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
        )
    workbook.save(path)


def _write_xls(path, book):
    workbook = xlwt.Workbook()
    for name, rows in book.sheets.items():
        sheet = workbook.add_sheet(name)
        opening = (
            {(top, left): (bottom, right) for top, left, bottom, right in book.merged} if rows is book.rows else {}
        )
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if (r, c) in opening:
                    bottom, right = opening[r, c]
                    sheet.write_merge(r, bottom, c, right, value)
                elif value is not None:
                    sheet.write(r, c, value)
    workbook.save(str(path))


def _write_ods(path, book):
    document = odf.opendocument.OpenDocumentSpreadsheet()
    for name, rows in book.sheets.items():
        table = Table(name=name)
        merged = book.merged if rows is book.rows else []
        opening = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merged}
        covered = {
            (r, c)
            for top, left, bottom, right in merged
            for r in range(top, bottom + 1)
            for c in range(left, right + 1)
        } - opening.keys()
        for r, row in enumerate(rows):
            element = TableRow()
            for c, value in enumerate(row):
                element.addElement(_ods_cell(value, opening.get((r, c)), covered=(r, c) in covered))
            table.addElement(element)
        document.spreadsheet.addElement(table)
    document.save(str(path))


def _ods_cell(value, spans, *, covered):
    if covered:
        return CoveredTableCell()
    about = {"numberrowsspanned": spans[0], "numbercolumnsspanned": spans[1]} if spans else {}
    if value is None:
        return TableCell(**about)
    kind = {"valuetype": "string"} if isinstance(value, str) else {"valuetype": "float", "value": repr(value)}
    cell = TableCell(**kind, **about)
    cell.addElement(P(text=str(value)))
    return cell
