"""Parse periods as people type them: years of every kind, quarters, months, days and spans of them."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from functools import lru_cache

from foi_stats.vocabulary.months import MONTH, YearDay
from foi_stats.vocabulary.period import (
    ONE_DAY,
    Period,
    PeriodKind,
    divmod_month,
    financial_year_period,
    period_between,
    period_of_day,
)
from foi_stats.vocabulary.years import month_number, parse_financial_year, parse_quarter

_DASH = "-\u2010-\u2015\u2212"
_MONTH = rf"{MONTH}\b\.?"
_A_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH},?[ -]\d{{4}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}"
    r"|\d{4}-\d{2}-\d{2})"
)
_A_MONTH = rf"(?:{_MONTH}[ ,-]*(?:\d{{4}}|['’]?\d{{2}})|\d{{4}}-\d{{2}}|\d{{1,2}}/\d{{4}})"
_A_YEAR = r"\d{4}[-/]\d{2}"
_ACADEMIC = re.compile(
    rf"(?:(?:academic|school)(?: year)?|ay) ?(?P<first>\d{{4}}) ?(?:[{_DASH}/]|to) ?(?P<last>\d{{4}}|\d{{2}})"
    rf"|(?P<first2>\d{{4}}) ?(?:[{_DASH}/]|to) ?(?P<last2>\d{{4}}|\d{{2}}) (?:academic|school)(?: year)?"
)
_PAIR = re.compile(rf"(\d{{4}}) ?(?:[{_DASH}/]|to) ?(\d{{4}}|\d{{2}})")
_CALENDAR = re.compile(r"(?:calendar(?: year)?|cy) ?(\d{4})|(\d{4}) (?:calendar(?: year)?)")
_AS_AT = re.compile(rf"(?:as (?:at|of)|at|on) ({_A_DAY})")
_MONTHS_TO = re.compile(
    r"(?:the )?(?:(?P<many>\d{1,2}|[a-z]+) (?:months?|mths?)|(?P<quarter>quarter)|(?:calendar )?year|y/?e)"
    rf" ?(?:to|ending|ended|end)? ?(?P<end>{_A_DAY}|{_A_MONTH})"
)
_SPAN = re.compile(
    rf"(?:from |between )?(?P<first>{_A_DAY}|{_A_YEAR}|{_A_MONTH}|{_MONTH})"
    rf"(?: to | until | and | ?[{_DASH}/] ?)(?P<last>{_A_DAY}|{_A_YEAR}|{_A_MONTH})"
)
_AT_DAY = re.compile(rf"(?:as (?:at|of|on)|at) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})")
_TAKEN = [
    re.compile(rf"(?<![\w/-])(?:{pattern.pattern})(?![\w/]|-\d)")
    for pattern in (_ACADEMIC, _CALENDAR, _AS_AT, _MONTHS_TO, _SPAN)
]
_TAKEN_AT_DAY = re.compile(rf"(?<![\w/-])(?:{_AT_DAY.pattern})(?![\w/])")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@lru_cache(maxsize=4096)
def parse_period(text: str, kind: PeriodKind | None = None) -> Period:
    """Return the period that a text names.

    Reads financial years as :func:`parse_financial_year` does, and ``calendar year 2015``, ``academic year 2014/15``,
    ``2015 Q2``, ``April 2015``, ``Apr-15``, ``2015-04``, ``31/03/2016``, ``as at 31 March 2016``, ``April to June
    2015``, ``2015-06 to 2016-05``, ``six months to 30 September 2016``.

    Parameters
    ----------
    text
        What somebody typed.
    kind
        The kind of period that is meant, where that is known: ``2015`` is a calendar year and ``2014/15`` an academic
        year only if so.

    Raises
    ------
    ValueError
        If the text names no period of this kind, or could mean more than one; the message says what to write.
    """
    folded = " ".join(text.casefold().split())
    period = _of_kind(folded, kind) or _parse_named(folded)
    if period is None:
        # Its messages say what is wrong with a year, and what to write.
        period = financial_year_period(parse_financial_year(text))
    if kind is None or period.kind == kind:
        return period
    if kind == "span":
        return Period(period.start, period.end, "span")
    raise ValueError(f"{text!r} is a {period.kind.replace('_', ' ')}, and a {kind.replace('_', ' ')} was expected")


@lru_cache(maxsize=4096)
def parse_printed(text: str) -> Period:
    """Return the period that ``str`` printed; a year alone is a calendar year, for no other is printed so.

    Raises
    ------
    ValueError
        If no period is printed so.
    """
    period = parse_period(text, "calendar_year") if text.isdigit() else parse_period(text)
    if str(period) != text:
        raise ValueError(f"{text!r} is not a period as it is printed; write {str(period)!r}")
    return period


@lru_cache(maxsize=4096)
def take_period(text: str) -> tuple[Period | YearDay | None, str]:
    """Return the period that a text mentions, and the text without it; None and the text if there is none.

    Only what cannot be anything else is taken: a year that is called calendar or academic, days and months from one to
    another, so many months to a day, ``as at`` a day.
    """
    if not any(map(str.isdigit, text)):
        return None, text
    folded = " ".join(text.casefold().split())
    for pattern in _TAKEN:
        for match in pattern.finditer(folded):
            try:
                period = _parse_named(match[0])
            except ValueError:
                continue
            if period:
                return period, f"{folded[: match.start()]} {folded[match.end() :]}"
    at_day = _TAKEN_AT_DAY.search(folded)
    if at_day and (month := month_number(at_day[2].rstrip("."))):
        return YearDay(month, int(at_day[1])), f"{folded[: at_day.start()]} {folded[at_day.end() :]}"
    return None, text


def _of_kind(text: str, kind: PeriodKind | None) -> Period | None:
    """Parse what is a period only because its kind is known."""
    if kind == "calendar_year" and re.fullmatch(r"\d{4}", text):
        return period_of_day(dt.date(int(text), 1, 1), kind)
    if kind == "month" and (month := _parse_month(text)):
        return period_of_day(month, kind)  # 2011-12 too, which else is a year
    if kind == "academic_year" and (match := _PAIR.fullmatch(text)):
        return _academic_year(match[1], match[2])
    return None


def _parse_named(text: str) -> Period | None:
    if match := _ACADEMIC.fullmatch(text):
        return _academic_year(match["first"] or match["first2"], match["last"] or match["last2"])
    if match := _CALENDAR.fullmatch(text):
        return period_of_day(dt.date(int(match[1] or match[2]), 1, 1), "calendar_year")
    if (match := _AS_AT.fullmatch(text)) and (day := _parse_day(match[1])):
        return Period(day, day, "day")
    if day := _parse_day(text):
        return Period(day, day, "day")
    if (month := _parse_month(text)) and not _financial_year(text):
        return period_of_day(month, "month")
    if re.search(r"\bq[1-4]\b|\dq[1-4]", text):
        year, number = parse_quarter(text).split(" Q")
        return period_of_day(dt.date(int(year), int(number) * 3, 1), "quarter")
    if match := _MONTHS_TO.fullmatch(text):
        return _months_to(match)
    if match := _SPAN.fullmatch(text):
        return _span(text, match["first"], match["last"])
    return None


def _academic_year(first: str, last: str) -> Period:
    start = int(first)
    if int(last) != (start + 1 if len(last) == 4 else (start + 1) % 100):
        raise ValueError(
            f"{first}/{last} is not one academic year; write it as academic year {start}/{(start + 1) % 100:02d}"
        )
    return period_of_day(dt.date(start, 9, 1), "academic_year")


def _months_to(match: re.Match[str]) -> Period | None:
    """Return some months that end with a day or a month: ``six months to 30 September 2016``."""
    many = 3 if match["quarter"] else 12
    if match["many"]:
        many = (
            int(match["many"])
            if match["many"].isdigit()
            else _WORDS.index(match["many"]) + 1
            if match["many"] in _WORDS
            else 0
        )
    end = _parse_day(match["end"]) or _end_of_month(_parse_month(match["end"]))
    if end is None or not 1 <= many <= 60:
        return None
    whole = (end + ONE_DAY).day == 1
    first = dt.date(*divmod_month(end.year * 12 + end.month - many), 1)
    if not whole:
        # The day after the same day, so many months before: a year to 30 June starts on 1 July.
        before = dt.date(*divmod_month(end.year * 12 + end.month - 1 - many), 1)
        first = before.replace(day=min(end.day, monthrange(before.year, before.month)[1])) + ONE_DAY
    return period_between(first, end)


def _financial_year(text: str) -> Period | None:
    try:
        return financial_year_period(text)
    except ValueError:
        return None


def _span(text: str, first: str, last: str) -> Period | None:
    if (earlier := _financial_year(first)) and (later := _financial_year(last)):
        if later < earlier:
            raise ValueError(f"{text!r} ends before it starts")
        return period_between(earlier.start, later.end)
    end_day = _parse_day(last)
    end = end_day or _end_of_month(_parse_month(last))
    start = _parse_day(first) or _parse_month(first)
    if start is None and end is not None and (number := month_number(first.rstrip("."))):
        # "April to June 2015": the first month is the last before the end.
        start = dt.date(end.year - (number > end.month), number, 1)
    if start is None or end is None:
        return None
    if end < start:
        raise ValueError(f"{text!r} ends before it starts")
    return period_between(start, end)


def _parse_day(text: str) -> dt.date | None:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return dt.date.fromisoformat(text)
        if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        if (match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]+)\.?,?[ -](\d{4})", text)) and (
            month := month_number(match[2])
        ):
            return dt.date(int(match[3]), month, int(match[1]))
    except ValueError:
        raise ValueError(f"{text!r} is not a day: there is no such date") from None
    return None


def _parse_month(text: str) -> dt.date | None:
    """Return the first day of the month that a text names."""
    if (match := re.fullmatch(r"([a-z]+)\.?[ ,-]*(?:(\d{4})|['’]?(\d{2}))", text)) and (
        number := month_number(match[1])
    ):
        return dt.date(int(match[2] or f"20{match[3]}"), number, 1)
    numbers = re.fullmatch(r"(?P<year>\d{4})-(?P<month>\d{2})", text)
    numbers = numbers or re.fullmatch(r"(?P<month>\d{1,2})/(?P<year>\d{4})", text)
    if numbers and 1 <= int(numbers["month"]) <= 12:
        return dt.date(int(numbers["year"]), int(numbers["month"]), 1)
    return None


def _end_of_month(day: dt.date | None) -> dt.date | None:
    return day.replace(day=monthrange(day.year, day.month)[1]) if day else None
