"""The numbers of a quarter, as the Code of Practice asks for them."""

import datetime as dt

from foi_stats.disclosure_log.quarters import Handled, lines_of, numbers_of, section_order
from foi_stats.request.law import shipped_law
from foi_stats.request.request import Request
from tests.disclosure_log.made import disclosed

RECEIVED = dt.date(2016, 7, 8)
QUESTION = {"id": "1", "text": "How much?", "asks": "statement", "answer": "£1."}
UPHELD = {"id": "1", "text": "How much?", "review": "upheld", "why": "It was right."}


def handled(reference, sent=None, told=None, **keys):
    keys = {"received": RECEIVED, "question": [QUESTION]} | keys
    request = Request(reference=reference, title="T", authority="office", topic="roads", **keys)
    return Handled(request, disclosed(reference, **told or {}) if sent else None, sent)


def test_a_quarter():
    due = dt.date(2016, 8, 9)  # 12 July and 1 August are bank holidays in a part of the United Kingdom
    extension = {"until": dt.date(2016, 9, 6), "reason": "More time.", "section": "43(2)"}
    asked = {"asked": dt.date(2016, 7, 11), "questions": ["Which roads?"]}
    letter = {"to": "Others", "held": False, "sent": dt.date(2016, 7, 20)}
    some = [
        handled("on-time", due, {"outcome": "granted", "sections": ()}),
        handled("late", due + dt.timedelta(1), {"outcome": "refused", "sections": ("12",)}),
        handled("extended", dt.date(2016, 9, 6), extension=extension),
        handled("left", extension=extension),
        handled("stopped", clarification=[asked]),
        handled("passed-on", transfer=[letter]),
        handled("review", due, review_of="late", reviewer="Head", question=[UPHELD]),
        handled("undated", due, received=None),
        handled("another-quarter", received=dt.date(2016, 10, 3)),
    ]
    numbers = numbers_of(some, shipped_law())
    assert numbers.undated == 1
    assert [str(one.period) for one in numbers.quarters] == ["October to December 2016", "July to September 2016"]
    told = {heading: number for heading, number in lines_of(numbers.quarters[1]) if number}
    assert told == {
        "Requests received": 6,
        "Not answered yet": 2,
        "– of these, waiting for the requester to clarify": 1,
        "– of these, with more time for the public interest test": 1,
        "Answered": 4,
        "– within the deadline": 3,
        "– later than the deadline": 1,
        "– with more time for the public interest test": 1,
        "Outcome: granted in full": 1,
        "Outcome: partially withheld": 1,
        "Outcome: fully withheld": 1,
        "Outcome: passed to another authority": 1,
        "Section 12 relied on": 1,
        "Section 43(2) relied on": 1,
        "Internal reviews asked for": 1,
        "– of these, answered": 1,
    }


def test_sections_stand_in_the_order_of_the_act():
    sections = ["43(2)", "22A", "12", "40(2)", "22", "14(1)"]
    assert sorted(sections, key=section_order) == ["12", "14(1)", "22", "22A", "40(2)", "43(2)"]
