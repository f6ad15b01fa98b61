"""A table is held against its labels, its own text and its other tables: what disagrees is said, or asked about."""

import pytest

from foi_stats.supply.interpret import interpret
from tests.supply.sheets import above_info, make_sheet, make_workbook

TWO_YEARS = ["Service", "2014-15 Outturn (£)", "2015-16 Outturn (£)"]
LIST = ["Payment date", "Supplier", "Amount (£)"]


def read(*rows, name="S", more=(), **about):
    return interpret(make_workbook(make_sheet(name, [list(row) for row in rows], **about), *more), file="x.xlsx")


def told(found):
    return [(finding.check, finding.severity) for finding in found.findings]


@pytest.mark.parametrize(
    ("heading", "texts"),
    [
        ("Region", ["London", "Leeds", "UK", "York"]),
        ("Address", ["1 High St", "2 Low St", "Total House, Wales", "3 Mid St"]),
        ("Contact", ["a@b.org.uk", "c@d.org.uk", "all@wales.org.uk", "e@f.org"]),
    ],
)
def test_a_place_or_an_address_makes_no_row_a_total(heading, texts):
    figures = [10, 20, 30, 5]
    rows = ([f"Line {at}", text, figure] for at, (text, figure) in enumerate(zip(texts, figures, strict=True)))
    found = read(["Service", heading, "2015-16 Outturn (£)"], *rows)
    assert above_info(found) == []
    assert found.funding["amount"].sum() == 65


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ((LIST, ["01/05/2015", "A", 10], ["02/05/2015", "B", 20], ["31/05/2015", "Total", 30]), "C4"),
        ((["Council", "2015-16 Outturn (£)"], ["Kent", 11], ["Surrey", 22], ["England", 33]), "B4"),
        ((TWO_YEARS, ["A", 1, 2], ["B", 5, 6], ["C", 7, 8], ["Total refuges", 13, 17]), "C5"),
    ],
)
def test_what_only_might_be_a_total_is_asked_about(rows, cell):
    found = read(*rows)
    assert [(f.check, f.severity, f.cell) for f in above_info(found)] == [("ambiguous-total", "error", cell)]


def test_what_is_left_out_as_a_total_is_said_with_its_cells():
    found = read(TWO_YEARS, ["A", 1, 2], ["B", 5, 6], ["Total", 6, 8])
    assert [(f.check, f.severity, f.cell) for f in found.findings] == [("total-left-out", "info", "B4")]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("as published", "restated"), ("original outturn", "revised outturn"), ("outturn", "outturn (corrected)")],
)
def test_a_restated_column_is_the_later_figure_and_keeps_the_earlier(earlier, later):
    head = ["Service", f"2015-16 {earlier} (£)", f"2015-16 {later} (£)"]
    found = read(["Outturn"], head, ["Refuge", 10, 8], ["Helpline", 9, 9])
    rows = found.funding
    assert list(rows["amount"]) == [8, 9]
    assert list(rows["shorthand"]) == ["[r]", ""]
    assert list(rows["note"]) == ["earlier figure 10 in B3", ""]
    assert told(found) == [("restated-column", "info")]


def test_a_revised_budget_is_a_basis_and_no_version():
    found = read(["Service", "2015-16 original budget (£)", "2015-16 revised budget (£)"], ["A", 10, 8])
    assert list(found.funding["basis"]) == ["original budget", "revised budget"]


def test_before_and_after_savings_are_asked_about():
    head = ["Service", "2015-16 Budget before savings (£)", "2015-16 Budget after savings (£)"]
    assert told(read(head, ["A", 10, 8], ["B", 9, 7])) == [("ambiguous-columns", "error")]


@pytest.mark.parametrize(("title", "name"), [("Grants received", "S"), ("", "Income"), ("Receipts 2015-16", "S")])
def test_a_table_of_income_is_income(title, name):
    found = read([title], TWO_YEARS, ["A", 1, 2], ["B", 5, 6], name=name)
    assert set(found.funding["flow"]) == {"income"}
    assert told(found) == [("income-by-label", "info")]


@pytest.mark.parametrize(
    ("title", "heading", "finding"),
    [
        ("Income 2015-16", "Expenditure (£)", ("ambiguous-flow", "error")),
        ("Budget 2015-16", "Net expenditure (£)", ("ambiguous-basis", "error")),
        ("Budget 2015-16", "Outturn (£)", ("ambiguous-basis", "warning")),
        ("Outturn 2013-14", "2015-16 Outturn (£)", ("period-differs", "warning")),
        ("Spend in 2015-16 prices", "2015-16 Outturn (£)", ("real-terms", "error")),
        ("All figures in £000", "2015-16 Outturn (£)", ("ambiguous-unit", "error")),
    ],
)
def test_a_title_that_says_other_than_the_heading_is_a_finding(title, heading, finding):
    assert told(read([title], ["Service", heading], ["A", 1], ["B", 5])) == [finding]


def test_an_amount_merged_over_two_lines_is_asked_about_and_one_merged_with_its_label_is_not():
    head = ["Service", "2015-16 Outturn (£)"]
    assert ("merged-amount", "error") in told(read(head, ["A", 5], ["B", None], ["C", 6], merged=((2, 2, 3, 2),)))
    assert not above_info(read(head, ["A", 5], [], ["C", 6], merged=((2, 1, 3, 1), (2, 2, 3, 2))))


def test_figures_under_no_heading_are_said_and_a_text_line_with_too_many_parts_is_refused():
    rows = ["Service", "2015-16 Outturn (£)"], ["A", 1], ["B", 5, 7]
    assert told(read(*rows)) == [("figures-without-heading", "warning")]
    assert told(read(*rows, name="")) == [("ragged-line", "error")]
    whole = [*rows, ["C", 6, 8]]
    assert told(read(*whole)) == [("figures-without-heading", "error")]


def test_payments_on_two_sheets_are_named():
    paid = [["01/05/2015", "A", 10], ["02/05/2015", "B", 20]]
    year = make_sheet("Year", [LIST, *paid, ["03/06/2015", "C", 30]])
    (finding,) = above_info(read(LIST, *paid, name="May", more=[year]))
    assert (finding.check, finding.severity, finding.sheet) == ("same-payment-twice", "error", "Year")
    assert "cell C2 of sheet May" in finding.found


def test_one_cause_on_several_sheets_is_one_finding_and_errors_come_first():
    rows = [["Service", "2015-16 Outturn (£)", "Variance"], ["A", 1, 3], ["B", "tbc", 4]]
    found = interpret(make_workbook(make_sheet("May", rows), make_sheet("June", rows)), file="x.xlsx")
    assert [f.check for f in found.findings if f.severity == "error"][:1] == ["not-an-amount"]
    assert "also in June!B3" in found.findings[0].found


def test_a_number_is_shown_as_a_spreadsheet_shows_it():
    found = read(["Service", "Amount"], ["A", 9533.910000000003])
    assert "£9533.91 " in found.findings[0].found


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [["02/05/2015", "A", 10], ["02/05/2015", "A", 10], ["03/05/2015", "B", 20]],
            [("same-payment-twice", "warning", "C3")],
        ),
        ([["02/05/2015", "A", 10], ["02/05/2015", "B", 10], ["03/05/2015", "B", 10]], []),
        ([["02/05/2015", "A", 10], ["03/05/2015", None, 20]], [("payee-missing", "warning", "C3")]),
    ],
)
def test_a_payment_that_is_repeated_or_names_no_payee_is_said(rows, said):
    assert [(f.check, f.severity, f.cell) for f in above_info(read(LIST, *rows))] == said
