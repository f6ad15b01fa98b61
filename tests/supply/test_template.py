"""The shipped workbooks: made by a script from facts, the same bytes each time, and true to what was published."""

import csv
import itertools
import runpy
import zipfile
from collections import Counter
from xml.etree.ElementTree import canonicalize

import openpyxl
import pytest
import python_calamine

from tests.conftest import PROJECT
from tests.standins.shelf import PUBLISHED

WORKBOOKS = sorted(path.relative_to(PROJECT / "data") for path in (PROJECT / "data").glob("*/*/*.xlsx"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    runpy.run_path(str(PROJECT / "data" / "facts" / "make_supplies.py"))["make"](folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("workbook", WORKBOOKS, ids=str)
def test_the_script_makes_what_is_shipped(workbook, made, data):
    with zipfile.ZipFile(made / workbook) as new, zipfile.ZipFile(data / workbook) as shipped:
        assert new.namelist() == shipped.namelist()
        assert all(_content(new, name) == _content(shipped, name) for name in new.namelist())


def _content(file, name):
    """Return a part of a workbook as it would be whatever wrote it: openpyxl writes by lxml where that is installed."""
    return canonicalize(file.read(name), rewrite_prefixes=True)


@pytest.mark.slow
def test_making_twice_gives_the_same_bytes(made, tmp_path):
    runpy.run_path(str(PROJECT / "data" / "facts" / "make_supplies.py"))["make"](tmp_path)
    for workbook in WORKBOOKS:
        assert (tmp_path / workbook).read_bytes() == (made / workbook).read_bytes()


def test_there_is_a_workbook_of_each_kind_for_each_year_and_authority():
    assert len(WORKBOOKS) == 5 * 2 * 2


@pytest.mark.parametrize("workbook", [path for path in WORKBOOKS if "exampleshire" in path.parts], ids=str)
def test_invented_data_says_so_on_every_sheet(workbook, data):
    for sheet in openpyxl.load_workbook(data / workbook):
        assert "INVENTED" in sheet["A2"].value


def facts(kind):
    with (PROJECT / "data" / "facts" / "north-yorkshire" / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_revenue_outturn_figures_are_the_published_ones():
    amounts = [int(row["Amount"]) for row in facts("funding") if row["Basis"] == "outturn"]
    published = [
        (one.police_services, one.police_grant, one.council_tax_requirement) for one in PUBLISHED.outturn.values()
    ]
    assert sorted(amounts) == sorted(itertools.chain(*published))


def test_referrals_come_to_the_published_years():
    years = Counter()
    for row in facts("referrals"):
        year, quarter = row["Quarter"].split()
        start = int(year) - (quarter == "Q1")
        years[f"{start}-{(start + 1) % 100}"] += int(row["Count"])
    assert years == PUBLISHED.referrals


at_hand = pytest.mark.parametrize("shelf", [pytest.param("published", marks=pytest.mark.slow)], indirect=True)
"""What the shipped figures are held against: no stand-in will do."""


@at_hand
def test_revenue_outturn_figures_stand_in_the_published_cells(real):
    # The Source column of each fact names the published file, sheet and cell: look there, in another reader's grid.
    rows = [row for row in facts("funding") if row["Basis"] == "outturn"]
    assert len(rows) == 15
    for row in rows:
        place, cell = row["Source"].rsplit(", cell ", 1)
        file, sheet = place.rsplit(": ", 1)[1].split(", sheet ")
        grid = python_calamine.CalamineWorkbook.from_path(str(real / file)).get_sheet_by_name(sheet)
        values = grid.to_python(skip_empty_area=False)
        column, line = openpyxl.utils.cell.coordinate_from_string(cell)
        assert values[line - 1][openpyxl.utils.column_index_from_string(column) - 1] == float(row["Amount"])


@at_hand
def test_referrals_are_the_published_quarters_without_the_rows_of_totals(real):
    with (real / "nrm_referrals_longitudinal.csv").open(encoding="utf-8", newline="") as file:
        published = [row for row in csv.DictReader(file) if row["Location of exploitation"] != "Total"]
    for row in facts("referrals"):
        year, quarter = row["Quarter"].split()
        counts = [int(one["NRM referrals"]) for one in published if (one["Year"], one["Quarter"]) == (year, quarter)]
        assert int(row["Count"]) == sum(counts)


@pytest.mark.slow
def test_no_cell_of_a_supply_is_a_formula(data):
    for workbook in WORKBOOKS:
        for sheet in openpyxl.load_workbook(data / workbook):
            assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
