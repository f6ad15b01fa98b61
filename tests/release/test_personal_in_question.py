"""Personal data in the title or a question stops what repeats it, until somebody has decided that it may stand."""

import datetime as dt
import tomllib

from foi_stats.release.personal_in_question import personal_in_question
from foi_stats.request.authority import Authority
from foi_stats.request.request import Request
from tests.run.requests import TEXT

PERSONAL = "For my son Jake (dob 12/03/2014), NHS 943 476 5919, steve@example.com, 0161 496 0000."
BY = {"reason": "r", "role": "Officer", "date": dt.date(2020, 5, 20)}


def found(text="", title="A plan", *decided, of_authority=()):
    asked = tomllib.loads(TEXT) | {"title": title, "decided": [one | BY for one in decided]}
    asked["question"][0]["text"] = f"What does the plan cover? {text}"
    authority = Authority.model_construct(decided=of_authority)
    return personal_in_question(Request.model_validate(asked), authority, "r.toml")


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
