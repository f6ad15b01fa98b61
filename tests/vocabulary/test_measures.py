import pytest

from foi_stats.vocabulary.measures import (
    counts_surely,
    is_rate,
    is_same_measure,
    kind_of,
    may_count,
    measures_in,
    noun_asked,
    noun_in,
    noun_of,
    singular,
)


@pytest.mark.parametrize(
    ("heading", "noun"),
    [
        ("Number of claims", "claims"),
        ("People helped", "people helped"),
        ("PEOPLE HELPED", "people helped"),
        ("Posts (FTE) at 31 March 2016", "posts (FTE)"),
        ("Households at 31 March", "households"),
        ("Claims received", "claims received"),
        ("Claims paid (number)", "claims paid"),
        ("2015-16 NRM referrals", "NRM referrals"),
        ("Number of people referred in 2015-16", "people referred"),
        ("No. of pupils", "pupils"),
        ("Total referrals", "referrals"),
        ("Cases closed in the year", "cases closed"),
        ("Number of children in care at 31 March 2016", "children in care"),
        ("Count", ""),
        ("Apr 2015", ""),
    ],
)
def test_the_noun_of_a_heading_is_what_it_counts(heading, noun):
    assert noun_of(heading) == noun


@pytest.mark.parametrize(
    ("noun", "one"),
    [
        ("people helped", "person helped"),
        ("claims received", "claim received"),
        ("posts (FTE)", "post (FTE)"),
        ("families", "family"),
        ("children in care", "child in care"),
        ("service users", "service user"),
        ("addresses", "address"),
        ("staff", "member of staff"),
        ("headcount", "headcount"),
        ("", ""),
    ],
)
def test_the_singular_of_a_noun(noun, one):
    assert singular(noun) == one


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("% of claims paid", "share"),
        ("Percentage answered in time", "share"),
        ("Spend as share of force budget", "share"),
        ("Average cost", "average"),
        ("Cost per head", "rate"),
        ("Referral rate", "rate"),
        ("Unit price", "price"),
        ("Posts (WTE)", "fte"),
        ("Business rates", ""),
        ("Claims paid", ""),
        ("Number of claims", ""),
    ],
)
def test_what_cannot_be_added_up_says_so(text, kind):
    assert kind_of(text) == kind
    assert is_rate(kind) == (kind not in ("", "fte"))


def test_some_headings_count_whatever_else_the_table_holds_and_some_only_without_money():
    for heading in ("Number of claims", "People helped", "Cases", "Posts (FTE)", "Count", "Referrals 2015-16"):
        assert counts_surely(heading)
    for heading in ("Households at 31 March", "Claims received", "Potholes repaired", "Complaints upheld"):
        assert may_count(heading)
        assert not counts_surely(heading)
    for heading in ("Grants awarded", "Payments received", "Ward", "Case number", "Invoice no", "% of claims", "Costs"):
        assert not may_count(heading)


def test_one_measure_may_be_written_in_several_ways():
    assert is_same_measure("Claims Paid", "claim paid")
    assert not is_same_measure("claims paid", "claims received")
    assert measures_in(["claims paid", "Claims paid", "people helped"]) == ["claims paid", "people helped"]


def test_a_title_or_the_name_of_a_file_may_say_what_is_counted():
    assert noun_in("referrals-2015") == "referrals"
    assert noun_in("Referrals to support services, by quarter and by age of the person, Exampleshire") == "referrals"
    assert noun_in("counts 2015") == ""


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("How many claims were paid in 2015-16?", "claims paid"),
        ("How many people were referred to refuges?", "people referred"),
        ("Number of referrals, please.", "referrals"),
        ("Please give the number of households in temporary accommodation.", "households"),
        ("How many posts (FTE) did you have?", "posts (FTE)"),
        ("How much was spent?", ""),
        ("How many it is.", ""),
    ],
)
def test_a_question_says_what_it_asks_the_number_of(text, noun):
    assert noun_asked(text) == noun
