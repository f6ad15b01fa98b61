"""Cases of invented counts."""

import pandas as pd
import pytest

from foi_stats.request.case import Case, read_case
from foi_stats.request.request import Request
from foi_stats.supply.amounts import COUNT
from foi_stats.supply.rows import PERIOD, TEXT, period_fields
from foi_stats.vocabulary.parse_periods import parse_printed

CRIME = "Human trafficking and modern slavery"


@pytest.fixture(scope="module")
def shipped(data):
    return read_case(data, "101.2016-17")


@pytest.fixture
def make(shipped):
    """Return a case of invented counts, {(service, period): count or {crime: count}}, and the questions asked of it."""

    def case(counts, *questions, context=(), threshold=5):
        rows = [
            {"service": service, "crime_type": crime, "count": count, **period_fields(parse_printed(period))}
            | {"financial_year": parse_printed(period).financial_year}
            for (service, period), by_crime in counts.items()
            for crime, count in (by_crime if isinstance(by_crime, dict) else {CRIME: by_crime}).items()
        ]
        base = shipped.referrals.iloc[[0]].assign(quarter="", shorthand="", reason="", note="")
        referrals = pd.concat([base] * len(rows), ignore_index=True).assign(
            **{name: pd.Series([row[name] for row in rows], dtype=TEXT) for name in ("service", "financial_year")},
            **{name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in PERIOD.items()},
            crime_type=pd.Series([row["crime_type"] for row in rows], dtype=TEXT),
            count=pd.Series([row["count"] for row in rows], dtype=COUNT),
            cell=pd.Series([f"G{at + 2}" for at in range(len(rows))], dtype=TEXT),
        )
        told = {
            "reference": "9",
            "title": "T",
            "authority": "exampleshire",
            "topic": "modern-slavery",
            "responded": "2016-03-01",
            "threshold": {"below": threshold, "reason": "R"},
            "context": list(context),
            "question": [
                {"id": str(at), "text": "?", "limbs": [{"id": f"{at}a", "asks": "referrals", **question}]}
                for at, question in enumerate(questions, start=1)
            ],
        }
        return Case(
            Request.model_validate(told, strict=False), shipped.topic, shipped.authority, shipped.funding, referrals
        )

    return case
