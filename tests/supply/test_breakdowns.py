"""Any label column of a supply is a breakdown by its own name."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.supply.breakdowns import find_breakdown, known_breakdowns
from foi_stats.supply.cache import read_cached
from foi_stats.supply.cache_entries import read_summary
from foi_stats.supply.deliveries import load_referrals
from foi_stats.supply.interpret import interpret
from foi_stats.supply.layouts.draft import draft_layout
from foi_stats.supply.layouts.model import parse_layout
from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import breakdowns, join_rows, referral_frame
from foi_stats.supply.supersede import supersede
from foi_stats.supply.tables.label_columns import label_name
from foi_stats.vocabulary.findings import InputError, SupplyError
from tests.examples import examples
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


# Totals within a breakdown

HEADS = ["Financial year", "Service", "Age band", "Sex", "People helped"]
PARTS = [
    ["2015-16", "Refuge", "18-24", "Female", 31],
    ["2015-16", "Refuge", "18-24", "Male", 3],
    ["2015-16", "Refuge", "25+", "Female", 58],
    ["2015-16", "Refuge", "25+", "Male", 9],
]
MARGINS = [
    ["2015-16", "Refuge", "18-24", "Both sexes", 34],
    ["2015-16", "Refuge", "25+", "Persons", 67],
    ["2015-16", "Refuge", "All ages", "Female", 89],
    ["2015-16", "Refuge", "All ages", "Male", 12],
]


def test_totals_within_breakdowns_are_held_against_their_parts():
    found = read(HEADS, *PARTS, *MARGINS, ["2015-16", "Total", None, None, 101])
    assert said(found) == []
    assert found.referrals["count"].tolist() == [31, 3, 58, 9]
    (finding,) = found.findings
    assert (finding.check, finding.cell) == ("total-left-out", "E6")
    wrong = read(HEADS, *PARTS, ["2015-16", "Refuge", "Total", "Total", 111])
    assert said(wrong) == [("total-differs", "warning", "E6")]


def test_a_total_without_its_parts_is_the_figure():
    found = read(HEADS, *PARTS, ["2014-15", "Refuge", "All ages", "Both sexes", 77])
    assert said(found) == []
    assert found.referrals["count"].tolist() == [31, 3, 58, 9, 77]


def test_one_figure_divided_in_two_ways_is_asked_about():
    assert said(read(HEADS, *MARGINS)) == [("ambiguous-total", "error", "E2")]


def test_a_line_that_may_be_the_whole_is_asked_about_if_its_parts_do_not_add_up():
    heads = ["Financial year", "Line", "Age group", "Outturn (£)"]
    rows = [["2015-16", "Youth", group, amount] for group, amount in (("Under 18", 3), ("18+", 4), ("All ages", 90))]
    assert said(read(heads, *rows)) == [("ambiguous-total", "error", "D4")]


def test_labels_of_a_pivot_table_are_carried_down_to_the_labels_beside_them():
    rows = [
        ["2015-16", "Refuge", "18-24", "Female", 31],
        [None, None, None, "Male", 3],
        [None, None, "25+", "Female", 58],
        [None, None, "All ages", "All", 92],
        [None, "Helpline", "18-24", "Female", 1],
        [None, None, "25+", "Male", 2],
        [None, "Total", None, None, 95],
    ]
    found = read(HEADS, *rows)
    assert {check for check, *_ in said(found)} == {"label-carried-down"}
    assert found.referrals[["service", "age_band", "sex", "count"]].values.tolist() == [
        ["Refuge", "18-24", "Female", 31],
        ["Refuge", "18-24", "Male", 3],
        ["Refuge", "25+", "Female", 58],
        ["Helpline", "18-24", "Female", 1],
        ["Helpline", "25+", "Male", 2],
    ]


@pytest.mark.parametrize("whole", ["Both sexes", "Persons", "Total", "All", "Males and females"])
def test_the_whole_of_a_lone_breakdown_is_a_total(whole):
    found = read(
        ["Financial year", "Sex", "Referrals"], *(["2015-16", *row] for row in (("F", 3), ("M", 4), (whole, 7)))
    )
    assert said(found) == []
    assert found.referrals["count"].tolist() == [3, 4]


@given(
    st.lists(st.integers(0, 400), min_size=18, max_size=18),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sets(st.sampled_from(["age", "sex", "both", "service"])),
    st.booleans(),
    st.randoms(use_true_random=False),
)
@examples(12)
def test_whatever_totals_are_printed_nothing_counts_twice(numbers, ages, sexes, printed, has_parts, random):
    bands, sides = ["18-24", "25-44", "45+"][:ages], ["Female", "Male", "Not known"][:sexes]
    given_numbers = iter(numbers)
    figures = {
        (service, age, sex): next(given_numbers) for service in ("Refuge", "Helpline") for age in bands for sex in sides
    }
    choices = {
        "age": ((False,), (True,), (False,)),
        "sex": ((False,), (False,), (True,)),
        "both": ((False,), (True,), (True,)),
        "service": ((True,), (True,), (True,)),
    }
    rows = {key: figure for key, figure in figures.items() if has_parts}
    for name in printed:
        for key in figures:
            whole = tuple(
                word if is_whole else part
                for part, (is_whole,), word in zip(key, choices[name], ("Total", "All ages", "Both sexes"), strict=True)
            )
            rows[whole] = sum(
                figure
                for other, figure in figures.items()
                if all(a == b or is_whole for a, b, (is_whole,) in zip(other, key, choices[name], strict=True))
            )
    if not rows:
        return
    shuffled = random.sample(sorted(rows), len(rows))
    found = read(HEADS, *(["2015-16", *key, rows[key]] for key in shuffled))
    if not any(finding.severity == "error" for finding in found.findings):
        assert found.referrals["count"].sum() == sum(figures.values())


# Figures given again

APRIL, JUNE = dt.date(2016, 4, 1), dt.date(2016, 6, 1)


def supply(file, as_at, labels, *lines):
    about = {"financial_year": "2015-16", "service": "Refuge", "measure": "people", "as_at": as_at, "file": file}
    rows = [
        {**about, **dict(zip(labels, texts, strict=True)), "count": count, "cell": f"D{row}", "found": str(count)}
        for row, (*texts, count) in enumerate(lines, 2)
    ]
    return referral_frame(rows, labels)


def by_age(as_at, file="a"):
    return supply(file, as_at, ["age", "comment"], ("18-24", "ok", 3), ("25+", "late", 4))


@pytest.mark.parametrize(
    ("earlier", "later", "standing", "found"),
    [
        (by_age(APRIL), supply("b", JUNE, ["age"], ("25+", 5)), ["3", "5 [r]"], ""),
        (by_age(APRIL), supply("b", JUNE, ["age"], ("18-24", 3), ("25+", 4), ("65+", 1)), ["3", "4", "1"], ""),
        (by_age(APRIL), supply("b", JUNE, [], (8,)), ["8 [r]"], "divided-otherwise"),
        (supply("a", APRIL, [], (7,)), by_age(JUNE, "b"), ["3", "4"], "divided-otherwise"),
        (by_age(APRIL), supply("b", JUNE, ["age"], ("18-30", 5), ("31+", 6)), ["5 [r]", "6 [r]"], "divided-otherwise"),
        (by_age(APRIL), supply("b", APRIL, ["sex"], ("F", 3), ("M", 4)), None, "given-twice"),
        (by_age(None), supply("b", None, [], (7,)), None, "given-twice"),
        (supply("a", None, ["sex"], ("F", 3)), supply("b", None, ["sex"], ("M", 4)), None, "given-twice"),
        (supply("a", APRIL, ["comment"], ("x", 3)), supply("b", JUNE, ["comment"], ("y", 4)), ["4 [r]"], ""),
    ],
)
def test_a_later_supply_supersedes_by_the_labels_that_both_divide_by(earlier, later, standing, found):
    rows, findings = supersede(join_rows([earlier, later], "referrals"), "referrals")
    assert [(finding.check, finding.file) for finding in findings] == ([(found, "b")] if found else [])
    assert all("cell D2" in f"{finding.found} {finding.expected}" for finding in findings)
    if standing is not None:
        assert [f"{row['count']} {row['shorthand']}".strip() for _, row in rows.iterrows()] == standing


def test_one_figure_by_age_and_again_by_sex_in_another_table_is_an_error():
    age, sex = ["Financial year", "Service", "Age band", "Referrals"], ["Financial year", "Service", "Sex", "Referrals"]
    ages = [["2015-16", "Refuge", "18-24", 3], ["2015-16", "Refuge", "25+", 4]]
    found = read(age, *ages, [], sex, ["2015-16", "Refuge", "F", 5], ["2015-16", "Refuge", "M", 2])
    assert said(found) == [("same-figure-twice", "error", "D6")]
    other = read(age, *ages, [], sex, ["2015-16", "Helpline", "F", 5], ["2015-16", "Helpline", "M", 2])
    assert said(other) == []


def test_a_year_holds_the_months_of_any_label_of_it():
    heads = ["Period", "Service", "Age band", "Referrals"]
    undivided = read(heads, ["2015-16", "Refuge", None, 30], ["April 2015", "Refuge", "25+", 4])
    assert ("counted-twice", "error", "D2") in said(undivided)
    apart = read(heads, ["2015-16", "Refuge", "18-24", 30], ["April 2015", "Refuge", "25+", 4])
    assert said(apart) == []


# Breakdowns across the headings

YEARS = ["2014-15", "2015-16"]


def across(*rows, **about):
    found = read(["Number of people helped, 2015-16"], *rows, **about)
    names = breakdowns(found.referrals)
    return found, names, found.referrals[[*names, "financial_year", "count", "cell"]].values.tolist()


def test_sexes_over_years_are_a_breakdown():
    found = read(
        ["People helped"], [None, "Female", None, "Male", None], ["Service", *YEARS, *YEARS], ["Refuge", 3, 4, 1, 2]
    )
    assert said(found) == []
    assert found.referrals[["sex", "financial_year", "count", "cell"]].values.tolist() == [
        ["Female", "2014-15", 3, "B4"],
        ["Female", "2015-16", 4, "C4"],
        ["Male", "2014-15", 1, "D4"],
        ["Male", "2015-16", 2, "E4"],
    ]
    assert set(found.referrals["measure"]) == {"people helped"}


def test_two_breakdowns_across_with_their_totals():
    found, names, rows = across(
        [None, "Female", None, None, "Male", None, None, "Total"],
        ["Service", "16-17", "18+", "All ages", "16-17", "18+", "All ages", "All ages"],
        ["Refuge", 3, 4, 7, 1, 2, 3, 10],
    )
    assert said(found) == []
    assert names == ["sex", "age_band"]
    assert [row[:2] + row[3:] for row in rows] == [
        ["Female", "16-17", 3, "B4"],
        ["Female", "18+", 4, "C4"],
        ["Male", "16-17", 1, "E4"],
        ["Male", "18+", 2, "F4"],
    ]
    wrong, *_ = across(["Service", "Female", "Male", "Both sexes"], ["Refuge", 3, 4, 8])
    assert said(wrong) == [("total-differs", "warning", "D3")]


def test_a_total_across_without_its_parts_is_the_figure():
    found, _, rows = across(
        [None, "Both sexes", "Female", "Male"], ["Service", "2014-15", "2015-16", "2015-16"], ["Refuge", 9, 3, 4]
    )
    assert said(found) == []
    assert [row[:3] for row in rows] == [["Both sexes", "2014-15", 9], ["Female", "2015-16", 3], ["Male", "2015-16", 4]]


@pytest.mark.parametrize(("corner", "name"), [("Outcome", "outcome"), ("Claim outcome (final)", "claim_outcome_final")])
def test_the_corner_names_a_breakdown_that_its_values_do_not(corner, name):
    rows = [corner, "Paid", None, "Rejected", None], ["Ward", *YEARS, *YEARS], ["North", 3, 4, 1, 2]
    found = read(["Number of claims"], *rows)
    assert said(found) == []
    assert breakdowns(found.referrals) == ["ward", name]
    assert found.referrals[name].tolist() == ["Paid", "Paid", "Rejected", "Rejected"]
    asked = read(["Number of claims"], [None, *rows[0][1:]], *rows[1:])
    assert "error" in {severity for _, severity, _ in said(asked)}


def test_ages_of_money_and_a_draft_of_them():
    book = make_workbook(
        make_sheet("2015-16", [["Spend, outturn (£)"], ["Service", "Under 16", "16-17", "18+"], ["Refuge", 3, 4, 100]])
    )
    found = interpret(book, file="spend.xlsx")
    assert found.funding["age_band"].tolist() == ["Under 16", "16-17", "18+"]
    draft = draft_layout(book, "spend.xlsx")
    assert 'labels = { age_band = "Under 16" }' in draft
    assert interpret(book, file="spend.xlsx", layout=parse_layout(draft, "d")).funding["age_band"].tolist() == [
        "Under 16", "16-17", "18+",
    ]  # fmt: skip


def test_what_cannot_be_told_across_is_asked_about():
    beside, *_ = across(["Service", "Female", "Male", "Under 18", "18+"], ["Refuge", 3, 4, 1, 6])
    assert said(beside) == [("ambiguous-columns", "error", "B2, D2")]
    years, *_ = across(["Service", "16-17", "17-18"], ["Refuge", 3, 4])
    assert said(years)[0][:2] == ("ambiguous-year", "error")


def test_one_measure_by_labels_of_two_headings_in_two_files_is_not_added_up(tmp_path):
    folder = tmp_path / "data" / "2015-16" / "shire"
    folder.mkdir(parents=True)
    (folder / "one.csv").write_text("Financial year,Outcome,Number of claims\n2015-16,Paid,29\n2015-16,Rejected,151\n")
    (folder / "two.csv").write_text("Financial year,Ward,Number of claims\n2015-16,North,90\n2015-16,South,90\n")
    with pytest.raises(SupplyError, match=r"by ward here, and by outcome in .*counted twice"):
        load_referrals(tmp_path / "data")


@pytest.mark.parametrize(
    ("bands", "ages", "figures"),
    [
        (["", "Male", "", "Female", "", "Total"], ["18-24", "25+", "18-24", "25+", ""], [1, 2, 3, 4, 10]),
        (["", "Male", "", "", "Female", "", "", "Total"], ["18-24", "25+", "Total"] * 2 + [""], [1, 2, 3, 3, 4, 7, 10]),
    ],
)
def test_a_total_beside_ages_over_sexes_is_of_both(bands, ages, figures):
    found = read(["People helped 2015-16"], bands, ["Service", *ages], ["Refuge", *figures], ["Advice", *figures])
    assert not above_info(found)
    assert found.referrals["count"].sum() == 20
    assert set(zip(found.referrals["sex"], found.referrals["age_band"], strict=True)) == {
        (sex, age) for sex in ("Male", "Female") for age in ("18-24", "25+")
    }
