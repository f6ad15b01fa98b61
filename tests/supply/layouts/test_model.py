from decimal import Decimal

import pytest

from foi_stats.supply.interpret import interpret
from foi_stats.supply.layouts.draft import draft_layout
from foi_stats.supply.layouts.model import choose_layout, find_layout, parse_layout, read_layouts
from foi_stats.supply.preview import read_draft
from foi_stats.vocabulary.findings import InputError
from tests.conftest import PROJECT
from tests.supply.sheets import above_info, make_sheet, make_workbook

LAYOUTS = PROJECT / "data" / "layouts"
PLAIN = """
name = "Ledger"
basis = "outturn"
unit = "£ thousand"
[match]
headings = ["Cost centre", "Spent*"]
[heading]
contains = ["Cost centre"]
[rows]
figures = [{ column = "Code", matches = '^C\\d$' }]
keep = [{ column = "Cost centre", matches = "slavery" }]
totals = [{ where = [{ column = "Cost centre", equals = "All" }] }]
[fields]
financial_year = { above = '\\d{4}-\\d{2}' }
line = "{Cost centre}, {Code}"
organisation = "Exampleshire"
[[figures]]
column = "Spent*"
sign = -1
[symbols]
"…" = "[x]"
[[marks]]
years = ["2012-13"]
shorthand = "[b]"
note = "part of the year"
"""
LEDGER = make_sheet(
    "Export",
    [
        ["Ledger 2012-13"],
        ["Code", "Cost centre", "Spent to date"],
        ["C1", "Modern slavery", -2.5],
        ["C2", "Anti-slavery work", "…"],
        ["C3", "Roads", -7],
        [None, "All", -9],
        [None, "A note"],
    ],
)


def test_a_layout_says_which_rows_and_what_they_mean():
    read = interpret(make_workbook(LEDGER), file="ledger.xlsx", layout=parse_layout(PLAIN, "ledger.toml"))
    columns = ["financial_year", "organisation", "line", "amount", "shorthand", "note", "cell", "found"]
    assert read.funding[columns].astype(object).where(read.funding[columns].notna(), None).values.tolist() == [
        ["2012-13", "Exampleshire", "Modern slavery, C1", Decimal("2500.00"), "[b]", "part of the year", "C3", "-2.5"],
        ["2012-13", "Exampleshire", "Anti-slavery work, C2", None, "[x] [b]", "part of the year", "C4", "…"],
    ]
    (finding,) = read.findings
    assert (finding.check, finding.cell) == ("total-differs", "C6")
    assert "1 more has no figure" in finding.found


def test_a_layout_that_does_not_fit_says_what_is_missing():
    other = make_sheet("Export", [["Code", "Cost centre", "Budget"], ["C1", "Roads", 1]])
    read = interpret(make_workbook(other), file="ledger.xlsx", layout=parse_layout(PLAIN, "ledger.toml"))
    assert {finding.check for finding in read.findings} == {"layout-does-not-fit"}
    assert "'Spent*'" in " ".join(finding.found for finding in read.findings)
    assert read.funding.empty


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            PLAIN.replace('name = "Ledger"', 'nome = "Ledger"'),
            "nome: this key is not known",
        ),
        (PLAIN.replace('unit = "£ thousand"', 'unit = "dollars"'), "unit: 'dollars' is not a unit"),
        (PLAIN.replace('unit = "£ thousand"\n', ""), "unit is missing"),
        (PLAIN.replace('line = "', 'lime = "'), "fields.lime is not a field of a funding row"),
        (PLAIN.replace('equals = "All"', 'equals = "All", blank = true'), "give one of equals, matches and blank"),
        (PLAIN.replace("'^C\\d$'", "'('"), "not a regular expression"),
        ("name = ", "is not a TOML file"),
    ],
)
def test_a_fault_in_a_layout_names_its_file_and_place(text, message):
    with pytest.raises(InputError, match=r"ledger\.toml") as caught:
        parse_layout(text, "ledger.toml")
    assert message in str(caught.value)


def test_a_layout_is_chosen_by_what_the_file_holds():
    layouts = [*read_layouts(LAYOUTS), parse_layout(PLAIN, "ledger.toml")]
    assert choose_layout(make_workbook(LEDGER), layouts).name == "Ledger"
    assert choose_layout(make_workbook(make_sheet("Export", [["Line", "2012-13"]])), layouts) is None


def test_a_layout_is_found_by_name_or_path():
    assert find_layout("nrm", LAYOUTS) == find_layout(LAYOUTS / "nrm.toml", LAYOUTS)
    with pytest.raises(InputError, match=r"There is no layout .* There are: nrm, revenue-account, revenue-outturn"):
        find_layout("ledger", LAYOUTS)


def test_hidden_rows_are_read_if_the_layout_says_so():
    sheet = make_sheet("Export", LEDGER.rows, hidden_rows=frozenset({3}))
    for text, count in ((PLAIN, 1), ("read_hidden = true\n" + PLAIN, 2)):
        read = interpret(make_workbook(sheet), file="ledger.xlsx", layout=parse_layout(text, "ledger.toml"))
        assert len(read.funding) == count


def test_a_draft_reads_what_is_read_without_it():
    book = make_workbook(
        make_sheet(
            "Spend",
            [
                ["Spend by service, £ thousand"],
                [None, "2012-13", None, "2013-14"],
                ["Service", "Budget", "Outturn", "Outturn"],
                ["Helpline", 1, 2, 3],
                ["Refuge", 4, 5, 6],
                ["Total", 5, 7, 9],
                [],
                ["Source: ledger"],
            ],
        )
    )
    plain = interpret(book, file="spend.xlsx")
    drafted = interpret(book, file="spend.xlsx", layout=parse_layout(draft_layout(book, "spend.xlsx"), "draft.toml"))
    assert above_info(drafted) == above_info(plain) == []
    assert drafted.funding.equals(plain.funding)


def test_a_draft_of_what_cannot_be_read_is_a_form_that_says_why():
    draft = draft_layout(make_workbook(make_sheet("S", [["Year", "Thing"], ["2012-13", 4]])), "odd.xlsx")
    parse_layout(draft, "draft.toml")
    assert "Headings seen on sheet S: Year, Thing" in draft


PIVOT = [
    ["Service", "Provider", "2015-16 outturn £"],
    ["Refuge", "A", 5],
    ["Refuge", "B", 7],
    [None, "C", 12],
    ["Help", "D", 4],
    ["Total", None, 28],
]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("# fill_down", "fill_down", ["Refuge", "Refuge", "Refuge", "Help"]),
        ("figures = [", 'figures = [{ column = "Service", blank = false }, ', ["Refuge", "Refuge", "Help"]),
    ],
)
def test_a_draft_offers_both_readings_of_empty_cells_under_a_label(old, new, lines):
    workbook = make_workbook(make_sheet("Pivot", PIVOT))
    (finding,) = above_info(interpret(workbook, file="pivot.xlsx"))
    draft = draft_layout(workbook, "pivot.xlsx")

    read = interpret(workbook, file="pivot.xlsx", layout=parse_layout(draft.replace(old, new, 1), "pivot.toml"))

    assert (finding.check, finding.cell) == ("ambiguous-label", "A4")
    assert "could mean 'Refuge', as above, or nothing" in finding.found
    assert 'fill_down = ["Service"]' in finding.action
    assert read.funding["line"].tolist() == lines
    assert read.findings == ()


def test_filling_down_a_column_that_is_not_there_is_a_finding():
    layout = parse_layout(PLAIN.replace("[rows]", '[rows]\nfill_down = ["Team"]'), "ledger.toml")

    checks = {finding.check for finding in interpret(make_workbook(LEDGER), file="l.xlsx", layout=layout).findings}

    assert checks == {"layout-does-not-fit"}


def test_a_draft_and_its_summary_say_each_finding_once(tmp_path):
    path = tmp_path / "spend.csv"
    path.write_text("Team,Cost\nRefuge,12\n", encoding="utf-8")
    draft = read_draft(path)
    assert draft.supply.findings
    said = f"{draft.text}\n{draft.summary}"
    assert all(said.count(finding.found) == 1 for finding in draft.supply.findings)
