"""Find the periods that a question names, and the key of a request file for them. No disk is touched.

Financial years are found in ``years``; here is what is no financial year: calendar and academic years, quarters,
months, days, one figure for some time, and what runs to date.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from foi_stats.request.intake.years import Years, years_named
from foi_stats.vocabulary.months import MONTH
from foi_stats.vocabulary.parse_periods import parse_period
from foi_stats.vocabulary.period import Period

_DASH = r"[-\u2010-\u2015\u2212]"
_TO = rf"(?:to|until|till|through(?: to)?|up to|and|{_DASH})"
_NAME = rf"{MONTH}\b\.?"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_NAME},? \d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|\d{{4}}-\d\d-\d\d)"
_MONTH_YEAR = rf"(?:{_NAME},? (?:\d{{4}}|['’]?\d{{2}}\b))"
_NOW = (
    r"(?:(?:the )?(?:date|present|now|today|current (?:date|day)|present (?:date|day|time)|time of (?:writing"
    r"|this request)"
    r"|date of (?:this|my|the|your) (?:request|letter|e-?mail|response|reply)))\b"
)
_RUN = re.compile(
    rf"\b(?:(?:from|between|since|for|over) )?(?:the )?(?:period )?(?:from )?(?P<first>{_DAY}|{_MONTH_YEAR}|{_NAME})"
    rf" ?{_TO} ?(?:the end of )?(?P<last>{_DAY}|{_MONTH_YEAR})",
    re.IGNORECASE,
)
_TO_NOW = re.compile(
    rf"\b(?:(?:from|since|between) )?(?:the )?(?:period )?(?:from )?(?P<first>{_DAY}|{_MONTH_YEAR}) ?{_TO} ?{_NOW}"
    rf"|\bsince (?P<since>{_DAY}|{_MONTH_YEAR})|\bfrom (?P<onwards>{_DAY}|{_MONTH_YEAR}),? (?:onwards?|on)\b",
    re.IGNORECASE,
)
_AT = re.compile(
    rf"\b(?:as (?:at|of|on)|at|on)(?: the)? {_DAY}(?:(?:,| and|, and| or|,? and on) {_DAY})*", re.IGNORECASE
)
_EVERY = (
    r"(?:,? (?:in|of|for|each|every|the|all|following|calendar|years?|from|between)){0,8}"
    rf" (?P<years>(?:19|20)\d\d(?:(?:,? and|,|,? to| ?{_DASH}) ?(?:19|20)\d\d)*)(?![\d/\u2013-]\d|\d)"
)
_YEARLY_DAY = re.compile(
    rf"\b(?:as (?:at|of|on)|at|on)(?: the)? (?P<day>\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_NAME}){_EVERY}", re.IGNORECASE
)
"""The same day of several years: "on 1 April in each of 2014, 2015 and 2016"."""
_TODAY = re.compile(
    r"\b(?:today|currently|at present|presently|at the moment|right now|as of (?:now|today)|as at (?:today|now"
    r"|the date)"
    r"|at the (?:present|current) time|(?:is|are) (?:now|there now)|have now|now(?= ?(?:[?,.&]|$))|to date of)\b",
    re.IGNORECASE,
)
_MONTHLY = re.compile(
    r"\b(?:each|every|per|by) (?:calendar )?month\b|\bmonthly\b|\bmonth[- ]by[- ]month\b", re.IGNORECASE
)
_QUARTERLY = re.compile(
    r"\b(?:each|every|per|by) (?:financial )?quarter\b|\bquarterly\b|\bquarter[- ]by[- ]quarter\b", re.IGNORECASE
)
_ACADEMIC = re.compile(r"\b(?:academic|school) (?:years?|sessions?)\b", re.IGNORECASE)
_CALENDAR = re.compile(
    r"\bcalendar years?\b|\b(?:1(?:st)? )?January(?: \d{4})? (?:to|until|-|–) (?:31(?:st)? )?December\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d£.,/-])(?:19|20)\d\d(?![\d,./-]\d|\d)")
_YEAR_RUN = re.compile(rf"\b((?:19|20)\d\d) ?(?:to|until|through|{_DASH}|and) ?((?:19|20)\d\d)\b", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:year[- ]to[- ]date|to date|so far(?: this year)?|ytd|up to (?:now|the present|today)|(?:this"
    r"|the current) year so far)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:each|all|any|for|in|over|during|every|on|at) (?:of )?(?:the )?(?:these|those|that|this|same|above"
    r"|said) (?:\w+ )?(?:years?|periods?|months?|dates?)\b"
    r"|\b(?:the )?(?:same|above|said) (?:\w+ )?(?:years?|periods?|months?|time ?frame|timescale)\b"
    r"|\b(?:each|every|per|a) (?:financial |of the )?years?\b|\bper annum\b|\bannually\b|\byearly\b|\b(?:these"
    r"|those) (?:\w+ )?(?:years|periods|months)\b"
    r"|\b(?:time ?frame|periods?|years?|dates?|months?) (?:above|stated|given|specified|listed|named|mentioned)\b",
    re.IGNORECASE,
)


def periods_named(text: str) -> Years:
    """Return the periods that a text names, under the key that a request file has for them, and what is unsure.

    What is left open has the key under which it is to be written, where that is known.
    """
    named = _periods(text)
    part = _PART.search(text)
    if part and named.key != "to_date" and named.since is None and not any(part[0] in doubt for doubt in named.doubts):
        doubt = f'the letter says "{part[0]}": the last period is not over; give it up to a day, with to_date or at'
        return replace(named, doubts=(*named.doubts, doubt))
    return named


def refers_back(text: str) -> str:
    """Return the words by which a text means years that were named before; empty text if there are none."""
    match = _BACK.search(text)
    return match[0] if match else ""


def _periods(text: str) -> Years:
    if _ACADEMIC.search(text):
        return _academic(text)
    if _CALENDAR.search(text) and not _DAY_RANGE.search(text):
        return _calendar(text)
    if step := ("months" if _MONTHLY.search(text) else "quarters" if _QUARTERLY.search(text) else ""):
        return _stepped(text, step)
    if (yearly := _YEARLY_DAY.search(text)) and not re.search(_DAY, yearly.string[yearly.end() :], re.IGNORECASE):
        return _at(_YEARLY_DAY.sub(" ", text), [f"{yearly['day']} {year}" for year in _years_in(yearly["years"])])
    if days := [day for match in _AT.finditer(text) for day in re.findall(_DAY, match[0], re.IGNORECASE)]:
        return _at(text, days)
    found = years_named(text)
    if found.years:
        return found
    if (open_end := _TO_NOW.search(text)) and (start := day_of(next(filter(None, open_end.groups())))):
        return _to_date(found, start, open_end[0])
    if match := _RUN.search(text):
        return _span(match, found)
    if not found.named and (today := _TODAY.search(text)):
        doubt = f'the letter says "{today[0]}": write the day on which it was counted, such as at = [2017-07-04]'
        return Years(key="at", value="[]", doubts=(*found.doubts, doubt))
    return found


_DAY_RANGE = re.compile(rf"{_DAY} ?{_TO} ?{_DAY}", re.IGNORECASE)


def _academic(text: str) -> Years:
    found = years_named(text)
    if found.years:
        listed = ", ".join(f'"{year}"' for year in found.years)
        return Years(key="academic_years", value=f"[{listed}]")
    return Years(key="academic_years", value="[]", doubts=found.doubts or ("the letter asks by academic year: which?",))


def _calendar(text: str) -> Years:
    years = _years_in(text)
    since = re.search(r"\bsince ((?:19|20)\d\d)\b", text, re.IGNORECASE)
    if since and len(years) > 1:
        every = ", ".join(str(year) for year in range(int(since[1]), max(years) + 1))
        doubt = f'the letter says "{since[0]}" and names {max(years)} as the last year: does it want later ones too?'
        return Years(key="calendar_years", value=f"[{every}]", doubts=(doubt,))
    if years:
        return Years(key="calendar_years", value=f"[{', '.join(map(str, sorted(years)))}]")
    doubts = years_named(text).doubts or ("the letter asks by calendar year: write which, such as [2015, 2016]",)
    return Years(key="calendar_years", value="[]", doubts=doubts)


def _years_in(text: str) -> set[int]:
    """Return the years that a text names, and those between the ends of a range."""
    years = {int(year) for year in _YEAR.findall(text)}
    if (run := _YEAR_RUN.search(text)) and 0 < int(run[2]) - int(run[1]) <= 40:
        years |= set(range(int(run[1]), int(run[2]) + 1))
    return years


def _stepped(text: str, step: str) -> Years:
    """Return months or quarters from a first to a last."""
    found = years_named(text)
    if match := _RUN.search(text):
        period = _period(match)
        if period:
            return Years(key=step, value=_steps(period, step))
    if found.years:
        first, last = parse_period(found.years[0]), parse_period(found.years[-1])
        gaps = len(found.years) != last.end.year - first.start.year
        told = (f"the years that the letter names have gaps: list their {step}",) if gaps else ()
        return Years(key=step, value=_steps(Period(first.start, last.end, "span"), step), doubts=told)
    start = _TO_NOW.search(text)
    day = day_of(next(filter(None, start.groups()))) if start else None
    if start and day:
        shape = _steps(Period(day, day, "day"), step).strip('"').split(" to ")[0]
        doubt = f'the letter says "{start[0]}", by {step[:-1]}, and no end: write {step} = "{shape} to …"'
        return Years(key=step, value="[]", doubts=(doubt,))
    doubts = found.doubts or (f"the letter asks by {step[:-1]}, and does not name them: write from which to which",)
    return Years(key=step, value="[]", doubts=doubts)


def _steps(period: Period, step: str) -> str:
    def name(day: dt.date) -> str:
        return f"{day:%Y-%m}" if step == "months" else f"{day.year} Q{(day.month + 2) // 3}"

    return f'"{name(period.start)} to {name(period.end)}"'


def _at(text: str, days: list[str]) -> Years:
    found = sorted({day for words in days if (day := day_of(words))})
    rest = years_named(_AT.sub(" ", text))
    doubts = (f"the letter names years beside a day: {', '.join(rest.years)}",) if rest.years else ()
    if not found:
        return Years(key="at", value="[]", doubts=(f'"{days[0]}" is no day: write the one that is meant',))
    return Years(key="at", value=f"[{', '.join(map(str, found))}]", doubts=doubts)


def _to_date(found: Years, start: dt.date, words: str) -> Years:
    """Return one figure from a day to that of the response; from 1 April, ``since`` says the same by its year."""
    yearly = tuple(doubt for doubt in found.doubts if "year by year" in doubt)
    if (start.month, start.day) == (4, 1):
        return Years(since=start.year, doubts=yearly)
    named = f'"{" ".join(words.split())}" is taken as one figure up to the day of the response'
    return Years(key="to_date", value=str(start), doubts=(*yearly, named))


def _span(match: re.Match[str], found: Years) -> Years:
    period = _period(match)
    if period is None:
        return found
    value = f'"{period.start:%Y-%m} to {period.end:%Y-%m}"'
    whole = period.start.day == 1 and (period.end + dt.timedelta(days=1)).day == 1
    if not whole:
        value = f'"{period.start} to {period.end}"'
    return Years(key="span", value=value, doubts=(f'"{match[0].strip()}" is taken as one figure for all of it',))


def _period(match: re.Match[str]) -> Period | None:
    first, last = (" ".join(match[name].casefold().replace(" of ", " ").split()) for name in ("first", "last"))
    try:
        return parse_period(f"{first} to {last}")
    except ValueError:
        return None


def day_in(words: str) -> dt.date | None:
    """Return the first day that words name; None if they name none."""
    match = re.search(_DAY, words, re.IGNORECASE)
    return day_of(match[0]) if match else None


def day_of(words: str) -> dt.date | None:
    """Return a day, or the first day of a month, that words name."""
    try:
        return parse_period(" ".join(words.casefold().replace(" of ", " ").split())).start
    except ValueError:
        return None
