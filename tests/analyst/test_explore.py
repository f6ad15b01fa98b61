"""The page without code: what it offers, what it shows of a choice, and what it saves."""

import re
from dataclasses import replace
from html import unescape

import pytest

import foi_stats as foi
from foi_stats.analyst.drafts import save_draft
from foi_stats.analyst.explored import Choice, as_chosen, moved, offered, page_of, supplied, with_rule
from foi_stats.request.open_points import check_settled
from foi_stats.request.request import read_drafting, read_request
from foi_stats.request.topic import read_topic
from foi_stats.vocabulary.findings import InputError, ReleaseError

CHOICE = Choice("exampleshire", "modern-slavery", years=("2014-15",))


def test_what_is_offered_is_what_was_supplied(data):
    offer = offered(CHOICE, data)
    assert offer.years[0] == "2012-13"
    assert "allocated" in offer.bases
    assert "provider" in offer.breakdowns
    chosen = as_chosen(Choice("exampleshire", "modern-slavery", years=("1999-00",), by="sex", basis="paid"), offer)
    assert (chosen.years, chosen.by) == (offer.years, "")


def test_a_choice_shows_its_answer_and_why_rows_count(data):
    page = page_of(Choice("north-yorkshire", "modern-slavery", years=("2014-15",), words="!"), data)
    assert "Why each row is in or out" in page
    assert "No chart: every figure is a gap." in page
    assert "The rule looks for words" in page
    assert "by = &quot;" not in page


@pytest.mark.slow
def test_a_choice_finds_lines_and_tells_how_a_request_asks_for_it(project):
    choice = replace(CHOICE, by="provider", sought="counselling")
    page = page_of(choice, project.data)
    assert "The lines that you look for" in page
    assert "Funding lines with ‘counselling’ (2 rows)" in page
    lines = unescape(re.search("<pre>(.*?)</pre>", page, re.DOTALL)[1])
    path = project.data / "requests" / "101.2016-17.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + lines, encoding="utf-8")
    assert foi.answer("101.2016-17", "my-figure", data=project.data).answer.by == ("provider",)
    with pytest.raises(ReleaseError, match=r"to settle.*\n.*write its id, its title and its caution"):
        check_settled(path, path.read_bytes())


def test_what_stops_an_answer_is_a_message(data):
    assert "Tick a year." in page_of(Choice("exampleshire", "modern-slavery"), data)
    page = page_of(Choice("exampleshire", "modern-slavery", years=("2014-15",), basis="forecast"), data)
    assert 'role="alert"' in page
    assert "no funding for" in page


def test_a_rule_that_is_tried_moves_rows(data):
    topic, rows = read_topic(data, "modern-slavery"), supplied("exampleshire", "funding", data)
    gone = moved(rows, topic, with_rule(topic, "awareness campaign", "exclude"))
    assert set(gone["line"]) == {"Modern slavery awareness campaign"}
    assert set(zip(gone["before"], gone["after"], strict=True)) == {("include", "exclude")}
    assert moved(rows, topic, with_rule(topic, "no such words", "include")).empty


def test_a_choice_is_saved_as_a_draft_request(project):
    path = save_draft("12.2017-18", "exampleshire", "modern-slavery", CHOICE.scope, project.data)
    request = read_request(project.data, "12.2017-18")
    assert request.approval is None
    assert request.question[0].limbs[0].years == ["2014-15"]
    for reference, message in (("12.2017-18", "already"), ("../x", "cannot be a reference")):
        with pytest.raises(InputError, match=message):
            save_draft(reference, "exampleshire", "modern-slavery", CHOICE.scope, project.data)
    assert path.read_text(encoding="utf-8").startswith("# Drafted in explore.ipynb")
    marked = [point.what for point in read_drafting(project.data, "12.2017-18").open if point.marked]
    assert marked[0].startswith("the title, what was asked, word for word")


@pytest.mark.slow
def test_the_page_follows_its_controls(project):
    page = foi.explore(project.data, "north-yorkshire")
    assert all(control.description for control in page.controls.values())
    assert page.controls["measure"].disabled
    before = page.shown.value
    assert page.controls["years"].value == page.controls["years"].options
    page.controls["years"].boxes[0].value = False
    assert page.shown.value != before
    page.controls["years"].value = ("2014-15",)
    assert [box.value for box in page.controls["years"].boxes] == [False, False, True, False, False]
    page.controls["reference"].value = "13.2017-18"
    page.controls["save"].click()
    assert "Saved as data/requests/13.2017-18.toml" in page.said.value
    page.controls["save"].click()
    assert "data/requests/13.2017-18.toml is there already, and is left as it is. Use another" in page.said.value
    assert str(project.data) not in page.said.value
