"""A topic: the rules that decide which rows a request is about, and the reason for each decision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import AfterValidator, Field, model_validator

from foi_stats.request.asked_periods import Day
from foi_stats.request.matching import Sought, Span, find_each, parse_codes, phrases_of, split_words
from foi_stats.request.question import Id
from foi_stats.request.settings import read_settings
from foi_stats.vocabulary.settings import Settings
from foi_stats.vocabulary.shown import Rows, Shown

Decision = Literal["include", "exclude", "borderline"]
Column = Literal["organisation", "line", "provider", "funder", "activity", "note", "service", "crime_type", "measure"]

SELECTION = ("decision", "rule", "why", "counts_towards", "reviewer")
"""Columns that :func:`classify` adds: the decision, the rule that made it, its reason, the activity the row counts
towards, and who decided a borderline row and when."""

_STRENGTH: dict[str, int] = {"exclude": 0, "borderline": 1, "include": 2}


_UNMATCHED = ("exclude", "no-rule-matched", "no rule of the topic names it", "")


def _are_codes(codes: list[str]) -> list[str]:
    parse_codes(codes)
    return codes


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("say what the rule is for")
    return text


class Rule(Settings):
    """A rule: it decides rows that hold any of its words or codes, whole and in any case.

    Words are matched in British and American spelling, with or without hyphens between them and apostrophes in them.
    A code is one code (``"4521"``), a range with both its ends (``"4500-4599"``), or letters and any digits after
    them (``"MS*"``); leading zeros count. Where rules disagree, exclude beats borderline beats include; among
    equals the first rule is named.
    """

    id: Id
    decision: Decision
    words: list[str] = []
    codes: Annotated[list[str], AfterValidator(_are_codes)] = []
    where: Annotated[list[Column], Field(min_length=1)] = ["line", "activity"]
    activity: str = ""
    why: Annotated[str, AfterValidator(_not_empty)]

    @model_validator(mode="after")
    def _looks_for_something(self) -> Self:
        if not self.words and not self.codes:
            raise ValueError(f"rule {self.id} has neither words nor codes")
        return self


class Decided(Settings):
    """A reviewer's decision on a borderline line of funding, or service: who (by role), when and why."""

    organisation: str
    line: str
    decision: Literal["include", "exclude"]
    role: str
    date: Day
    reason: str


class Topic(Shown, Settings):
    """The subject of a request, and the rules and decisions that select its rows."""

    title: str
    subject: str
    activities: list[str] = []
    rule: list[Rule] = Field(min_length=1)
    decided: list[Decided] = []
    _shown: ClassVar[Sequence[tuple[str, str]]] = (("Activities", "activities"), ("", "_rules"))

    def _shown_title(self) -> str:
        return f"Topic: {self.title}"

    @property
    def _rules(self) -> Rows:
        rows = tuple((one.id, one.decision, "; ".join([*one.words, *one.codes]), one.why) for one in self.rule)
        return Rows("Rules", ("Rule", "Decision", "Looks for", "Why"), rows)

    @model_validator(mode="after")
    def _activities_are_known(self) -> Self:
        for rule in self.rule:
            if rule.activity and self.activities and rule.activity not in self.activities:
                raise ValueError(f"rule {rule.id} counts towards {rule.activity!r}, which is not among the activities")
        if len({rule.id for rule in self.rule}) < len(self.rule):
            raise ValueError("two rules have the same id")
        return self

    @model_validator(mode="after")
    def _words_can_be_found(self) -> Self:
        rules = _by_strength(self.rule)  # in the order of classify, so that the split words are found in the cache
        for rule, phrases in zip(rules, _phrases_of_each(rules), strict=True):
            for text, phrase in zip(rule.words, phrases, strict=True):
                if not phrase:
                    raise ValueError(f"rule {rule.id} looks for {text!r}, which has no word in it: no letter, no digit")
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
        Funding rows or counts. A rule looks only in the columns of its ``where`` that the rows have.

    Returns
    -------
    DataFrame
        The same rows in the same order. A row that no rule matches is excluded, by the rule ``no-rule-matched``.
    """
    return _with_verdicts(rows, verdicts(rows, topic))


def included(rows: pd.DataFrame, topic: Topic) -> pd.DataFrame:
    """Return the rows of :func:`classify` that count."""
    decided = verdicts(rows, topic)
    counts = decided["decision"].eq("include").to_numpy()
    return _with_verdicts(rows[counts], decided[counts])


def verdicts(rows: pd.DataFrame, topic: Topic) -> pd.DataFrame:
    """Return the topic's decision on each row and its reason: the columns of :data:`SELECTION`, as categories.

    ``counts_towards`` is that of the rule, empty where the row's own activity stands. A million rows of a few verdicts
    are as many small numbers, and no texts; the texts of the rows may be categories (:func:`columns_decided_by`).
    """
    rules = _by_strength(topic.rule)
    outcomes = [*((rule.decision, rule.id, rule.why, rule.activity) for rule in rules), _UNMATCHED]
    first = _first_rule(rows, rules)
    borderline = np.array([decision == "borderline" for decision, *_ in outcomes])[first]
    review = _first_review(rows, borderline, topic.decided)
    reviews = [*((each.decision, f"{each.role}, {each.date}: {each.reason}") for each in topic.decided), ("", "")]
    both = np.ravel_multi_index((first, review), (len(outcomes), len(reviews)))
    decided = [
        (decision or by_rule, rule, why, activity if (decision or by_rule) != "exclude" else "", reviewer)
        for by_rule, rule, why, activity in outcomes
        for decision, reviewer in reviews
    ]
    columns = zip(SELECTION, zip(*decided, strict=True), strict=True)
    return pd.DataFrame({name: _as_category(both, texts) for name, texts in columns}, index=rows.index)


def columns_decided_by(topic: Topic) -> list[str]:
    """Return the columns of rows that :func:`verdicts` looks at; counts lack some, and amounts others."""
    named = (column for rule in topic.rule for column in rule.where)
    return list(dict.fromkeys(["organisation", "line", "service", *named]))


def _as_category(which: np.ndarray[Any, Any], texts: Sequence[str]) -> pd.Categorical:
    """Return texts by their positions, each distinct one once."""
    distinct = list(dict.fromkeys(texts))
    place = np.array([distinct.index(text) for text in texts], dtype=np.int32)
    return pd.Categorical.from_codes(place[which], categories=pd.Index(distinct, dtype="str"))


def _with_verdicts(rows: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Return rows with their verdicts as texts; one that counts, by a rule of no activity, counts towards its own."""
    added = {name: decided[name].astype("str") for name in SELECTION}
    if "activity" in rows:
        own = added["counts_towards"].eq("") & added["decision"].ne("exclude")
        added["counts_towards"] = added["counts_towards"].mask(own, rows["activity"])
    return rows.assign(**added)


def _first_rule(rows: pd.DataFrame, rules: list[Rule]) -> np.ndarray[Any, Any]:
    """Return for each row the position of the first rule that matches it; the number of rules where none does.

    Each distinct text of a column is folded and searched once, however many rows hold it.
    """
    first = np.full(len(rows), len(rules))
    sought = _sought(rules)
    for column in dict.fromkeys(column for rule in rules for column in rule.where if column in rows):
        texts, text_of = _distinct(rows[column])
        looking = [rank for rank, rule in reversed(list(enumerate(rules))) if column in rule.where]
        best = np.full(len(texts), len(rules))
        for rank, found in zip(looking, find_each(split_words(texts), [sought[at] for at in looking]), strict=True):
            best[found] = rank
        first = np.minimum(first, best[text_of])
    return first


def _by_strength(rules: Sequence[Rule]) -> list[Rule]:
    """Return rules in the order in which they decide."""
    return sorted(rules, key=lambda rule: _STRENGTH[rule.decision])


def _sought(rules: list[Rule]) -> list[Sought]:
    """Return the phrases and spans of each rule, folded like the rows."""
    sought = []
    for rule, phrases in zip(rules, _phrases_of_each(rules), strict=True):
        codes = parse_codes(rule.codes)
        spans = tuple(code for code in codes if isinstance(code, Span))
        sought.append(Sought((*phrases, *(code for code in codes if not isinstance(code, Span))), spans))
    return sought


def _phrases_of_each(rules: list[Rule]) -> list[list[tuple[str, ...]]]:
    """Return the words of each rule as phrases: split together, which takes no longer than splitting one rule's."""
    phrases = iter(phrases_of([word for rule in rules for word in rule.words]))
    return [[next(phrases) for _ in rule.words] for rule in rules]


def _distinct(column: pd.Series) -> tuple[pa.Array, np.ndarray[Any, Any]]:
    """Return the distinct texts of a column, and which of them each row holds; of categories, some without a row."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return pa.array(column.cat.categories, pa.large_string()), column.cat.codes.to_numpy()
    texts = pa.table({"text": column.array})["text"].cast(pa.large_string())
    coded = texts.fill_null("").combine_chunks().dictionary_encode()
    return coded.dictionary, coded.indices.to_numpy()


def _first_review(rows: pd.DataFrame, borderline: np.ndarray[Any, Any], reviews: list[Decided]) -> np.ndarray[Any, Any]:
    """Return for each borderline row the position of its first review; the number of reviews where there is none."""
    first = np.full(len(rows), len(reviews))
    if reviews and borderline.any():
        named = "line" if "line" in rows else "service"
        first_of = dict(reversed([((each.organisation, each.line), at) for at, each in enumerate(reviews)]))
        found = pd.MultiIndex.from_tuples(list(first_of)).get_indexer(
            pd.MultiIndex.from_frame(rows.loc[borderline, ["organisation", named]])
        )
        first[borderline] = np.array([*first_of.values(), len(reviews)])[found]
    return first
