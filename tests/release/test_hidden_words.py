"""A hidden count in words stops a release, in whatever field it stands; what only looks like one does not."""

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.supplied_texts import supplied_texts
from foi_stats.publish.response import Paragraph, Response
from foi_stats.publish.response_docx import response_docx
from foi_stats.publish.response_pdf import response_pdf
from foi_stats.publish.response_wording import words_of
from foi_stats.release.annex_texts import _READERS, annex_findings, annex_text
from foi_stats.release.hidden_words import hidden_counts_said, request_texts, said_in_edited
from foi_stats.release.protected import protect_answer
from foi_stats.release.said_numbers import numbers_said
from foi_stats.request.annex import KINDS
from foi_stats.request.authority import Authority
from foi_stats.request.case import read_case
from foi_stats.request.request import Request
from tests.release.said_phrases import HARMLESS, HIDDEN, HINTS, LEAKS

ROWS = [("counselling/2012-13", "Counselling", "2012-13", 6), ("counselling/2016-17", "Counselling", "2016-17", 11)]
ROWS += [("restorative-justice/2012-13", "Restorative Justice", "2012-13", 4)]
ROWS += [("restorative-justice/2016-17", "Restorative Justice", "2016-17", 3)]
FRAME = pd.DataFrame(
    [(f"5/{figure}", *rest) for figure, *rest in ROWS], columns=["figure", "service", "period", "count"]
)
NOT_PRINTED = {
    "years",
    "id",
    "asks",
    "authority",
    "topic",
    "basis",
    "order",
    "deflator",
    "base",
    "absolute",
    "confirms",
    "received",
}


@pytest.fixture(scope="module")
def case(data):
    return read_case(data, "101.2016-17")


@pytest.fixture(scope="module")
def answers(case):
    return [protect_answer(case, answer_figures(case, "5"))]


def changed(case, change):
    """Return the case with its request and its authority as a function changes them, as plain values."""
    request, authority = (one.model_dump(exclude_unset=True) for one in (case.request, case.authority))
    change(request, authority)
    return replace(case, request=Request.model_validate(request), authority=Authority.model_validate(authority))


def found(case, answers, supplied=(), frame=FRAME):
    return [one.found for one in hidden_counts_said(case, answers, supplied, frame, "data/requests/101.toml")]


def test_what_is_shipped_says_none(case, answers):
    assert found(case, answers, supplied_texts(case, answers)) == []


@pytest.mark.parametrize("text", LEAKS)
def test_a_hidden_count_however_it_is_put(text):
    assert 6 in {one.value for one in numbers_said(text)}


UNITS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
UNITS += ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number):
    hundreds, rest = divmod(number, 100)
    small = UNITS[rest] if rest < 20 else f"{TENS[rest // 10]}-{UNITS[rest % 10]}".rstrip("-")
    return " and ".join(filter(None, [f"{UNITS[hundreds]} hundred" if hundreds else "", small]))


@given(
    number=st.integers(2, 999),
    template=st.sampled_from(
        ["{} people", "In 2012-13 there were {}.", "On 3 May 2013: {}", "({})", "Up to {}, from none.", "{} were seen"]
    ),
    write=st.sampled_from([str, in_words, lambda number: in_words(number).upper(), lambda number: f"{number:,}.0"]),
)
def test_any_number_is_read_however_it_is_written(number, template, write):
    assert number in {one.value for one in numbers_said(template.format(write(number)))}


@given(
    day=st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31)), how=st.sampled_from(["%d %B %Y", "%Y-%m-%d", "%d/%m/%Y"])
)
def test_no_day_is_a_count(day, how):
    assert numbers_said(f"It began on {day.strftime(how)} and ended in {day.year + 1}.") == ()


def test_dates_years_periods_money_ages_and_references_are_no_counts():
    assert len(set(HARMLESS)) > 170
    wrong = {text: [one for one in numbers_said(text) if one.value in HIDDEN] for text in HARMLESS}
    assert {text: numbers for text, numbers in wrong.items() if numbers} == {}


BESIDE = ("the note", "a detail", "a point", "a heading", "a title", "a place", "a source")
"""Fields that stand beside the figures: a paragraph need not name the service."""

PLACES = {
    "the answer": lambda request, _, text: request["question"][2].update(answer=text),
    "the note": lambda request, _, text: request["question"][6].update(note=text),
    "a detail": lambda request, _, text: request["question"][6].update(detail=[{"text": text}]),
    "a point": lambda request, _, text: request["question"][6].update(detail=[{"points": ["Well.", text]}]),
    "a heading": lambda request, _, text: request["question"][6].update(detail=[{"title": text, "text": "Well."}]),
    "a title": lambda request, _, text: request["question"][6]["limbs"][0].update(title=text),
    "a place": lambda request, _, text: request["question"][6]["limbs"][0].update(place=text),
    "a source": lambda request, _, text: request["question"][6]["limbs"][0].update(source=text),
    "a question": lambda request, _, text: request["question"][6].update(text=text),
    "the title": lambda request, _, text: request.update(title=text),
    "searches": lambda request, _, text: request.update(searches=text),
    "the decision": lambda request, _, text: request.update(decision=text),
    "a form refused": lambda request, _, text: request.update(form_refused=text),
    "an exemption": lambda request, _, text: request["exemption"][2].update(why=text),
    "a test": lambda request, _, text: request["exemption"][1].update(public_interest=text),
    "a caution": lambda request, _, text: request["context"][0].update(caution=text),
    "a review": lambda _, authority, text: authority.update(review=text),
    "a wording": lambda _, authority, text: authority.update(wording={"heading_review": text}),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_field_that_a_letter_has_is_read(case, answers, place):
    def said(texts):
        texts = texts if place in BESIDE else [f"{text} Counselling." for text in texts]
        asked = changed(case, lambda request, authority: PLACES[place](request, authority, "\n\n".join(texts)))
        return found(asked, answers)

    assert len(said([*LEAKS, *HINTS])) == len(LEAKS) + len(HINTS)
    assert said(HARMLESS) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Counselling had three in 2012-13. Restorative Justice had three.", "a count of Restorative Justice that"),
        ("Restorative Justice was shut. Counselling was open to six people.", "a count of Counselling that"),
        ("Counselling helped three people.", "a count that is hidden"),
        ("We helped three people.", "a count of Restorative Justice that"),
    ],
)
def test_the_label_that_the_sentence_names_is_told(case, answers, text, said):
    (told,) = found(changed(case, lambda request, _: request.update(decision=text)), answers)
    assert said in told


def test_persons_listed_one_by_one_are_asked_about(case, answers):
    def listed(text):
        asked = changed(case, lambda request, _: request.update(decision=text))
        return [(one.check, one.severity) for one in hidden_counts_said(asked, answers, (), FRAME, "r")]

    listing = "A mother, her sister and her daughter came to"
    assert listed(f"{listing} Counselling.") == [("hidden-count-hinted", "warning")]
    assert listed(f"{listing} us.") == listed("The man and the machine went to Counselling.") == []


def test_no_text_of_the_request_is_passed_over(case):
    """Every text in the file of a request is read, but for the keys that no letter prints."""

    def leaves(value, key=""):
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            for name, inner in value.items():
                yield from leaves(inner, name)
        elif isinstance(value, list):
            for inner in value:
                yield from leaves(inner, key)

    told = {text.text for text in request_texts(case)}
    printed = case.request.model_dump(exclude={"decided", "threshold", "aggregated"}, mode="json")
    for question in printed["question"]:
        del question["depends"]
    missing = {key for key, text in leaves(printed) if text and key not in NOT_PRINTED and text not in told}
    assert missing == set()


def test_a_note_of_a_supply_stands_beside_its_label(case, answers):
    (answer,) = answers
    for label, note, leaks in (
        ("Counselling", "Up from 6 the year before.", True),
        ("Restorative Justice", "Up from 6 the year before.", False),
        ("Counselling", "Six people.", True),
        ("Victim Care: modern slavery", "Six people were referred to Counselling.", True),
        ("Counselling", "Since 6 April 2011, under section 11.", False),
    ):
        at = answer.table.index[answer.table["label"].eq(label)][1]
        noted = answer.table.assign(note=answer.table["note"].mask(answer.table.index == at, note))
        assert bool(found(case, [replace(answer, table=noted)])) == leaks, (label, note)


def test_a_figure_that_is_published_may_be_told(case, answers):
    row = answers[0].table.query("label == 'Restorative Justice' and period == '2013-14'").iloc[0]
    frame = FRAME.assign(count=int(row["value"]))
    text = f"Restorative Justice had {row['printed']} referrals in 2013-14."
    told = changed(case, lambda request, _: request.update(decision=text))
    assert not found(told, answers, frame=frame)
    told = changed(case, lambda request, _: request.update(decision=text.replace("2013-14", "2012-13")))
    assert found(told, answers, frame=frame)


def test_somebody_may_decide_that_a_number_is_no_count(case, answers):
    text = "Counselling has six rooms."
    decided = {"text": "has six rooms", "no_count": True, "reason": "rooms", "role": "Officer", "date": "2016-12-09"}

    def change(request, _):
        request.update(decision=text, decided=[*request["decided"], decided | {"date": dt.date(2016, 12, 9)}])

    assert found(changed(case, lambda request, _: request.update(decision=text)), answers)
    assert not found(changed(case, change), answers)


def test_what_an_officer_adds_in_word_is_read_too(case, answers):
    said = ["Six referrals under the contract."]
    assert not said_in_edited(["We looked in 7 places."], case, answers, FRAME, "r")
    (finding,) = said_in_edited(said, case, answers, FRAME, "r")
    assert "the edited letter" in finding.found
    assert not said_in_edited(said, no_count(case, said[0]), answers, FRAME, "r")


def no_count(case, text):
    decided = [{"text": text, "no_count": True, "reason": "r", "role": "o", "date": dt.date(2016, 7, 8)}]
    return changed(case, lambda request, _: request.update(decided=decided))


def annexed(case, answers, text, make):
    words = words_of(case.authority)
    letter = Response("Minutes", "Exampleshire", "7", None, "", (), (), (Paragraph(text),), (), words)
    name = f"annex-1.{make.__name__[-4:].strip('_')}"
    found = annex_findings(case, {name: make(letter)}, answers, FRAME, "r")
    return [(one.check, one.severity, one.found) for one in found]


@pytest.mark.parametrize("make", [response_docx, response_pdf])
def test_the_text_of_annexes_is_read(case, answers, make):
    assert not annexed(case, answers, "The board met in 6 rooms. It was sensitive.", make)
    counted = "Jane Poe (01904 123456) told the board. In 2012-13 there were six referrals to Counselling."
    personal, hidden = annexed(case, answers, counted, make)
    assert personal[:2] == ("annex-personal", "error")
    assert personal[2].startswith("its text holds a telephone number, a person's name: ")
    assert hidden[:2] == ("hidden-count-said", "error")
    assert "the annex annex-1" in hidden[2]
    assert [check for check, *_ in annexed(no_count(case, "six referrals"), answers, counted, make)] == [
        "annex-personal"
    ]


def sheet(rows, kind):
    if kind == "csv":
        return "\n".join(",".join(map(str, row)) for row in rows).encode()
    target = io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_rows_of_annexes_are_read(case, answers, kind):
    def checks(*rows):
        found = annex_findings(case, {f"a.{kind}": sheet(rows, kind)}, answers, FRAME, "r")
        return [(one.check, one.severity) for one in found]

    assert checks(("Year", "Rooms"), ("2012-13", 6)) == []
    assert checks(("Service", "2012-13"), ("Counselling", 6)) == [("hidden-count-said", "error")]
    assert checks(("Year", "Counselling"), ("2012-13", 6)) == [("hidden-count-said", "error")]
    assert checks(("Service", "Contact"), ("Counselling", "Jane Poe")) == [("annex-personal", "error")]
    assert checks(("Service", "Note"), ("Counselling", "a handful")) == [("hidden-count-hinted", "warning")]


def test_personal_data_in_an_annex_stops_a_release_until_somebody_says_why_it_may_go_out(case, answers):
    rota = b"Who,Where,Sick\nPriya Raghunathan,12 Mill Lane EX4 2QQ,migraine\n"

    def found(**key):
        said = changed(case, lambda request, _: request.update(annex=[{"file": "a.csv", "title": "Rota", **key}]))
        return annex_findings(said, {"annex-1-rota.csv": rota}, answers, FRAME, "r")[0]

    assert (found().severity, "words on health ('Sick')" in found().found) == ("error", True)
    assert found(personal="She has published it herself.").severity == "warning"
    with pytest.raises(ValidationError, match="give the reason in words"):
        found(personal="y")


def test_an_annex_without_text_is_to_be_looked_at(case, answers):
    scan = io.BytesIO()
    Image.new("RGB", (64, 64), "navy").save(scan, "PDF")
    for name, content, unread in (
        ("a.png", b"", "it is a picture"),
        ("a.jpg", b"", "it is a picture"),
        ("a.pdf", scan.getvalue(), "page 1: a picture without text, perhaps a scan"),
    ):
        (finding,) = annex_findings(case, {name: content}, answers, FRAME, "r")
        assert (finding.check, finding.severity) == ("annex-unread", "warning")
        assert finding.found == f"{unread}: its text cannot be read here"


def test_every_kind_of_annex_has_a_reader():
    assert set(_READERS) == set(KINDS)
    for name, content in (
        ("a.txt", b"Six referrals"),
        ("a.html", b"<p><b>Six</b> referrals</p>"),
        ("a.svg", b"<text><tspan>Six</tspan> referrals</text>"),
    ):
        assert annex_text(name, content).pieces == ("Six referrals",)


def test_what_cannot_be_read_of_an_annex_is_left_to_the_screen(case, answers):
    for name in ("a.pdf", "a.docx"):
        assert not annex_findings(case, {name: b"Jane Poe, six referrals"}, answers, FRAME, "r")
