"""Answers as analysts see them: protected by default, and marked wherever they are not."""

import pickle
import re
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

import foi_stats as foi
from foi_stats.analyst import answers, prices
from foi_stats.analyst.answers import answer_of
from foi_stats.analyst.comparison import _per_head, _populations
from foi_stats.engine.parameters import NOTEBOOK_VARIABLE
from foi_stats.publish.charts.words import words_of
from foi_stats.request.deflator import Deflator
from foi_stats.request.request import read_request
from foi_stats.vocabulary.findings import InputError, SupplyError

EX, NY = "101.2016-17", "944.2015-16"


@pytest.fixture(scope="module")
def unprotected(data):
    return foi.answer(EX, "5", protected=False, data=data)


@pytest.fixture(scope="module")
def funded(data):
    return foi.answer(EX, 1, data=data)


def test_answers_are_protected_unless_it_is_said_otherwise(data, monkeypatch):
    seen = []
    monkeypatch.setattr(answers, "protect_answer", lambda case, found: seen.append(case) or found)
    foi.answer(EX, "5", protected=False, data=data)
    assert not seen
    foi.answer(EX, "5", data=data)
    assert [case.request.reference for case in seen] == [EX]


def test_protected_counts_give_nothing_small_away(unprotected):
    protected = replace(unprotected, answer=replace(unprotected.answer, unprotected=False))
    for rows in (protected.rows, protected.why, protected.trail):
        assert {"count", "found"}.isdisjoint(rows.columns)
    assert "UNPROTECTED" not in repr(protected)


def test_unprotected_counts_say_so_everywhere(unprotected):
    assert unprotected.table.caption.startswith("UNPROTECTED, not for release")
    chart = words_of(unprotected.answer)
    assert chart.alt.startswith("UNPROTECTED: not for release")
    for shown in (unprotected, unprotected.answer, unprotected.table, chart):
        assert "not for release" in repr(shown).lower()
    assert "small counts are not hidden" in unprotected._repr_html_()
    assert set(unprotected.rows["release"]) == set(unprotected.trail["release"]) == {"unprotected, not for release"}


def test_totals_among_the_figures_are_marked(unprotected):
    frame = unprotected.frame
    assert frame["total"].sum() == 10
    assert frame["total"].tolist() == (frame["label"].eq("Total") | frame["period"].eq("Total")).tolist()


def test_texts_of_objects_are_short(unprotected, funded):
    case, chart = unprotected.case, words_of(unprotected.answer)
    for one in (
        unprotected,
        unprotected.answer,
        chart,
        funded,
        funded.table,
        case,
        case.request,
        case.topic,
    ):
        assert len(repr(one).encode()) < 2048
        assert "http" not in one._repr_html_()
    assert len(chart._repr_mimebundle_()[0]["text/plain"].encode()) < 2048


def test_a_selection_and_an_audit_show_themselves_and_are_frames(funded):
    hidden = pd.DataFrame({"service": [f"Refuge {n}" for n in range(45)] + ["Total"], "people": ["[c]"] * 45 + ["90"]})
    audited = foi.audit(hidden, count="people", by=["service"])
    for rows, caption in (
        (funded.why, "Why each row is in or out (78 rows, of which the first 40)"),
        (audited, "can be worked out (45 rows, of which the first 40)"),
    ):
        assert len(repr(rows).encode()) < 2048
        assert caption in rows._repr_html_()
        assert 'scope="row"' in rows._repr_html_()
        assert type(rows.head()) is pd.DataFrame
        assert repr(pickle.loads(pickle.dumps(rows))) == repr(rows)
    assert "10,000.00" in repr(funded.why)
    assert "Further columns: authority, " in funded.why._repr_html_()


def test_a_figure_opens_its_sheet_where_no_protected_count_can_be_seen(funded, unprotected, monkeypatch):
    page = funded._repr_html_()
    opened = re.findall(r'popovertarget="([^"]+)">([^<]+)<', page)
    assert {"247,500.00", "2,780.00"} <= {text for _, text in opened}
    assert all(f'<div popover id="{name}"' in page for name, _ in opened)
    assert page.count("autofocus") == len({name for name, text in opened if text != "Close"})
    assert not {name for name, _ in opened} & {*re.findall(r'popovertarget="([^"]+)"', funded._repr_html_())}
    assert "popover" in unprotected._repr_html_()
    assert "popover" not in replace(unprotected, answer=replace(unprotected.answer, unprotected=False))._repr_html_()
    monkeypatch.setenv(NOTEBOOK_VARIABLE, "")  # as a report's run has it: its notebooks are read once, not by papermill
    assert "popover" not in funded._repr_html_()


def test_lines_are_found_by_their_words_whichever_topic_they_are_of(data):
    found = foi.find("counsel, nothing like it", years=["2015-16"], topic="modern-slavery", data=data)
    assert found[["line", "basis", "decision"]].values.tolist() == [
        ["Counselling", "allocated", "exclude"],
        ["Counselling", "outturn", "exclude"],
    ]
    assert "32,592" in repr(found)
    with pytest.raises(InputError, match="Name a word"):
        foi.find(" , -", data=data)


def test_rows_and_reasons_of_an_answer(funded):
    assert set(funded.rows["basis"]) == {"allocated"}
    why = funded.why.query("used == 'no'").drop_duplicates("line").set_index("line")["why"]
    assert why["Counselling"].startswith("The service is for victims of every crime")
    assert len(funded.rows) == funded.why["used"].eq("yes").sum()


def test_a_question_without_figures_is_answered_too(data):
    assert foi.answer(EX, "3b", data=data).sentence == "Yes."
    with pytest.raises(InputError, match="no figures called 'x'. It has: 1, services"):
        foi.answer(EX, "x", data=data)


def test_real_terms_of_an_answer_and_of_rows(funded, data, monkeypatch):
    index = {f"{year}-{(year + 1) % 100:02d}": Decimal(100 + year - 2012) for year in range(2012, 2017)}
    series = Deflator(title="T", vintage="V", source="S", index=index)
    monkeypatch.setattr(prices, "read_deflator", lambda *_: series)
    real = foi.real_terms(funded, "gdp", "2016-17", data)
    assert "In real terms, at 2016-17 prices" in " ".join(real.notes)
    assert set(real.frame["prices"]) == {"in 2016-17 prices (gdp: T, V)"}
    dedicated = dict(zip(real.frame["label"], real.frame["value"], strict=True))["Dedicated unit"]
    assert dedicated == 249_280
    rows = foi.real_terms(funded.rows, "gdp", "2016-17", data)
    assert rows.loc[rows["line"].eq("Modern slavery unit"), "amount"].sum() == 249_280
    in_thousands = foi.real_terms(foi.find("counselling", years="2015-16", data=data), "gdp", "2016-17", data)
    assert in_thousands["amount"].tolist() == [33_926, 32_908]  # in thousands, with pounds after the point
    assert "‘counselling’, in 2016-17 prices (gdp: T, V) (2 rows)" in repr(in_thousands)
    with pytest.raises(InputError, match="there is no unit"):
        foi.real_terms(rows.drop(columns="unit"), "gdp", "2016-17", data)
    with pytest.raises(InputError, match="are no amounts"):
        foi.real_terms(replace(funded, answer=replace(funded.answer, unit="count")), "gdp", "2016-17", data)


def test_authorities_side_by_side_and_per_head(data):
    people = pd.DataFrame(
        {"authority": ["exampleshire", "north-yorkshire"], "financial_year": "2014-15", "people": 1000}
    )
    names = ["exampleshire", "north-yorkshire"]
    both = foi.compare(names, topic="modern-slavery", years=["2014-15"], per_head=people, data=data)
    assert both.frame["per_head"].round(4).tolist()[:1] == [64.1505]
    assert both.frame["per_head"].isna().tolist() == [False, True]
    assert both.table.rows[0][:3] == ("2014-15", "64,150.50", "64.1505")
    assert "incomplete" in both.frame["marks"][0]


@pytest.mark.slow
def test_a_year_that_was_not_supplied_is_a_named_gap(data):
    one = foi.compare(["north-yorkshire"], topic="modern-slavery", years=["2009-10", "2014-15"], data=data)
    assert one.frame["reason"].tolist() == ["not_supplied", "not_held"]
    assert one.frame["value"].isna().all()
    assert one.table.rows[0] == ("2009-10", "[x]")
    assert one.notes[0].startswith("north-yorkshire, 2009-10: not supplied by the finance team.")
    with pytest.raises(SupplyError, match="no supply of north-yorkshire holds amounts of 2009-10"):
        foi.compare(["north-yorkshire"], topic="modern-slavery", years="2009-10", data=data)


def test_a_comparison_of_nothing_known_is_one_message(data):
    for given, message in (({"asks": "list"}, "funding or counts, and not 'list'"), ({"basis": "x"}, "basis")):
        with pytest.raises(InputError, match=message):
            foi.compare(["north-yorkshire"], topic="modern-slavery", years="2014-15", data=data, **given)
    with pytest.raises(InputError, match="as a list"):
        foi.compare("north-yorkshire", topic="modern-slavery", data=data)


def test_a_population_that_cannot_be_used_is_one_message(data):
    people = pd.DataFrame({"authority": ["exampleshire"], "financial_year": "2014-15", "people": 1000})
    figures = people.drop(columns="people").assign(value=1, authority="north-yorkshire")
    faults = {
        "no column people": people.drop(columns="people"),
        "above 0": people.assign(people=0),
        "more than once": pd.concat([people, people]),
        "none for north-yorkshire in 2014-15": people,
        "supply a CSV file": "population.csv",
    }
    for message, given in faults.items():
        with pytest.raises(InputError, match=message):
            _per_head(figures, _populations(given, data))


@pytest.mark.soak
def test_a_figure_is_traced_before_there_is_a_report(project):
    found = foi.trace(EX, "17", project.data)
    assert set(found["release"]) == {"unprotected, not for release"}
    assert set(found["state"]) == {"same"}


def test_a_request_at_hand_is_answered_as_one_on_file(data):
    request = read_request(data, NY)
    assert answer_of(request, "police-services", data).frame.equals(foi.answer(NY, "police-services", data=data).frame)


def test_supplied_rows_show_what_says_the_most_and_what_is_never_to_be_added_up(funded, unprotected, data):
    funding = foi.load_funding(data, "exampleshire")
    assert [*funding.columns[:7]] == ["authority", "line", "provider", "financial_year", "basis", "flow", "amount"]
    assert len(funding.columns) == 25
    assert "Never add up different bases (allocated, budget, forecast, outturn, paid) or flows" in repr(funding)
    counts = foi.load_referrals(data, "exampleshire")
    assert [*counts.columns[:6]] == ["authority", "service", "measure", "financial_year", "quarter", "count"]
    for rows in (funding, counts, funded.rows, unprotected.rows):
        assert len(repr(rows).encode()) < 2048
    assert "Never add up" not in repr(funded.rows)
    assert "not for release" in repr(unprotected.rows)
