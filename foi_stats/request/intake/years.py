"""Find the financial years that a text names, with doubts where it can be read two ways. No disk is touched."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from foi_stats.vocabulary.years import financial_years, parse_financial_year

_DASH = r"[-/\u2010-\u2015\u2212]"
_LABEL = rf"(?:FY ?)?(?:19|20)\d\d ?{_DASH} ?(?:(?:19|20)\d\d|\d\d)(?![\d/-])"
_TO = rf"(?:to|until|till|through(?: to)?|up to|and|{_DASH})"
_YEAR = r"(?:19|20)\d\d"

_LAW = re.compile(
    rf"\b(?:Act|Regulations|Order|Directive|Code|Bill|FOIA?|EIR|DPA)s?,? (?:of )?{_YEAR}\b", re.IGNORECASE
)
_RANGE = re.compile(
    rf"\b(?P<between>between |from )?(?P<first>{_LABEL}) ?(?P<to>{_TO}) ?(?:the end of )?(?P<last>{_LABEL})",
    re.IGNORECASE,
)
_ONE = re.compile(rf"\b{_LABEL}", re.IGNORECASE)
_DATES = re.compile(
    rf"\b(?:1(?:st)? )?April (?P<first>{_YEAR}) ?{_TO} ?(?:31(?:st)? )?March (?P<last>{_YEAR})", re.IGNORECASE
)
_ENDING = re.compile(rf"\byears? (?:ending|ended|to)(?: on)? (?:31(?:st)? )?March (?P<last>{_YEAR})", re.IGNORECASE)
_SINCE = re.compile(
    rf"\b(?:since|dating back to|going back to|as far back as|starting (?:in|from)|from)"
    rf"(?P<between> (?:the )?(?:start of |beginning of |financial year |\d{{1,2}}(?:st|nd|rd|th)? |[A-Z][a-z]+ )*)"
    rf" ?(?P<year>{_YEAR})(?P<pair>{_DASH}\d{{2,4}})?(?P<on> ?(?:onwards?|to (?:date|now|the present|present)))?",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"\b(?P<between>between )?(?P<first>{_YEAR}) ?(?P<to>{_TO}) ?(?P<last>{_YEAR})\b(?!{_DASH}\d)", re.IGNORECASE
)
_BARE = re.compile(rf"(?<![\d£.,-])\b{_YEAR}\b(?![\d,.]\d)")
_RELATIVE = re.compile(
    r"\b(?:last|past|previous|preceding|current|this|latest|most recent|each|every)"
    r"(?: (?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|few|full|complete|financial|fiscal|calendar))*"
    r" (?:years?|months|quarters?)\b|\b(?:year[- ]on[- ]year|annually|per (?:year|annum)|to date)\b",
    re.IGNORECASE,
)
_MOVING = re.compile(
    r"\b(?:last|past|previous|preceding|current|this|latest|most recent)\b.{0,40}\byears?\b", re.IGNORECASE
)
_YEARLY = re.compile(
    r"\b(?:each|every|per|by|broken down by) (?:financial )?(?:year|annum)\b|\bannually\b", re.IGNORECASE
)
_LONGEST = 40
_NEAR = 12
"""How many characters may stand between two bare years that are quoted as one run of words."""


@dataclass(frozen=True)
class Years:
    """The periods that are asked for: financial years, all since a year, others, or none if the letter names none.

    ``key`` and ``value`` are those of a request file, as TOML writes them, where it asks for no financial years
    (``calendar_years``, ``[2015, 2016]``); an empty list is still to be filled in.
    """

    years: tuple[str, ...] = ()
    since: int | None = None
    doubts: tuple[str, ...] = ()
    key: str = ""
    value: str = ""

    @property
    def named(self) -> bool:
        """Whether any period is known."""
        return bool(self.years) or self.since is not None or self.value not in ("", "[]")


def years_named(text: str) -> Years:
    """Return the financial years that a text names.

    Years in lists and in ranges of financial years are sure. "Since 2012" is taken as the years from 2012-13 on. A
    range of bare years is taken as financial years and doubted. A bare year, or "the last five years", is left open:
    the letter does not tell which years are meant.
    """
    text = _LAW.sub("", text)
    listed, rest = _listed(text)
    if since := _since(rest):
        beside = f"the letter names years beside those since this one: {', '.join(sorted(listed))}"
        return Years(since=since.since, doubts=(*since.doubts, *([beside] if listed else [])))
    span = _SPAN.search(rest)
    if span and not listed and (span["between"] or span["to"].lower() != "and"):
        return _from_span(span)
    doubts = tuple(map(_doubt, filter(None, (_bare_in(text, rest), *(match[0] for match in _RELATIVE.finditer(rest))))))
    if listed:
        others = _BARE.search(rest) or _MOVING.search(rest)
        return Years(tuple(sorted(listed)), doubts=doubts if others else ())
    return Years(doubts=doubts)


def _bare_in(text: str, rest: str) -> str:
    """Return the letter's own words from the first to the last bare year of what is left of it, if they stand near."""
    found = list(_BARE.finditer(rest))
    if not found:
        return ""
    words = " ".join(rest[found[0].start() : found[-1].end()].split())
    near = all(after.start() - before.end() <= _NEAR for before, after in itertools.pairwise(found))
    return words if near and words in " ".join(text.split()) else '", "'.join(dict.fromkeys(one[0] for one in found))


def _listed(text: str) -> tuple[set[str], str]:
    """Return the financial years written as such, and the text without them."""
    found: set[str] = set()

    def take(match: re.Match[str]) -> str:
        named = match.groupdict()
        if "to" in named and named["to"].lower() == "and" and not named["between"]:
            years = _run(named["first"], named["first"]) + _run(named["last"], named["last"])
        elif "to" in named:
            years = _run(named["first"], named["last"])
        elif "first" in named:
            years = _run(f"{named['first']}-{int(named['first']) + 1}", f"{int(named['last']) - 1}-{named['last']}")
        else:
            label = f"{int(named['last']) - 1}-{named['last']}" if named else match[0]
            years = _run(label, label)
        found.update(years)
        return " " if years else match[0]

    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        if not _is_open(match):
            return match[0]
        kept.append(match[0])
        return " "

    text = _DATES.sub(take, text)
    text = _SINCE.sub(keep, text)
    for pattern in (_RANGE, _ENDING, _ONE):
        text = pattern.sub(take, text)
    return found, " ".join([text, *kept])


def _is_open(match: re.Match[str]) -> bool:
    """Return whether "since 2012" has no end: "from 2012" alone may be the start of "from 2012 to 2017"."""
    after = match.string[match.end() :]
    if re.match(rf" ?(?:{_TO}) ?(?:the end of )?(?:\d{{1,2}} )?(?:[A-Z][a-z]+ )?{_YEAR}", after, re.IGNORECASE):
        return False
    return bool(match["on"]) or not match[0].lower().startswith("from")


def _run(first: str, last: str) -> list[str]:
    """Return the financial years of a range; none if either end is no financial year, or the range is too long."""
    try:
        years = financial_years(parse_financial_year(first), parse_financial_year(last))
    except ValueError:
        return []
    return years if len(years) <= _LONGEST else []


def _since(text: str) -> Years | None:
    match = next((match for match in _SINCE.finditer(text) if _is_open(match)), None)
    if match is None:
        return None
    doubts = []
    start = match["between"].strip()
    if start and not re.search(r"(?i)april|financial", start):
        doubts.append(f'the letter says "{match[0].strip()}"; taken as the financial years from {match["year"]} on')
    if _YEARLY.search(text):
        doubts.append("the letter asks year by year; since gives one figure: list years instead once the last is known")
    return Years(since=int(match["year"]), doubts=tuple(doubts))


def _from_span(match: re.Match[str]) -> Years:
    first, last = int(match["first"]), int(match["last"])
    years = _run(f"{first}-{first + 1}", f"{last - 1}-{last}") if last > first else []
    if not years:
        return Years(doubts=(_doubt(match[0]),))
    return Years(
        tuple(years), doubts=(f'the letter says "{match[0]}"; taken as financial years: are calendar years meant?',)
    )


def _doubt(words: str) -> str:
    return f'the letter says "{words}": write which financial years are meant'
