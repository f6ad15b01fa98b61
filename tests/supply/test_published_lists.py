"""Lists of payments and awards under the headings authorities publish them with: net, of its day, as paid."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from foi_stats.supply.deliveries import read_covered
from foi_stats.supply.interpret import interpret
from foi_stats.supply.rows import breakdowns, records, row_period
from tests.supply.sheets import above_info, make_sheet, make_workbook
from tests.supply.test_finance_sheets import errors, read

DAY, OTHER_DAY = "27/03/2018", "03/04/2018"
CELLS = {
    "day": (DAY, OTHER_DAY),
    "who": ("Refuge Ltd", "Advice Ltd"),
    "net": ("1,000.00", "-250.50"),
    "tax": ("200.00", "-50.10"),
    "gross": ("1,200.00", "-300.60"),
    "code": ("5101632343", "5101632344"),
    "text": ("Adults", "Children"),
}
LISTS = {
    "Barking": {"Supplier": "who", "Nominal Description": "text", "Payment Date": "day"}
    | {"Net": "net", "VAT": "tax", "Gross": "gross"},
    "Huntingdonshire": {"SUPPLIER NAME": "who", "TRANSACTION NUMBER": "code", "PAID DATE": "day"}
    | {"VAT AMOUNT": "tax", "EXCLUSIVE AMOUNT": "net", "INCLUSIVE AMOUNT": "gross", "EXPENSE AREA": "text"},
    "a force": {"Supplier": "who", "Payment Date": "day", "Gross Value": "gross", "Nett Value": "net"},
    "Angus": {"Name": "who", "Net": "net", "VAT": "tax", "Total": "gross", "Date": "day", "Invoice No": "code"},
    "Kensington": {"Directorate / service where expenditure incurred": "text", "Supplier (Beneficiary) name": "who"}
    | {"Payment date": "day", "Net Amount": "net", "Irrecoverable VAT": "tax"},
    "Coventry": {"Directorate(T)": "text", "Supplier(T)": "who", "Trans.date": "day", "Amount": "net"},
    "Hampshire": {"Departments": "text", "Supplier name (Amended)": "who", "Date": "day", "Amount": "net"},
    "Bromley": {"PORTFOLIO": "text", "SUPPLIER_NAME_REDACTED": "who", "PAYMENT_NUMBER": "code", "PAYMENT_DATE": "day"}
    | {"Net Amount": "net"},
    "Hackney": {"2. EFFECTIVE DATE": "day", "3. TRANSACTION NUMBER": "code", "4. AMOUNT": "net"}
    | {"5. BENEFICIARY": "who", "7. DEPARTMENT": "text"},
    "West Sussex": {"Service Label": "text", "Service Code": "code", "Date": "day", "Transaction number": "code"}
    | {"Supplier name": "who", "Total": "net"},
    "Kent": {"Directorate": "text", "Supplier Name": "who", "Payment Date": "day", "Invoice NET": "net"},
    "Barnet": {"Vendor Name": "who", "Clearing Date": "day", "Expenditure Amount (exc VAT)": "net"},
    "Dorset": {"Directorate": "text", "Vendor": "who", "Clearing": "day", "Amount": "net"},
    "Tameside": {"Supplier Name": "who", "Account Description": "text", "Paid Date": "day", "Sum of Inv Amount": "net"},
    "Herefordshire": {"Trans date": "day", "Ap/Ar ID": "code", "Ap/Ar ID (T)": "who", "Amount": "net"},
}


@pytest.mark.parametrize("headings", LISTS.values(), ids=LISTS)
def test_what_was_paid_is_read_net_under_published_headings(headings):
    rows = [[CELLS[kind][number] for kind in headings.values()] for number in (0, 1)]
    found = read(list(headings), *rows)
    assert above_info(found) == []
    assert list(found.funding["amount"]) == [Decimal("1000.00"), Decimal("-250.50")]
    assert list(found.funding["financial_year"]) == ["2017-18", "2018-19"]
    assert list(found.funding["provider"]) == ["Refuge Ltd", "Advice Ltd"]
    assert set(found.funding["basis"]) == {"paid"}


def test_an_invoice_s_amount_beside_that_of_its_lines_is_not_chosen():
    headings = ["Supplier Name", "Payment Date", "Net Amount", "Line Amount"]
    found = read(headings, ["A", DAY, 300, 100], ["A", DAY, 300, 200])
    assert errors(found) == {"ambiguous-columns"}
    found = read(["Supplier", "Payment Date", "Invoice Gross Amount", "Line Net Amount"], ["A", DAY, 360, 100])
    assert list(found.funding["amount"]) == [100]


@pytest.mark.parametrize("title", ["Grants awarded", None])
def test_what_was_awarded_on_a_day_was_not_paid(title):
    heading = "Amount (£)" if title else "Amount Awarded (£)"
    found = read([title], ["Date", "Recipient", "Purpose", heading], [DAY, "Refuge", "Advice", 12000])
    assert above_info(found) == []
    assert found.funding.loc[0, ["basis", "financial_year", "period_kind"]].tolist() == ["allocated", "2017-18", "day"]
    assert found.funding.loc[0, ["period_start", "period_end"]].eq(pd.Timestamp(DAY)).all()


def test_awards_as_360giving_has_them_are_read_and_other_currencies_refused():
    headings = ["Title", "Currency", "Amount Awarded", "Award Date", "Recipient Org:Name", "Funding Org:Name"]
    grant = ["Youth work", "GBP", "12000", "2018-03-27", "Refuge", "A trust"]
    found = read(headings, grant)
    assert above_info(found) == []
    assert found.funding.loc[0, ["amount", "basis", "provider", "funder"]].tolist() == [
        Decimal(12000),
        "allocated",
        "Refuge",
        "A trust",
    ]
    found = read(headings, grant, ["Hub", "EUR", *grant[2:]])
    assert [(f.check, f.cell) for f in found.findings if f.severity == "error"] == [("bad-unit", "B3")]


@pytest.mark.parametrize(
    ("heading", "value", "label"),
    [
        ("Planned Dates:Duration (months)", 12, None),
        ("Duration (months)", 12, None),
        ("Contract length in months", 12, None),
        ("Planned Dates:Start Date", "2018-04-01", "planned_dates_start_date"),
        ("Estimated end date", "2018-04-01", "estimated_end_date"),
    ],
)
def test_days_and_lengths_of_time_beside_awards_are_no_figures(heading, value, label):
    headings = ["Purpose", "Currency", "Amount Awarded", "Award Date", "Recipient Org:Name", heading]
    found = read(headings, ["Youth work", "GBP", "12000", "2018-03-27", "Refuge", value])
    assert (above_info(found), breakdowns(found.funding)) == ([], [label] if label else [])


def awarded(*rows):
    found = read(*rows)
    assert above_info(found) == []
    assert set(found.funding["basis"]) == {"allocated"}
    assert found.funding["qualifiers"].str.endswith("whole contract").all()
    return found.funding


def test_the_value_of_a_contract_is_what_was_awarded_on_its_day():
    (row,) = records(awarded(["Award date", "Supplier", "Contract", "Value"], [DAY, "Refuge Ltd", "Advice", 90000]))
    assert [row[name] for name in ("line", "provider", "amount", "period_kind")] == [
        "Advice",
        "Refuge Ltd",
        90000,
        "day",
    ]


@pytest.mark.parametrize(
    "heading",
    ["Contract value (£)", "Contract Value", "Value of contract (£)", "Award value", "PO value", "Contract price"],
)
def test_a_value_is_read_as_such_whatever_it_is_said_to_be_of(heading):
    rows = [["Title", "SUPPLIER FINAL", heading, "Contract award date"], ["Bins", "Refuge Ltd", 90000, DAY]]
    (row,) = records(awarded(*rows))
    assert (row["provider"], row["amount"]) == ("Refuge Ltd", 90000)
    assert read(["Financial year", "Line", heading, "Basis", "Unit"], ["2015-16", "A", 5, "paid", "£"]).findings == ()


def test_contracts_are_items_of_the_year_that_they_are_listed_under():
    headings = ["Supplier", "Contract title", "Start", "End", "Value ex VAT (£)", "Financial year", "Extension option"]
    rows = awarded(
        headings,
        ["Harbour Ltd", "IDVA service", "01/04/2015", "31/03/2017", 158950, "2015-16", "1 year"],
        ["Westmarch", "Refuge", "01/04/2014", "31/03/2016", 85000, "2014-15", "none"],
    )
    assert breakdowns(rows) == ["start", "end", "extension_option"]
    assert rows[["line", "provider", "financial_year", "start", "end"]].values.tolist() == [
        ["IDVA service", "Harbour Ltd", "2015-16", "2015-04-01", "2017-03-31"],
        ["Refuge", "Westmarch", "2014-15", "2014-04-01", "2016-03-31"],
    ]
    assert set(rows["qualifiers"]) == {"excluding VAT; whole contract"}


def test_a_contract_without_a_year_is_of_its_term():
    headings = ["Contract", "Contract start date", "Expiry date", "Supplier", "Contract value (£)"]
    one = ["Advice", dt.date(2015, 4, 1), dt.date(2017, 3, 31), "A Ltd", 90000]
    other = ["Refuge", dt.date(2015, 5, 1), dt.date(2015, 12, 31), "B Ltd", 4000]
    rows = awarded(headings, one, other)
    assert [str(row_period(row)) for row in records(rows)] == ["2015-16 to 2016-17", "May to December 2015"]
    assert rows["financial_year"].tolist() == ["", "2015-16"]
    assert rows["expiry_date"].tolist() == ["2017-03-31", "2015-12-31"]
    for begin, end, cell, why in (
        (None, dt.date(2015, 5, 1), "B4", "the cell is empty"),
        (None, None, "B4", "the cell is empty"),
        (dt.date(2015, 5, 1), dt.date(2015, 3, 1), "C4", "is before the first"),
        (dt.date(2015, 5, 1), "soon", "C4", "'soon'"),
    ):
        (finding,) = above_info(read(headings, one, other, ["Refuge", begin, end, "B Ltd", 4000]))
        assert (finding.check, finding.cell) == ("bad-period", cell)
        assert why in finding.found


@pytest.mark.parametrize("end", [None, "Ongoing", "rolling", "n/a", "No end date", "open-ended", "-"])
@pytest.mark.parametrize("others", [[], [["Advice", "01/04/2015", "31/03/2016", "A Ltd", 90000]]])
def test_a_contract_without_an_end_is_of_the_day_that_it_starts(end, others):
    headings = ["Contract", "Contract start date", "Expiry date", "Supplier", "Contract value (£)"]
    found = read(headings, *others, ["Refuge", "01/05/2015", end, "B Ltd", 4000])
    assert [(f.check, f.severity, f.cell) for f in found.findings] == [("open-ended", "info", f"C{2 + len(others)}")]
    row = records(found.funding)[-1]
    assert (str(row_period(row)), row["basis"], row["amount"]) == ("1 May 2015", "allocated", 4000)


def test_a_contract_in_two_years_may_be_there_with_the_amount_of_each():
    headings = ["Supplier", "Contract", "Start", "End", "Value (£)", "Financial year"]
    term = ["Harbour Ltd", "IDVA service", "01/04/2015", "31/03/2017"]
    assert errors(read(headings, [*term, 70000, "2015-16"], [*term, 70000, "2016-17"])) == {"list-not-settled"}
    assert errors(read([*headings[:4], "Annual value (£)", "Financial year"], [*term, 7, "2015-16"])) != set()


def test_a_total_in_the_column_of_days_is_a_total():
    found = read(["Date", "Supplier", "Amount"], [DAY, "A", 100], [DAY, "B", 200], ["Total", None, 299])
    assert list(found.funding["amount"]) == [100, 200]
    assert [(f.check, f.severity, f.cell) for f in above_info(found)] == [("total-differs", "warning", "C4")]


@pytest.mark.parametrize("day", ["20180327", 20180327.0, "Tue 27 Mar 2018", "Tuesday, 27 March 2018", "27.03.2018"])
def test_days_as_systems_write_them(day):
    found = read(["Date", "Supplier", "Amount"], [day, "A", 100])
    assert found.funding[["period_kind", "note"]].values.tolist() == [["day", ""]]
    assert found.funding.loc[0, ["period_start", "period_end"]].eq(pd.Timestamp(2018, 3, 27)).all()


@pytest.mark.parametrize(
    ("title", "name", "year", "covered"),
    [
        ("Spending over £500, April to June 2018", "S", "", [("April to June 2018", "file")]),
        ("Spending over £500", "March 2018", "2018-19", [("March 2018", "file")]),
        ("Spending over £500", "Mar", "2017-18", [("March 2018", "file")]),
        ("Spending over £500, 2017-18", "S", "2018-19", [("2017-18", "file")]),
        ("Spending over £500", "S", "2017-18", [("2017-18", "folder")]),
        ("Spending over £500", "S", "", []),
    ],
)
def test_what_a_list_of_payments_covers_is_what_it_says_and_not_its_days(title, name, year, covered):
    rows = [[title], ["Date", "Supplier", "Amount"], [DAY, "A", 100], [DAY, "B", 50]]
    found = interpret(make_workbook(make_sheet(name, rows)), file="funding.csv", default_year=year)
    assert found.funding["period_kind"].tolist() == ["day", "day"]
    lines = found.covered.to_dict("records")
    assert [(str(row_period(line)), line["stated_in"]) for line in lines] == covered


def test_what_lists_cover_is_read_of_a_data_folder(tmp_path):
    path = tmp_path / "data" / "2017-18" / "here" / "funding.csv"
    path.parent.mkdir(parents=True)
    path.write_text("Payments 2017-18\nDate,Supplier,Amount\n27/03/2018,A,100\n")
    for _ in range(2):  # the second time from the store
        (line,) = read_covered(tmp_path / "data").to_dict("records")
        assert (line["authority"], line["file"], str(row_period(line))) == (
            "here", "data/2017-18/here/funding.csv", "2017-18",
        )  # fmt: skip


# Headings that are not known


UNKNOWN = {
    "Manchester": {"Expenses Type": "text", "Invoice Payment Date": "day", "Net Amount": "net", "Supplier Name": "who"},
    "Newcastle": {"Paid Date": "day", "Supplier Name": "who", "Internal Ref": "code", "Total (excludes VAT)": "net"},
    "a council": {"GL Date": "day", "SUPPLIER FINAL": "who", "Total excl. VAT": "net", "Dept": "text"},
    "by words": {"Date of settlement": "day", "Order date": "day", "Who was the payee?": "who", "Cost": "net"},
    "by cells": {"Settled": "day", "Whom": "who", "Kind": "text", "How much": "net", "Transaction no": "code"},
}


@pytest.mark.parametrize("headings", UNKNOWN.values(), ids=UNKNOWN)
def test_columns_of_a_list_are_judged_by_what_they_hold(headings):
    rows = [[CELLS[kind][number] for kind in headings.values()] for number in (0, 1)]
    found = read(["Payments to suppliers"], list(headings), *rows)
    assert errors(found) == set()
    assert list(found.funding["amount"]) == [Decimal("1000.00"), Decimal("-250.50")]
    assert list(found.funding["provider"]) == ["Refuge Ltd", "Advice Ltd"]
    assert [str(day.date()) for day in found.funding["period_start"]] == ["2018-03-27", "2018-04-03"]
    assert set(found.funding["basis"]) == {"paid"}


ASKED = {
    "payee": (
        ["Payment Date", "Amount"],
        [DAY, "1.50"],
        "list of payments, and nothing says which column is the payee",
    ),
    "day": (["Supplier", "Amount"], ["A Ltd", "1.50"], "list of payments, and nothing says which column is the day"),
    "grant": (["Grant recipient", "Amount"], ["A Ltd", "1.50"], "list of grants, and nothing says which column is the"),
    "contract": (["Supplier", "Contract", "Value (£)"], ["A", "B", "9"], "nothing says which column is the day"),
    "value": (
        ["Supplier", "Contract", "Value (£)", "Financial year"],
        ["A", "B", "9", "2015-16"],
        "could be the value of each contract as a whole",
    ),
}


@pytest.mark.parametrize(("headings", "row", "asked"), ASKED.values(), ids=ASKED)
def test_what_a_list_does_not_say_is_asked_for_by_name(headings, row, asked):
    found = read(headings, row, row)
    (finding,) = [finding for finding in found.findings if finding.severity == "error"]
    assert finding.check in ("list-column-unknown", "list-not-settled")
    assert asked in finding.found
    assert f"The headings are {', '.join(map(repr, headings))}" in finding.found


def test_two_columns_that_could_each_be_the_amount_are_asked_about():
    rows = [[DAY, "A Ltd", "1.50", "2.25"], [DAY, "B Ltd", "3.50", "4.25"]]
    found = read(["Payment Date", "Supplier", "One", "Two"], *rows)
    assert [(finding.check, finding.found) for finding in found.findings] == [
        ("ambiguous-columns", "'One' and 'Two' could each be the amount")
    ]


def test_a_table_with_a_basis_is_no_list_by_its_cells():
    found = read(["Scheme", "Completed", "Outturn 2015-16 (£)"], ["Road", DAY, "1.50"], ["Path", DAY, "2.50"])
    assert set(found.funding["basis"]) == {"outturn"}
    assert set(found.funding["period_kind"]) == {"financial_year"}


@pytest.mark.parametrize(
    ("typed", "amount"), [("£500CR", "-500.00"), ("1,200.50 cr", "-1200.50"), ("£7.25 DR", "7.25")]
)
def test_a_credit_in_a_list_of_payments_is_money_back(typed, amount):
    found = read(["Payment Date", "Supplier", "Amount"], [DAY, "A Ltd", typed], [DAY, "B Ltd", "3.50"])
    assert (errors(found), next(iter(found.funding["amount"]))) == (set(), Decimal(amount))


def test_a_credit_elsewhere_is_asked_about():
    found = read(["Line", "2015-16 Outturn (£)"], ["Refuge", "500CR"])
    assert [finding.check for finding in found.findings] == ["ambiguous-amount"]


BOOKED = {
    "a number of a month": (["Accounting year", "Period"], [2017.0, 12.0], []),
    "a month as the ledger writes it": (["Accounting period"], ["201712"], []),
    "its month": (["Month"], ["Mar-18"], []),
    "its month, where the day is that of an old invoice": (["Month"], ["Aug-18"], [("period-differs", "warning")]),
    "a month that lost its format": (["Month"], ["43313"], [("period-differs", "warning")]),
    "its year": (["Financial year", "Transaction number"], ["2017-18", "44"], []),
    "either year": (["Financial year", "Transaction number"], ["2018", "44"], []),
    "another year": (["Financial year", "Transaction number"], ["2018-19", "44"], [("period-differs", "error")]),
}


@pytest.mark.parametrize(("headings", "cells", "above"), BOOKED.values(), ids=BOOKED)
def test_a_payment_is_of_its_day_and_what_its_ledger_says_is_held_against_it(headings, cells, above):
    found = read([*headings, "Date", "Supplier", "Amount"], [*cells, DAY, "A Ltd", "1.50"])
    assert [(finding.check, finding.severity) for finding in above_info(found)] == above
    assert found.funding[["period_kind", "financial_year", "basis"]].values.tolist() == [["day", "2017-18", "paid"]]


def test_a_year_beside_a_day_and_a_payee_makes_no_list_of_payments_without_numbers_of_transactions():
    found = read(["Financial year", "Date", "Supplier", "Amount"], ["2017-18", DAY, "A Ltd", "1.50"])
    assert errors(found) == {"ambiguous-unit", "ambiguous-basis"}


def test_words_between_and_below_payments_are_no_headings_and_no_payments():
    found = read(
        ["Supplier", "Date", "Details", "£ (net)", "Unrecoverable"],
        [None, None, None, None, "VAT"],
        [None, None, "Deposit for a hall, of which half was", None, None],
        ["Refuge Ltd", DAY, "paid before", "1,800.00", None],
        ["Grand total", None, None, "1,800.00", None],
        [None, None, None, "© Copyright of the council 2018", None],
    )
    assert above_info(found) == []
    assert found.funding[["amount", "activity"]].values.tolist() == [[1800, ""]]


def test_a_supplier_in_a_row_above_payments_is_still_their_heading():
    found = read(
        ["Department", "Date", "Supplier", "Amount"], ["Housing"], ["", DAY, "A Ltd", 5], ["", DAY, "B Ltd", 6]
    )
    assert found.funding["activity"].tolist() == ["Housing"] * 2


@pytest.mark.parametrize(
    ("title", "heading", "above"),
    [
        ("Payments to suppliers 2017-18", "Amount", []),
        ("Payments to suppliers 2018-19", "Amount", [("period-differs", "warning")]),
        ("Grants awarded 2018-19 (£)", "Amount", [("period-differs", "error")]),
        ("Grants awarded (£), list of April 2019", "Amount", []),
    ],
)
def test_a_day_that_is_not_in_the_year_of_the_title_is_said(title, heading, above):
    found = read([title], ["Supplier", "Date", heading], ["A Ltd", DAY, 100])
    assert [(finding.check, finding.severity) for finding in above_info(found)] == above
    assert found.funding["financial_year"].tolist() == ["2017-18"]


@pytest.mark.parametrize("title", ["Places at 31 March 2023", "Places 2022-23"])
def test_the_day_of_something_else_beside_counts_is_not_their_period(title):
    found = read([title], ["Home", "Registration date", "Supplier", "Places"], ["Oak", "08/01/2021", "Care Ltd", 20])
    assert found.referrals[["financial_year", "count"]].values.tolist() == [["2022-23", 20]]


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        (["7/31/2020", "7/1/2020", "7/7/2020"], ["B2", "B3"]),
        (["31/7/2020", "7/1/2020", "7/31/2020"], ["B4"]),
        (["12/7/2020", "7/1/2020", "1/7/2020"], []),
    ],
)
def test_days_beside_some_that_are_written_month_first_are_not_read_day_first(days, refused):
    found = read(["Supplier", "Date", "Amount"], *(["A Ltd", day, 5] for day in days))
    said = [finding for finding in found.findings if finding.check == "bad-date"]
    assert [finding.cell for finding in said] == refused
    assert len(found.funding) == len(days) - len(refused)


def test_a_credit_note_without_a_minus_sign_is_asked_about():
    rows = [["A Ltd", amount, kind] for amount, kind in ((100, "Invoice"), (40, "Credit Note"), (-5, "Credit note"))]
    found = read(["Date", "Supplier", "Amount", "Type"], *([DAY, *row] for row in rows))
    assert [(finding.check, finding.cell) for finding in above_info(found)] == [("ambiguous-sign", "C3")]


@pytest.mark.parametrize("headings", [["Debit (£)", "Credit (£)"], ["Debit Amount", "Credit Amount (£)"]])
def test_debits_and_credits_are_not_added(headings):
    assert errors(read(["Outturn 2017-18"], ["Line", *headings], ["Refuge", 10, 0], ["Advice", 0, 6])) == {
        "ambiguous-sign"
    }
