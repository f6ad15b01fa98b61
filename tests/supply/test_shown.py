import random
import re
from decimal import Decimal
from xml.sax.saxutils import escape

import numpy as np
import pytest
import xlsxwriter
import xlwt

from foi_stats.files.looks import FormatLook, StyledCells, TextLook
from foi_stats.files.shown_text import shown_text
from foi_stats.supply import collect
from foi_stats.supply.interpret import interpret
from foi_stats.supply.read import read_supply
from tests.files.hostile import ods, ods_cell
from tests.supply.sheets import make_sheet, make_workbook

KEEP = (
    "General", "0", "0.00", "#,##0", "#,##0.00", "#,##0.0", "£#,##0", '"£"#,##0.00', "[$£-809]#,##0.00", "#\\ ##0",
    "#,##0;(#,##0)", "#,##0;[Red]-#,##0", "#,##0;[Red]#,##0", "#,##0_);(#,##0)", '0.00;-0.00;"-"', "#,##0;-#,##0;",
    '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', '_-"£"* #,##0_-;-"£"* #,##0_-;_-"£"* "-"_-;_-@_-', "0000000",
    "@", "[Blue]#,##0.00", "[>=1000]#,##0;0.00", "[<0]-0;0", '#,##0.0,"k"', "#,##0.###", '#,##0;#,##0"CR"',
)  # fmt: skip
CHANGE = (
    "#,##0,", "0.0,,", "#,##0.00,", '0"k"', '#,##0"m"', "0%", "0.0%", "[$€-2] #,##0.00", "[$$-409]#,##0", "[$USD] 0",
    '"EUR "0', "#,##0;#,##0", "-#,##0", '0" FTE"', '0"."00', '0"0"', ";;;", '"n/a"', "[<1000000000]\"*\";0", "0\\k",
    '0"CR"', "dd/mm/yyyy", "000-00-0000", '[$£-809]#,##0.0"bn"', '#,##0;-#,##0,', "# ?/?\" of\"",
)  # fmt: skip


def look(code, width=3, height=9):
    rows, columns = (np.array(side).ravel() for side in np.mgrid[1 : height + 1, 1 : width + 1])
    return FormatLook(["General", code], lambda: StyledCells(rows, columns, (rows > 1).astype(int)))


def findings_of(*rows, heading="2014-15 Outturn (£)", about=None):
    sheet = make_sheet("S", [["Line", heading], *rows], look=about)
    found = interpret(make_workbook(sheet), file="a.xlsx", default_organisation="X")
    return found, {finding.check: finding for finding in found.findings}


@pytest.mark.parametrize(
    ("heading", "value", "code", "readings"),
    [
        ("2014-15 Outturn (£000)", 12345678.0, "#,##0,", "£12,345,678,000, or £12,346,000"),
        ("2014-15 Outturn (£)", 12345678.0, "#,##0,", "£12,345,678, or £12,346"),
        ("2014-15 Outturn (£)", 12.0, '0"k"', "£12, or £12,000"),
        ("2014-15 Outturn (£m)", 12345678.0, "0.0,,", "£12,345,678,000,000, or £12,300,000"),
        ("2014-15 Outturn (£)", -5.0, "0;0", "−£5, or £5"),
        ("2014-15 Outturn (£)", 1234.0, '0"."00', "£1,234, or £12.34"),
        ("2014-15 Outturn (£)", 100.0, "[$€-2] 0", "another currency"),
        ("2014-15 Outturn (£)", 12.0, '0" FTE"', "cannot be told"),
        ("2014-15 Outturn (£)", 0.0, '0;0;"n/a"', "cannot be told"),
        ("2014-15 Outturn (£)", 12.0, ";;;", "nothing is shown"),
        ("2014-15 Outturn (£)", 0.25, "0%", "no amount"),
        ("2014-15 Number of people helped", 4.0, '[<5]"*";0', "cannot be told"),
        ("2014-15 Number of people helped", 4.0, "£0", "money, among counts"),
        ("2014-15 Number of people helped", 4000.0, "0,", "4000, or 4"),
    ],
)
def test_a_figure_that_could_be_two_is_an_error_with_both_readings(heading, value, code, readings):
    _, findings = findings_of(["Refuge", value], heading=heading, about=look(code))
    assert findings["shown-otherwise"].severity == "error"
    assert readings in findings["shown-otherwise"].found
    assert findings["shown-otherwise"].cell == "B2"


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("2014-15 Outturn (£)", 1234.56, "#,##0"),
        ("2014-15 Outturn (£)", 12345678.0, '#,##0.0,,"m"'),
        ("2014-15 Outturn (£000)", 12.0, '0"k"'),
        ("2014-15 Outturn (£)", -500.0, '0;0"CR"'),
        ("2014-15 Outturn (£)", 0.0, '0;-0;"nil"'),
        ("2014-15 Outturn (£)", 1234.5, "[$GBP] #,##0.00"),
        ("2014-15 Outturn (£)", 12345678.0, '#,##0,",000"'),
        ("2014-15 Outturn (£)", 7.0, '[<5]"*";0'),
        ("2014-15 Number of people helped", 4.0, "0"),
    ],
)
def test_a_figure_that_is_shown_as_it_is_gives_no_finding(heading, value, code):
    _, findings = findings_of(["Refuge", value], ["Outreach", value * 2], heading=heading, about=look(code))
    assert findings == {}


def test_a_difference_is_one_finding_with_all_its_cells():
    _, findings = findings_of(*([f"Line {n}", 1000.0 * n] for n in range(1, 9)), about=look("#,##0,"))
    assert "also in B3, B4, B5, B6, B7 … and 2 more" in findings["shown-otherwise"].found


def test_a_row_of_per_cents_is_left_out_and_said():
    rows = np.array([2, 3, 4])
    percent = FormatLook(["General", "0%"], lambda: StyledCells(rows, rows * 0 + 2, (rows == 4).astype(int)))
    found, findings = findings_of(["Refuge", 12345.67], ["Outreach", 4000.0], ["Share", 0.25], about=percent)
    assert list(found.funding["line"]) == ["Refuge", "Outreach"]
    assert findings["row-of-shares"].severity == "warning"
    assert (findings["row-of-shares"].cell, "25%" in findings["row-of-shares"].found) == ("B4", True)
    assert "B4" in set(found.skipped["cells"])


def test_the_texts_of_ods_are_what_is_shown():
    texts = [(range(2, 3), range(2, 3), 12345678.0, "12,346")]
    _, findings = findings_of(["Refuge", 12345678.0], about=TextLook(texts))
    assert "£12,345,678, or £12,346" in findings["shown-otherwise"].found


def test_a_layout_says_what_a_scaled_figure_is(tmp_path):
    (tmp_path / "own.toml").write_text(
        'name = "own"\nunit = "£"\nbasis = "outturn"\n[heading]\nrow = 1\n[fields]\nline = "{Line}"\n'
        'organisation = "X"\n[[figures]]\ncolumn = "Amount"\nyear = "2014-15"\n'
    )
    data = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(data) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Line", "Amount"])
        sheet.write(1, 0, "Refuge")
        sheet.write(1, 1, 12345678, workbook.add_format({"num_format": "#,##0,"}))
    supply = read_supply(data, tmp_path / "own.toml")
    assert [(finding.check, finding.severity) for finding in supply.findings] == [("shown-otherwise", "warning")]
    assert supply.funding["amount"].array.exact()[0] == Decimal(12345678)


def sheets_of(codes, seed):
    """Return for each format lines of its own, with amounts of any size and sign."""
    chance = random.Random(seed)
    for number, code in enumerate(codes):
        amounts = [chance.choice((1, -1)) * chance.randrange(10**3, 10**9) / 100 for _ in range(3)]
        yield code, [(f"Line {number} {letter}", amount) for letter, amount in zip("abc", amounts, strict=True)]


RED = (
    "<number:number-style xmlns:number='n' style:name='N1'><style:text-properties xmlns:fo='f' fo:color='#ff0000'/>"
    "</number:number-style><style:style style:name='ce1' style:data-style-name='N1'/>"
)


def ods_rows(code, rows):
    """Return a table of lines as ods has them: each amount beside what is shown of it, red in the style ce1."""
    lines = [ods_cell("Line") + ods_cell("2014-15 Outturn (£)")]
    for line, amount in rows:
        shown = f"<text:p>{escape(shown_text(amount, code))}</text:p>"
        style = "ce1" if "[Red]" in code else "ce2"
        value = f"office:value-type='float' office:value='{amount}' table:style-name='{style}'"
        lines.append(f"{ods_cell(line)}<table:table-cell {value}>{shown}</table:table-cell>")
    return "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)


def written(kind, codes, seed, path):
    lines = list(sheets_of(codes, seed))
    if kind == "ods":
        tables = [ods_rows(code, rows) for code, rows in lines]
        between = "</table:table><table:table table:name='S{}'>"
        rows = "".join(between.format(number) + table for number, table in enumerate(tables))
        path.write_bytes(ods(rows, styles=RED))
        return lines
    if kind == "xls":
        book = xlwt.Workbook()
        for number, (code, rows) in enumerate(lines):
            sheet = book.add_sheet(f"S{number}")
            for row, cells in enumerate([("Line", "2014-15 Outturn (£)"), *rows]):
                sheet.write(row, 0, cells[0])
                sheet.write(row, 1, cells[1], xlwt.easyxf(num_format_str=code if row else "General"))
        book.save(path)
        return lines
    with xlsxwriter.Workbook(path) as workbook:
        for number, (code, rows) in enumerate(lines):
            sheet = workbook.add_worksheet(f"S{number}")
            for row, cells in enumerate([("Line", "2014-15 Outturn (£)"), *rows]):
                sheet.write(row, 0, cells[0])
                sheet.write(row, 1, cells[1], workbook.add_format({"num_format": code if row else "General"}))
    return lines


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_formats_that_keep_the_figure_give_no_finding(kind, tmp_path):
    path = tmp_path / f"a.{kind}"
    lines = written(kind, KEEP, 1, path)
    supply = read_supply(path, year="2014-15")
    assert [(finding.sheet, finding.found) for finding in supply.findings] == []
    amounts = dict(zip(supply.funding["line"], supply.funding["amount"].array.exact(), strict=True))
    assert amounts == {line: Decimal(f"{amount:.2f}") for _, rows in lines for line, amount in rows}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_formats_that_change_the_figure_are_never_silent(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(collect, "_MOST_CELLS", 1_000)
    path = tmp_path / f"a.{kind}"
    lines = written(kind, CHANGE, 2, path)
    supply = read_supply(path, year="2014-15")
    errors = [finding for finding in supply.findings if finding.severity == "error"]
    sheets = {finding.sheet for finding in errors}
    sheets.update(sheet for finding in errors for sheet in re.findall(r"(S\d+)!", finding.found))
    assert sheets == {f"S{number}" for number in range(len(lines))}


def test_a_formula_that_was_never_worked_out_is_an_error_at_its_cell(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Line", "2014-15 Outturn (£)"])
        sheet.write_row(1, 0, ["Refuge", 4000])
        sheet.write_row(2, 0, ["Outreach"])
        sheet.write_formula(2, 1, "=12000+345.67")
    errors = [finding for finding in read_supply(tmp_path / "a.xlsx").findings if finding.severity == "error"]
    assert [(error.check, error.cell) for error in errors] == [("formula-without-result", "B3")]


def test_days_that_stand_as_numbers_count_from_the_first_day_of_the_workbook(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Supplier Name", "Payment Date", "Amount (£)"])
        sheet.write_row(1, 0, ["Alpha Ltd", 40632, 1000])
        sheet.write_row(2, 0, ["Beta Ltd", 40633, 2000])
    assert list(read_supply(tmp_path / "a.xlsx").funding["financial_year"]) == ["2014-15", "2015-16"]
