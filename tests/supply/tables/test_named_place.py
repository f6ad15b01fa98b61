"""The place that a title says the figures are of: they are not the folder's authority's own."""

import pytest

from tests.supply.test_finance_sheets import read

FIGURES = (["Service", "Outturn (£)"], ["Refuge", 12], ["Advice", 3])


@pytest.mark.parametrize(
    ("titles", "organisation"),
    [
        (["Outturn 2015-16: data for ENGLAND"], "England"),
        (["Outturn 2015-16", "England and Wales"], "England and Wales"),
        (["Outturn 2015-16 data for ADUR", "Choose an authority", "ADUR"], "Adur"),
        (["Outturn 2015-16 data for the finance team"], ""),
        (["Outturn 2015-16", "Adur"], ""),
        (["Outturn 2015-16, grants of England's councils"], ""),
    ],
)
def test_figures_of_the_place_in_the_title_are_said_to_be_its_own(titles, organisation):
    found = read(*([title] for title in titles), *FIGURES)
    assert found.funding["organisation"].tolist() == [organisation] * 2
    found = read(*([title] for title in titles), ["Council", *FIGURES[0]], *(["Kent", *row] for row in FIGURES[1:]))
    assert found.funding["organisation"].tolist() == ["Kent"] * 2
