"""Another topic and another request are more files, and no code: the invented authority asked about something else."""

import csv

import openpyxl
import pytest

from foi_stats.run.batch import run_request

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]

TOPIC = """
title = "Domestic abuse"
subject = "domestic abuse"
activities = ["Refuges", "Outreach"]

[[rule]]
id = "named"
decision = "include"
words = ["domestic abuse"]
why = "The line names what the request asks about."
"""

REQUEST = """
reference = "12/2017-18"
title = "Domestic abuse (invented request)"
authority = "exampleshire"
topic = "domestic-abuse"
responded = 2017-05-26
form = ["csv", "workbook"]
demonstration = true
approval = { role = "Information rights officer", date = 2017-05-26 }

[[question]]
id = "1"
text = "What has the commissioner allocated to work against domestic abuse since 2013-14?"
limbs = [{ id = "1a", asks = "funding", title = "Work against domestic abuse", years = ["2013-14", "2014-15"] }]
"""

AMOUNTS = {"2013-14": {"Refuges": 1250.5, "Outreach": 400}, "2014-15": {"Refuges": 1300, "Outreach": "[x]"}}


@pytest.fixture
def reported(project):
    """A project in which finance supplied other lines, with a topic and a request about them, after its run."""
    for year, amounts in AMOUNTS.items():
        path = project.data / year / "exampleshire" / "funding.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book["Funding"]
        row, heading = next((cell.row, cell.row) for cell in sheet["A"] if cell.value == "Financial year")
        named = {cell.value: cell.column for cell in sheet[heading]}
        for number, (activity, amount) in enumerate(amounts.items(), start=row + 1):
            told = {"Line": f"Domestic abuse: {activity}", "Activity": activity, "Basis": "allocated", "Unit": "£"}
            told |= {"Flow": "expenditure", "Shorthand": None, "Reason": None, "Note": None, "Amount": amount}
            told |= {"Reason": "not held"} if amount == "[x]" else {}
            for name, value in told.items():
                sheet.cell(number, named[name]).value = value
        book.save(path)
    (project.data / "topics" / "domestic-abuse.toml").write_text(TOPIC, encoding="utf-8")
    (project.data / "requests" / "12-2017-18.toml").write_text(REQUEST, encoding="utf-8")
    return run_request("12/2017-18", project).folder


def test_another_topic_and_request_get_their_report_without_code(reported):
    page = (reported / "response.html").read_text(encoding="utf-8")
    assert "Invented data" in page
    assert ">1,250.50</td>" in page
    with (reported / "tables" / "1.csv").open(encoding="utf-8", newline="") as file:
        values = {(row["activity"], row["period"]): row["value"] or row["shorthand"] for row in csv.DictReader(file)}
    assert values == {
        ("Refuges", "2013-14"): "1250.50",
        ("Refuges", "2014-15"): "1300.00",
        ("Outreach", "2013-14"): "400.00",
        ("Outreach", "2014-15"): "[x]",
    }
    picture = (reported / "figures" / "1.svg").read_text(encoding="utf-8")
    for said in ("INVENTED DATA", "Refuges", "£1,250.50", "[x]", "not given: 1 of 4 figures"):
        assert said in picture
    sheet = openpyxl.load_workbook(reported / "tables.xlsx")["Table_1"]
    read = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=sheet.max_row - 1)]
    assert read == [["Refuges", 1250.5, 1300], ["Outreach", 400, "[x]"]]
