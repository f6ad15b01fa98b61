"""Read the numbers that a text states and that may be counts, in figures or in words, and what they give together.

Dates, years, periods, ages, money, references and the numbers of lists are no counts. A share, a product, a sum or a
difference is made only of numbers of the text itself. The words are data, in ``said_numbers.toml``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from foi_stats.vocabulary.years import MONTH_NAMES

_MASK = "\N{HORIZONTAL ELLIPSIS}"
_DIGITS = (
    r"(?:(?<![\w£$€])|(?<=\bx))(?<!\d[.,])(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.0+)?(?![.,]?\d)(?=\W|$|x\b|ppl\b|people\b)"
)
_SUM = re.compile(r"\b(?:and|plus|with|then|another|further|more|as well as|alongside)\b|[,;+&/]", re.IGNORECASE)
_LESS = re.compile(
    r"\b(?:of|less|minus|but|except|excluding|fewer|short of|below|than|from|down|leaving|besides)\b|\s[-–−]\s",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"\b(?:groups?|times|lots|sets|teams|batches|rows|rounds|waves|cohorts|families|households|sites|offices|areas"
    r"|courts|months|years|quarters|halves|lists|clinics|sessions|x|each|every|apiece|per)\b|[x×*]",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:each|apiece|per|a head|a person|a time|every|unit cost|average|at|for)\b", re.IGNORECASE)
_MONEY = re.compile(
    r"[£$€] ?(\d[\d,]*(?:\.\d+)?) ?(million|billion|thousand|m|bn|k)?\b|\b(\d[\d,]*(?:\.\d+)?) ?(pounds)\b",
    re.IGNORECASE,
)
_SCALES = {"million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9, "thousand": 1000, "k": 1000}
_PER_CENT = re.compile(r"(\d+(?:\.\d+)?|[a-z]+(?:-[a-z]+)?) ?(?:%|per ?cent\b|percent\b)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?!;])\s+")
_NEAR = 80
"""Characters beside a number in which the words stand that tell what it counts."""

_FAR = 90
"""Characters between two numbers that are added up, taken away or multiplied."""


@dataclass(frozen=True, slots=True)
class SaidNumber:
    """A number that a text states or gives, and the words that do. ``of_people`` is whether it counts people or cases.

    ``is_given`` is whether it has to be worked out.
    """

    value: int
    words: str
    of_people: bool = False
    is_given: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    value: int
    start: int
    end: int
    words: str


@lru_cache(maxsize=4096)
def numbers_said(text: str, labels: frozenset[str] = frozenset()) -> tuple[SaidNumber, ...]:
    """Return the numbers of one paragraph that may be counts: those stated, and those that they give together.

    Parameters
    ----------
    labels
        Labels of tables, whose own numbers (``18-24``) are no counts.
    """
    plain = _plain(text, labels)
    money = [_pounds(found) for found in _MONEY.finditer(plain)]
    shares = _shares(plain)
    masked = _without_no_counts(_MONEY.sub(_MASK, plain))
    tokens = _tokens(masked)
    given = [*_in_order(plain), *_together(masked, tokens), *_of_shares(shares, tokens), *_of_money(plain, money)]
    given += _of_lengths(plain, tokens)
    found = [SaidNumber(one.value, one.words, of_people=_is_of_people(masked, one)) for one in tokens]
    return tuple(
        dict.fromkeys([*found, *(SaidNumber(*one, of_people=True, is_given=True) for one in given if one[0] > 0)])
    )


def _plain(text: str, labels: Iterable[str]) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    plain = " ".join(re.sub("[\u2010-\u2015\u2212]", "-", plain).split())
    for label in labels:
        if any(map(str.isdigit, label)):
            plain = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", _MASK, plain, flags=re.IGNORECASE)
    return plain


def _without_no_counts(plain: str) -> str:
    for pattern in _no_counts():
        plain = pattern.sub(_MASK, plain)
    return plain


def _tokens(masked: str) -> list[_Token]:
    """Return the numbers of a text in order; ``one`` counts only beside a word for people or cases."""
    found = []
    for match in _number().finditer(masked):
        value = _value_of(match.group())
        token = _Token(value, match.start(), match.end(), match.group())
        if value and (not _is_one(match.group()) or _one_counts(masked, token)):
            found.append(token)
    return found


def _value_of(words: str) -> int:
    """Return the value of a number in figures or in words: of a group too, ``half a dozen`` and ``three couples``."""
    words = words.casefold()
    if words[0].isdigit():
        digits = re.match(r"[\d, ]+", words)
        value = int(re.sub(r"\D", "", digits.group())) if digits else 0
        rest = re.findall(r"[a-z]+", words)
    else:
        value, rest = 0, re.findall(r"[a-z]+", words)
    numbers, groups = _numbers(), _rules()["numbers"]["groups"]
    total, current, is_half = 0, value, False
    for word in rest:
        if word == "half":
            is_half = True
        elif word in groups:
            current = (current or 1) * groups[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word == "thousand":
            total, current = total + (current or 1) * 1000, 0
        elif word == "single":
            current = 1
        elif word in numbers:
            current += numbers[word]
    whole = total + current
    return whole // 2 if is_half and whole % 2 == 0 else 0 if is_half else whole


def _is_one(words: str) -> bool:
    return words.casefold() in ("one", "1", "single", "a single")


def _one_counts(masked: str, one: _Token) -> bool:
    """Return whether a one counts: ``one person``, ``only one``, ``1 in 2012-13``; not ``one of the aims``."""
    before, after = masked[max(0, one.start - _NEAR) : one.start], masked[one.end : one.end + _NEAR]
    if one.words == "1":
        return True
    if re.search(
        r"\b(?:only|just|but|were|was|had|of|to|from|at|is|:|=|-)\W*$", before, re.IGNORECASE
    ) and not re.match(r"\s+(?!in\b)\w+", after):
        return True
    return bool(re.match(rf"\W+(?:\w+\W+){{0,1}}{_people()}", after, re.IGNORECASE)) or bool(
        re.search(r"\b(?:only|just)\W+(?:the\W+)?$", before, re.IGNORECASE)
    )


def _is_of_people(masked: str, one: _Token) -> bool:
    """Return whether a number counts people or cases: such a word stands beside it."""
    after = re.match(rf"\W*(?:[\w'-]+\W+){{0,3}}?{_people()}", masked[one.end : one.end + _NEAR], re.IGNORECASE)
    before = re.search(
        rf"{_people()}\W*(?:[\w'-]+\W+){{0,3}}$", masked[max(0, one.start - _NEAR) : one.start], re.IGNORECASE
    )
    return bool(after or before)


def _together(masked: str, tokens: list[_Token]) -> Iterator[tuple[int, str]]:
    """Yield the sums, differences and products of numbers that stand in one sentence, and the words between."""
    ends = [match.start() for match in _SENTENCE.finditer(masked)]
    for at, (first, second) in enumerate(pairwise(tokens)):
        if any(first.end <= end <= second.start for end in ends) or second.start - first.end > _FAR:
            continue
        between, words = masked[first.end : second.start], masked[first.start : second.end]
        after = re.match(r"[^.;]{0,40}", masked[second.end : second.end + _NEAR])
        if _SUM.search(between) and _alike(masked, first, second):
            yield first.value + second.value, words
            if (
                at + 2 < len(tokens)
                and tokens[at + 2].start - second.end <= _FAR
                and _alike(masked, second, tokens[at + 2])
            ):
                yield first.value + second.value + tokens[at + 2].value, masked[first.start : tokens[at + 2].end]
        if _LESS.search(between) or re.search(
            r"\b(?:but|except)\W*$", masked[max(0, first.start - _NEAR) : first.start], re.IGNORECASE
        ):
            yield abs(first.value - second.value), words
            if re.search(r"\b(?:more|up|over|above)\b", masked[max(0, first.start - 30) : second.start], re.IGNORECASE):
                yield first.value + second.value, words
        if _TIMES.search(between) or (after and re.search(r"\b(?:each|apiece|every)\b", after.group(), re.IGNORECASE)):
            yield first.value * second.value, words


def _alike(masked: str, first: _Token, second: _Token) -> bool:
    """Return whether two numbers count the same kind of thing: people or cases both, or nothing that is named."""
    named = [
        re.match(r"\W*(?:(?!and\b|in\b|of\b|from\b|by\b|at\b|for\b|to\b)[a-z]+)?", masked[one.end : one.end + _NEAR])
        for one in (first, second)
    ]
    words = [found.group().strip(" ,;:.").casefold() if found else "" for found in named]
    return all(not word or bool(re.fullmatch(_people(), word)) for word in words) or words[0] == words[1]


def _shares(plain: str) -> list[tuple[int, int, str]]:
    """Return the shares that a text states, each as the numerator and the denominator, and its words."""
    found = []
    for match in _PER_CENT.finditer(plain):
        number = match.group(1).replace("-", " ").casefold()
        value = float(number) if number[0].isdigit() else float(sum(_numbers().get(word, 0) for word in number.split()))
        found.append((round(value * 10), 1000, match.group()))
    for words, (top, bottom) in _rules()["numbers"]["parts"].items():
        pattern = rf"\b{words.replace(' ', '[ -]')}\b(?! an? (?:hour|day|year|million)| a dozen)"
        found += [(top, bottom, match.group()) for match in re.finditer(pattern, plain, re.IGNORECASE)]
    one = rf"(?:\d+|{'|'.join(_numbers())})"
    for match in re.finditer(rf"\b({one}) (?:in|out of) (?:every )?({one})\b", plain, re.IGNORECASE):
        top, bottom = (_value_of(match.group(at)) for at in (1, 2))
        found += [(top, bottom, match.group())] if 0 < top < bottom <= 100 else []
    return found


def _of_shares(shares: list[tuple[int, int, str]], tokens: list[_Token]) -> Iterator[tuple[int, str]]:
    """Yield the shares of the numbers of a text, and what they leave, where that is a whole number as rounded."""
    for top, bottom, words in shares:
        for one in tokens:
            for part in (top, bottom - top):
                exact = one.value * part / bottom
                if part > 0 and abs(exact - round(exact)) <= (one.value * 0.005 if bottom == 1000 else 1e-9):
                    yield round(exact), f"{words} … {one.words}"


def _in_order(plain: str) -> Iterator[tuple[int, str]]:
    """Yield the numbers of people or cases counted in order: ``the sixth referral``."""
    ordinals = _rules()["numbers"]["ordinals"]
    pattern = rf"\b({'|'.join(ordinals)}|\d+(?=(?:st|nd|rd|th)\b))(?:st|nd|rd|th)?(?: and (?:last|final))? {_people()}"
    for match in re.finditer(pattern, plain, re.IGNORECASE):
        word = match.group(1).casefold()
        yield (int(word) if word.isdigit() else ordinals.index(word) + 2), match.group()


def _pounds(found: re.Match[str]) -> tuple[float, str]:
    amount = float((found.group(1) or found.group(3)).replace(",", ""))
    return amount * _SCALES.get((found.group(2) or "").casefold(), 1), found.group()


def _of_lengths(plain: str, tokens: list[_Token]) -> Iterator[tuple[int, str]]:
    """Yield what so many each month come to over months: ``two a month for three months``."""
    lengths = "|".join(_rules()["no_count"]["lengths"])
    for length in re.finditer(rf"\b(\d+|{_number_words()}) (?:{lengths})s?\b", plain, re.IGNORECASE):
        if re.search(r"\b(?:each|every|per|an? (?:day|week|month|quarter|year))\b", plain, re.IGNORECASE):
            times = _value_of(length.group(1))
            yield from ((one.value * times, f"{one.words} … {length.group()}") for one in tokens if times > 1)


def _of_money(plain: str, money: list[tuple[float, str]]) -> Iterator[tuple[int, str]]:
    """Yield how many times one amount is another, where a text tells what each costs."""
    if len(money) > 1 and _EACH.search(plain):
        for whole, words in money:
            for part, other in money:
                if 0 < part < whole and (whole / part).is_integer():
                    yield int(whole / part), f"{words} … {other}"


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(files("foi_stats.release").joinpath("said_numbers.toml").read_text(encoding="utf-8"))


@cache
def _numbers() -> dict[str, int]:
    told = _rules()["numbers"]
    listed = [*enumerate(told["units"], 1), *enumerate(told["teens"], 10)]
    return {word: value for value, word in listed} | {word: at * 10 for at, word in enumerate(told["tens"], 2)}


@cache
def _people() -> str:
    words = sorted(_rules()["people"]["words"], key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, words))})\b"


@cache
def _number_words() -> str:
    told = _rules()["numbers"]
    unit, teen, ten = ("|".join(told[name]) for name in ("units", "teens", "tens"))
    small = rf"(?:(?:{ten})(?:[- ](?:{unit}))?|{teen}|{unit})"
    hundred = rf"(?:(?:(?:{unit}|a)[ -])?hundred(?:(?: and)? {small})?)"
    thousand = rf"(?:(?:{hundred}|{small}|a) )thousand(?:,? (?:and )?(?:{hundred}|{small}))?"
    return rf"(?:{thousand}|{hundred}|{small}|a single|single)"


@cache
def _number() -> re.Pattern[str]:
    groups = "|".join(_rules()["numbers"]["groups"])
    number = rf"(?:{_DIGITS}|\b{_number_words()}\b)"
    group = rf"(?:\b(?:half a|half|an?|the) (?:{groups})\b|\b(?:{groups})\b)"
    return re.compile(rf"{number}(?:[ -](?:{groups})\b)?|{group}", re.IGNORECASE)


def _any_of(name: str) -> str:
    """Return a pattern of the words of a list of what is no count, the longest first."""
    return "|".join(map(re.escape, sorted(_rules()["no_count"][name], key=len, reverse=True)))


@cache
def _no_counts() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of what holds a number and is no count, in the order in which they are taken out."""
    number = rf"(?:\d[\d,]*(?:\.\d+)?|{_number_words()})"
    ordinals = "|".join(_rules()["numbers"]["ordinals"])
    found = [
        r"https?://\S+|\S+@\S+",
        rf"(?<!\w)(?:{_any_of('idioms')})(?!\w)",
        *_days_and_years(),
        *_references(number),
        *_ages_and_lengths(number),
        rf"\b{number}-(?:{_any_of('compounds')})s?\b",
        r"\b\d{1,2}[.:]\d\d ?(?:am|pm)?\b(?!%)|\b\d{1,2} ?(?:am|pm)\b",
        r"(?<!\w)0\d{2,4}[ -]?\d{3}[ -]?\d{3,4}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b",
        r"(?-i:\b(?!X|N\d)[A-Z]+\d+[A-Z]*\b)|(?-i:\b\d+[A-Z]{1,4}\b)",
        rf"(?:\d+(?:\.\d+)?|\b{_number_words()}) ?(?:%|per ?cent\b|percent\b)",
        r"\b\d+\.\d*[1-9]\d*\b",
        rf"\b(?:{ordinals}|\d+(?:st|nd|rd|th))\b",
    ]
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in found)


def _days_and_years() -> Iterator[str]:
    month = rf"(?:{'|'.join((*MONTH_NAMES, *(name[:3] for name in MONTH_NAMES), 'Sept'))})\b\.?"
    year = r"(?:19|20)\d\d(?:[-/](?:\d{4}|\d\d))?(?! (?:people|persons|referrals|cases|victims|clients|were))"
    day = r"\d{1,2}(?:st|nd|rd|th)?(?: of)?"
    yield rf"\bbetween (?:the )?{day} and (?={day} {month})"
    yield rf"\b{day} {month},? {year}|\b{month} {day},? {year}"
    before = "on|from|to|by|until|till|since|before|after|dated|and|of"
    yield rf"\b(?:{before}) (?:the )?{day} {month}(?! {_people()})|\b\d{{1,2}}(?:st|nd|rd|th)(?: of)? {month}"
    yield rf"\b{month},? {year}|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b"
    yield rf"\b(?:fy ?)?{year}\b|\bfy ?\d\d(?:[-/]\d\d)?\b|\bQ[1-4]\b|'\d\d\b"


def _references(number: str) -> Iterator[str]:
    """Yield patterns of numbers that name something: ``section 40(2)``, ``tables 3 and 4``, that of a list."""
    many = "|".join(word for word in _rules()["no_count"]["references"] if word.endswith("s") and len(word) > 2)
    listed = rf"(?:\.\d+)*(?:\([\w]+\))*(?:(?:,| and| or| to|-) ?{number}(?:\([\w]+\))*)*\b"
    yield rf"\b(?:{many})\b\.? ?\(?{number}{listed}(?!\s+{_people()})"
    counted = rf"(?!\s+(?:{_people()}|(?:were|had|new)\b))"
    yield rf"\b(?:{_any_of('references')})\b\.? ?\(?{number}{listed}{counted}"
    yield r"^\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)]\s"


def _ages_and_lengths(number: str) -> Iterator[str]:
    beyond = "(?:over|under|above)"
    yield (
        rf"\b(?:aged?|ages?|under|over)[- ](?:the age of )?{number}"
        rf"(?:(?:s\b| years| and {beyond})|(?: to | and |-){number})"
        rf"|\baged? {number}\b|\b{number}(?: to |-){number} years?\b|\b{number}[- ]years?[- ]olds?\b"
    )
    yield rf"\b\d\d\+|\b{number} and {beyond}\b|\b(?:under|over)-?\d+s\b|\b\d\d-\d\d\b"
    kinds = "working|calendar|financial|academic|school|consecutive|full|more|further|whole|clear|long|short|last|first"
    yield (
        rf"\b{number}(?:(?: to | or | and |-){number})?[- ](?:and a half )?(?:(?:{kinds}) )?"
        rf"(?:{_any_of('lengths')})s?\b"
    )
