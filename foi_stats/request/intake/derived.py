"""Recognise what a question wants worked out or picked: totals, shares, changes, the five largest. No file is read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from foi_stats.vocabulary.measures import singular

_NUMBERS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "twelve",
    "fifteen",
    "twenty",
)
_COUNTS = dict(zip(_NUMBERS, (*range(1, 11), 12, 15, 20), strict=True))
_NUMBER = rf"(?P<%s>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_MOST = r"(?:largest|biggest|highest|top|most (?:used|expensive|costly|frequent|common))"
_RANKED = (
    r"(?: (?:best[- ]|highest[- ])?(?:paid|earning|spending|value))?"
    r"(?: (?P<%s>(?!payments|invoices|items|awards|amounts|sums|costs)(?:[a-z-]+ )??[a-z-]{3,}s)\b(?! of\b))?"
)
_TOP = re.compile(
    rf"\b(?:top|{_MOST}) {_NUMBER % 'after'}\b(?! (?:years|months|per ?cent|%)){_RANKED % 'noun'}"
    rf"|\b{_NUMBER % 'before'} {_MOST}\b{_RANKED % 'noun2'}",
    re.IGNORECASE,
)
_VERBS = (
    r"(?:cost|received|got|spent|had|took|earned|(?:(?:were|was|are|is) )?(?:paid|given|awarded|spent)"
    r"|(?:receiv|gett|earn|hav)ing|account(?:ed)? for)"
)
_THE_MOST = re.compile(
    rf"\b(?:which|what|the)(?: were| are)?(?: the)? {_NUMBER % 'many'}(?: (?P<noun>[a-z-]+(?: [a-z-]+)?))??"
    rf"(?: (?:that|which|who|on which|to whom|with whom))?(?: (?:you|it"
    rf"|the \w+))? {_VERBS}(?: \w+){{0,2}}? (?:the )?most\b",
    re.IGNORECASE,
)
_WITH_MOST = re.compile(
    rf"\b{_NUMBER % 'many'} (?P<noun>[a-z-]+)(?:,)? (?:on|in|from|with|for|at|to) (?:which"
    rf"|whom) (?:there were )?(?:the )?most\b"
    rf"|\b{_NUMBER % 'many2'} (?P<noun2>[a-z-]+) (?:with|having|receiving) (?:the )?most\b",
    re.IGNORECASE,
)
_WHO_MOST = re.compile(
    rf"\b(?:which|what) (?P<noun>[a-z-]+)(?: (?:do|did) \w+ pay| {_VERBS})(?: \w+)? (?:the )?most\b", re.IGNORECASE
)
_LARGEST = re.compile(
    rf"\b(?:{_MOST}|single {_MOST}|{_MOST} single|most expensive)"
    r" (?:single |individual |one )?(?:payment|invoice|award|grant|item|amount|transaction|purchase|fine|settlement)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:percentage|per ?cent|%) (?:change|increase|decrease|rise|fall|reduction)\b"
    r"|\b(?:change|increase|decrease|rise|fall|difference)s? (?:on|over|from|since|compared (?:to|with)) (?:the )?"
    r"(?:previous|preceding|prior|last|year before)|\byear[- ]on[- ]year\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:what|as a|the|which) (?:percentage|per ?cent|proportion|share|fraction)\b"
    r"|\bpercentages?\b|\bproportions? of\b",
    re.IGNORECASE,
)
_OF_TOTAL = re.compile(
    r"\bof (?:the|its|their|your)? ?(?:overall |whole |grand )?(?:totals?|whole|overall)\b"
    r"(?! (?!for|in|over|of|was|were|is)[a-z])",
    re.IGNORECASE,
)
_TOTALS = re.compile(
    r"\b(?:and|with|plus|including|as well as|together with)(?: also)? (?:the |a |an )?"
    r"(?:grand |overall |combined |annual |yearly )?totals?\b(?! (?:number|amount|cost|value|spend|sum|paid|of)\b)"
    r"|\b(?:grand|overall|combined) totals?\b|\btotals? beside\b"
    r"|\btotals? (?:for|over|across) (?:all|the whole|each)\b"
    r"|\b(?:a|one|an|the) (?:single |grand |overall )?total(?: figure| number| amount| sum)? (?:for|over|across"
    r"|of) (?:the|all|these"
    r"|those|this|that)(?: \w+){0,2} (?:years?|periods?|months?)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:how much|how many|numbers? of|total|amounts? spent|spent on)\b", re.IGNORECASE)


@dataclass(frozen=True)
class AskedDerived:
    """The keys of a scope for what is to be worked out or picked, as TOML writes them, and what is unsure."""

    keys: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


def derived_asked(text: str, by: tuple[str, ...], *, is_funding: bool) -> AskedDerived:
    """Return what a question wants worked out from its figures, or picked from among them.

    Parameters
    ----------
    by
        By what its figures are divided, as far as the question says so.
    """
    keys: list[str] = []
    doubts: list[str] = []
    largest = _LARGEST.search(text)
    picked = _picked(text)
    if picked:
        keys.append(f"top = {picked.many}")
        if not (by or picked.by):
            doubts.append(f'asks for "{picked.words}": by what? Write by, such as by = "supplier"')
    elif largest and is_funding and not _OTHERS.search(text.replace(largest[0], "")):
        keys.append("largest = true")
    elif largest:
        doubts.append(f'asks for "{largest[0]}" too: add it as a [[question.further]] with largest = true')
    if change := _CHANGE.search(text):
        keys.append("change = true")
        text = text.replace(change[0], "")
    if share := _SHARE.search(text):
        if _OF_TOTAL.search(text, share.end()):
            keys.append('share = "of the total"')
        else:
            doubts.append(f'asks for "{share[0]}": write share = "of the total", or of another measure by its noun')
    elif _TOTALS.search(text) and "largest = true" not in keys:
        keys.append("totals = true")
    return AskedDerived(tuple(keys), tuple(doubts), picked.by if picked else ())


@dataclass(frozen=True)
class _Picked:
    """How many labels with the largest sums are asked for, of what column if that is named, and the words for it."""

    many: int
    by: tuple[str, ...]
    words: str


def _picked(text: str) -> _Picked | None:
    if match := _WITH_MOST.search(text):
        return _Picked(_number(match["many"] or match["many2"]), _noun(match["noun"] or match["noun2"]), match[0])
    if match := _THE_MOST.search(text):
        return _Picked(_number(match["many"]), _noun(match["noun"]), match[0])
    if match := _WHO_MOST.search(text):
        return _Picked(1, _noun(match["noun"]), match[0])
    if match := _TOP.search(text):
        return _Picked(_number(match["after"] or match["before"]), _noun(match["noun"] or match["noun2"]), match[0])
    return None


def _number(word: str) -> int:
    return _COUNTS.get(word.casefold()) or int(word)


def _noun(word: str | None) -> tuple[str, ...]:
    return (singular(word.casefold()),) if word else ()
