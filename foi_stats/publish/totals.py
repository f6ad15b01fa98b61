"""Tell which figures of an answer may be added up, and what share of their total each is."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.publish.wording import wording
from foi_stats.supply.rows import records
from foi_stats.vocabulary.money import add_up


def why_no_total(answer: Answer) -> str:
    """Return why the parts of an answer may not be added up, or empty text where they may.

    They may be where they are of one basis and one flow and share nothing (the answer says so), every figure is known
    and complete, none is marked, and none is a total already.
    """
    figures = answer.table
    if not answer.adds_up:
        return "its parts may overlap, or are of several kinds"
    if figures["value"].isna().any():
        return "a figure is not given"
    if figures["covers"].ne("").any():
        return "a figure covers only a part of its period"
    if figures["reason"].ne("").any():
        return "a figure is incomplete"
    if figures["shorthand"].ne("").any():
        return "a figure carries a symbol that says how far it can be trusted"
    if any(is_total(label) for label in figures["label"]):
        return "one of its parts is a total already"
    return ""


def is_total(label: str) -> bool:
    """Return whether a row of a table is labelled as a total."""
    return label.strip().casefold() in wording()["table"]["totals"]


def shares_of(answer: Answer) -> dict[str, int]:
    """Return each part's share of the printed total in whole per cent; empty where there are none to give.

    There are shares where the figures are of one period, one of them is a total, all are known, unmarked and not
    negative, and the others come to the total exactly.
    """
    rows = records(answer.table)
    totals = [row for row in rows if is_total(row["label"])]
    if len(totals) != 1 or len(rows) < 3 or len({row["period"] for row in rows}) != 1:
        return {}
    marked = any(row[name] for row in rows for name in ("shorthand", "reason", "covers"))
    if marked or any(pd.isna(row["value"]) or row["value"] < 0 for row in rows):
        return {}
    others = [row for row in rows if row is not totals[0]]
    total = Decimal(totals[0]["value"])
    if not total or add_up(Decimal(row["value"]) for row in others) != total:
        return {}
    return {row["label"]: round(Decimal(row["value"]) * 100 / total) for row in others}
