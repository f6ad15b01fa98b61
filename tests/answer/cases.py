"""Cases made up for tests: rows as finance would supply them, and a request about them."""

from decimal import Decimal
from functools import cache

from foi_stats.request.authority import Authority
from foi_stats.request.case import Case
from foi_stats.request.request import Request
from foi_stats.request.topic import Topic
from foi_stats.supply.rows import funding_frame, referral_frame
from foi_stats.vocabulary.shorthand import REASONS

US, THEM = "Commissioner", "Police"
TOPIC = {
    "title": "Slavery",
    "subject": "slavery",
    "activities": ["Training"],
    "rule": [
        {"id": "named", "decision": "include", "words": ["slavery"], "why": "named", "where": ["line", "crime_type"]}
    ],
}
AUTHORITY = {"name": US, "place": "Shire", "organisations": [US], "review": "R", "commissioner": "C", "licence": "L"}


def spend(amount=None, year="2014-15", **values):
    row = {"financial_year": year, "organisation": US, "line": "Slavery training", "activity": "Training"}
    row |= {"basis": "allocated", "flow": "expenditure", "unit": "£", "file": f"data/{year}/a/funding.xlsx"}
    row |= {
        "sheet": "Funding",
        "cell": "K5",
        "found": str(amount),
        "amount": None if amount is None else Decimal(amount),
    }
    reason = values.get("reason", "")
    return row | ({"shorthand": REASONS[reason].shorthand} if reason else {}) | values


def quarter(name, count, **values):
    row = {"financial_year": "2014-15", "quarter": name, "organisation": US, "service": "Care", "measure": "referrals"}
    return row | {"crime_type": "Slavery", "unit": "count", "count": count, "file": "f", "cell": "G5"} | values


def case(rows=(), referrals=(), *, limbs=None, questions=(), **request):
    limbs = limbs or [{"id": "1a", "asks": "funding", "years": ["2014-15"]}]
    asked = [{"id": "1", "text": "How much?", "limbs": limbs}, *questions]
    request = {"reference": "7", "title": "T", "authority": "a", "topic": "t", "question": asked, **request}
    return Case(
        Request.model_validate(request),
        Topic.model_validate(TOPIC),
        Authority.model_validate(AUTHORITY),
        funding_frame(rows) if rows else _no_funding(),
        referral_frame(referrals) if referrals else _no_referrals(),
    )


@cache
def _no_funding():
    return funding_frame(())


@cache
def _no_referrals():
    return referral_frame(())


def only(answer):
    assert len(answer.table) == 1
    return answer.table.iloc[0]


LIMBS = [
    {"id": "1a", "asks": "funding", "years": ["2013-14", "2014-15"], "hours": 12},
    {"id": "1b", "asks": "funding", "years": ["2014-15"], "hours": 5},
]
