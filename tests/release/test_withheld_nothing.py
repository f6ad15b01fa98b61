"""An exemption is over information that is held."""

import datetime as dt

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.statements import answer_statement
from foi_stats.release.withheld_nothing import withheld_nothing
from tests.answer.cases import case, spend

LIMB = [{"id": "1a", "asks": "funding", "years": ["2014-15"]}]
HARM = {"section": "43(2)", "title": "T", "absolute": False, "why": "W", "public_interest": "P", "prejudice": "would"}
SILENT = {"section": "23(5)", "title": "T", "absolute": True, "why": "W", "neither_confirm_nor_deny": True}
SEARCH = {"where": "the ledger", "what": "Payments", "role": "Accountant", "date": dt.date(2016, 5, 4)}
REFUSED = {"asks": "refused", "section": "43(2)"}


def found(*, amount="1.00", reason="", own=None, **request):
    """Return the severity of each finding: of a question with figures, and another if ``own`` says how it is asked."""
    rows = [spend(None if reason else amount, reason=reason)]
    asked = [{"id": "1", "text": "?", "limbs": LIMB}, *([{"id": "2", "text": "?", **own}] if own else [])]
    made = case(rows, question=asked, **request)
    answers = {}
    for one in made.request.question:
        answers[one.id] = answer_figures(made, one.id) if one.limbs else answer_statement(made, one, answers)
    several = withheld_nothing(made, answers, [answers["1"]], "f")
    assert {one.check for one in several} <= {"withheld-nothing"}
    return [one.severity for one in several]


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        ({}, []),
        ({"own": REFUSED}, ["warning"]),
        ({"own": REFUSED | {"withheld": "The price."}}, []),
        ({"own": REFUSED | {"hours": 2}}, []),
        ({"own": REFUSED, "search": [SEARCH | {"questions": ["2"]}]}, []),
        ({"own": REFUSED, "search": [SEARCH]}, ["warning"]),
        ({"own": REFUSED | {"held": False}}, ["error"]),
        ({"own": {"asks": "accessible", "note": "In the library.", "held": False}}, ["error"]),
        ({"own": {"asks": "refused", "section": "12(1)", "hours": 40}}, []),
        ({"own": {"asks": "refused", "section": "14(1)"}}, []),
        ({"own": {"asks": "ncnd"}, "exemption": [SILENT]}, []),
        # exemptions, held against what is withheld
        ({"reason": "withheld", "exemption": [HARM]}, []),
        ({"reason": "withheld", "exemption": [HARM | {"questions": ["1"]}]}, []),
        ({"exemption": [HARM]}, ["warning"]),
        ({"exemption": [HARM | {"questions": ["1"]}]}, ["warning"]),
        ({"reason": "not_held", "exemption": [HARM]}, ["error"]),
        ({"own": {"asks": "statement", "held": False}, "exemption": [HARM | {"questions": ["2"]}]}, ["error"]),
        ({"exemption": [HARM], "annex": [{"file": "a.pdf", "title": "A", "sections": ["43(2)"]}]}, []),
    ],
)
def test_an_exemption_over_nothing_is_noticed(request_, wanted):
    assert found(**request_) == wanted
