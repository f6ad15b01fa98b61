"""Sheets as finance teams lay them out, where a wrong figure would look right: each is read truly, or refused."""

from decimal import Decimal

import pytest

from foi_stats.supply.interpret import interpret
from tests.supply.sheets import make_sheet, make_workbook


def read(*rows, name="S", file="supply.xlsx"):
    return interpret(make_workbook(make_sheet(name, [list(row) for row in rows])), file=file)


def errors(found):
    return {finding.check for finding in found.findings if finding.severity == "error"}


TWO = (["Refuge", 12], ["Helpline", 3])


@pytest.mark.parametrize(
    ("rows", "check"),
    [
        ((["2014-15"], ["Service", "Outturn £"], *TWO, [], ["2015-16"], *TWO), "ambiguous-year"),
        ((["Service", "2014-15 outturn £"], *TWO, ["Note: all figures are in £000"]), "ambiguous-unit"),
        ((["Service", "2014-15 outturn £"], *TWO, [], ["Grants (£000)"], ["Advice", 3]), "ambiguous-unit"),
        ((["Service", "2014-15 outturn £"], *TWO, [], ["Budget"], ["Advice", 3]), "ambiguous-basis"),
        (
            (
                ["Service", "2014-15 Outturn £", "Service", "2015-16 Outturn £"],
                ["Refuge", 1, "Helpline", 2],
                ["Helpline", 3, "Refuge", 4],
            ),
            "ambiguous-columns",
        ),
        (
            (["Organisation", "Service", "2014-15 Outturn £"], ["Force A", "Refuge", 1], [None, "Helpline", 2]),
            "ambiguous-label",
        ),
        ((["Service", "2014-15 Outturn £"], ["Refuge", 1], ["Helpline", 2], [None, 4]), "row-without-label"),
        (
            (["Service", "Q1 2015/16 spend £", "Q2 2015/16 spend £", "2015/16 spend £"], ["Refuge", 1, 2, 3]),
            "same-figure-twice",
        ),
        (
            (["Service", "2014-15 Gross expenditure £", "2014-15 Net expenditure £"], ["Refuge", 2, 1]),
            "ambiguous-columns",
        ),
        ((["Service", "2014-15 Outturn £"], *TWO, ["of which: north", 1]), "part-of-a-row"),
        ((["Outturn £"], ["Service", "2014", "2015"], ["Refuge", 2, 1]), "ambiguous-year"),
    ],
)
def test_what_could_be_read_two_ways_is_refused(rows, check):
    assert errors(read(*rows)) == {check}


def test_notes_that_agree_or_speak_of_rounding_stop_nothing():
    notes = ["Note: all figures are in £", "Note: amounts are rounded to the nearest £000", "Source: grants over £500"]
    found = read(["Service", "2014-15 outturn £"], *TWO, *([note] for note in notes))
    assert found.findings == ()
    assert list(found.funding["amount"]) == [12, 3]


def test_a_net_row_that_adds_up_is_a_total():
    found = read(["Line", "2014-15 Outturn £"], ["Grant income", -100], ["Refuge", 50], ["Net", -50])
    assert list(found.funding["line"]) == ["Grant income", "Refuge"]
    found = read(["Line", "2014-15 Outturn £"], ["Grant income", -100], ["Refuge", 50], ["Net zero adviser", 7])
    assert len(found.funding) == 3


def test_a_section_of_the_same_year_and_sections_by_name_are_read():
    found = read(["Outturn 2014-15 £"], ["Service", "Amount"], ["2014-15 grants"], *TWO, [], ["Others"], ["Advice", 1])
    assert found.findings == ()
    assert list(found.funding["activity"]) == ["2014-15 grants", "2014-15 grants", "Others"]


@pytest.mark.parametrize("heading", ["2014-15 Outturn £ real terms (2019-20 prices)", "2014-15 cost per client (£)"])
def test_what_is_derived_is_not_added_to_what_was_spent(heading):
    found = read(["Service", "2014-15 Outturn £", heading], ["Refuge", 12, 13])
    assert list(found.funding["amount"]) == [12]
    assert heading in " ".join(found.skipped["why"])


def test_a_column_of_figures_that_is_not_read_is_said():
    found = read(["Service", "2015-16 Budget £", "2015-16 YTD Actual £"], ["Refuge", 12, 13])
    assert list(found.funding["basis"]) == ["budget"]
    assert [(finding.check, finding.cell) for finding in found.findings] == [("column-not-read", "C1")]


def test_lines_across_keep_the_service_down():
    found = read(
        ["Service", "2014-15 Revenue outturn £", "2014-15 Capital outturn £"], ["Refuge", 1, 2], ["Helpline", 3, 4]
    )
    assert found.findings == ()
    assert list(zip(found.funding["activity"], found.funding["amount"], strict=True)) == [
        ("Refuge", 1), ("Refuge", 2), ("Helpline", 3), ("Helpline", 4),
    ]  # fmt: skip


def test_counts_and_money_beside_each_other_have_the_same_label():
    found = read(["Funding 2014-15"], ["Service", "Victims supported", "Outturn £"], ["North", 12, 1300.5])
    assert list(found.funding["line"]) == list(found.referrals["service"]) == ["North"]
    assert list(found.funding["amount"]) == [Decimal("1300.50")]


def test_net_of_net_vat_and_gross_is_read_however_it_is_spelt():
    found = read(
        ["PAYEE", "PAYMENT_DATE", "AMOUNT_NET", "AMOUNT_VAT", "AMOUNT_GROSS"], ["Acme", "2015-04-03", 100, 20, 120]
    )
    assert found.findings == ()
    assert list(found.funding["amount"]) == [100]


def test_abbreviated_headings_of_a_spend_list():
    found = read(["Dept", "Vendor", "Pay Dt", "Amt (GBP)"], ["Adult", "Acme", "03-Apr-15", 1200.5])
    assert found.findings == ()
    assert list(found.funding["financial_year"]) == ["2015-16"]
