"""Tracing: every figure of a letter leads back to cells, and those are read again."""

import json
import re

import openpyxl
import pytest

from foi_stats.request.case import read_case
from foi_stats.run.folders import read_current
from foi_stats.run.trace import trace
from foi_stats.vocabulary.findings import InputError
from tests.publish.responses import response_of
from tests.run.test_report import EX, NY, Page
from tests.test_cli import foi_stats

POLICE = "police-services/police-services/2014-15"
FUNDING = "2014-15/north-yorkshire/funding.xlsx"


@pytest.mark.parametrize(
    "named",
    [
        "134,898",
        "134898.0",
        "£134,898.00",
        "£134.9 million",
        "134.9m",
        "£134,898,000",
        "Police services, 2014-15",
        "police-services/2014-15",
        POLICE,
    ],
)
def test_a_figure_is_found_as_it_is_printed_by_its_place_or_by_its_id(reported, named):
    places, _ = reported
    (found,) = trace(places, NY, named)
    # Revenue Outturn summary 2014-15, E7027, net current expenditure on police services, in £ thousand
    assert (found.cell.figure, found.cell.found, found.cell.unit) == (POLICE, "134898", "£ thousand")
    assert (found.cell.file, found.now, found.state) == (f"data/{FUNDING}", "134898", "same")
    with_file = openpyxl.load_workbook(places.data / FUNDING)[found.cell.sheet]
    assert with_file[found.cell.cell].value == 134898


def test_a_sum_leads_to_every_cell_of_it(reported):
    # Home Office, NRM referrals, UK, 2014 Q2 to 2015 Q1
    assert [one.cell.found for one in trace(reported[0], NY, "2,497")] == ["506", "628", "636", "727"]


def test_words_of_a_note_lead_to_the_cells_beside_it(reported):
    found = trace(reported[0], EX, "22 November 2012")
    assert {one.cell.figure for one in found} == {"note"}
    assert all("took office on 22 November 2012" in one.cell.value for one in found)


def test_all_figures_are_traced_where_none_is_named(reported):
    found = trace(reported[0], EX)
    assert len({one.cell.figure for one in found}) > 20
    assert {one.state for one in found} == {"same"}


def test_what_is_no_figure_is_refused_with_what_would_be(reported):
    with pytest.raises(InputError, match=re.escape("has no figure '£9.99'")):
        trace(reported[0], NY, "£9.99")
    with pytest.raises(InputError, match="no report"):
        trace(reported[0].__class__(reported[0].notebooks, reported[0].data, reported[0].data / "none"), NY, "1")


def test_a_file_that_has_changed_since_is_said_to_have(reported, project):
    places = project.__class__(project.notebooks, project.data, reported[0].reports)
    path = project.data / FUNDING
    book = openpyxl.load_workbook(path)
    (cell,) = [one.cell for one in trace(places, NY, POLICE)]
    book[cell.sheet]["A1"].comment = None
    book[cell.sheet]["Z99"] = "new"
    book.save(path)
    assert [one.state for one in trace(places, NY, POLICE)] == ["same value, file changed"]
    book[cell.sheet][cell.cell] = 134899
    book.save(path)
    assert [(one.now, one.state) for one in trace(places, NY, POLICE)] == [("134899", "changed")]
    path.unlink()
    assert [(one.now, one.state) for one in trace(places, NY, POLICE)] == [(None, "gone")]


def test_the_command_says_where_and_fails_where_the_value_is_another(reported, project):
    words = ["--data", str(project.data), "--reports", str(reported[0].reports)]
    done = foi_stats("trace", NY, "134,898", *words)
    assert "working/sheets/police-services.police-services.2014-15.html" in done.stdout.replace("\n", "")
    assert done.returncode == 0
    assert f"data/{FUNDING}, sheet Funding, cell K12: '134898' (£ thousand), the same now" in done.stdout
    told = json.loads(foi_stats("trace", NY, "134,898", "--json", *words).stdout)
    assert [(one["cell"], one["now"], one["state"]) for one in told["cells"]] == [("K12", "134898", "same")]
    assert foi_stats("trace", NY, "no such", *words).returncode == 2
    (project.data / FUNDING).unlink()
    assert foi_stats("trace", NY, "134,898", *words).returncode == 1


NOT_GIVEN = re.compile(
    r"[Nn]ot given: \d+ of \d+ figures|\(?section \d+[^,;.]*?\)?(?=[,;.]|$)"
)  # of charts, and of the law
NUMBER = re.compile(r"£?\d[\d,]*(?:\.\d+)?(?: million| billion)?")
YEAR = re.compile(r"\b(?:19|20)\d\d(?:-\d\d)?\b(?: (?:to|Q\d))?")


@pytest.mark.parametrize("reference", [pytest.param(NY, marks=pytest.mark.soak), EX])
def test_every_number_that_was_supplied_leads_back_to_where_it_came_from(reported, reference):
    """Which numbers were supplied is told by who says them: blocks that hold what was supplied, and the others."""
    places, _ = reported
    case = read_case(places.data, reference)
    letter = response_of(case)
    looked_up = 0
    for block in letter.blocks:
        if block.kind == "table":
            texts = [row[column] for row in block.table.rows for column in block.table.numeric]
        elif block.kind == "figure":
            texts = [block.headline, block.alt]
        elif block.kind == "points" and block.by == "supply":
            texts = list(block.items)
        else:
            assert getattr(block, "by", "letter") != "supply"
            continue
        for text in texts:
            said = [scope.title for question in case.request.question for scope in (*question.limbs, *question.further)]
            said += [context.caution for context in case.request.context if context.caution]
            for words in filter(None, said):
                text = text.replace(words, "")  # the request's own words, repeated in a note or a headline
            text = NOT_GIVEN.sub("", text)
            for number in NUMBER.findall(YEAR.sub("", text) if block.kind != "table" else text):
                assert trace(places, reference, number.rstrip(",")), (number, text)
                looked_up += 1
    assert looked_up > 10


def test_in_the_working_papers_each_figure_leads_to_its_sheet_and_in_the_release_none(reported):
    places, _ = reported
    current = read_current(places.report(NY))
    working = Page(current.working / "response.html")
    leads = [attributes["href"] for tag, attributes in working.tags if tag == "a" and "sheets/" in attributes["href"]]
    assert len(leads) == 20  # 5 and 5 of the background, in the tables and in the list below them
    assert len(set(leads)) == 10  # question 1 is said, and not shown
    assert "cell K12; found: 134898 (unit: £ thousand)" in working.text
    page = (current.working / "sheets" / "police-services.police-services.2014-15.html").read_text(encoding="utf-8")
    assert "stored as the number 134898, read as £134,898,000, for 2014-15, outturn expenditure, in £ thousand" in page
    released = (current.release / "response.html").read_text(encoding="utf-8")
    assert not re.search("trail|sheets/|aria-current", released)
    assert not [path for path in current.release.rglob("*") if "sheet" in path.name]
