import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.supply.interpret import interpret
from foi_stats.supply.rows import FUNDING, REFERRALS, schema
from tests.conftest import PROJECT
from tests.examples import examples
from tests.supply.sheets import above_info, make_sheet, make_workbook

FUNDING_ROW = {
    "Financial year": "2012-13",
    "Organisation": "Exampleshire Police and Crime Commissioner",
    "Line": "Support for victims",
    "Provider": "Example Support",
    "Funder": "Ministry of Justice",
    "Activity": "Modern slavery",
    "Basis": "outturn",
    "Flow": "expenditure",
    "As at": dt.date(2016, 6, 24),
    "Unit": "£",
    "Amount": 1234.5,
}


def template(*changes, kind="funding", base=FUNDING_ROW):
    """Return the project's own template with one row for each set of changes to a plain row."""
    facts = PROJECT / "data" / "facts" / "exampleshire" / f"{kind}.csv"
    heads = facts.read_text(encoding="utf-8").partition("\n")[0].strip().split(",")[1:]
    rows = [[(base | change).get(head) for head in heads] for change in changes]
    table = make_sheet(kind.title(), [["Title"], ["A notice"], [], heads, *rows])
    return make_workbook(
        make_sheet("Cover", [["Funding data"], ["Sent by", "Finance"]]),
        table,
        make_sheet("Notes", [["Note", "Text"], ["1", "Made up"]]),
        make_sheet("Sources", [["Document", "Date"], ["Ledger", dt.date(2016, 6, 1)]]),
    )


def read(*rows, name="Sheet1", file="supply.xlsx", **about):
    return interpret(make_workbook(make_sheet(name, rows, **about)), file=file)


def checks(read):
    return [(finding.check, finding.severity, finding.cell) for finding in above_info(read)]


# The template


def test_the_template_reads_without_a_finding():
    read = interpret(template({}), file="data/2012-13/exampleshire/funding.xlsx")
    assert read.findings == ()
    row = read.funding.iloc[0]
    assert row["amount"] == Decimal("1234.50")
    assert (row["file"], row["sheet"], row["cell"], row["found"], row["unit"]) == (
        "data/2012-13/exampleshire/funding.xlsx",
        "Funding",
        "K5",
        "1234.5",
        "£",
    )
    assert row["as_at"] == pd.Timestamp("2016-06-24")
    assert list(read.skipped["sheet"]) == ["Cover", "Notes", "Sources"]
    schema("funding").validate(read.funding)


def test_both_frames_always_have_their_columns_and_types():
    empty = interpret(make_workbook(make_sheet("Cover", [["Nothing here"]])), file="x.xlsx")
    for frame, columns in ((empty.funding, FUNDING), (empty.referrals, REFERRALS)):
        assert list(frame.columns) == list(columns)
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {n: str(d) for n, d in columns.items()}


@pytest.mark.parametrize(
    ("change", "shorthand", "reason"),
    [
        ({"Amount": "[x]"}, "[x]", ""),
        ({"Amount": None, "Shorthand": "[z]", "Reason": "not_started"}, "[z]", "not_started"),
        ({"Amount": None, "Reason": "Not held"}, "[x]", "not_held"),
        ({"Amount": None, "Reason": "withheld"}, "[c]", "withheld"),
        ({"Amount": "[x]", "Reason": "absorbed"}, "[x]", "absorbed"),
        ({"Shorthand": "[p]"}, "[p]", ""),
    ],
)
def test_a_gap_is_named_by_symbol_or_reason(change, shorthand, reason):
    read = interpret(template(change), file="funding.xlsx")
    asks = ["decided-by-officer"] if reason == "withheld" else []
    assert [finding.check for finding in read.findings] == asks
    assert (read.funding["shorthand"][0], read.funding["reason"][0]) == (shorthand, reason)


@pytest.mark.parametrize(
    ("change", "check", "cell"),
    [
        ({"Amount": None}, "gap-not-named", "K5"),
        ({"Amount": "twelve"}, "not-an-amount", "K5"),
        ({"Amount": 5e10, "Unit": "£ million"}, "not-an-amount", "K5"),
        ({"Amount": "-"}, "ambiguous-amount", "K5"),
        ({"Financial year": 2013}, "ambiguous-year", "A5"),
        ({"Basis": "guess"}, "bad-basis", "G5"),
        ({"Unit": None}, "ambiguous-unit", "J5"),
        ({"Reason": "lost"}, "bad-reason", "M5"),
        ({"Reason": "absorbed"}, "figure-and-gap", "K5"),
        ({"As at": "soon"}, "bad-as-at", "I5"),
    ],
)
def test_what_cannot_be_read_is_an_error_naming_its_cell_and_the_other_rows_stay(change, check, cell):
    read = interpret(template(change, {"Line": "Another"}), file="funding.xlsx")
    assert checks(read) == [(check, "error", cell)]
    finding = read.findings[0]
    assert finding.file
    assert finding.found
    assert finding.expected
    assert finding.action
    assert list(read.funding["line"]) == ["Another"]


def test_referrals_have_quarters_of_the_calendar():
    base = {"Financial year": "2015-16", "Quarter": "2016 Q1", "Organisation": "X", "Service": "Helpline", "Count": 12}
    read = interpret(template({}, {"Quarter": "2015 Q1"}, kind="referrals", base=base), file="referrals.xlsx")
    assert read.referrals[["financial_year", "quarter", "count"]].values.tolist() == [["2015-16", "2016 Q1", 12]]
    assert checks(read) == [("bad-quarter", "error", "B6")]


# Layouts as finance teams send them


def test_wide_with_merged_bands_three_deep():
    found = read(
        ["Funding of services"],
        [None, "2012-13", None, "2013-14", None],
        ["Service", "Budget", "Outturn", "Budget", "Outturn"],
        [None, "£000", "£000", "£000", "£000"],
        ["Helpline (a)", 1, 2, 3, "4*"],
        ["Total", 1, 2, 3, 4],
        [],
        ["(a) with partners"],
        merged=((2, 2, 2, 3), (2, 4, 2, 5), (3, 1, 4, 1)),
    )
    rows = found.funding
    assert above_info(found) == []
    assert rows[["line", "financial_year", "basis", "cell"]].values.tolist() == [
        ["Helpline", "2012-13", "budget", "B5"],
        ["Helpline", "2012-13", "outturn", "C5"],
        ["Helpline", "2013-14", "budget", "D5"],
        ["Helpline", "2013-14", "outturn", "E5"],
    ]
    assert list(rows["amount"]) == [Decimal(thousands) * 1000 for thousands in (1, 2, 3, 4)]
    assert list(rows["note"]) == ["(a) with partners"] * 3 + ["(a) with partners; footnote *"]


def test_a_list_of_payments_is_paid_in_the_year_of_its_date_and_net():
    found = read(
        ["Northshire Council: spend over £250"],
        ["Directorate", "Supplier Name", "Payment Date", "Net Amount(£)", "VAT (£)", "Gross (£)"],
        ["Adults", "Total Gas Ltd", "31/03/2013", "1,325.00", "265.00", "1,590.00"],
        ["Adults", "Y Ltd", "01/04/2013", "(20.00)", "0", "(20.00)"],
        [None, "Total", None, "1,305.00", "265.00", "1,570.00"],
    )
    assert above_info(found) == []
    columns = ["financial_year", "provider", "basis", "line", "amount"]
    assert found.funding[columns].values.tolist() == [
        ["2012-13", "Total Gas Ltd", "paid", "Adults", Decimal("1325.00")],
        ["2013-14", "Y Ltd", "paid", "Adults", Decimal("-20.00")],
    ]


def test_a_sheet_a_month_is_one_table():
    sheets = [make_sheet(month, [["Service", "Outturn (£)"], ["Helpline", 5]]) for month in ("Dec 2012", "Jan 2013")]
    found = interpret(make_workbook(*sheets), file="funding.xlsx")
    assert [finding.check for finding in found.findings] == ["part-of-a-year"]
    assert found.funding[["financial_year", "period_kind", "note"]].values.tolist() == [["2012-13", "month", ""]] * 2
    assert [str(day.date()) for day in found.funding["period_start"]] == ["2012-12-01", "2013-01-01"]


def test_tables_beside_and_below_one_another():
    found = read(
        ["Service", "2012-13 Outturn (£)", None, "Service", "Quarter", "Referrals"],
        ["Helpline", 10, None, "Helpline", "2012 Q2", 3],
        [],
        ["Budgets (£000)"],
        ["Service", "2012-13 Budget"],
        ["Helpline", 12],
    )
    assert above_info(found) == []
    assert found.funding[["basis", "amount", "cell"]].values.tolist() == [
        ["outturn", Decimal("10.00"), "B2"],
        ["budget", Decimal("12000.00"), "B6"],
    ]
    assert found.referrals[["quarter", "count", "cell"]].values.tolist() == [["2012 Q2", 3, "F2"]]


def test_headings_given_again_with_other_columns_start_another_table():
    found = read(
        ["Date", "Supplier", "Class", "Amount"],
        ["2022-04-01", "A Ltd", "Training", 1.5],
        ["Date", "Supplier", "Amount", None],
        ["2022-05-01", "B Ltd", 2.5, None],
    )
    assert above_info(found) == []
    assert found.funding[["provider", "cell"]].values.tolist() == [["A Ltd", "D2"], ["B Ltd", "C4"]]


def test_headings_repeated_on_every_page_are_no_rows():
    page = [["Line", "2012-13 Outturn £"], ["Helpline", 1]]
    found = read(["Funding"], *page, page[0], ["Refuge", 2], ["Total", 3])
    assert above_info(found) == []
    assert list(found.funding["cell"]) == ["B3", "B5"]


def test_headings_within_a_table_become_the_activity_and_totals_are_held_against_their_rows():
    found = read(
        ["Line", "2012-13 Outturn £"],
        ["Victims"],
        ["Helpline", 1],
        ["Other", 2],
        ["Subtotal victims", 3],
        [],
        ["Offenders"],
        ["Courses", 5],
        ["Grand total", 9],
    )
    assert found.funding[["activity", "line"]].values.tolist() == [
        ["Victims", "Helpline"],
        ["Victims", "Other"],
        ["Offenders", "Courses"],
    ]
    assert checks(found) == [("total-differs", "warning", "B9")]
    assert "£9" in found.findings[0].found
    assert "£8" in found.findings[0].found


def test_a_column_of_totals_is_held_against_the_figures_beside_it():
    found = read(
        ["Line", "2012-13 Outturn (£)", "2013-14 Outturn (£)", "Total (£)"],
        ["Helpline", 1, 2, 3],
        ["Refuge", 1, 2, 4],
    )
    assert checks(found) == [("total-differs", "warning", "D3")]
    assert len(found.funding) == 4


def test_what_the_first_column_is_headed_may_say_what_the_figures_are():
    found = read(["Net revenue budget", "FY2014-15", "FY2015-16"], ["£m", None, None], ["Officers", 10.5, 11])
    assert above_info(found) == []
    assert found.funding[["financial_year", "line", "basis", "amount"]].values.tolist() == [
        ["2014-15", "Officers", "budget", Decimal(10_500_000)],
        ["2015-16", "Officers", "budget", Decimal(11_000_000)],
    ]


def test_labels_merged_downwards_belong_to_each_row():
    found = read(["Organisation", "Line", "2012-13 Outturn £"], ["A", "x", 1], [None, "y", 2], merged=((2, 1, 3, 1),))
    assert list(found.funding["organisation"]) == ["A", "A"]


def test_what_is_hidden_is_not_read():
    found = read(
        ["Line", "2012-13 Outturn £", "2012-13 Budget £"],
        ["A", 1, 9],
        ["B", 2, 9],
        hidden_rows=frozenset({3}),
        hidden_columns=frozenset({3}),
    )
    assert list(found.funding["cell"]) == ["B2"]
    assert set(found.skipped["cells"]) == {"3:3", "C:C"}


def test_an_address_counts_what_stands_before_the_used_cells():
    found = read(["Line", "2012-13 Outturn £"], ["A", 1], top=4, left=27)
    assert list(found.funding["cell"]) == ["AB5"]


# What could be read in two ways


@pytest.mark.parametrize(
    ("rows", "check"),
    [
        ([["Financial year", "Line", "Outturn"], ["2012-13", "A", 5]], "ambiguous-unit"),
        ([["All in £ thousand"], ["Line", "2012-13 Outturn (£)"], ["A", 5]], "ambiguous-unit"),
        ([["Financial year", "Line", "Amount (£)"], ["2012-13", "A", 5]], "ambiguous-basis"),
        ([["Line", "Outturn 2013 (£)"], ["A", 5]], "ambiguous-year"),
        ([["Line", "Outturn (£)"], ["A", 5]], "year-unknown"),
        ([["2012-13 compared with 2013-14"], ["Line", "Outturn (£)"], ["A", 5]], "ambiguous-year"),
        ([["Financial year", "Line", "Actual (£)", "Outturn (£)"], ["2012-13", "A", 5, 5]], "ambiguous-columns"),
        ([["Line", "2012-13 Outturn £"], ["A", 5], ["Bees", None], ["C", 6]], "ambiguous-row"),
        ([["Year", "North", "West"], ["2012-13", 1, 2], ["2013-14", 1, 2], ["2014-15", 1, 2]], "nothing-to-read"),
    ],
)
def test_what_headings_leave_open_is_an_error_and_never_a_guess(rows, check):
    found = read(*rows)
    assert check in [finding.check for finding in found.findings if finding.severity == "error"]


LAST_ROWS = [
    ([["Cook", None]], ["A4"]),
    ([["Cook", None], ["Dean", None]], ["A4", "A5"]),
    ([["Cook", None], [None, None], ["Source: ledger", None]], ["A4"]),
    ([["Cook", None], ["Source: ledger", None]], ["A4"]),
    ([["Cook", None], ["Total", 11]], ["A4"]),
    ([[None, None], ["Cook", None]], []),
    ([["Total", 11], ["Cook", None]], []),
    ([["Not yet seen by an auditor", None]], []),
    ([["Source: ledger", None]], []),
]


@pytest.mark.parametrize(("below", "cells"), LAST_ROWS)
def test_a_last_line_without_its_figure_is_an_empty_figure_and_no_note(below, cells):
    found = read(["Line", "2012-13 Outturn £"], ["Abbey", 5], ["Bees", 6], *below)
    errors = [one for one in found.findings if one.severity == "error"]
    assert [cell for one in errors for cell in (one.cell, *(at for _, at in one.also))] == cells
    assert {one.check for one in errors} <= {"ambiguous-row"}


def test_a_row_that_adds_up_but_is_not_called_a_total_is_pointed_out():
    found = read(
        ["Line", "2012-13 Budget £"], ["Pay", 100], ["Rent", 10], ["Other", 50.5], ["Budget for the year", 160.5]
    )
    assert checks(found) == [("ambiguous-total", "warning", "B5")]
    assert len(found.funding) == 4


def test_rows_that_nothing_tells_apart_are_pointed_out():
    found = read(["Line", "2012-13 Budget £"], ["Pay", 100], ["Pay", 50])
    assert checks(found) == [("same-figure-twice", "error", "B3")]


def test_one_cause_is_one_finding_with_its_cells():
    found = read(["Line", "2012-13 Budget £"], *[[f"Line {number}", "tbc"] for number in range(60)])
    (finding,) = found.findings
    assert finding.cell == "B2"
    assert finding.found.endswith(", also in B3, B4, B5, B6, B7 … and 54 more")


TYPED = (
    *(
        "Financial year",
        "Line",
        "Supplier",
        "Date",
        "Amount (£)",
        "2012-13",
        "2013",
        "Outturn",
        "£000",
        "Total",
        "Unit",
    ),
    *("Quarter", "Q1", "Referrals", "£", "[x]", "[q]", "-", "n/a", "tbc", "2*", "31/02/2013", "Budget 2012-13", "Note"),
    *("(a)", "Basis", "Reason", "not held", "Shorthand", "As at"),
)
cells = st.one_of(
    st.none(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.sampled_from(TYPED),
    st.text(max_size=12),
)


@pytest.mark.slow
@given(st.integers(1, 6).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=12)))
@examples(150)
def test_no_content_raises(rows):
    found = interpret(make_workbook(make_sheet("Sheet1", rows)), file="supply.xlsx")
    for kind, rows in (("funding", found.funding), ("referrals", found.referrals)):
        if len(rows):
            schema(kind).validate(rows)
