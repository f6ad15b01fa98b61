"""By what a letter wants figures divided is drafted as by, or asked about."""

import pytest

from foi_stats.request.intake.labels import labels_asked


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("How much was paid, by provider, in 2014-15?", ("provider",)),
        ("How many people were helped, broken down by age and sex?", ("age", "sex")),
        ("Please provide a breakdown of these by age group, gender and ward.", ("age group", "gender", "ward")),
        ("What was spent by the council by year and by department?", ("department",)),
        ("How many claims were there for each outcome in each year?", ("outcome",)),
        ("How much was spent by month?", ()),
        ("How much was spent by the police and crime commissioner?", ()),
        ("Costs split by categories for 2015-16", ("category",)),
    ],
)
def test_usual_headings_are_taken_in_the_letters_words(text, names):
    asked = labels_asked(text)
    assert (asked.names, asked.doubts) == (names, ())


def test_what_is_no_usual_heading_is_asked_about_where_it_divides_figures():
    assert labels_asked("How many, broken down by cohort?").doubts == (
        'asks for figures by "cohort": write by = "…", as the supplies head that column',
    )
    (doubt,) = labels_asked("Split by age, sex, ward and outcome.").doubts
    assert "at most 3" in doubt
