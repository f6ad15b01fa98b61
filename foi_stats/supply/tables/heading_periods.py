"""The period that a heading or another text names: a year, a quarter, months, a day, or a part of a year not known."""

from __future__ import annotations

import re
from collections.abc import Callable

from foi_stats.vocabulary.months import (
    When,
    YearDay,
    has_only_figure_words,
    meet,
    parse_months,
    take_months,
    without_months,
)
from foi_stats.vocabulary.parse_periods import take_period
from foi_stats.vocabulary.period import Period, financial_year_period, quarter_period
from foi_stats.vocabulary.spelling import in_words
from foi_stats.vocabulary.years import parse_financial_year

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = re.compile(
    r"(?:(?:financial )?year (?:ending|ended|end|to)|12 months (?:ending|ended|to)):? "
    rf"(?:\d{{1,2}}(?:st)? )?{_MONTH},? \d{{4}}"
    rf"|y/?e (?:\d{{1,2}}(?:st)? )?{_MONTH} \d{{4}}"
    r"|(?:(?:financial )?year (?:ending|ended|end|to):?|y/?e) \d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
    r"|(?:1(?:st)? )?apr(?:il)? \d{4} (?:to|-|–) (?:31(?:st)? )?mar(?:ch)? \d{4}"
    r"|\b(?:fy ?)?(?:19|20)\d{2} ?(?:[-/\u2010-\u2015]|to) ?(?:(?:19|20)\d{2}|\d{2})(?![\d/-])"
    r"|\bfy ?\d{2} ?[-/\u2010-\u2015] ?\d{2}\b|\bfy ?(?:19|20)?\d{2}\b|\b(?:19|20)\d{4}\b"
)
_ORDINAL = re.compile(r"\b(?:year|yr) ?\d{1,2}\b")
"""The number of a year beside its name: ``Year 1 (2014/15)``."""
_BARE_YEAR = re.compile(r"(?<![-/\d.])\b(?:19|20)\d{2}\b(?![-/\d])|^\d{2}[-/]\d{2}$")
_QUARTER = re.compile(
    r"\b(?:19|20)\d{2}(?:[-/]\d{2})? ?[-/]? ?q[1-4]\b|\bq[1-4] ?[-/]? ?(?:19|20)\d{2}(?:[-/]\d{2})?\b"
)
_KINDS_OF_YEAR = {
    "calendar": re.compile(r"\bcal(?:endar)?\b", re.IGNORECASE),
    "financial": re.compile(r"\b(?:fin(?:ancial)?|fiscal|fy)\b", re.IGNORECASE),
}
_DATE_LIKE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9} \d{4}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\d{4}-\d\d-\d\d")


def years_in(text: str) -> frozenset[str]:
    """Return the financial years that a text states without ambiguity."""
    months, text = take_months(text)
    found = {months.financial_year} if isinstance(months, Period) else set()
    return written_years_in(text).union(found)


def written_years_in(text: str) -> frozenset[str]:
    """Return the financial years that are written in a text, such as ``2015-16``; a month names none."""
    found = set()
    for match in _YEAR.finditer(" ".join(text.casefold().split())):
        try:
            found.add(parse_financial_year(match[0]))
        except ValueError:
            continue
    return frozenset(found)


def year_of_quarters(heading: str) -> str:
    """Return the kind of year that a heading of years or quarters names: ``calendar``, ``financial`` or empty."""
    found = {kind for kind, pattern in _KINDS_OF_YEAR.items() if pattern.search(in_words(heading))}
    return found.pop() if len(found) == 1 else ""


def is_lone_part(when: When | None) -> bool:
    """Return whether a heading names a month, or months of a year that is not known: figures of nothing else."""
    return when is not None and not isinstance(when, YearDay) and (not isinstance(when, Period) or when.kind == "month")


def parse_when(folded: str, words: Callable[[str], str]) -> tuple[When | None, str, str]:
    """Return the period in a heading, the reason why its year cannot be used, and the rest of its words.

    A span of months of a year that is not known counts only where the rest of the heading says no more than the kind of
    figures. A day beside a year is the date of the report, unless it is of a part of the year that is not known.
    ``words`` takes a text to its words in one spelling, without units.
    """
    span, rest = take_months(folded)
    if span and (isinstance(span, Period) or has_only_figure_words(words(rest))):
        return span, "", rest
    named, rest = take_period(folded)
    year, problem, rest = _take_year(rest)
    if named:
        whole = financial_year_period(year) if year else None
        is_date = whole and isinstance(named, Period) and named.kind == "day"
        return (whole if is_date else _met(named, whole)), problem, rest
    quarter, rest = _take_quarter(folded)
    if quarter:
        return quarter, "", rest
    if part := parse_months(words(folded)):
        return part, "", folded
    year, problem, rest = _take_year(folded)
    part = parse_months(words(rest)) if year else None
    return (_met(part, financial_year_period(year)) if year else None), problem, without_months(rest) if part else rest


def _met(when: When | None, whole: Period | None) -> When | None:
    """Return what a heading and its own year say together; the first alone, if they do not agree or one is missing."""
    if when is None or whole is None:
        return when or whole
    try:
        return meet(when, whole)
    except ValueError:
        return when


def _take_quarter(folded: str) -> tuple[Period | None, str]:
    match = _QUARTER.search(folded)
    if match is None:
        return None, folded
    try:
        return quarter_period(match[0]), folded.replace(match[0], " ")
    except ValueError:
        return None, folded


def _take_year(folded: str) -> tuple[str, str, str]:
    """Return the year in a heading, the reason why its year cannot be used, and the rest of the heading."""
    match = _YEAR.search(folded)
    if match is None and _DATE_LIKE.search(folded) is None:
        match = _BARE_YEAR.search(folded)
    if match is None:
        return "", "", folded
    rest = _ORDINAL.sub(" ", folded.replace(match[0], " "))
    try:
        return parse_financial_year(match[0]), "", rest
    except ValueError as error:
        return "", str(error), rest
