"""Parse financial years and quarters as people type them, and write them in one way.

A financial year runs from 1 April to 31 March and is written ``2012-13`` wherever a person can
see it. Nothing here touches a disk; pandas is imported only by the two functions that need it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

from foi_stats.vocabulary.ambiguous import AmbiguousError

_DASH = r"[-\u2010-\u2015\u2212/]"
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTHS = {name.casefold(): number for number, name in enumerate(MONTH_NAMES, start=1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}

_FULL_PAIR = re.compile(rf"(?:fy\s*)?(\d{{4}})\s*(?:{_DASH}|to)\s*(\d{{4}}|\d{{2}})")
_SHORT_PAIR = re.compile(rf"(fy\s*)?(\d{{2}})\s*{_DASH}\s*(\d{{2}})")
_RUN_TOGETHER = re.compile(r"(?:fy\s*)?(\d{4})(\d{2})")
_SINGLE = re.compile(r"(?:fy\s*)?(\d{4}|\d{2})")
_YEAR_END = re.compile(
    r"(?:(?:financial\s+)?year\s+(?:ending|ended|end|to)|y/?e|(?:12|twelve)\s+months\s+(?:ending|ended|to))\.?\s+(.+)"
)
_SPAN = re.compile(rf"(?:from\s+)?(.+?)\s*(?:to|until|\s{_DASH}\s|[\u2013\u2014])\s*(.+)")
_DAY_MONTH_YEAR = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]+)\.?,?\s+(\d{4})")
_NUMERIC_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CALENDAR_QUARTER = re.compile(r"(\d{4})\s*[-/]?\s*q([1-4])|q([1-4])\s*[-/]?\s*(\d{4})")
_FINANCIAL_QUARTER = re.compile(r"(.+?)\s*[,-]?\s+q([1-4])|q([1-4])\s*[,-]?\s+(.+)")

_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[a-z]{3,9}\.?,?\s+\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
_NAMED = re.compile(
    r"(?<![\w.,])(?:"
    rf"(?:(?:financial\s+)?year\s+(?:ending|ended|end|to)|y/?e|(?:12|twelve)\s+months\s+(?:ending|ended|to))\.?\s+"
    rf"(?:{_DAY})"
    rf"|(?:{_DAY})\s*(?:to|until|{_DASH})\s*(?:{_DAY})"
    rf"|(?:fy\s*)?\d{{4}}\s*(?:{_DASH}|to)\s*(?:\d{{4}}|\d{{2}})"
    rf"|fy\s*\d{{2}}\s*{_DASH}\s*\d{{2}}"
    r"|(?:fy\s*)?\d{6}"
    rf")(?!\w|{_DASH}\d|[.,]\d)",
    re.IGNORECASE,
)
"""Where a text may name a financial year, in any of the ways that :func:`parse_financial_year` reads."""

_WRITE = "write it as 2012-13"


def parse_financial_year(text: str) -> str:
    """Return the financial year that ``text`` names, written ``2012-13``.

    Accepts what finance teams type: ``2012-13``, ``2012/13``, ``2012-2013``, ``2012 to 2013``,
    ``FY12/13``, ``FY2012-13``, ``201213``, ``year ending 31 March 2013``, ``April 2012 to March 2013``.

    Raises
    ------
    ValueError
        If the text names no financial year, or more than one could be meant (``2013`` alone is
        the end of one and the start of another). The message says why and what to write.
    """
    if not isinstance(text, str):
        raise ValueError(f"a financial year must be text such as 2012-13, not the {type(text).__name__} {text!r}")
    folded = " ".join(text.casefold().split())
    if not folded:
        raise ValueError(f"a financial year is missing; {_WRITE}")
    if match := _FULL_PAIR.fullmatch(folded):
        return _from_pair(text, int(match[1]), match[2])
    if match := _SHORT_PAIR.fullmatch(folded):
        if not match[1]:
            raise AmbiguousError(f"{text!r} does not give the century and could be a day, a month or a range; {_WRITE}")
        return _from_pair(text, _with_century(int(match[2])), match[3])
    if match := _RUN_TOGETHER.fullmatch(folded):
        return _from_pair(text, int(match[1]), match[2])
    if match := _SINGLE.fullmatch(folded):
        year = _with_century(int(match[1])) if len(match[1]) == 2 else int(match[1])
        raise AmbiguousError(
            f"{text!r} is ambiguous: it could be {_label(year - 1)} (the year ending in March {year}) "
            f"or {_label(year)} (the year starting in April {year}); {_WRITE}"
        )
    if match := _YEAR_END.fullmatch(folded):
        return _from_end(text, match[1])
    if match := _SPAN.fullmatch(folded):
        return _from_span(text, match[1], match[2])
    raise ValueError(f"{text!r} is not a financial year; {_WRITE}")


def rewrite_financial_years(text: str) -> str:
    """Return a text with every financial year in it written ``2012-13``, however it was written.

    What only looks like one, such as ``2012 to 2016``, stays as it is.
    """
    return _NAMED.sub(lambda match: _rewritten(match[0]), text)


def _rewritten(text: str) -> str:
    try:
        return parse_financial_year(text)
    except ValueError:
        return text


def financial_year_of(day: dt.date) -> str:
    """Return the financial year that a day falls in: 31 March 2013 is in 2012-13, the next day in 2013-14."""
    return _label(day.year if day.month >= 4 else day.year - 1)


def parse_quarter(text: str) -> str:
    """Return a calendar quarter, written ``2015 Q2``.

    ``2015 Q2`` and ``Q2 2015`` are calendar quarters (April to June 2015), as the Home Office counts
    referrals. ``2015-16 Q1`` is the first quarter of a financial year: the same three months.

    Raises
    ------
    ValueError
        If the text names no quarter.
    """
    if not isinstance(text, str):
        raise ValueError(f"a quarter must be text such as 2015 Q2, not the {type(text).__name__} {text!r}")
    folded = " ".join(text.casefold().split())
    if match := _CALENDAR_QUARTER.fullmatch(folded):
        return f"{match[1] or match[4]} Q{match[2] or match[3]}"
    if match := _FINANCIAL_QUARTER.fullmatch(folded):
        year = parse_financial_year(match[1] or match[4])
        quarter = int(match[2] or match[3])
        start = int(year[:4])
        return f"{start} Q{quarter + 1}" if quarter < 4 else f"{start + 1} Q1"
    raise ValueError(f"{text!r} is not a quarter; write it as 2015 Q2 (a calendar quarter: April to June 2015)")


def financial_year_of_quarter(quarter: str) -> str:
    """Return the financial year of a calendar quarter: 2015 Q2 to 2016 Q1 are 2015-16."""
    year, number = parse_quarter(quarter).split(" Q")
    return _label(int(year) if int(number) > 1 else int(year) - 1)


def year_start(financial_year: str) -> dt.date:
    """Return the first day of a financial year, 1 April."""
    return dt.date(int(parse_financial_year(financial_year)[:4]), 4, 1)


def year_end(financial_year: str) -> dt.date:
    """Return the last day of a financial year, 31 March."""
    return dt.date(int(parse_financial_year(financial_year)[:4]) + 1, 3, 31)


def financial_years(first: str, last: str) -> list[str]:
    """Return every financial year from ``first`` to ``last``, both included, in order.

    Raises
    ------
    ValueError
        If either is not a financial year, or the last comes before the first.
    """
    start, end = year_start(first).year, year_start(last).year
    if end < start:
        raise ValueError(f"the last year, {last}, comes before the first, {first}")
    return [_label(year) for year in range(start, end + 1)]


def format_day(day: dt.date) -> str:
    """Return a date as a letter writes it, the same in every locale: ``8 July 2016``."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def month_number(name: str) -> int | None:
    """Return the number of a month from its name, in full or shortened to three letters; None if it is no month."""
    return _MONTHS.get(name.casefold())


def year_period(financial_year: str) -> pd.Period:
    """Return a financial year as a pandas period of frequency ``Y-MAR``.

    pandas names such a period by the year it ends in, so it prints 2012-13 as 2013: use it to
    compute with, and :func:`period_year` to show it.
    """
    import pandas as pd

    return pd.Period(year=year_end(financial_year).year, freq="Y-MAR")


def period_year(period: pd.Period) -> str:
    """Return the financial year of a ``Y-MAR`` period, written ``2012-13``.

    Raises
    ------
    ValueError
        If the period is of another frequency.
    """
    if period.freqstr not in ("Y-MAR", "YE-MAR"):
        raise ValueError(f"a financial year is a period of frequency Y-MAR, not {period.freqstr}")
    return _label(period.year - 1)


def _label(start: int) -> str:
    return f"{start}-{(start + 1) % 100:02d}"


def _with_century(two_digits: int) -> int:
    return 2000 + two_digits if two_digits < 50 else 1900 + two_digits


def _from_pair(text: str, start: int, end: str) -> str:
    if not 1900 <= start <= 2099:
        raise ValueError(f"{text!r} is not a financial year: it would start in {start}; {_WRITE}")
    if int(end) != (start + 1 if len(end) == 4 else (start + 1) % 100):
        raise ValueError(
            f"{text!r} is not one financial year: the year after {start} is {start + 1}, "
            f"so {_label(start)} was expected; give one year at a time"
        )
    return _label(start)


def _parse_day(text: str) -> tuple[int | None, int, int] | None:
    """Return (day or None, month, year), or None where the text is no date."""
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        month = _MONTHS.get(match[2])
        return None if month is None else (int(match[1]) if match[1] else None, month, int(match[3]))
    if match := _NUMERIC_DATE.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    return None


def _from_end(text: str, end: str) -> str:
    parsed = _parse_day(end)
    if parsed is None:
        raise ValueError(f"{text!r} does not say when the year ends; {_WRITE}")
    day, month, year = parsed
    if (day or 31, month) != (31, 3):
        raise ValueError(f"{text!r} is not a financial year: it ends on 31 March; {_WRITE}")
    return _label(year - 1)


def _from_span(text: str, first: str, last: str) -> str:
    start, end = _parse_day(first), _parse_day(last)
    if start is None or end is None:
        raise ValueError(f"{text!r} is not a financial year; {_WRITE}")
    whole_year = (start[0] or 1, start[1]) == (1, 4) and (end[0] or 31, end[1]) == (31, 3)
    if not whole_year or end[2] != start[2] + 1:
        raise ValueError(f"{text!r} is not one financial year (1 April to 31 March of the next year); {_WRITE}")
    return _label(start[2])
