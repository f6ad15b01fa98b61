"""What a letter wants worked out or picked is drafted as its key, or asked about."""

import pytest

from foi_stats.request.intake.derived import derived_asked

ASKED = {
    "How much was spent on agency staff in 2015-16, by supplier, for the five largest?": ("top = 5",),
    "Please give the top 10 suppliers by amount paid in each year.": ("top = 10",),
    "What was the highest single payment in each year?": ("largest = true",),
    "What percentage of the total was paid to each supplier?": ('share = "of the total"',),
    "How many were there in each year, and what was the percentage change on the previous year?": ("change = true",),
    "How many claims were there in each year, with a total?": ("totals = true",),
    "How much was spent in total in each of the last three years?": (),
    "How many people were helped in each month?": (),
}


@pytest.mark.parametrize("text", ASKED)
def test_what_is_asked_for_becomes_its_key(text):
    assert derived_asked(text, ("supplier",), is_funding=True).keys == ASKED[text]


@pytest.mark.parametrize(
    ("text", "by", "top"),
    [
        ("The ten providers paid the most, and how much each received", "provider", 10),
        ("Who are the five largest providers by value?", "provider", 5),
        ("What is the spend with your top 10 suppliers by spend?", "supplier", 10),
        ("The top five highest paid consultants", "consultant", 5),
    ],
)
def test_what_the_largest_are_is_by(text, by, top):
    asked = derived_asked(text, (), is_funding=True)
    assert (asked.by, asked.keys, asked.doubts) == ((by,), (f"top = {top}",), ())


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("What were the five largest payments?", "by what?"),
        ("How much was spent, and what was the highest payment?", "[[question.further]] with largest = true"),
        ("What proportion of total staffing spend was on agencies?", 'share = "of the total", or of another measure'),
        ("What proportion of claims were paid?", 'share = "of the total", or of another measure'),
    ],
)
def test_what_is_not_clear_is_asked_about_in_the_letter_s_words(text, doubt):
    assert any(doubt in each for each in derived_asked(text, (), is_funding=True).doubts)
