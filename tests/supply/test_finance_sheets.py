"""Sheets as finance teams lay them out, where a wrong figure would look right: each is read truly, or refused."""

import datetime as dt
from decimal import Decimal

import pytest

from foi_stats.supply.interpret import interpret
from foi_stats.supply.rows import row_period
from tests.supply.sheets import above_info, make_sheet, make_workbook


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
            (
                ["Organisation", "Service", "2014-15 Outturn £"],
                ["Force A", "Refuge", 1],
                ["Force A", "Advice", 1],
                [None, "Helpline", 2],
            ),
            "ambiguous-label",
        ),
        ((["Service", "2014-15 Outturn £"], ["Refuge", 1], ["Helpline", 2], [None, 4]), "row-without-label"),
        ((["Spend £"], ["Service", "Apr £", "May £", "Jun £"], ["Refuge", 3, 2, 3]), "ambiguous-year"),
        (
            (["Spend 2015-16 £"], ["Service", "Apr", "May", "Jun"], ["A", 1, 2, 3], ["B", 2, 3, 4], ["C", 1, 2, 3]),
            "ambiguous-months",
        ),
        ((["2014-15 budget monitoring"], ["Service", "Amount (£)"], *TWO), "ambiguous-basis"),
        ((["Service", "2014-15 outturn £000"], *TWO, ["Figures are in £ not £000"]), "ambiguous-unit"),
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
    assert above_info(found) == []
    assert list(found.funding["amount"]) == [12, 3]


def test_a_net_row_that_adds_up_is_a_total():
    found = read(["Line", "2014-15 Outturn £"], ["Grant income", -100], ["Refuge", 50], ["Net", -50])
    assert list(found.funding["line"]) == ["Grant income", "Refuge"]
    found = read(["Line", "2014-15 Outturn £"], ["Grant income", -100], ["Refuge", 50], ["Net zero adviser", 7])
    assert len(found.funding) == 3


def test_a_section_of_the_same_year_and_sections_by_name_are_read():
    found = read(["Outturn 2014-15 £"], ["Service", "Amount"], ["2014-15 grants"], *TWO, [], ["Others"], ["Advice", 1])
    assert above_info(found) == []
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
    assert above_info(found) == []
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
    assert above_info(found) == []
    assert list(found.funding["amount"]) == [100]


def test_abbreviated_headings_of_a_spend_list():
    found = read(["Dept", "Vendor", "Pay Dt", "Amt (GBP)"], ["Adult", "Acme", "03-Apr-15", 1200.5])
    assert above_info(found) == []
    assert list(found.funding["financial_year"]) == ["2015-16"]


MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")


def months_of(found):
    return [str(row_period(row)) for row in found.funding.to_dict("records")]


def test_months_across_are_rows_of_their_own_if_their_total_adds_up():
    rows = [["Spend 2015-16 (£)"], ["Service", *MONTHS, "Total"], ["Refuge", *range(12, 0, -1), 78]]
    found = read(*rows, ["Advice", *[2] * 12, 24], ["Total", *range(14, 2, -1), 102])
    assert above_info(found) == []
    assert found.funding["amount"].sum() == 102
    assert months_of(found)[::11] == ["April 2015", "March 2016", "February 2016"]
    assert set(found.funding["period_kind"]) == {"month"}


def test_of_months_that_do_not_add_up_the_total_is_read():
    found = read(
        ["Spend 2015-16 (£)"],
        ["Service", *MONTHS, "Total"],
        ["Refuge", *range(1, 13), 78],
        ["Advice", *[2] * 12, 25],
        ["Total", *range(3, 15), 103],
    )
    assert list(zip(found.funding["line"], found.funding["cell"], found.funding["amount"], strict=True)) == [
        ("Refuge", "N3", 78), ("Advice", "N4", 25),
    ]  # fmt: skip
    assert [(finding.check, finding.severity, finding.cell) for finding in found.findings] == [
        ("total-differs", "warning", "N4"),
        ("period-within-another", "info", "B2"),
        ("total-left-out", "info", "N5"),
    ]


def test_months_headed_by_days_and_quarters_are_months_and_quarters():
    days = [dt.date(2015 + (month < 4), month, 1) for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]
    found = read(["Actual £"], ["Service", *days, "Full year"], ["Refuge", *range(1, 13), 78])
    assert above_info(found) == []
    assert found.funding["amount"].tolist() == list(range(1, 13))
    assert months_of(found)[::11] == ["April 2015", "March 2016"]
    found = read(["Outturn 2015-16, £000"], ["Service", "Q1", "Q2", "Q3", "Q4", "Total"], ["Refuge", 1, 2, 3, 4, 10])
    assert list(found.funding["amount"]) == [1000, 2000, 3000, 4000]
    assert set(found.funding["period_kind"]) == {"quarter"}


def test_some_months_are_part_of_a_year_and_so_is_their_total():
    found = read(["Actual £"], ["Service", "Apr-15", "May-15", "Jun-15", "Total"], ["Refuge", 1, 2, 3, 6])
    assert [finding.check for finding in found.findings] == ["part-of-a-year"]
    assert months_of(found) == ["April 2015", "May 2015", "June 2015"]
    found = read(["Actual £"], ["Service", "Apr-15", "May-15", "Jun-15", "Total"], ["Refuge", 1, None, 3, 4])
    assert months_of(found) == ["April to June 2015"]
    assert [finding.check for finding in found.findings] == ["part-of-a-year", "period-within-another"]


def test_months_of_two_years_are_each_of_their_own():
    found = read(["Spend £"], ["Service", "Mar-15", "Apr-15", "Total"], ["Refuge", 1, 2, 3])
    assert found.funding[["financial_year", "amount"]].values.tolist() == [["2014-15", 1], ["2015-16", 2]]


def test_months_that_have_not_come_are_left_out():
    rows = ["Service", *MONTHS, "Total"], ["Refuge", 1, 2, 3, *[None] * 9, 6], ["Advice", 1, 0, 0, *[None] * 9, 1]
    found = read(["Actual 2015-16 £"], *rows)
    assert months_of(found) == ["April 2015", "May 2015", "June 2015"] * 2
    assert [finding.check for finding in found.findings] == ["part-of-a-year"]


def by_month(*titles, step=10):
    sheets = [
        make_sheet(
            month,
            [*([title] for title in titles), ["Service", "Actual 2015-16 (£)"],
             *([line, step * number] for line in ("Refuge", "Advice", "Court"))],
        )
        for number, month in enumerate(MONTHS[:4], 1)
    ]  # fmt: skip
    return interpret(make_workbook(*sheets), file="supply.xlsx")


def test_sheets_of_figures_to_date_are_never_added_up():
    assert errors(by_month("Cumulative spend to date")) == {"to-date"}
    assert errors(by_month()) == {"ambiguous-months"}
    assert by_month("Cumulative spend to date").funding.empty
    assert by_month().funding.empty
    assert errors(by_month("Spend in the month")) == errors(by_month(step=-10)) == set()


def test_a_sheet_of_a_month_to_date_is_from_the_start_of_the_year():
    found = read(["Cumulative spend (£)"], ["Service", "2015-16"], *TWO, name="Sept")
    assert months_of(found) == ["April to September 2015"] * 2
    for title in ("Cumulative outturn to September 2015 (£)", "Outturn (£) up to 30 September 2015"):
        assert months_of(read([title], ["Service", "2015-16"], *TWO)) == ["April to September 2015"] * 2
    whole = read(["Outturn (£) to 31 March 2016"], ["Service", "2015-16"], *TWO)
    assert months_of(whole) == ["2015-16"] * 2
    assert whole.findings == ()
    across = read(["Spend to date (£)"], ["Service", "Apr 15", "May 15"], ["Refuge", 1, 2])
    assert errors(across) == {"to-date"}
    assert across.funding.empty


def test_figures_to_date_on_one_sheet_alone_are_read_and_said():
    found = read(["Spend to date (£)"], ["Service", "2015-16"], *TWO)
    assert [(finding.check, finding.severity) for finding in found.findings] == [("to-date", "warning")]
    assert list(found.funding["note"]) == ["to date", "to date"]


def test_balances_are_no_rows():
    found = read(
        ["Line", "2015-16 Outturn £"],
        ["Balance brought forward", 100],
        ["Refuge", 30],
        ["Balancing the books, a course", 5],
        ["Closing balance c/f", 70],
    )
    assert list(found.funding["line"]) == ["Refuge", "Balancing the books, a course"]
    assert [(finding.check, finding.cell) for finding in found.findings] == [("balance-row", "B2")]
    assert "also in B5" in found.findings[0].found


def test_a_balance_that_a_column_calls_expenditure_is_a_row_for_the_topic_to_decide_on():
    found = read(
        ["Organisation", "Line", "Flow", "2015-16 Outturn £"],
        ["Exampleshire", "Unit: underspend brought forward", "expenditure", 100],
        ["Exampleshire", "Reserve carried forward", None, 30],
    )
    assert list(found.funding["line"]) == ["Unit: underspend brought forward"]
    assert [(finding.check, finding.cell) for finding in found.findings] == [("balance-row", "D3")]
    assert "'Reserve carried forward' is a balance" in found.findings[0].found


def test_income_is_told_from_its_label_or_section_and_taken_off_a_net_row():
    found = read(["Line", "2015-16 Outturn £"], ["Salaries", 100], ["Grant income", 60], ["Net expenditure", 40])
    assert found.funding[["line", "flow", "amount"]].values.tolist() == [
        ["Salaries", "expenditure", 100],
        ["Grant income", "income", 60],
    ]
    assert [finding.check for finding in found.findings] == ["total-left-out", "income-by-label"]
    found = read(["Line", "2015-16 Outturn £"], ["Income"], ["Home Office", 60], [], ["Expenditure"], ["Salaries", 100])
    assert list(found.funding["flow"]) == ["income", "expenditure"]


def test_a_title_that_names_a_report_says_no_basis():
    found = read(["Budget monitoring 2015-16"], ["Service", "Actual (£)"], *TWO)
    assert set(found.funding["basis"]) == {"outturn"}


@pytest.mark.parametrize("above", [["Budget monitoring"], ["Position at 30 November 2016"]])
def test_a_sheet_called_spend_is_no_basis_where_the_text_above_speaks_against_it(above):
    rows = (above, ["Service", "2015-16 Outturn (£)", "2016-17 (£)"], ["Refuge", 1, 2])
    assert errors(read(*rows, name="Spend")) == {"ambiguous-basis"}
    assert not errors(read(*rows[1:], name="Spend"))


def test_what_was_spent_before_the_end_of_a_year_is_said_to_be_part_of_it():
    found = read(
        ["Spend"],
        ["Position at 30 November 2016"],
        ["Service", "2015-16 Outturn (£)", "2016-17 (£)"],
        ["Refuge", 1, 2],
    )
    assert [(f.check, f.cell) for f in above_info(found)] == [("to-date", "C3")]
    assert found.funding["note"].tolist() == ["", "to date"]


def test_labels_are_carried_down_as_in_a_pivot_table():
    found = read(
        ["Force", "Activity", "Service", "2014-15 Outturn £"],
        ["Force A", "Victims", "Refuge", 1],
        [None, None, "Helpline", 2],
        [None, "Offenders", "Courses", 4],
        ["Force A Total", None, None, 7],
        ["Force B", "Victims", "Refuge", 5],
        ["Grand Total", None, None, 12],
    )
    assert found.funding[["organisation", "activity", "line"]].values.tolist() == [
        ["Force A", "Victims", "Refuge"],
        ["Force A", "Victims", "Helpline"],
        ["Force A", "Offenders", "Courses"],
        ["Force B", "Victims", "Refuge"],
    ]
    assert [(finding.check, finding.severity, finding.cell) for finding in above_info(found)] == [
        ("label-carried-down", "warning", "A3"),
        ("label-carried-down", "warning", "B3"),
    ]
    assert "also in A4" in found.findings[0].found


def test_a_payee_that_is_carried_down_is_said_to_be_one():
    found = read(["Supplier", "Service", "2014-15 Outturn £"], ["A Ltd", "Refuge", 1], [None, "Helpline", 2])
    assert list(found.funding["provider"]) == ["A Ltd", "A Ltd"]
    assert [(one.check, one.severity, one.cell) for one in above_info(found)] == [
        ("payee-carried-down", "warning", "A3")
    ]


def test_labels_in_rows_of_their_own_are_carried_down():
    found = read(
        ["Force", "Service", "2014-15 Outturn £"],
        ["Force A", None, None], [None, "Refuge", 1], [None, "Helpline", 2],
        ["Force B", None, None], [None, "Refuge", 5],
    )  # fmt: skip
    assert list(found.funding["organisation"]) == ["Force A", "Force A", "Force B"]
    assert set(found.funding["activity"]) == {""}


def test_subtotals_above_their_rows_are_totals_and_in_one_column_of_labels_are_refused():
    rows = [["Force A", None, 3], [None, "Refuge", 1], [None, "Advice", 2], ["Force B", None, 7], [None, "Refuge", 7]]
    found = read(["Force", "Service", "2014-15 Outturn £"], *rows, ["Grand Total", None, 10])
    assert found.funding[["organisation", "line", "amount"]].values.tolist() == [
        ["Force A", "Refuge", 1], ["Force A", "Advice", 2], ["Force B", "Refuge", 7],
    ]  # fmt: skip
    assert errors(found) == set()
    found = read(["Row Labels", "2014-15 Outturn £"], ["A", 3], ["x", 1], ["y", 2], ["B", 7], ["z", 7])
    assert errors(found) == {"ambiguous-total"}
    found = read(["Line", "2014-15 Outturn £"], ["A", 3], ["x", 1], ["y", 2], ["Total", 3])
    assert errors(found) == {"total-differs"}


def test_titles_side_by_side_belong_to_the_tables_beneath_them():
    found = read(
        ["Funding, £"],
        ["Budget", None, None, "Outturn"],
        ["Service", "2014-15", None, "Service", "2014-15"],
        ["Refuge", 1, None, "Refuge", 2],
    )
    assert errors(found) == set()
    assert found.funding[["basis", "amount"]].values.tolist() == [["budget", 1], ["outturn", 2]]


def test_an_amount_with_its_currency_is_no_heading():
    found = read(["Service", "2014-15 Outturn £"], ["Refuge", 5], ["Advice", "1,300.00 GBP"], ["Court", "£1.2m"])
    assert above_info(found) == []
    assert list(found.funding["amount"]) == [5, 1300, 1_200_000]


def test_months_down_are_figures_of_their_own():
    found = read(["Spend 2015-16 £"], ["Month", "Service", "Amount"], ["April", "Refuge", 1], ["May", "Refuge", 2])
    assert [finding.check for finding in found.findings] == ["part-of-a-year"]
    assert months_of(found) == ["April 2015", "May 2015"]
    assert found.funding[["line", "note", "amount"]].values.tolist() == [["Refuge", "", 1], ["Refuge", "", 2]]


def test_a_surplus_and_a_named_total_of_months_are_totals():
    found = read(
        ["Line", "2015-16 Outturn £"],
        ["INCOME"], ["Home Office", 60], ["Council tax", 30], ["Total income", 90],
        ["EXPENDITURE"], ["Salaries", 50], ["Rent", 20], ["Total expenditure", 70], ["Surplus / (deficit)", 20],
    )  # fmt: skip
    assert found.funding[["line", "flow"]].values.tolist() == [
        ["Home Office", "income"], ["Council tax", "income"], ["Salaries", "expenditure"], ["Rent", "expenditure"],
    ]  # fmt: skip
    rows = ["Service", "Annual budget", *MONTHS, "Total actual"], ["Refuge", 80, *range(1, 13), 79]
    found = read(["Spend 2015-16 (£)"], *rows)
    assert found.funding[["basis", "amount"]].values.tolist() == [["budget", 80], ["outturn", 79]]
    assert [(finding.check, finding.cell) for finding in found.findings if finding.severity == "warning"] == [
        ("total-differs", "O3")
    ]


WRITTEN = ["April to June 2015", "July to September 2015", "October to December 2015", "January to March 2016"]
QUARTERS = ("Apr-Jun 2015", "July to September 2015", "Oct – Dec 15", "Jan-Mar 2016")


@pytest.mark.parametrize(
    ("rows", "amounts", "months", "checks"),
    [
        ((["Service", *QUARTERS, "Total outturn £"], ["Refuge", 1, 2, 3, 4, 10]), [1, 2, 3, 4], WRITTEN, set()),
        (
            (["Service", "Apr-Sep 2015 outturn £", "2015-16 outturn £"], ["Refuge", 1, 3]),
            [3],
            ["2015-16"],
            {"period-within-another"},
        ),
        ((["Service", "Apr-Jun 2015 outturn £"], ["Refuge", 1]), [1], WRITTEN[:1], {"part-of-a-year"}),
        ((["Spend Apr-Jun 2015 (£)"], ["Service", "Outturn"], ["R", 1]), [1], WRITTEN[:1], {"part-of-a-year"}),
        ((["2015-16 outturn £"], ["Service", *QUARTERS], ["Refuge", 1, 2, 1, 4]), [1, 2, 1, 4], WRITTEN, set()),
    ],
)  # fmt: skip
def test_months_from_one_to_another_are_part_of_their_financial_year(rows, amounts, months, checks):
    found = read(*rows)

    assert found.funding["amount"].tolist() == [Decimal(amount) for amount in amounts]
    assert set(found.funding["financial_year"]) <= {"2015-16"}
    assert months_of(found) == months
    assert {finding.check for finding in found.findings} == checks


def test_counts_of_quarters_named_by_their_months_are_kept_by_quarter():
    across = read(["Referrals"], ["Service", *QUARTERS], ["Refuge", 1, 2, 3, 4]).referrals
    down = read(["Service", "Quarter", "Referrals"], *(["Refuge", quarter, 1] for quarter in QUARTERS)).referrals

    assert across["quarter"].tolist() == down["quarter"].tolist() == ["2015 Q2", "2015 Q3", "2015 Q4", "2016 Q1"]
    assert set(across["financial_year"]) == {"2015-16"}


def test_a_quarter_that_is_none_says_what_to_write():
    found = read(["Service", "Quarter", "Referrals"], ["Refuge", "Apr-Sep 2015", 1], ["Refuge", "Apr-Jun", 2])

    assert [finding.check for finding in found.findings if finding.severity == "error"] == ["bad-quarter"] * 2
    assert all("2015 Q2" in finding.expected for finding in found.findings if finding.check == "bad-quarter")


def test_a_balance_among_the_columns_is_left_out_and_named():
    found = read(["2015-16"], ["Fund", "Opening Balance (£)", "Expenditure (£)", "C/Fwd (£)"], ["Refuge", 9, 2, 7])

    assert found.funding["amount"].tolist() == [Decimal(2)]
    assert [(finding.check, finding.cell) for finding in found.findings] == [
        ("balance-column", "B2"),
        ("balance-column", "D2"),
    ]


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        ([["Refuge", 5], ["Refuge Total", 5], ["Help", 4], ["Total: help", 4], ["Grand total", 9]], [5, 4]),
        ([["Refuge", 5], ["Sub-total – domestic abuse", 5], ["Help", 4]], [5, 4]),
    ],
)
def test_the_total_of_one_row_is_a_total(rows, amounts):
    found = read(["Service", "2015-16 outturn £"], *rows)

    assert found.funding["amount"].tolist() == list(map(Decimal, amounts))
    assert above_info(found) == []


def test_a_row_called_total_that_repeats_another_is_refused():
    assert errors(read(["Service", "2015-16 outturn £"], ["Refuge", 5], ["Total Respect", 5])) == {"ambiguous-total"}


def test_a_band_that_is_the_sum_of_two_rows_is_said():
    rows = ["Police pay", 5123], ["Police cars", 7], ["Police services", 5130], ["Help", 4]

    (finding,) = read(["Service", "2015-16 outturn £"], *rows).findings

    assert (finding.check, finding.cell) == ("ambiguous-total", "B4")


def test_a_line_whose_formula_was_never_worked_out_is_no_note():
    rows = [["Service", "2014-15 outturn £"], ["Refuge", 12], ["Helpline", None], ["Total", None]]
    sheet = make_sheet("S", rows, uncalculated=((3, 2), (4, 2)))

    found = interpret(make_workbook(sheet), file="supply.xlsx")

    assert [(finding.check, finding.cell) for finding in above_info(found)] == [("formula-without-result", "B3")]


def test_a_table_printed_on_two_pages_is_one():
    page = ["Victims 2014-15 (£)"], ["Service", "Outturn"]
    found = read(*page, *TWO, ["Page 1 of 2"], [], *page, ["Advice", 5], ["Page 2 of 2"], ["Total", 20])

    assert found.funding["amount"].sum() == 20
    assert above_info(found) == []
    assert set(found.funding["activity"]) == {""}


def test_what_is_carried_to_the_next_page_is_not_counted_in_its_total():
    top = ["Service", "2014-15 Outturn £"]
    found = read(top, *TWO, ["Carried forward", 15], top, ["Brought forward", 15], ["Advice", 5], ["Total", 20])

    assert found.funding["amount"].sum() == 20
    assert [finding.check for finding in above_info(found)] == ["balance-row"]


def test_a_note_below_the_table_says_the_unit():
    found = read(["Service", "2014-15 Outturn"], *TWO, [], ["Note: all figures are shown in £000s"]).funding

    assert found["amount"].sum() == 15_000
    assert set(found["unit"]) == {"£ thousand"}


@pytest.mark.parametrize(
    ("heading", "year", "basis"),
    [
        ("2014/15 Act", "2014-15", "outturn"),
        ("2014/15 Bud", "2014-15", "budget"),
        ("16/17 Fcst", "2016-17", "forecast"),
        ("Year ended 31/03/2015 outturn", "2014-15", "outturn"),
    ],
)
def test_years_and_bases_written_short(heading, year, basis):
    found = read(["£"], ["Service", heading.replace("16/17", "2016/17")], *TWO).funding

    assert set(found["financial_year"]) == {year}
    assert set(found["basis"]) == {basis}


def test_a_letter_beside_a_year_is_not_a_basis():
    assert errors(read(["£"], ["Service", "2014/15 A", "2015/16 A"], ["Refuge", 1, 2])) == {"ambiguous-basis"}
    assert errors(read(["", "2014/15", "2015/16"], ["", "£", "£"], ["Refuge", 1, 2])) == {"ambiguous-basis"}


@pytest.mark.parametrize(
    ("rows", "check"),
    [
        ((["Refuge", 10], ["- north", 4], ["- south", 6], ["Help", 2]), "part-of-a-row"),
        ((["Refuge", 10], ["   north", 4], ["   south", 6], ["Help", 2]), "part-of-a-row"),
        ((["Refuge", 10], ["Refuge north", 4], ["Refuge: south", 6], ["Help", 2]), "part-of-a-row"),
        ((["Refuge", 10], ["including north", 4], ["Help", 2]), "part-of-a-row"),
        ((["Refuge", 10], ["Less: recharge", 5]), "ambiguous-sign"),
        ((["Refuge", 10], ["Less: recharge", -5]), None),
        ((["Refuge", 10], ["- north", 4], ["- south", 5], ["Help", 2]), None),
        ((["Refuge", 10], ["Less than ideal", 5]), None),
    ],
)
def test_a_label_that_says_part_or_less_is_never_just_added(rows, check):
    assert errors(read(["Service", "2014-15 outturn £"], *rows)) == ({check} if check else set())


def test_a_note_that_says_another_unit_stops_its_figure():
    found = read(
        ["Service", "2014-15 outturn £", "Notes"], ["Refuge", 1, "in £000"], ["Help", 2, "includes £5k of VAT"]
    )

    assert [(finding.check, finding.cell) for finding in found.findings] == [("ambiguous-unit", "B2")]


def test_a_year_beside_its_quarters_is_their_total():
    quarters = [f"Q{number} 2014/15 £" for number in (1, 2, 3, 4)]
    found = read(["Service", *quarters, "2014/15 outturn £"], ["Refuge", 1, 2, 3, 4, 10], ["Help", 1, 2, 3, 4, 99])

    assert found.funding["amount"].tolist() == [10, 99]
    assert [(finding.check, finding.cell) for finding in found.findings] == [
        ("total-differs", "F3"), ("period-within-another", "B1"),
    ]  # fmt: skip


def test_a_service_beside_a_line_is_not_lost():
    found = read(["Service", "Line", "2015-16 outturn £"], ["Refuge", "Pay", 5], ["Help", "Pay", 4])

    assert above_info(found) == []
    assert found.funding[["activity", "line"]].to_numpy().tolist() == [["Refuge", "Pay"], ["Help", "Pay"]]
