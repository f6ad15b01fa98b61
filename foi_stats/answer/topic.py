"""A topic: the rules that say which funding rows a request is about, and why."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self

import pandas as pd
from pydantic import AfterValidator, Field, model_validator

from foi_stats.answer.files import Settings, read_settings
from foi_stats.answer.request import Day, Id

Decision = Literal["include", "exclude", "borderline"]
Column = Literal["organisation", "line", "provider", "funder", "activity", "note", "service", "crime_type"]

SELECTION = ("decision", "rule", "why", "counts_towards", "reviewer")
"""Columns that :func:`classify` adds: the decision, the rule that made it, its reason, the activity the row counts
towards, and who decided a borderline row and when."""

_STRENGTH: dict[str, int] = {"exclude": 0, "borderline": 1, "include": 2}


def _has_a_word(words: list[str]) -> list[str]:
    if not all(_fold(word).strip() for word in words):
        raise ValueError("a word is empty")
    return words


class Rule(Settings):
    """One rule: rows in which any of the words stands, whole and in any case, are decided so.

    Where rules disagree, excluding beats borderline beats including; among equals the first rule is named.
    """

    id: Id
    decision: Decision
    words: Annotated[list[str], Field(min_length=1), AfterValidator(_has_a_word)]
    where: list[Column] = ["line", "activity"]
    activity: str = ""
    why: str


class Decided(Settings):
    """A reviewer's decision on a borderline line of funding, or service: who (by role), when and why."""

    organisation: str
    line: str
    decision: Literal["include", "exclude"]
    role: str
    date: Day
    reason: str


class Topic(Settings):
    """What a request is about."""

    title: str
    subject: str
    activities: list[str] = []
    rule: list[Rule] = Field(min_length=1)
    decided: list[Decided] = []

    @model_validator(mode="after")
    def _activities_are_known(self) -> Self:
        for rule in self.rule:
            if rule.activity and self.activities and rule.activity not in self.activities:
                raise ValueError(f"rule {rule.id} counts towards {rule.activity!r}, which is not among the activities")
        if len({rule.id for rule in self.rule}) < len(self.rule):
            raise ValueError("two rules have the same id")
        return self


def read_topic(data: Path | str, name: str) -> Topic:
    """Read ``topics/<name>.toml`` of a data folder.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be used.
    """
    return read_settings(Path(data) / "topics", name, Topic, "topic")


def classify(rows: pd.DataFrame, topic: Topic) -> pd.DataFrame:
    """Return the rows with the topic's decision on each and its reason: the columns of :data:`SELECTION`, added.

    Parameters
    ----------
    rows
        Funding or referral rows. A rule looks only in the columns of its ``where`` that the rows have.

    Returns
    -------
    DataFrame
        The same rows in the same order. A row that no rule matches is excluded, by the rule ``no-rule-matched``.
    """
    columns = sorted({column for rule in topic.rule for column in rule.where if column in rows.columns})
    named = "line" if "line" in rows else "service"
    keys = [*dict.fromkeys(["organisation", named, *columns])]
    kinds = rows[keys].drop_duplicates()
    decided = [_decide(dict(zip(keys, kind, strict=True)), topic) for kind in kinds.itertuples(index=False, name=None)]
    decisions = kinds.assign(**dict(zip(SELECTION, zip(*decided, strict=True), strict=True))) if decided else kinds
    if not decided:
        return rows.assign(**dict.fromkeys(SELECTION, ""))
    merged = rows.merge(decisions, on=keys, how="left", validate="many_to_one")
    own = rows["activity"] if "activity" in rows else pd.Series("", index=rows.index)
    counts = merged["counts_towards"].where(merged["counts_towards"].ne(""), own.to_numpy())
    return merged.assign(counts_towards=counts.where(merged["decision"].ne("exclude"), "")).set_index(rows.index)


def _decide(row: dict[str, str], topic: Topic) -> tuple[str, str, str, str, str]:
    matching = [rule for rule in topic.rule if _matches(rule, row)]
    if not matching:
        return "exclude", "no-rule-matched", "no rule of the topic names it", "", ""
    rule = min(matching, key=lambda rule: _STRENGTH[rule.decision])
    if rule.decision != "borderline":
        return rule.decision, rule.id, rule.why, rule.activity, ""
    for review in topic.decided:
        if (review.organisation, review.line) == (row["organisation"], row.get("line", row.get("service"))):
            reviewer = f"{review.role}, {review.date}: {review.reason}"
            return review.decision, rule.id, rule.why, rule.activity, reviewer
    return "borderline", rule.id, rule.why, rule.activity, ""


def _matches(rule: Rule, row: dict[str, str]) -> bool:
    text = _fold(" | ".join(row.get(column, "") for column in rule.where))
    return any(_fold(word) in text for word in rule.words)


def _fold(text: str) -> str:
    """Return text as words between single spaces, with a space at both ends, so that a whole word is a substring."""
    words = re.sub(r"[^\w£|]+|_", " ", re.sub(r"['’]", "", text.casefold()))
    return f" {' '.join(words.split())} "
