"""The limbs of a question of figures: its periods, basis, measure, labels, and what it wants instead. No disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from foi_stats.request.intake.derived import derived_asked
from foi_stats.request.intake.items import OF_OPENING, Item
from foi_stats.request.intake.kinds import Kind, basis_of, noun_counted
from foi_stats.request.intake.labels import labels_asked
from foi_stats.request.intake.lists import AskedList, list_asked, list_doubts
from foi_stats.request.intake.periods import periods_named, refers_back
from foi_stats.request.intake.split import CANNOT
from foi_stats.request.intake.text import plain_quotes, sentences
from foi_stats.request.intake.unmet import unmet
from foi_stats.request.intake.years import Years

_FALL_BACK = re.compile(rf"(?:[;,] *(?:and |or |but )?)?{CANNOT}[^,.;:?!]{{0,40}}[,:]? *(?:then )?", re.IGNORECASE)
_AFTERWARDS = re.compile(r"(?:if there (?:are|is|were)|please|also|and|where)\b", re.IGNORECASE)
_MEASURED = re.compile(
    r"\b(?:how (?:many|much)(?! was spent on each)|(?:total )?(?:numbers?|amounts?|values?|costs?) of)\b"
    r"(?! (?:those|these|them|each|all|the (?:contract|grant|payment|award)s?)\b)(?: [\w'-]+){0,4}",
    re.IGNORECASE,
)
SAME = re.compile(
    r"(?:and (?:on|for|in|to|by|at|of) [^?]{2,60}\?$)|(?:(?:i would|i'd)(?: also)? like |(?:please )?(?:also )?"
    r"(?:provide|give|send|answer) |also )?(?:the )?(?:same|above|as above)(?: (?:information|figures?|data|question"
    r"|again|details))*\b,?"
    r"(?: but)?(?= (?:for|in|since|only|from|between|but|limited|restricted|just)\b|[,.:;]|$)|as (?:above|1a|in 1)\b",
    re.IGNORECASE,
)
"""Begins an item that asks for what the one before it asks, of other years."""


@dataclass(frozen=True)
class DraftLimb:
    """One of the alternatives of a question of figures."""

    id: str
    asks: Kind
    years: Years
    basis: str = ""
    doubts: tuple[str, ...] = ()
    measure: str = ""
    items: AskedList | None = None
    by: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()


@dataclass(frozen=True)
class Around:
    """What stands before a question: the opening, how to find the years of an earlier question, and its last limb.

    ``same`` is the limb of an earlier question from which what is not said again is taken over; ``those`` the limb
    whose things are counted again, where the question counts some of them ("of those").
    """

    opening: str
    years_of: Callable[[str], Years]
    same: DraftLimb | None = None
    those: DraftLimb | None = None


def limbs_of(
    chain: tuple[Item, ...], name: str, kind: Kind, refers: Callable[[str], bool], around: Around
) -> tuple[DraftLimb, ...]:
    """Return the limbs of a question: one for each item of a chain, and for each thing it names instead.

    Parameters
    ----------
    refers
        Tells whether a text gives another item in place of itself ("please refer to 1b"): that item is the next limb.
    """
    found = [(item, *alternatives(item.text, refers)) for item in chain]
    scopes = [(item, text) for item, texts, _ in found for text in texts]
    instead = tuple(f'says "{other}": what does it want instead?' for _, _, other in found if other)
    as_lettered = len(scopes) == len(chain) > 1 and all(item.id != name for item in chain)
    ids = [item.id for item, _ in scopes] if as_lettered else [_limb_id(name, place) for place in range(len(scopes))]
    limbs: list[DraftLimb] = []
    for limb, (item, text) in zip(ids, scopes, strict=True):
        before = limbs[-1] if limbs else around.same
        years = _years(text, item, before, around)
        if kind == "list":
            limbs.append(_list_limb(limb, text, years))
        else:
            limbs.append(_figures(limb, kind, item, text, years, before, around.those))
    return (*limbs[:-1], replace(limbs[-1], doubts=(*limbs[-1].doubts, *instead)))


def _figures(
    name: str,
    kind: Kind,
    item: Item,
    text: str,
    years: Years,
    before: DraftLimb | None,
    those: DraftLimb | None,
) -> DraftLimb:
    basis, unsure = basis_of(text, before.basis if before else "") if kind == "funding" else ("", ())
    noun, asked_by = noun_counted(text) if kind == "counts" else "", labels_asked(text)
    by = tuple(dict.fromkeys(([item.by.casefold()] if item.by else []) + list(asked_by.names)))
    derived = derived_asked(text, by or (before.by if before else ()), is_funding=kind == "funding")
    by = tuple(dict.fromkeys((*by, *derived.by)))[:3]
    keys = derived.keys
    if before:
        noun, by = noun or before.measure, by or before.by
        keys = keys or (before.derived if SAME.match(text) else tuple(key for key in before.derived if "top" in key))
    noun = noun or (those.measure if those and kind == "counts" else "")
    if kind == "counts" and not noun:
        unsure += ("asks for a number, and of what is not clear: write measure, as the supplies name it",)
    rows = [row for row in item.rows if not periods_named(row).named]
    if rows:
        unsure += (f"the letter names {'; '.join(rows)}: one figure for each? by, or where, as the supplies name them",)
    unsure += (*list_doubts(text), *derived.doubts)
    shares = ("share",) if any("share =" in doubt for doubt in derived.doubts) else ()
    known = (
        *(f"by {one}" for one in by),
        *keys,
        *shares,
        f"key {years.key or ('since' if years.since else 'years')}",
        basis,
    )
    further = tuple(
        f'asks for "{words}" too: a question of its own, or [[question.further]]' for words in _others(text)
    )
    doubts = _each_once((*further, *asked_by.doubts), unmet(text, known, (*unsure, *further)))
    return DraftLimb(name, kind, years, basis, (*unsure, *doubts), noun, by=by, derived=keys)


def _each_once(found: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Return doubts without those whose words another doubt quotes as well."""
    quotes = [match[1] for doubt in more if (match := re.match('asks "([^"]+)"', doubt))]
    kept = [doubt for doubt in found if not any(_first_quoted(doubt) in quote for quote in quotes)]
    return (*kept, *more)


def _first_quoted(doubt: str) -> str:
    """Return what a doubt quotes, or its first word where figures are to be divided by it."""
    words = doubt.split('"')[1]
    return words.split()[0] if doubt.startswith("asks for figures by") else words


def _others(text: str) -> list[str]:
    """Return the words for further numbers and amounts that a text asks for, after the first."""
    return [" ".join(match[0].split()) for match in list(_MEASURED.finditer(text))[1:]]


def _list_limb(name: str, text: str, years: Years) -> DraftLimb:
    """Return a limb that asks for a list; its basis is left out where the letter has no word of one."""
    basis, unsure = basis_of(text, "")
    items = list_asked(text) or AskedList(("supplier", "value"), doubts=("what is to be listed is not clear",))
    doubts = (*items.doubts, *unmet(text, ("list", *items.columns), items.doubts))
    if any("does not say" in doubt for doubt in unsure):
        return DraftLimb(name, "list", years, "", doubts, items=items)
    return DraftLimb(name, "list", years, basis, (*unsure, *doubts), items=items)


def _limb_id(name: str, place: int) -> str:
    return f"{name}{chr(ord('a') + place)}" if name[-1].isdigit() and place < 26 else f"{name}-{place + 1}"


def _years(text: str, item: Item, before: DraftLimb | None, around: Around) -> Years:
    """Return the periods of a limb: its own, or those to which it refers, or those of the opening."""
    own = periods_named(text)
    back = refers_back(text)
    if own.named or (own.key and own.doubts and not back) or (own.doubts and not back):
        return own
    earlier = around.years_of(item.text if not item.under else item.under)
    opening = periods_named(around.opening)
    source, words = opening, OF_OPENING
    if (earlier.named or earlier.doubts) and (item.under or not opening.named or _NAMED_QUESTION.search(text)):
        source, words = earlier, "the years are those of an earlier question, to which this one goes back"
    if before is not None and not source.named:
        source, words = before.years, "the years are those of the limb before"
    if not source.named:
        return own if own.doubts or not source.doubts else source
    return replace(source, doubts=(*source.doubts, words))


_NAMED_QUESTION = re.compile(r"\b(?:question|q|part|item|point)s? ?\d{1,2}", re.IGNORECASE)


def alternatives(text: str, refers: Callable[[str], bool]) -> tuple[list[str], str]:
    """Return the text of a question, and what it asks for instead where that is too much and names other years.

    What is said after the alternatives, of all of them, stands in each. The second is what it wants instead where that
    names no years and no other question, so that it is no limb.
    """
    plain = plain_quotes(text)
    texts = [plain]
    tail, other = "", ""
    match = _FALL_BACK.search(plain)
    while match:
        before, after = texts[-1][: match.start()], texts[-1][match.end() :]
        named = periods_named(after)
        referring = refers(texts[-1][match.start() :].lstrip(" ;,"))
        if referring or not (named.named or named.doubts):
            other = "" if referring else f"{match[0]}{next(iter(sentences(after)), '')}".strip(" ;,")
            texts[-1] = before or texts[-1]
            tail = "" if not before else " ".join(sentences(after)[1:])
            break
        first, *more = sentences(after)
        if more and _AFTERWARDS.match(more[0]) and not _FALL_BACK.search(" ".join(more)):
            after, tail = first, " ".join(more)
        texts[-1:] = [before, after]
        match = _FALL_BACK.search(after)
    return [f"{text} {tail}".strip() for text in texts if text.strip()] or [plain], other
