"""What an analyst may get wrong is one message, and what was found elsewhere is found from a notebook's folder."""

from decimal import Decimal

import pandas as pd
import pytest

import foi_stats as foi
from foi_stats.analyst import prices
from foi_stats.analyst.comparison import Comparison
from foi_stats.request.deflator import Deflator
from foi_stats.vocabulary.findings import InputError
from tests.conftest import PROJECT

EX, NY = "101.2016-17", "944.2015-16"
BOTH = ["exampleshire", "north-yorkshire"]


@pytest.fixture(scope="module")
def rows(data):
    return foi.load_funding(data, "exampleshire", "2015-16")


@pytest.fixture
def series(monkeypatch):
    index = {"2015-16": Decimal(103), "2016-17": Decimal(104)}
    made = Deflator(title="An index", vintage="May", source="S", index=index)
    monkeypatch.setattr(prices, "read_deflator", lambda *_: made)


MISTAKES = {
    "'2015' is ambiguous": lambda: foi.find("c", years="2015"),
    "2015-16 was expected": lambda: foi.load_funding(years=["2015-17"]),
    "2014-15 was expected": lambda: foi.compare(BOTH, topic="modern-slavery", years="2014-16"),
    "financial year must be text in quotes, and not 2015": lambda: foi.find("c", years=2015),
    "authority must be text in quotes, and not 3": lambda: foi.load_referrals(authority=["exampleshire", 3]),
    r"are one text, .*; not \['counselling'\]": lambda: foi.find(["counselling"]),
    "are one text, .*; not None": lambda: foi.find(None),
    "not on a str": lambda: foi.why("101.2016-17.toml", "modern-slavery"),
    "and not a Comparison": lambda: foi.real_terms(Comparison(pd.DataFrame(), None, ()), "gdp", "2016-17"),
    "There are: 1, services, 5, .*3a": lambda: foi.answer(EX),
    "exampleshire is named twice": lambda: foi.compare(["exampleshire"] * 2, topic="modern-slavery"),
    "'spent'. There are: allocated, .*outturn": lambda: foi.compare(
        BOTH, topic="modern-slavery", basis="spent", years="2014-15"
    ),
    "Name a figure as it is printed": lambda: foi.trace(NY, ""),
    "data names a folder, and 3": lambda: foi.load_funding(3),
    "text in quotes, and not by 3": lambda: foi.pivot(pd.DataFrame({"amount": [1]}), 3, "amount"),
}


@pytest.mark.parametrize(("message", "asked"), MISTAKES.items(), ids=map(str, range(len(MISTAKES))))
def test_a_mistake_is_one_message(message, asked, monkeypatch):
    monkeypatch.chdir(PROJECT / "notebooks")
    with pytest.raises(InputError, match=message) as stopped:
        asked()
    assert "\n" not in str(stopped.value)


def test_files_are_found_from_the_folder_of_the_notebooks(rows, monkeypatch):
    monkeypatch.chdir(PROJECT / "notebooks")
    row = rows.iloc[0]
    assert foi.sheet(row["file"], row["cell"]).cell == row["cell"]
    assert foi.load_funding("data", "exampleshire", "2015-16").equals(rows)


@pytest.mark.usefixtures("series")
def test_amounts_in_real_terms_say_so_as_data_and_are_not_adjusted_twice(rows, data):
    real = foi.real_terms(rows, "gdp", "2016-17", data)
    said = "in 2016-17 prices (gdp: An index, May)"
    assert set(real.query("basis == 'outturn'").head()["prices"]) == {said}
    assert set(foi.pivot(real, "activity", "financial_year").index.get_level_values("prices")) == {said}
    for again in (real, real.head(), pd.concat([rows, real])):
        with pytest.raises(InputError, match="2016-17 prices .* already"):
            foi.real_terms(again, "gdp", "2016-17", data)
    with pytest.raises(InputError, match="was supplied in real terms"):
        foi.real_terms(rows.assign(qualifiers="net; real terms"), "gdp", "2016-17", data)


def test_words_that_no_line_holds_say_so_with_the_nearest(data):
    found = foi.find("councelling, training", years="2015-16", data=data)
    assert "Funding lines with ‘training’. Nothing here holds ‘councelling’: did you mean ‘counselling’?" in repr(found)
    assert found.columns[:2].tolist() == ["authority", "line"]
