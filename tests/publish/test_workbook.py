"""The workbook, read back for each rule of the Analysis Function's "Releasing statistics in spreadsheets"."""

import io
import re
import shutil
import subprocess
import warnings
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from hypothesis import given

from foi_stats.answer.answer import answer_figures
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.tables import table_of
from foi_stats.publish.workbook import workbook_bytes
from foi_stats.request.case import read_case
from foi_stats.request.figures import list_figures
from foi_stats.supply.rows import records
from tests.examples import examples
from tests.publish.answers import answer_of, answers, years

REFERENCES = ("944.2015-16", "101.2016-17")


@pytest.fixture(scope="module")
def made(data):
    """Each shipped request: its case, its parts, and the bytes of its workbook."""
    books = {}
    for reference in REFERENCES:
        case = read_case(data, reference)
        parts = {figure.id: FigureBundle(answer_figures(case, figure.id)) for figure in list_figures(case.request)}
        books[reference] = (case, parts, workbook_bytes(case, parts, draft=reference == REFERENCES[1]))
    return books


@pytest.fixture(scope="module")
def case(made):
    return made[REFERENCES[0]][0]


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module", params=REFERENCES)
def book(request, made):
    return opened(made[request.param][2])


def every_cell(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_there_are_a_cover_contents_notes_and_one_table_a_sheet(made):
    for _, parts, content in made.values():
        book = opened(content)
        assert book.sheetnames == ["Cover", "Contents", "Notes", *(f"Table_{name}" for name in parts)]
        assert [len(sheet.tables) for sheet in book] == [0, *[1] * (len(parts) + 2)]
        assert all(len(name) <= 31 for name in book.sheetnames)


def test_the_contents_lead_to_every_table_by_its_title(book):
    sheet = book["Contents"]
    links = {sheet.cell(row, 1).value: sheet.cell(row, 1).hyperlink.location for row in range(4, sheet.max_row + 1)}
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames[3:]}
    titles = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(4, sheet.max_row + 1)}
    assert titles == {name: book[name]["A1"].value for name in book.sheetnames[3:]}


def test_every_title_is_in_a1_and_larger_than_the_rest(book):
    for sheet in book:
        assert sheet["A1"].value
        assert sheet["A1"].font.size >= 14
        assert sheet["A1"].font.bold


def test_every_table_starts_in_column_a_has_its_header_row_and_nothing_below_or_beside_it(book):
    for sheet in list(book)[1:]:
        (table,) = sheet.tables.values()
        first, last = table.ref.split(":")
        assert re.fullmatch(r"A\d+", first)
        assert sheet[last].row == sheet.max_row
        assert sheet[last].column == sheet.max_column
        assert table.headerRowCount == 1
        headings = [cell.value for cell in sheet[sheet[first].row]]
        assert headings == [column.name for column in table.tableColumns]
        assert all(headings)


def test_no_cell_is_merged_and_no_row_or_column_is_blank_or_hidden(book):
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert all(any(cell.value is not None for cell in row) for row in sheet.iter_rows())
        assert all(any(cell.value is not None for cell in column) for column in sheet.iter_cols())
        assert not any(one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        assert sheet.sheet_state == "visible"


def test_nothing_is_a_formula_a_macro_or_a_link_to_elsewhere(made):
    for _, _, content in made.values():
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            assert not [name for name in names if "vba" in name or "external" in name or "calcChain" in name]
            assert not any(b"<f>" in parts.read(name) or b"<f " in parts.read(name) for name in names)
            assert not any(b'TargetMode="External"' in parts.read(name) for name in names)


def test_every_cell_is_in_a_sans_serif_of_twelve_points_or_more(book):
    for cell in every_cell(book):
        assert cell.font.name == "Arial", cell
        assert cell.font.size >= 12, cell


def test_the_properties_name_the_organisation_and_no_person(made):
    for case, _, content in made.values():
        properties = opened(content).properties
        assert properties.creator == case.authority.name
        assert properties.lastModifiedBy in (None, case.authority.name)
        assert properties.title == f"{case.request.reference}: {case.request.title}"
        assert properties.created.date() == case.request.responded
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            assert f"<Company>{case.authority.name}</Company>".encode() in parts.read("docProps/app.xml")


def test_the_same_parts_are_the_same_bytes_and_no_clock_is_read(made):
    for reference, (case, parts, content) in made.items():
        assert workbook_bytes(case, parts, draft=reference == REFERENCES[1]) == content
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            assert {item.date_time[0] for item in packed.infolist()} == {1980}


def test_a_draft_invented_data_and_a_demonstration_say_so_on_every_sheet_with_figures(made):
    for reference, (_, _, content) in made.items():
        book = opened(content)
        for sheet in [book["Cover"], *list(book)[3:]]:
            said = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
            assert ("Draft: not approved" in said) == (reference == REFERENCES[1])
            assert ("Invented data" in said) == (reference == REFERENCES[1])
            assert "not issued by the authority" in said


def test_symbols_are_explained_above_the_table_and_notes_are_named(made):
    _, parts, content = made[REFERENCES[1]]
    book = opened(content)
    for name, part in parts.items():
        sheet = book[f"Table_{name}"]
        start = sheet[next(iter(sheet.tables.values())).ref.split(":")[0]].row
        above = [sheet.cell(row, 1).value for row in range(1, start)]
        assert set(table_of(part.answer).legend) <= set(above)
    noted = [row[2].value for row in book["Notes"].iter_rows(min_row=4)]
    assert [note for part in parts.values() for note in part.answer.notes] == noted[1:]
    assert "Notes 2 to 14 on the worksheet Notes" in " ".join(str(cell.value) for cell in book["Table_1"]["A"])


def test_one_note_is_spoken_of_as_one(case):
    answer = replace(answer_of([("One", "2012-13", "5")]), notes=("Restated.",))
    sheet = opened(workbook_bytes(case, {"1": FigureBundle(answer)}, draft=False))["Table_1"]
    assert "This worksheet contains one table. Note 2 on the worksheet Notes is about it." in [
        c.value for c in sheet["A"]
    ]


def test_the_cover_says_how_to_complain_and_on_what_terms_figures_may_be_used(made):
    for case, _, content in made.values():
        cover = [cell.value for cell in opened(content)["Cover"]["A"] if cell.value]
        contact = cover[cover.index("Contact") + 1 :]
        assert any("internal review" in line for line in contact)
        assert any("Information Commissioner" in line for line in contact)
        assert case.authority.email in " ".join(contact)
        assert any("re-use" in line for line in cover[: cover.index("Contact")])


def cells_of(sheet):
    """Return the table of a sheet, as its rows of values."""
    start, _ = next(iter(sheet.tables.values())).ref.split(":")
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=sheet[start].row + 1)]


def test_figures_are_the_tables_to_the_penny_numbers_as_numbers_and_gaps_as_text(made):
    seen = set()
    for _, parts, content in made.values():
        book = opened(content)
        for name, part in parts.items():
            table = table_of(part.answer)
            for shown, read in zip(table.rows, cells_of(book[f"Table_{name}"]), strict=True):
                for column in table.numeric:
                    seen.add(type(read[column]))
                    if isinstance(read[column], str):
                        assert read[column] == shown[column]
                        assert re.fullmatch(r"\[\w+\]", shown[column])
                    else:
                        assert Decimal(str(read[column])) == Decimal(shown[column].replace(",", ""))
    assert seen == {int, float, str}


def test_negative_numbers_are_numbers_shown_with_a_real_minus_sign(case):
    content = workbook_bytes(case, {"a": FigureBundle(answer_of([("Grant", "2012-13", "-1234.50")]))}, draft=False)
    (cell,) = [cell for cell in every_cell(opened(content)) if isinstance(cell.value, float)]
    assert cell.value == -1234.5
    assert cell.number_format == '#,##0.00;"−"#,##0.00'


def test_no_number_is_too_wide_for_its_column(case):
    # At 12 points a digit of DejaVu Sans is 1.45 widths of a column; what does not fit is shown as ###.
    amounts = ["-987654321.25", "1234567890123.45", "0.10"]
    made = answer_of([(str(at), year, text) for at, text in enumerate(amounts) for year in years(3)])
    sheet = opened(workbook_bytes(case, {"1": FigureBundle(made)}, draft=False))["Table_1"]
    widths = {at: one.width for one in sheet.column_dimensions.values() for at in range(one.min, one.max + 1)}
    for column, texts in enumerate(zip(*table_of(made).rows, strict=True), start=1):
        assert widths[column] >= 1.45 * max(map(len, texts))


ODD = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "[text](http://example.org) [two](x)",
    "$$note$$ $$",
    "=HYPERLINK(1)",
    "???",
    " ",
    "Marks",
    "ŵ",
    "**bold** and _it_",
    "see $$note1$$ and $$",
]


def test_text_that_looks_like_a_formula_a_link_or_a_note_is_text(case):
    headings = [(odd, year, "5", "[e]") for odd in ODD for year in years(2)]
    answer = answer_of(headings, title=ODD[4], place=ODD[5], headings=("$$note1$$ [a](b)",))
    single = answer_of([(ODD[9], year, "5", "[e]") for year in years(2)], title=ODD[0])
    answers = {"a": replace(answer, notes=tuple(ODD[:7])), "A": single, "b" * 40: single, "b" * 41: single}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        content = workbook_bytes(case, {name: FigureBundle(one) for name, one in answers.items()}, draft=False)
    book = opened(content)
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames) == 7
    assert [row[0] or " " for row in cells_of(book["Table_a"])] == ODD
    assert book["Table_a"]["A1"].value == f"{ODD[4]}, {ODD[5]} (£)"
    assert next(iter(book["Table_a"].tables.values())).tableColumns[0].name == "$$note1$$ [a](b)"
    assert [row[2].value for row in book["Notes"].iter_rows(min_row=5)] == ODD[:7]
    assert all(cell.data_type != "f" for cell in every_cell(book))
    assert not [cell for sheet in list(book)[2:] for row in sheet for cell in row if cell.hyperlink]


@pytest.mark.slow
@examples(15)
@given(answer=answers())
def test_any_answer_s_figures_survive_the_workbook(case, answer):
    sheet = opened(workbook_bytes(case, {"one": FigureBundle(answer)}, draft=True))["Table_one"]
    read = [value for row in cells_of(sheet) for value in row[1:]]
    numbers = [Decimal(str(value)) for value in read if isinstance(value, int | float)]
    known = [Decimal(row["value"]) for row in records(answer.table) if pd.notna(row["value"])]
    assert sorted(numbers) == sorted(known)


@pytest.mark.slow
def test_libreoffice_opens_it_and_shows_what_is_in_it(made, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "tables.xlsx").write_bytes(made[REFERENCES[1]][2])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = [office, profile, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "tables.xlsx")], check=True, capture_output=True, timeout=180)
    shown = (tmp_path / "tables-Table_services.csv").read_text(encoding="utf-8")
    assert "Counselling,28,31.25,30,33.6,35" in shown
    assert "[z] means not applicable" in shown
    assert len(list(tmp_path.glob("tables-*.csv"))) == 7
