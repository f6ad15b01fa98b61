"""Short letters before the response: each says what it has to, from the request's own data, or is refused in words."""

import datetime as dt
import re

import pytest

from foi_stats.publish.letters import compose_letter
from foi_stats.request.authority import read_authority
from foi_stats.request.law import shipped_law
from foi_stats.request.letter_days import is_late
from foi_stats.request.request import Request
from foi_stats.vocabulary.findings import InputError
from tests.publish.responses import said

MAY = dt.date(2017, 5, 2)  # due on 31 May 2017: 29 May is a bank holiday
IDS = ("1", "2", "3", "4")
ASKED = {"asked": dt.date(2017, 5, 4), "questions": ["Which years do you mean by “recently”?"]}
EXTENDED = {
    "section": "43(2)",
    "until": dt.date(2017, 6, 28),
    "sent": dt.date(2017, 5, 26),
    "why": "The price is part of a tender that is not decided.",
    "prejudice": "would be likely to",
    "harm": "Bidders would offer what the last contract cost.",
    "reason": "How much weight the price has depends on a tender that closes on 9 June.",
}
OPINION = {"role": "Monitoring officer", "date": dt.date(2017, 5, 20), "opinion": "It would inhibit advice."}
QUALIFIED = EXTENDED | {"section": "36(2)(c)", "qualified_person": OPINION}
WITHOUT_HARM = {key: value for key, value in EXTENDED.items() if key not in ("prejudice", "harm")} | {"section": "42"}
TRANSFER = {
    "to": "Exampleshire Police (invented)",
    "held": False,
    "sent": dt.date(2017, 5, 10),
    "email": "foi@police.exampleshire.invalid",
    "why": "The commissioner employs no officers.",
}


def request(**values):
    questions = [{"id": name, "text": f"Question of {name}?", "asks": "confirmation"} for name in IDS]
    base = {"reference": "12.2017-18", "title": "T", "authority": "exampleshire", "topic": "t", "question": questions}
    return Request.model_validate(base | {"received": MAY} | values)


def letter(data, kind, **values):
    return compose_letter(kind, request(**values), read_authority(data, "exampleshire"), shipped_law())


def text_of(made):
    return re.sub(
        r"\s+", " ", "\n".join(f"{getattr(block, 'lead', '')} {getattr(block, 'text', '')}" for block in made.blocks)
    )


@pytest.mark.parametrize(
    ("kind", "values", "sayings"),
    [
        (
            "acknowledgement",
            {"acknowledged": dt.date(2017, 5, 3), "form": "workbook"},
            ["which we received on 2 May 2017", "by 31 May 2017 at the latest", "as a spreadsheet workbook"],
        ),
        (
            "clarification",
            {"clarification": [ASKED]},
            ["Before we can answer it", "section 1(3)", "cannot answer your request", "start again (section 10(6))"],
        ),
        (
            "clarification",
            {"clarification": [ASKED | {"about": ["2"]}]},
            ["Before we can answer question 2", "answering questions 1, 3 and 4, and will do so by 31 May 2017"],
        ),
        (
            "extension",
            {"extension": EXTENDED},
            ["section 43(2)", "(commercial interests)", "decided by 28 June 2017", "by 31 May 2017 at the latest"],
        ),
        (
            "extension",
            {"extension": EXTENDED},
            ["not decided", "The prejudice that disclosure would be likely to cause:", "Bidders would offer"],
        ),
        ("extension", {"extension": QUALIFIED}, ["That opinion was given on 20 May 2017 (Monitoring officer)"]),
        ("extension", {"extension": WITHOUT_HARM}, ["section 42", "Why it applies:", "have yet to finish weighing"]),
        (
            "extension",
            {"extension": EXTENDED | {"about": ["3", "4"]}},
            ["what you ask for in questions 3 and 4", "answering questions 1 and 2, and will do so by 31 May 2017"],
        ),
        (
            "transfer",
            {"transfer": [TRANSFER]},
            ["We do not hold the information that you ask for.", "(invented) may hold it", "please ask them"],
        ),
        (
            "transfer",
            {"transfer": [TRANSFER | {"about": ["4"], "passed_on": True}]},
            ["ask for in question 4", "As you agreed, we have passed", "answering questions 1, 2 and 3"],
        ),
    ],
)
def test_each_letter_says_what_it_has_to(data, kind, values, sayings):
    made = letter(data, kind, **values)
    text = text_of(made)
    assert [saying for saying in sayings if saying not in text] == []
    assert "{" not in "".join(said(made))
    assert made.draft == ""
    assert made.marks[0].startswith("Invented data")
    # what is put off or not answered comes with the right to complain (s.17(7)); the others do not
    assert ("section 50" in text) is (kind in ("extension", "transfer"))


def test_a_letter_says_what_was_known_on_its_day_whatever_has_come_since(data):
    late = {
        "clarification": [ASKED | {"about": ["2"], "received": dt.date(2017, 5, 30)}],
        "extension": EXTENDED | {"about": ["3"]},
        "transfer": [TRANSFER | {"about": ["4"]}],
        "acknowledged": dt.date(2017, 5, 3),
    }
    assert "answering questions 1, 3 and 4, and" in text_of(letter(data, "clarification", **late))
    assert "answering questions 1 and 3, and" in text_of(letter(data, "transfer", **late))
    assert "answering question 1, and" in text_of(letter(data, "extension", **late))
    alone = letter(data, "acknowledgement", acknowledged=late["acknowledged"])
    assert letter(data, "acknowledgement", **late) == alone


@pytest.mark.parametrize(
    ("kind", "values", "missing"),
    [
        ("acknowledgement", {"received": None}, ["received: the day", "acknowledged: the day"]),
        ("clarification", {}, ["[[clarification]]: questions"]),
        ("clarification", {"clarification": [ASKED | {"questions": []}]}, ["clarification.questions"]),
        ("extension", {}, ["[extension]: section"]),
        (
            "extension",
            {"extension": {"until": dt.date(2017, 5, 31), "reason": " "}},
            ["extension.section", "extension.why", "extension.reason", "extension.sent", "a day after 31 May 2017"],
        ),
        ("extension", {"extension": EXTENDED | {"until": dt.date(2017, 7, 3)}}, ["extension.exceptional"]),
        (
            "extension",
            {"extension": {**EXTENDED, "section": "36(2)(c)", "why": "", "prejudice": "", "harm": " "}},
            ["extension.why", "extension.prejudice", "extension.harm", "extension.qualified_person"],
        ),
        ("extension", {"extension": EXTENDED | {"harm": "Mr Tom Poe would lose by it."}}, ["it says: [name removed]"]),
        ("transfer", {}, ["[[transfer]]: to"]),
        (
            "transfer",
            {"transfer": [{"to": "P"}]},
            ["transfer.sent", "whether you hold what P is", "how P is reached"],
        ),
        ("transfer", {"transfer": [TRANSFER | {"held": True}]}, ["what you hold is answered, or refused"]),
        # a letter carries no names
        ("transfer", {"transfer": [TRANSFER | {"why": "Ask Mr Tom Poe."}]}, ["it says: Ask [name removed]"]),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_guessed(data, kind, values, missing):
    with pytest.raises(InputError) as caught:
        letter(data, kind, **values)
    assert [line for line in missing if line not in str(caught.value)] == []
    assert len(str(caught.value).splitlines()) == len(missing) + 1


@pytest.mark.parametrize("section", ["21", "23(5)", "37", "37(1)(a)", "40(2)", "41", "44(1)(a)", "14", "12"])
def test_only_a_qualified_exemption_gives_more_time(section):
    with pytest.raises(ValueError, match="more time is only for the public interest test"):
        request(extension=EXTENDED | {"section": section})


@pytest.mark.parametrize("section", ["22", "22A", "31(1)(a)", "36(2)(c)", "37(1)(b)", "40(3B)", "42", "43 (2)"])
def test_every_qualified_exemption_does(section):
    assert request(extension=WITHOUT_HARM | {"section": section}).extension.section == section


def test_only_an_exemption_from_prejudice_has_harm():
    with pytest.raises(ValueError, match="'42' is none"):
        request(extension=EXTENDED | {"section": "42"})


def test_until_may_be_later_where_that_is_exceptional(data):
    late = EXTENDED | {"until": dt.date(2017, 7, 3), "exceptional": "There are four hundred contracts."}
    text = text_of(letter(data, "extension", extension=late))
    assert "There are four hundred contracts." in text


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"clarification": [ASKED | {"about": ["9"]}]}, "no question is called so"),
        ({"clarification": [ASKED | {"received": MAY}]}, "is before asked"),
        ({"clarification": [ASKED | {"meanwhile": MAY}]}, "say in about which"),
        ({"acknowledged": dt.date(2017, 5, 1)}, "is before received"),
    ],
)
def test_days_and_questions_have_to_fit(values, fault):
    with pytest.raises(ValueError, match=fault):
        request(**values)


@pytest.mark.parametrize(
    ("kind", "values", "late"),
    [
        ("clarification", {"clarification": [ASKED | {"asked": dt.date(2017, 5, 31)}]}, False),
        ("clarification", {"clarification": [ASKED | {"asked": dt.date(2017, 6, 1)}]}, True),
        ("extension", {"extension": EXTENDED}, False),
        ("extension", {"extension": EXTENDED | {"sent": dt.date(2017, 6, 1)}}, True),
        (
            "extension",  # the clock began anew on 10 May
            {
                "clarification": [ASKED | {"received": dt.date(2017, 5, 10)}],
                "extension": EXTENDED | {"sent": dt.date(2017, 6, 1)},
            },
            False,
        ),
        ("transfer", {"transfer": [TRANSFER | {"sent": dt.date(2017, 6, 1)}]}, True),
        ("acknowledgement", {}, False),
    ],
)
def test_a_letter_of_a_day_after_the_answer_was_due_is_late(kind, values, late):
    assert is_late(kind, request(**values), shipped_law()) is late


def test_an_internal_review_is_acknowledged_and_not_put_off_under_the_act(data):
    questions = [{"id": "1", "text": "?", "asks": "confirmation", "review": "changed"}]
    review = {"review_of": "11.2017-18", "reviewer": "Head of legal services", "question": questions}
    made = letter(data, "acknowledgement", acknowledged=MAY, **review)
    assert made.title == "T: we have received your request for an internal review"
    assert "our response 11.2017-18, which we received on 2 May 2017" in text_of(made)
    assert "Code of Practice" in text_of(made)
    assert "The Act gives us" not in text_of(made)
    with pytest.raises(InputError, match="an internal review has no extension"):
        letter(data, "extension", extension=EXTENDED, **review)
