"""Patterns of number words, of people, of what is no count and of hints, made from ``said_numbers.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from foi_stats.vocabulary.years import MONTH_NAMES

_DIGITS = (
    r"(?:(?<![\w£$€])|(?<=\bx))(?<!\d[.,])(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.0+)?(?![.,]?\d)(?=\W|$|x\b|ppl\b|people\b)"
)


@cache
def number_rules() -> dict[str, Any]:
    """Return the rules of numbers in words, as the file has them."""
    return tomllib.loads(files("foi_stats.release").joinpath("said_numbers.toml").read_text(encoding="utf-8"))


@cache
def word_values() -> dict[str, int]:
    """Return the value of each word for a number."""
    told = number_rules()["numbers"]
    listed = [*enumerate(told["units"], 1), *enumerate(told["teens"], 10)]
    return {word: value for value, word in listed} | {word: at * 10 for at, word in enumerate(told["tens"], 2)}


@cache
def people_words() -> str:
    """Return the pattern of the words for people and cases."""
    words = sorted(number_rules()["people"]["words"], key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, words))})\b"


@cache
def period_words() -> str:
    """Return the pattern of the words for periods and lengths."""
    return rf"(?:{'|'.join(number_rules()['no_count']['lengths'])})"


@cache
def number_words() -> str:
    """Return the pattern of numbers in words."""
    told = number_rules()["numbers"]
    unit, teen, ten = ("|".join(told[name]) for name in ("units", "teens", "tens"))
    small = rf"(?:(?:{ten})(?:[- ](?:{unit}))?|{teen}|{unit})"
    hundred = rf"(?:(?:(?:{unit}|a)[ -])?hundred(?:(?: and)? {small})?)"
    thousand = rf"(?:(?:{hundred}|{small}|a) )thousand(?:,? (?:and )?(?:{hundred}|{small}))?"
    return rf"(?:{thousand}|{hundred}|{small}|a single|single)"


@cache
def number_pattern() -> re.Pattern[str]:
    """Return the pattern of numbers in figures or in words, and of groups."""
    groups = "|".join(number_rules()["numbers"]["groups"])
    number = rf"(?:{_DIGITS}|\b{number_words()}\b)"
    group = rf"(?:\b(?:half a|half|an?|the) (?:{groups})\b|\b(?:{groups})\b)"
    return re.compile(rf"{number}(?:[ -](?:{groups})\b)?|{group}", re.IGNORECASE)


@cache
def hint_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of hints; ``each`` is what follows one: people, or nothing that is named."""
    clause = r"\W*(?:$|[.,;:)])| (?:was|were|had|has|have|came|did|are|is|went|took)\b"
    whom = "them|those|these|whom|us"
    people = rf"(?:[\w-]+ )?{people_words()}"
    each = rf"(?= of (?:{whom})\b| of (?:the |these |those |our |its )?{people}| {people}|{clause})"
    words = {"number": rf"(?:\d+|{number_words()})", "people": people_words(), "each": each}
    patterns = (pattern for name in ("about", "part", "beside") for pattern in number_rules()["hints"][name])
    return tuple(re.compile(pattern.format(**words), re.IGNORECASE) for pattern in patterns)


@cache
def listed_persons() -> re.Pattern[str]:
    """Return the pattern of persons listed one by one: ``a mother, her sister and her daughter``."""
    one = rf"(?:an?|the|one|another|his|her|their) (?:(?!and\b)[\w-]+ )?(?:{number_rules()['hints']['persons']})"
    return re.compile(rf"\b{one}(?:, {one})*,? (?:and|with) {one}\b", re.IGNORECASE)


def _any_of(name: str) -> str:
    """Return a pattern of the words of a list of what is no count, the longest first."""
    return "|".join(map(re.escape, sorted(number_rules()["no_count"][name], key=len, reverse=True)))


@cache
def no_count_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of what holds a number and is no count, in the order in which they are taken out."""
    number = rf"(?:\d[\d,]*(?:\.\d+)?|{number_words()})"
    ordinals = "|".join(number_rules()["numbers"]["ordinals"])
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
        rf"(?:\d+(?:\.\d+)?|\b{number_words()}) ?(?:%|per ?cent\b|percent\b)",
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
    yield rf"\b(?:{before}) (?:the )?{day} {month}(?! {people_words()})|\b\d{{1,2}}(?:st|nd|rd|th)(?: of)? {month}"
    yield rf"\b{month},? {year}|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b"
    yield rf"\b(?:fy ?)?{year}\b|\bfy ?\d\d(?:[-/]\d\d)?\b|\bQ[1-4]\b|'\d\d\b"


def _references(number: str) -> Iterator[str]:
    """Yield patterns of numbers that name something: ``section 40(2)``, ``tables 3 and 4``, that of a list."""
    many = "|".join(word for word in number_rules()["no_count"]["references"] if word.endswith("s") and len(word) > 2)
    listed = rf"(?:\.\d+)*(?:\([\w]+\))*(?:(?:,| and| or| to|-) ?{number}(?:\([\w]+\))*)*\b"
    yield rf"\b(?:{many})\b\.? ?\(?{number}{listed}(?!\s+{people_words()})"
    counted = rf"(?!\s+(?:{people_words()}|(?:were|had|new)\b))"
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
