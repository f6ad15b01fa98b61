"""Read the numbers that a text states and that may be counts, in figures or in words, and what they give together.

Dates, years, periods, ages, money, references and the numbers of lists are no counts. A share, a product, a sum or a
difference is made only of numbers of the text itself. The words are data, in ``said_numbers.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor

from foi_stats.release.number_words import (
    hint_patterns,
    listed_persons,
    no_count_patterns,
    number_pattern,
    number_rules,
    number_words,
    people_words,
    period_words,
    word_values,
)

_MASK = "\N{HORIZONTAL ELLIPSIS}"
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
SENTENCE = re.compile(r"(?<=[.?!;])\s+")
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
    given = [
        *_in_order(plain),
        *_together(masked, tokens),
        *_of_shares(plain, shares, tokens),
        *_of_money(plain, money),
    ]
    given += [*_of_lengths(plain, tokens), *_rounded_shares(plain, shares, tokens)]
    found = [SaidNumber(one.value, one.words, of_people=_is_of_people(masked, one)) for one in tokens]
    return tuple(
        dict.fromkeys([*found, *(SaidNumber(*one, of_people=True, is_given=True) for one in given if one[0] > 0)])
    )


@lru_cache(maxsize=4096)
def hints_in(text: str) -> tuple[str, ...]:
    """Return the words of a paragraph that tell of a count without its number: ``a handful``, ``all but one``."""
    plain = _plain(text, ())
    return tuple(found.group() for pattern in hint_patterns() if (found := pattern.search(plain)))


def persons_listed(text: str) -> str:
    """Return the words with which a paragraph lists persons one by one; empty where it does not."""
    found = listed_persons().search(_plain(text, ()))
    return found.group() if found else ""


def tells_of_people(text: str) -> bool:
    """Return whether a text has a word for people or cases."""
    return bool(re.search(rf"\b{people_words()}", text, re.IGNORECASE))


def _plain(text: str, labels: Iterable[str]) -> str:
    for sign, words in number_rules()["numbers"]["signs"].items():
        text = text.replace(sign, f" {words} ")
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    plain = " ".join(re.sub("[\u2010-\u2015\u2212]", "-", plain).split())
    for label in labels:
        if any(map(str.isdigit, label)):
            plain = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", _MASK, plain, flags=re.IGNORECASE)
    return plain


def _without_no_counts(plain: str) -> str:
    for pattern in no_count_patterns():
        plain = pattern.sub(_MASK, plain)
    return plain


def _tokens(masked: str) -> list[_Token]:
    """Return the numbers of a text in order; ``one`` counts only beside a word for people or cases."""
    found = []
    for match in number_pattern().finditer(masked):
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
    numbers, groups = word_values(), number_rules()["numbers"]["groups"]
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
    if re.search(r"\b(?:plus|minus|less|all but|except|excluding|bar|save)\W*$", before, re.IGNORECASE) or re.match(
        rf"\s+(?:(?:more|fewer|less) than|(?:short|shy) of|(?:per|each|every|an?) {period_words()})\b",
        after,
        re.IGNORECASE,
    ):
        return True
    if re.search(
        r"\b(?:only|just|but|were|was|had|of|to|from|at|is|:|=|-)\W*$", before, re.IGNORECASE
    ) and not re.match(r"\s+(?!in\b)\w+", after):
        return True
    return bool(re.match(rf"\W+(?:\w+\W+){{0,1}}{people_words()}", after, re.IGNORECASE)) or bool(
        re.search(r"\b(?:only|just)\W+(?:the\W+)?$", before, re.IGNORECASE)
    )


def _is_of_people(masked: str, one: _Token) -> bool:
    """Return whether a number counts people or cases: such a word stands beside it."""
    after = re.match(rf"\W*(?:[\w'-]+\W+){{0,3}}?{people_words()}", masked[one.end : one.end + _NEAR], re.IGNORECASE)
    before = re.search(
        rf"{people_words()}\W*(?:[\w'-]+\W+){{0,3}}$", masked[max(0, one.start - _NEAR) : one.start], re.IGNORECASE
    )
    return bool(after or before)


def _together(masked: str, tokens: list[_Token]) -> Iterator[tuple[int, str]]:
    """Yield the sums, differences and products of numbers that stand in one sentence, and the words between."""
    ends = [match.start() for match in SENTENCE.finditer(masked)]
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
    joints = "and|in|of|from|by|at|for|to|plus|with|then|minus|less|more|male|female|who|that|which|was|were|had"
    named = [re.match(rf"\W*((?!(?:{joints})\b)[a-z]+)?", masked[one.end : one.end + _NEAR]) for one in (first, second)]
    words = [(found.group(1) or "").casefold() if found else "" for found in named]
    return all(not word or bool(re.fullmatch(people_words(), word)) for word in words) or words[0] == words[1]


def _shares(plain: str) -> list[tuple[int, int, str]]:
    """Return the shares that a text states, each as the numerator and the denominator, and its words."""
    found = []
    for match in _PER_CENT.finditer(plain):
        number = match.group(1).replace("-", " ").casefold()
        value = (
            float(number) if number[0].isdigit() else float(sum(word_values().get(word, 0) for word in number.split()))
        )
        found.append((round(value * 10), 1000, match.group()))
    for words, (top, bottom) in number_rules()["numbers"]["parts"].items():
        pattern = rf"\b{words.replace(' ', '[ -]')}\b(?! an? (?:hour|day|year|million)| a dozen)"
        found += [(top, bottom, match.group()) for match in re.finditer(pattern, plain, re.IGNORECASE)]
    one = rf"(?:\d+|{'|'.join(word_values())})"
    for match in re.finditer(rf"\b({one}) (?:in|out of) (?:every )?({one})\b", plain, re.IGNORECASE):
        top, bottom = (_value_of(match.group(at)) for at in (1, 2))
        found += [(top, bottom, match.group())] if 0 < top < bottom <= 100 else []
    for match in re.finditer(r"(?<![\w/.,])(\d{1,2})[/\u2044](\d{1,2})(?= of\b)", plain):
        top, bottom = int(match.group(1)), int(match.group(2))
        found += [(top, bottom, match.group())] if 0 < top < bottom else []
    return found


def _of_shares(plain: str, shares: list[tuple[int, int, str]], tokens: list[_Token]) -> Iterator[tuple[int, str]]:
    """Yield the shares of the numbers of a text, what they leave and what they add, where that is a whole number."""
    rises = bool(re.search(r"\b(?:rise|rose|risen|increase|increased|grew|growth)\b", plain, re.IGNORECASE))
    for top, bottom, words in shares:
        for one in tokens:
            for part in (top, bottom - top, (bottom + top) * rises):
                exact = one.value * part / bottom
                if part > 0 and abs(exact - round(exact)) <= (one.value * 0.005 if bottom == 1000 else 1e-9):
                    yield round(exact), f"{words} … {one.words}"


def _rounded_shares(plain: str, shares: list[tuple[int, int, str]], tokens: list[_Token]) -> Iterator[tuple[int, str]]:
    """Yield the shares of a number that they are said to be of, rounded either way: ``about half of the seven``."""
    for top, bottom, words in shares:
        for one in tokens:
            if re.search(
                rf"{re.escape(words)} of (?:the |our |these |those |its )?{re.escape(one.words)}(?!\w)", plain
            ):
                exact = one.value * top / bottom
                yield from ((value, f"{words} … {one.words}") for value in {floor(exact), ceil(exact)})


def _in_order(plain: str) -> Iterator[tuple[int, str]]:
    """Yield the numbers of people or cases counted in order: ``the sixth referral``."""
    ordinals = number_rules()["numbers"]["ordinals"]
    pattern = (
        rf"\b({'|'.join(ordinals)}|\d+(?=(?:st|nd|rd|th)\b))(?:st|nd|rd|th)?(?: and (?:last|final))? {people_words()}"
    )
    for match in re.finditer(pattern, plain, re.IGNORECASE):
        word = match.group(1).casefold()
        yield (int(word) if word.isdigit() else ordinals.index(word) + 2), match.group()


def _pounds(found: re.Match[str]) -> tuple[float, str]:
    amount = float((found.group(1) or found.group(3)).replace(",", ""))
    return amount * _SCALES.get((found.group(2) or "").casefold(), 1), found.group()


def _of_lengths(plain: str, tokens: list[_Token]) -> Iterator[tuple[int, str]]:
    """Yield what so many each month come to over months: ``two a month for three months``."""
    for length in re.finditer(rf"\b(\d+|{number_words()}) {period_words()}s?\b", plain, re.IGNORECASE):
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
