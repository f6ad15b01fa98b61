import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.files.hostile import ods

VALUES = (
    (12345678, "#,##0,", "12,346"),
    (0.25, "0%", "25%"),
    (100, "[$€-2] #,##0.00", "€ 100.00"),
    (-5, "0;(0)", "(5)"),
)


def xlsx(write, **options) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, **options}) as workbook:
        write(workbook, workbook.add_worksheet())
    return data.getvalue()


def repack(data: bytes, change) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target.getvalue()


def formatted(workbook, sheet):
    for row, (value, code, _) in enumerate(VALUES):
        sheet.write(row, 1, value, workbook.add_format({"num_format": code}))
        sheet.write(row, 2, value)


def xls() -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("S")
    for row, (value, code, _) in enumerate(VALUES):
        sheet.write(row, 1, value, xlwt.easyxf(num_format_str=code))
        sheet.write(row, 2, value)
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


@pytest.mark.parametrize(("data", "name"), [(xlsx(formatted), "a.xlsx"), (xls(), "a.xls")], ids=["xlsx", "xls"])
def test_cells_are_shown_by_their_formats(read, data, name):
    workbook, findings = read(data, name)
    (sheet,) = workbook.sheets
    assert [sheet.shown(row, 0) for row in range(4)] == [shown for _, _, shown in VALUES]
    assert [sheet.doubtful(column) for column in (0, 1)] == [[0, 1, 2], []]
    assert findings == ()


def test_sheets_spelt_otherwise_are_shown_too(read):
    def respell(name, content):
        return content.replace(b"<c r=", b"<c  r=") if name.endswith("sheet1.xml") else content

    workbook, _ = read(repack(xlsx(formatted), respell), "a.xlsx")
    assert workbook.sheets[0].shown(0, 0) == "12,346"
    assert workbook.sheets[0].doubtful(0) == [0, 1, 2]


def test_pounds_are_doubtful_where_none_are_expected(read):
    data = xlsx(lambda workbook, sheet: sheet.write(0, 0, 5, workbook.add_format({"num_format": "£#,##0"})))
    (sheet,) = read(data, "a.xlsx")[0].sheets
    assert sheet.doubtful(0) == []
    assert sheet.doubtful(0, pounds=False) == [0]


def test_days_counted_from_1904(read):
    def write(workbook, sheet):
        sheet.write(0, 0, 40633)
        sheet.write_datetime(
            0, 1, dt.datetime.fromisoformat("2015-04-01"), workbook.add_format({"num_format": "d mmm yy"})
        )

    (sheet,) = read(xlsx(write, date_1904=True), "a.xlsx")[0].sheets
    assert sheet.date_1904
    assert sheet.rows[0] == [40633.0, dt.date(2015, 4, 1)]
    assert sheet.shown(0, 1) == "1 Apr 15"


def test_superscripts_in_shared_texts_are_told_from_the_figure(read):
    def write(workbook, sheet):
        small = workbook.add_format({"font_script": 1})
        sheet.write_rich_string(0, 0, "234", small, "1")
        sheet.write_rich_string(1, 0, "Outturn 2014-15", small, "2", " (£)")
        sheet.write_rich_string(2, 0, "567", small, "a")
        sheet.write_rich_string(3, 0, "8", workbook.add_format({"bold": True}), "9")
        sheet.write(4, 0, "2341")

    (sheet,) = read(xlsx(write), "a.xlsx")[0].sheets
    assert [row[0] for row in sheet.rows] == ["234¹", "Outturn 2014-15² (£)", "567(a)", "89", "2341"]


def test_superscripts_in_texts_of_the_cell_itself(read):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = CellRichText("234", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    data = io.BytesIO()
    workbook.save(data)
    (sheet,) = read(data.getvalue(), "a.xlsx")[0].sheets
    assert sheet.rows[0][0] == "234¹"


def test_results_of_0_are_none_where_the_file_asks_to_be_worked_out(read):
    def write(_, sheet):
        sheet.write_formula(0, 0, "=12000+345.67")
        sheet.write_formula(0, 1, "=1+1", None, 2)
        sheet.write(0, 2, 0)

    workbook, findings = read(xlsx(write), "a.xlsx")
    assert workbook.sheets[0].rows[0] == [None, 2.0, 0.0]
    assert workbook.sheets[0].uncalculated == ((1, 1),)
    assert [finding.check for finding in findings] == ["formula-without-result"]


def test_results_of_0_are_zeros_in_a_file_that_was_worked_out(read):
    def saved(name, content):
        return content.replace(b' fullCalcOnLoad="1"', b"") if name.endswith("workbook.xml") else content

    data = repack(xlsx(lambda _, sheet: sheet.write_formula(0, 0, "=1-1")), saved)
    workbook, findings = read(data, "a.xlsx")
    assert workbook.sheets[0].rows[0] == [0.0]
    assert findings == ()


def test_formulas_of_xls_without_a_result(read):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("S")
    sheet.write(0, 0, xlwt.Formula("12000+345.67"))
    sheet.write(0, 1, 5)
    data = io.BytesIO()
    workbook.save(data)
    read_workbook, findings = read(data.getvalue(), "a.xls")
    assert read_workbook.sheets[0].uncalculated == ((1, 1),)
    assert [finding.check for finding in findings] == ["formula-without-result"]


def shown_cell(kind: str, value: str, text: str, more: str = "") -> str:
    value = f"office:value-type='{kind}' office:value='{value}'"
    return f"<table:table-cell {value} {more}><text:p>{text}</text:p></table:table-cell>"


def test_ods_has_its_shown_texts(read):
    cells = [
        shown_cell("float", "12345678", "12,346"),
        shown_cell("percentage", "0.25", "25%"),
        shown_cell("currency", "100", "€100.00"),
        shown_cell("float", "-5", "(5)"),
        shown_cell("float", "-5", "5"),
        shown_cell("float", "0", "-"),
        shown_cell("float", "1234.567", "£1,234.57"),
        shown_cell("float", "7", "7", "table:number-columns-repeated='2'"),
    ]
    (sheet,) = read(ods(f"<table:table-row>{''.join(cells)}</table:table-row>"), "a.ods")[0].sheets
    assert [sheet.shown(0, column) for column in (0, 1, 8)] == ["12,346", "25%", "7"]
    assert [column for column in range(9) if sheet.doubtful(column)] == [0, 1, 2, 4]
    assert sheet.doubtful(6, pounds=False) == [0]


def test_a_formula_of_ods_without_a_result(read):
    cells = "<table:table-cell table:formula='of:=1+1'/>" + shown_cell("float", "7", "7")
    workbook, findings = read(ods(f"<table:table-row>{cells}</table:table-row>"), "a.ods")
    assert workbook.sheets[0].uncalculated == ((1, 1),)
    assert [finding.check for finding in findings] == ["formula-without-result"]


def test_superscripts_of_xls_are_told_from_the_figure(read):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("S")
    small, plain = xlwt.easyfont("height 200"), xlwt.easyfont("height 201")
    small.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    sheet.write_rich_text(0, 0, ["234", ("1", small)])
    sheet.write_rich_text(1, 0, ["Outturn \u20ac", ("4", small), (" (£)", plain)])
    sheet.write(2, 0, "2341")
    for row in range(3, 1500):
        sheet.write_rich_text(row, 0, [f"{'x' * 20}{row}", ("5", small)])
    data = io.BytesIO()
    workbook.save(data)
    (read_sheet,) = read(data.getvalue(), "a.xls")[0].sheets
    assert [row[0] for row in read_sheet.rows[:3]] == ["234¹", "Outturn €⁴ (£)", "2341"]
    assert [row[0] for row in read_sheet.rows[3:]] == [f"{'x' * 20}{row}⁵" for row in range(3, 1500)]


@pytest.mark.parametrize("position", ["super 58%", "33% 58%"])
def test_superscripts_of_ods_are_told_from_the_figure(read, position):
    style = f"<style:style style:name='T1'><style:text-properties style:text-position='{position}'/></style:style>"
    cell = (
        "<table:table-cell office:value-type='string'><text:p>234<text:span text:style-name='{}'>1</text:span></text:p>"
    )
    cells = "".join(f"{cell.format(name)}</table:table-cell>" for name in ("T1", "T2"))
    (sheet,) = read(ods(f"<table:table-row>{cells}</table:table-row>", styles=style), "a.ods")[0].sheets
    assert sheet.rows[0] == ["234¹", "2341"]
