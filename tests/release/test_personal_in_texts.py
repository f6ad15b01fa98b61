"""Personal data in a question or an officer's words stops what prints it, until somebody has decided that it may."""

import datetime as dt
import tomllib

import pytest

from foi_stats.release.personal_in_texts import personal_in_edited, personal_in_texts
from foi_stats.request.authority import Authority, read_authority
from foi_stats.request.law import Law, Regulator
from foi_stats.request.request import Request, list_requests, read_request
from tests.run.requests import TEXT

PERSONAL = "For my son Jake (dob 12/03/2014), NHS 943 476 5919, steve@example.com, 0161 496 0000."
LAW = Law.model_construct(regulator=[Regulator.model_construct(telephone="0303 123 1113")])
BY = {"reason": "r", "role": "Officer", "date": dt.date(2020, 5, 20)}


def found(text="", title="A plan", *decided, of_authority=()):
    asked = tomllib.loads(TEXT) | {"title": title, "decided": [one | BY for one in decided]}
    asked["question"][0]["text"] = f"What does the plan cover? {text}"
    authority = Authority.model_construct(decided=of_authority)
    return personal_in_texts(Request.model_validate(asked), authority, LAW, "r.toml")


def test_personal_data_in_a_question_or_the_title_is_found():
    (one,) = found(PERSONAL)
    assert (one.check, one.severity, one.file) == ("personal-in-question", "error", "r.toml")
    for said in ("text of question 1", "an e-mail address", "a telephone number", "an NHS number", "a date of birth"):
        assert said in one.found
    (one,) = found(title="Complaint of Jane Poe")
    assert "the title would be printed, and holds a person's name" in one.found
    assert not found("Is any of it sensitive, confidential or off sick?")  # words for the office, no data on anybody
    assert not found("Since 2014-15, under section 43(2), by Exampleshire County Council?")


def test_what_somebody_has_decided_to_publish_may_stand():
    whole = f"What does the plan cover?  {PERSONAL}"
    assert not found(PERSONAL, "A plan", {"text": whole, "publish": True})
    assert not found("Ask Cllr Poe.", "A plan", {"name": "Cllr Poe", "publish": True})
    assert found("Ask Cllr Poe.", "A plan", {"name": "Cllr Poe", "publish": False})
    (one,) = found(PERSONAL, "A plan", {"text": "NHS 943 476 5919", "publish": True})
    assert ("an NHS number" in one.found, "a telephone number" in one.found) == (False, True)
    assert found(PERSONAL, "A plan", {"text": "NHS 943 476 5919", "no_count": True})[0].found.count("NHS number") == 1
    kept = Request.model_validate(tomllib.loads(TEXT) | {"decided": [{"text": PERSONAL, "publish": True} | BY]}).decided
    assert not found(PERSONAL, of_authority=kept)


EDITED = "Grace Okonkwo of 12 Mill Lane complained to us; she is off sick with depression."


def told(path, text, **authority):
    asked = tomllib.loads(TEXT)
    asked |= {"annex": [{"file": "a.csv", "title": text if path == "annex" else "A list"}]}
    asked["search"] = [{"where": "files", "what": "plans", "role": "Officer", "date": dt.date(2020, 5, 20)}]
    place, _, key = path.partition(".")
    if key:
        asked[place][0][key] = text
    elif place != "annex":
        asked[place] = text
    whole = Authority.model_construct(decided=(), **authority)
    return personal_in_texts(Request.model_validate(asked), whole, LAW, "r.toml")


@pytest.mark.parametrize(
    "path", ["question.note", "question.advice", "exemption.why", "search.what", "search.role", "annex", "searches"]
)
def test_personal_data_in_what_the_officer_writes_is_found(path):
    (one,) = told(path, "Priya Raghunathan of 12 Mill Lane")
    assert (one.check, "an address, a person's name" in one.found) == ("personal-in-text", True)
    assert not told(path, "the Head of Victim Care, from Restorative Justice; 3 High Court judges in 2014 Green Court")


def test_how_the_authority_and_the_regulator_are_reached_may_stand():
    reached = "Write to foi@example.com, 1 High Street, or ring 0303 123 1113."
    assert told("searches", reached)
    assert not told("searches", reached, email="foi@example.com", address=["The Office", "1 High Street"])


def test_what_an_officer_adds_in_word_is_judged_and_health_is_named():
    request, authority = Request.model_validate(tomllib.loads(TEXT)), Authority.model_construct(decided=())
    (one,) = personal_in_edited(["Nothing.", EDITED], request, authority, LAW, "r.toml")
    assert "the edited letter would be printed, and holds an address" in one.found
    assert "words on health ('off sick')" in one.found


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("What did councillor dave hartley tell my neighbour mrs pauline whitby?", True),
        ("Is it so that councillor hartley said this?", True),
        ("What are the rules on councillor training and on ms word?", False),
        ("What did the doctor and the inspector say? We miss it.", False),
    ],
)
def test_names_in_small_letters_after_a_title_are_found(text, is_name):
    assert bool(found(text)) is is_name


def test_the_shipped_requests_hold_none(data):
    for reference in list_requests(data):
        request = read_request(data, reference)
        assert not personal_in_texts(request, read_authority(data, request.authority), LAW, "r.toml")
