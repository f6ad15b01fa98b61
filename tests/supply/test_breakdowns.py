"""Any label column of a supply is a breakdown by its own name."""

import datetime as dt

import pytest

from foi_stats.supply.breakdowns import find_breakdown, known_breakdowns
from foi_stats.supply.cache import read_cached
from foi_stats.supply.cache_entries import read_summary
from foi_stats.supply.interpret import interpret
from foi_stats.supply.layouts.draft import draft_layout
from foi_stats.supply.layouts.model import parse_layout
from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import breakdowns
from foi_stats.supply.tables.label_columns import label_name
from foi_stats.vocabulary.findings import InputError
from tests.supply.sheets import above_info, make_sheet, make_workbook


def read(*rows, name="Sheet1", file="supply.xlsx", **about):
    return interpret(make_workbook(make_sheet(name, rows, **about)), file=file)


def said(found):
    return [(finding.check, finding.severity, finding.cell) for finding in above_info(found)]


PEOPLE = [
    ["Financial year", "Service", "Age band (years)*", "Sex", "Comment", "Last checked", "Code", "People helped"],
    ["2015-16", "Refuge", "18-24", "Female", None, dt.date(2016, 4, 1), 1234, 31],
    ["2015-16", "Refuge", "25-44", "Female", None, dt.date(2016, 4, 2), 1235, 58],
    ["2015-16", "Helpline", "18-24", "Male", "late", None, 1236, 6],
]


def test_columns_of_words_and_days_are_kept_under_their_headings():
    found = read(*PEOPLE)
    assert said(found) == []
    rows = found.referrals
    assert breakdowns(rows) == ["age_band_years", "sex", "last_checked"]
    assert rows["age_band_years"].tolist() == ["18-24", "25-44", "18-24"]
    assert rows["last_checked"].tolist() == ["2016-04-01", "2016-04-02", ""]
    assert rows["note"].tolist() == ["", "", "late"]
    (left_out,) = found.findings
    assert (left_out.check, left_out.cell) == ("columns-left-out", "G1")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Age band", "age_band"),
        ("Award value (£)", "award_value"),
        ("Outcome (a)", "outcome"),
        ("CapitalRevenue", "capital_revenue"),
        ("3rd party?", "column_3rd_party"),
        ("£", ""),
    ],
)
def test_the_name_of_a_label_column_is_its_heading_in_small_letters(heading, name):
    assert label_name(heading) == name


def test_a_name_that_is_taken_has_a_number():
    found = read(
        ["Financial year", "Service", "Status", "Status", "File", "Referrals"],
        ["2015-16", "Refuge", "open", "new", "A/1", 3],
        ["2015-16", "Helpline", "shut", "old", "B/2", 4],
    )
    assert breakdowns(found.referrals) == ["status", "status_2", "file_2"]


def test_typed_days_are_iso_texts_and_other_texts_stay():
    found = read(
        ["Financial year", "Line", "Start", "Band", "Outturn (£)"],
        ["2015-16", "A", "01/04/2015", "10-15", 5],
        ["2015-16", "B", "ongoing", "16-17", 7],
    )
    assert found.funding["start"].tolist() == ["2015-04-01", "ongoing"]
    assert found.funding["band"].tolist() == ["10-15", "16-17"]


def test_numbers_alone_are_labels_only_under_a_heading_that_says_so():
    heads = ["Financial year", "Service", "Age", "Batch code", "Referrals"]
    found = read(heads, ["2015-16", "Refuge", 16, 77, 3], ["2015-16", "Refuge", 17, 78, 4])
    assert said(found) == []
    assert breakdowns(found.referrals) == ["age"]
    assert found.referrals["age"].tolist() == ["16", "17"]


def test_no_more_than_24_label_columns_are_kept_and_that_is_said():
    names = [f"Label {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    found = read(
        ["Financial year", "Service", *names, "Referrals"],
        ["2015-16", "Refuge", *("x" for _ in names), 3],
        ["2015-16", "Helpline", *("y" for _ in names), 4],
    )
    assert len(breakdowns(found.referrals)) == 24
    (finding,) = found.findings
    assert "'Label Y, Label Z'" in finding.found
    assert "24" in finding.found


@pytest.mark.parametrize(
    ("asked", "column"),
    [
        ("Outcome", "outcome"),
        ("provider", "provider"),
        ("Supplier name", "provider"),
        ("vendor", "provider"),
        ("service", "service"),
        ("age", ""),
        ("funder", ""),
    ],
)
def test_a_breakdown_is_found_by_its_heading_whatever_field_it_serves(asked, column):
    found = read(
        ["Financial year", "Outcome", "Supplier", "Number of claims"],
        ["2014-15", "Paid", "Harbour Ltd", 37],
        ["2014-15", "Rejected", "Harbour Ltd", 160],
    )
    assert found.referrals["service"].tolist() == found.referrals["outcome"].tolist() == ["Paid", "Rejected"]
    assert find_breakdown(found.referrals, asked) == column


def test_a_draft_and_a_layout_name_label_columns():
    book = make_workbook(make_sheet("S", PEOPLE))
    draft = draft_layout(book, "people.xlsx")
    assert 'age_band_years = "{Age band (years)*}"' in draft
    drafted = interpret(book, file="people.xlsx", layout=parse_layout(draft, "draft.toml"))
    assert drafted.referrals.equals(interpret(book, file="people.xlsx").referrals)
    with pytest.raises(InputError, match="'note' cannot be the name of a label column"):
        parse_layout(draft.replace("age_band_years =", "note ="), "draft.toml")


def test_the_cache_keeps_label_columns_and_its_summary_names_them(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("Financial year,Outcome,Number of claims\n2014-15,Paid,37\n2014-15,Rejected,160\n")
    about = {"layouts": tmp_path / "layouts", "name": path.name, "year": "", "folder": tmp_path / "store"}
    first, second = (read_cached(path, **about) for _ in range(2))
    assert first.referrals.equals(second.referrals)
    assert first.referrals.equals(read_supply(path).referrals)
    assert known_breakdowns(second.referrals) == ["service", "outcome"]
    assert read_summary(path, **about).breakdowns == {"referrals": ("service", "outcome")}
