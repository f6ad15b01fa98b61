"""What an answer must rest on before it is released: reasons, advice, searches, parts, and who reviewed it."""

import datetime as dt
from dataclasses import replace

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.statements import answer_statement
from foi_stats.release.exemptions import untested
from foi_stats.release.gate import not_closed, unexplained, unnamed
from foi_stats.release.grounds import ungrounded
from foi_stats.release.late_response import answered_under_extension, late_response
from tests.answer.cases import case, spend

DAY = dt.date(2016, 5, 4)
QUALIFIED = {"title": "T", "absolute": False, "why": "W", "public_interest": "P"}
ABSOLUTE = {"title": "T", "absolute": True, "why": "W"}
SEARCH = {"where": "the ledger", "what": "Payments", "role": "Accountant", "date": DAY}
HARM = {**QUALIFIED, "section": "43(2)", "prejudice": "would be likely to", "harm": "H"}
LIMB = [{"id": "1a", "asks": "funding", "years": ["2014-15"]}]
ADVISED, WITHIN = {"advice": "Ask for a month."}, "cost-within-limit"
FILES = [{"what": "files", "items": 1000, "minutes": 5}]


STATED = {"id": "1", "text": "?", "asks": "statement", "answer": "A."}


def stops(rows=None, question=None, **request):
    """Return the checks that find something; those that only warn end with a question mark."""
    own = request.pop("own", {})
    one = [{"id": "2", "text": "?", "same": "own", **question}] if question else []
    first = [{"id": "1", "text": "?", "limbs": LIMB, **own}] if rows else [STATED]
    made = case(rows or (), **{"question": [*first, *one], **request})
    answers = {}
    for asked in made.request.question:
        answers[asked.id] = answer_figures(made, asked.id) if asked.limbs else answer_statement(made, asked, answers)
    figures = [answers["1"], *(answer_figures(made, found.id) for found in made.request.found)]
    found = [*ungrounded(made, answers, figures, "f"), *untested(made.request, "f"), *unexplained(made, figures)]
    found += [*unnamed(made, figures), *not_closed(made, figures)]
    return [f"{one.check}?" if one.severity == "warning" else one.check for one in found]


def asks(kind, **more):
    return {"question": {"asks": kind, **more}}


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        ({}, []),
        (asks("confirmation"), ["undetermined"]),
        (asks("confirmation") | {"demonstration": True}, []),
        # section 14 is no exemption, and needs what it weighs
        (asks("refused", section="14(1)"), ["no-reason"]),
        (asks("refused", section="14(1)", weighed={"value": "V", "burden": "B"}), []),
        (asks("refused", section="14(2)", complied={"reference": "5", "date": DAY}, why="W"), []),
        (asks("refused", section="14(2)", why="W"), ["no-reason"]),
        (asks("refused", section="14(2)", complied={"reference": "5", "date": DAY}), ["no-reason"]),
        (
            asks("refused", section="14(2)", complied={"reference": "5", "date": DAY}, why="W")
            | {"received": dt.date(2016, 5, 3)},
            ["no-reason"],
        ),
        (asks("refused", section="43(2)"), ["no-exemption"]),
        (asks("refused", section="43(2)") | {"exemption": [HARM]}, []),
        (asks("refused", section="43(2)") | {"exemption": [{**HARM, "questions": ["1"]}]}, ["no-exemption"]),
        (asks("accessible", note="In the library."), ["no-reason"]),
        (asks("accessible", note="In the library.", access="It lends to anybody."), []),
        (asks("ncnd"), ["no-exemption"]),
        # section 12
        (asks("refused", section="12(1)", hours=40, advice="Ask for a month."), ["no-estimate?"]),
        (asks("refused", section="12(1)", hours=40), ["no-advice", "no-estimate?"]),
        (asks("refused", section="12(1)", estimate=FILES), []),
        (asks("refused", section="12(1)", hours=10), ["cost-within-limit", "no-estimate?"]),
        (asks("statement", answer="A.", hours=40), ["no-advice", "no-estimate?"]),
        ({"rows": [spend(reason="over_limit")], "own": {"not_looked_for": {"estimate": FILES}}}, ["no-advice"]),
        ({"rows": [spend(reason="over_limit")], "own": {"advice": "Ask for a month."}}, ["no-estimate"]),
        ({"rows": [spend(reason="over_limit")], "own": {**ADVISED, "not_looked_for": {"estimate": FILES}}}, []),
        ({"rows": [spend(reason="over_limit")], "own": {**ADVISED, "not_looked_for": {"hours": 9}}}, [WITHIN]),
        (
            {"rows": [spend("1.00")], "found": [{"id": "f", "question": "1", "asks": "funding", "years": ["2014-15"]}]},
            ["found-not-refused"],
        ),
        # searches
        (asks("statement", held=False), ["no-search"]),
        (asks("statement", held=False) | {"demonstration": True}, ["no-search?"]),
        (asks("statement", held=False) | {"search": [SEARCH]}, []),
        (asks("statement", held=False) | {"search": [{**SEARCH, "questions": ["1"]}]}, ["no-search"]),
        (asks("another", whose="Police"), ["no-search"]),
        (asks("confirmation", confirms="1") | {"rows": [spend(reason="not_held")]}, ["no-search"]),
        (
            asks("confirmation", confirms="1")
            | {"rows": [spend(reason="not_held")], "search": [{**SEARCH, "questions": ["1"]}]},
            [],
        ),
        # parts of a figure
        ({"rows": [spend(reason="absorbed")]}, ["absorbed-parts"]),
        ({"rows": [spend(reason="absorbed")], "demonstration": True}, ["absorbed-parts?"]),
        ({"rows": [spend(reason="absorbed")], "own": {"absorbed": {"blocks": "time sheets", "held": False}}}, []),
        (
            {"rows": [spend(reason="absorbed")], "own": {"absorbed": {"blocks": "time sheets", "held": True}}},
            ["absorbed-parts"],
        ),
        # figures that are refused
        ({"rows": [spend(reason="withheld")]}, ["no-exemption"]),
        ({"rows": [spend(reason="withheld")], "exemption": [HARM]}, []),
        (
            {"rows": [spend(reason="withheld")], "exemption": [HARM, {**ABSOLUTE, "section": "41"}]},
            ["exemption-of-which"],
        ),
        ({"rows": [spend(reason="elsewhere")], "exemption": [HARM]}, ["no-exemption"]),
        ({"rows": [spend(reason="withheld")], "exemption": [{**ABSOLUTE, "section": "21"}]}, ["no-exemption"]),
        ({"rows": [spend(reason="elsewhere")], "exemption": [{**ABSOLUTE, "section": "21"}]}, []),
        ({"rows": [spend(reason="not_closed")]}, ["not-closed"]),
        ({"rows": [spend(reason="not_closed")], "exemption": [{**QUALIFIED, "section": "22"}]}, []),
        # section 22A is for research programmes
        (
            {
                "rows": [spend(reason="not_closed")],
                "exemption": [{**QUALIFIED, "section": "22A", "prejudice": "would", "harm": "H"}],
            },
            ["not-closed"],
        ),
        # what the Act asks of each exemption
        ({"exemption": [{**HARM, "prejudice": ""}]}, ["no-prejudice"]),
        ({"exemption": [{**HARM, "harm": " "}]}, ["no-harm"]),
        ({"exemption": [{**QUALIFIED, "section": "43(1)"}]}, []),
        ({"exemption": [{**HARM, "absolute": True}]}, ["exemption-kind"]),
        ({"exemption": [{**ABSOLUTE, "section": "41", "absolute": False, "public_interest": "P"}]}, ["exemption-kind"]),
        ({"exemption": [{**HARM, "section": "36(2)"}]}, ["no-qualified-person"]),
        (
            {
                "exemption": [
                    {**HARM, "section": "36(2)", "qualified_person": {"role": "R", "date": DAY, "opinion": "O"}}
                ]
            },
            [],
        ),
    ],
)
def test_what_stops_a_release(request_, found):
    assert stops(**request_) == found


UPHELD = {"id": "1", "text": "?", "review": "upheld", "why": "W"}


@pytest.mark.parametrize(
    ("first", "received", "responded", "found"),
    [
        ({"role": "Officer", "date": DAY}, dt.date(2016, 6, 1), dt.date(2016, 6, 20), []),
        ({"role": " head of  Legal", "date": DAY}, dt.date(2016, 6, 1), dt.date(2016, 6, 20), ["review-same-role"]),
        (None, dt.date(2016, 6, 1), dt.date(2016, 6, 20), ["review-of-draft"]),
        # 4 May to 30 June 2016 is 40 working days, with the bank holiday of 30 May left out
        ({"role": "Officer", "date": DAY}, dt.date(2016, 6, 30), dt.date(2016, 7, 20), []),
        ({"role": "Officer", "date": DAY}, dt.date(2016, 7, 1), dt.date(2016, 7, 20), ["review-asked-late"]),
        ({"role": "Officer", "date": DAY}, dt.date(2016, 6, 1), dt.date(2016, 6, 30), ["review-late"]),
    ],
)
def test_a_review_is_by_somebody_else_and_in_time(first, received, responded, found):
    original = case(responded=DAY, approval=first).request
    made = case(
        reference="7-IR",
        review_of="7",
        reviewer="Head of Legal",
        received=received,
        responded=responded,
        question=[UPHELD],
    )
    made = replace(made, reviewed=original)
    answers = {"1": answer_statement(made, made.request.question[0], {})}
    assert answers["1"].status == "upheld"
    assert [one.check for one in ungrounded(made, answers, [], "f")] == found


def test_a_response_that_is_late_is_said():
    dates = {"received": dt.date(2016, 11, 14), "responded": dt.date(2016, 12, 20), "question": [STATED]}
    (finding,) = late_response(case(**dates), "data/requests/7.toml")
    assert (finding.check, finding.severity) == ("late-response", "warning")
    assert "dated 20 December 2016, and was due on 13 December 2016" in finding.found
    assert not list(late_response(case(**dates | {"responded": dt.date(2016, 12, 13)}), "f"))


@pytest.mark.parametrize(("day", "found"), [(9, ["answered-under-extension"]), (20, [])])
def test_an_answer_that_was_given_more_time_and_did_not_need_it_is_told(day, found):
    extension = {"until": dt.date(2017, 1, 12), "reason": "R", "section": "43(2)", "about": ["1"]}
    dates = {"received": dt.date(2016, 11, 14), "responded": dt.date(2016, 12, day), "extension": extension}
    assert [one.check for one in answered_under_extension(case(**dates, question=[STATED]), "f")] == found
