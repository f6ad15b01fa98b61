"""A template asks for what a request wants, and once it is filled in it is read without a finding."""

import datetime as dt
import io
import itertools
import shutil

import openpyxl
import pytest

from foi_stats.publish.template.asked import WHY, asked_of
from foi_stats.publish.template.book import template_bytes
from foi_stats.supply.deliveries import read_rows
from foi_stats.supply.read import read_supply
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.no_figure import MEANINGS, NO_FIGURE_WORDS
from tests.test_cli import in_process

REQUEST = """
reference = "9"
title = "Refuges"
authority = "shire"
topic = "refuges"
responded = 2017-05-01

[[question]]
id = "1"
text = "How much?"
[[question.limbs]]
id = "1"
asks = "funding"
basis = "outturn"
years = ["2014-15", "2015-16"]
lines = ["Refuge", "Outreach"]

[[question]]
id = "2"
text = "How many people?"
[[question.limbs]]
id = "2"
asks = "counts"
measure = "people helped"
quarters = "2015-Q2 to 2016-Q1"
services = ["Refuge"]

[[question]]
id = "3"
text = "How many posts?"
[[question.limbs]]
id = "3"
asks = "counts"
measure = "posts (FTE)"
at = [2015-03-31, 2016-03-31]
services = ["Refuge team"]

[[question]]
id = "4"
text = "Which contracts?"
[[question.limbs]]
id = "4"
asks = "list"
years = ["2015-16"]
columns = ["supplier", "contract", "start", "end", "value"]
over = 5000
"""
TOPIC = """
title = "Refuges"
subject = "refuges"
activities = ["Refuges"]
[[rule]]
id = "named"
decision = "include"
words = ["refuge"]
where = ["line"]
why = "named"
"""
LAST = """Financial year,Line,Basis,Unit,Amount
2013-14,Refuge grant,allocated,£,1200
2013-14,Roads,allocated,£,9
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked") / "data"
    for name, text in {
        "requests/9.toml": REQUEST,
        "topics/refuges.toml": TOPIC,
        "authorities/shire.toml": 'name = "Shire Council"\nplace = "Shire"\norganisations = ["Shire Council"]\n',
        "2013-14/shire/last.csv": LAST,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(data):
    return template_bytes(asked_of(data, "shire", request="9"))


def filled(made, path, values, as_at=None):
    """Fill in the sheets of a template: for each sheet, the texts or numbers of each row, by heading; and its day."""
    book = openpyxl.load_workbook(io.BytesIO(made))
    for name, rows in values.items():
        sheet = book[name]
        assert sheet["A3"].value == "As at"
        sheet["B3"] = as_at
        headings = {cell.value: cell.column for cell in sheet[4]}
        for number, row in enumerate(rows, start=5):
            for heading, value in row.items():
                sheet.cell(number, headings[heading], value)
    book.save(path)
    return read_supply(path)


AMOUNTS = [{"Amount": 100.5}, {WHY: "nil"}, {WHY: "not recorded separately"}, {"Amount": 7, WHY: "to date"}]
ITEM = {"Supplier": "Harbour Ltd", "Contract": "IDVA service", "Value (£)": 158950, "Financial year": "2015-16"}
ITEM |= {"Start": dt.date(2015, 4, 1), "End": dt.date(2017, 3, 31), "Basis": "allocated"}
ANSWERS = {
    "Money 1": AMOUNTS,
    "Numbers 2": [{"People helped": 12}, {"People helped": 9}, {WHY: "not started"}, {"People helped": 0}],
    "Numbers 3": [{"Posts (FTE)": 4.5}, {"Posts (FTE)": 5}],
    "List 4": [ITEM],
}


def test_filled_in_it_is_read_without_a_finding(made, tmp_path):
    supply = filled(made, tmp_path / "filled.xlsx", ANSWERS)
    assert [str(one) for one in supply.findings] == []
    money = supply.funding[supply.funding["sheet"] == "Money 1"]
    assert [None if a is None else str(a) for a in money["amount"].array.exact()] == ["100.50", "0.00", None, "7.00"]
    assert list(money["reason"]) == ["", "", "absorbed", ""]
    assert list(money["basis"].unique()) == ["outturn"]
    assert (money["shorthand"].iloc[3], money["note"].iloc[3]) == ("[p]", "to date")
    counts = supply.referrals
    assert list(counts.loc[counts["sheet"] == "Numbers 2", "quarter"]) == ["2015 Q2", "2015 Q3", "2015 Q4", "2016 Q1"]
    assert set(counts["measure"]) == {"people helped", "posts (FTE)"}
    posts = counts[counts["sheet"] == "Numbers 3"]
    assert [str(day.date()) for day in posts["period_end"]] == ["2015-03-31", "2016-03-31"]
    items = supply.funding[supply.funding["sheet"] == "List 4"]
    assert (len(items), items["provider"].iloc[0], str(items["amount"].iloc[0])) == (1, "Harbour Ltd", "158950.0")


@pytest.mark.parametrize("as_at", [dt.date(2016, 6, 30), dt.datetime(2016, 6, 30), "30/06/2016", "30 June 2016"])  # noqa: DTZ001
def test_the_day_beside_as_at_is_that_of_its_figures(made, tmp_path, as_at):
    supply = filled(made, tmp_path / "filled.xlsx", ANSWERS, as_at)
    assert [str(one) for one in supply.findings] == []
    for rows in (supply.funding, supply.referrals):
        assert set(rows["as_at"].astype(str)) == {"2016-06-30"}


def test_a_return_supersedes_what_it_restates(tmp_path):
    folder = tmp_path / "data" / "2015-16" / "shire"
    for path, text in {
        tmp_path
        / "data/authorities/shire.toml": 'name = "Shire"\nplace = "S"\norganisations = ["Shire PCC", "Shire"]\n',
        folder / "a.csv": "Financial year,Organisation,Line,Basis,As at,Unit,Amount\n"
        "2015-16,Shire PCC,Refuge,outturn,2016-06-30,£,5\n2015-16,Others,Roads,outturn,2016-06-30,£,9\n",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    asked = asked_of(tmp_path / "data", "shire", years=["2015-16", "2016-17"])
    (table,) = asked.tables
    assert table.headings[:4] == ("Financial year", "Line", "Organisation", "Basis")
    assert [row[:3] for row in table.rows] == [(year, "Refuge", "Shire PCC") for year in ("2015-16", "2016-17")]
    assert list(table.last) == [(0, 5)]
    amounts = {"Money": [{"Amount": 6}, {"Amount": 8}]}
    filled(template_bytes(asked), folder / "return.xlsx", amounts, dt.date(2017, 6, 30))
    rows, findings = read_rows(tmp_path / "data", "funding", "shire", None)
    assert (sorted(rows["amount"].map(int)), findings) == ([6, 8, 9], ())
    filled(template_bytes(asked), folder / "return.xlsx", amounts)
    rows, findings = read_rows(tmp_path / "data", "funding", "shire", None)
    assert (sorted(rows["amount"].map(int)), [one.check for one in findings]) == ([5, 8, 9], ["undated-passed-over"])


def test_each_word_for_no_figure_is_known_and_none_is_an_exemption(tmp_path):
    lines = "\n".join(f'2014-15,Line {at},outturn,£,,"{word}"' for at, word in enumerate(NO_FIGURE_WORDS))
    path = tmp_path / "words.csv"
    path.write_text(f"Financial year,Line,Basis,Unit,Amount,{WHY}\n{lines}\n", encoding="utf-8")
    supply = read_supply(path)
    assert [(one.check, one.severity, one.cell) for one in supply.findings] == [
        ("report-waits", "warning", "E6"),
        ("report-waits", "warning", "E7"),
    ]
    reasons = ["", "absorbed", "not_closed", "not_started", "not_supplied", "undecided"]
    assert list(supply.funding["reason"]) == reasons
    assert supply.funding["amount"].isna().tolist() == [False, True, True, True, True, True]


@pytest.mark.parametrize("word", NO_FIGURE_WORDS)
def test_each_word_may_stand_in_the_cell_of_its_figure(word, tmp_path):
    path = tmp_path / "words.csv"
    path.write_text(f'Line,2014-15 Outturn (£)\nA,1\nB,"{word}"\n', encoding="utf-8")
    supply = read_supply(path)
    assert not [one for one in supply.findings if one.severity == "error"]
    assert supply.funding["amount"].isna().tolist() == [False, word != "nil"]


def test_a_template_of_counts_has_a_column_for_whatever_the_request_divides_them_by(data):
    request = (data / "requests/9.toml").read_text(encoding="utf-8").replace('"9"', '"10"')
    divided = request.replace(
        'measure = "people helped"', 'measure = "people helped"\nby = ["service", "activity", "age band"]'
    )
    (data / "requests/10.toml").write_text(divided, encoding="utf-8")
    table = asked_of(data, "shire", request="10").tables[1]
    assert table.headings == ("Quarter", "Service", "Activity", "Age band", "People helped", WHY, "Note")
    (data / "requests/10.toml").unlink()


def test_counts_are_told_apart_by_the_crime_type_of_those_held(data, tmp_path):
    shutil.copytree(data, tmp_path / "data")
    held = "Financial year,Service,Crime type,People helped\n2015-16,Refuge,Slavery,11\n"
    (tmp_path / "data/2015-16/shire").mkdir(parents=True)
    (tmp_path / "data/2015-16/shire/people.csv").write_text(held, encoding="utf-8")
    table = asked_of(tmp_path / "data", "shire", request="9").tables[1]
    assert table.headings[:4] == ("Quarter", "Service", "Crime type", "People helped")
    assert table.rows[0][1:3] == ("Refuge", "Slavery")


def test_what_was_left_empty_or_contradicts_itself_is_found(made, tmp_path):
    numbers = [{"People helped": 1}, {}, {"People helped": 2}, {"People helped": 9, WHY: "nil"}]
    supply = filled(made, tmp_path / "filled.xlsx", ANSWERS | {"Money 1": AMOUNTS[:3], "Numbers 2": numbers})
    assert [(one.check, one.sheet, one.cell, one.also) for one in supply.findings] == [
        ("gap-not-named", "Money 1", "E8", ()),
        ("gap-not-named", "Numbers 2", "C6", ()),
        ("figure-and-gap", "Numbers 2", "C8", ()),
    ]


def test_it_is_the_same_bytes_and_has_tables_and_choices_and_no_formula(data, made):
    assert template_bytes(asked_of(data, "shire", request="9")) == made
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["Cover", "Money 1", "Numbers 2", "Numbers 3", "List 4", "Words"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert all(not sheet.merged_cells.ranges for sheet in book)
    assert [len(sheet.tables) for sheet in book] == [0, 1, 1, 1, 1, 1]
    offered = {one.formula1 for one in book["Money 1"].data_validations.dataValidation}
    assert f'"{",".join(NO_FIGURE_WORDS)}"' in offered
    assert set(MEANINGS) == set(NO_FIGURE_WORDS)


def test_a_topic_starts_from_the_lines_of_the_last_supply(data):
    (table,) = asked_of(data, "shire", topic="refuges", years=["2013-14", "2014-15"]).tables
    assert [row[:4] for row in table.rows] == [
        ("2013-14", "Refuge grant", "allocated", "£"),
        ("2014-15", "Refuge grant", "allocated", "£"),
    ]
    assert table.last == {(0, 4): "Given last time: £1,200 (last.csv, E2)"}


WRONG = [
    ({"request": "8"}, "There is no request"),
    ({"topic": "refuges"}, "Say which financial years"),
    ({"topic": "roads", "years": ["2014-15"]}, "There is no topic"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=itertools.count())
def test_what_cannot_be_asked_for_is_said(data, words, said):
    with pytest.raises(InputError, match=said):
        asked_of(data, "shire", **words)


def test_the_command_writes_it_and_overwrites_nothing(data, tmp_path):
    words = ("template", "--data", str(data), "--authority", "shire", "--years", "2014-15 to 2015-16", "-o")
    done = in_process(*words, str(tmp_path / "t.xlsx"))
    assert (done.returncode, "sheet Money" in done.stdout) == (0, True)
    assert in_process(*words, str(tmp_path / "t.xlsx")).returncode == 2
    assert "ends in .xlsx" in in_process(*words, str(tmp_path / "t.csv")).stderr
