"""What a heading means: which field of a row it names, and the year, basis, unit and flow it states.

The words are data, as the names of fields are (:mod:`foi_stats.supply.tables.fields`).
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache

from foi_stats.supply.tables.fields import FIELDS
from foi_stats.supply.tables.heading_periods import is_lone_part, parse_when
from foi_stats.supply.tables.version_words import take_version
from foi_stats.vocabulary.basis import BASIS_WORDS, SHORT_BASES, bases_in_words, is_provisional, qualifiers_in
from foi_stats.vocabulary.measures import (
    counts_in_thousands,
    counts_surely,
    is_rate,
    kind_of,
    may_count,
    noun_of,
    says_counted,
)
from foi_stats.vocabulary.months import When
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.spelling import in_words


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INCOME = re.compile(r"\b(?:income|receipts?|received)\b")
_DERIVED = re.compile(
    r"variance|difference|change|cumulative|real[- ]terms|\bprices\b"
    r"|\b(?:over|under) ?-?/? ?\(?(?:over|under)?\)? ?-?spen[dt]"
)
_VAT = re.compile(
    r"(?!.*\b(?:inc|incl|includ(?:ing|es?|ed)|inclusive|exc?|excl|exclud(?:ing|es?|ed)|exclusive|nett?|gross|less|plus"
    r"|before|without|and)\b).*\bvat\b.*"
)
"""A column of the tax alone, not an amount with or without it."""
_BALANCE = re.compile(
    r"\bbalances?\b|\b(?:brought|carried|carry)[- ]forward\b|\b[bc] ?/ ?f(?:wd)?\b|\b[bc] fwd\b"
    r"|\b(?:opening|closing) (?:reserves?|position)\b"
)
_TOTAL = re.compile(
    r"(?:grand |overall |row |year |annual |full year )?totals?(?: result| for (?:the )?year| year)?"
    r"|(?:full|whole) year|annual|12 months"
)
_AMOUNT_WORDS = _words(
    "amount amounts amt net nett gross value cost costs funding sum spend spent spending expenditure income receipts "
    "received grant money original revised final approved current full annual figure figures of for in the to "
    "incl excl ex exc inc vat including excluding includes excludes inclusive exclusive "
    "and total year paid payment invoice invoiced inv "
    "line transaction distribution distrib pounds sterling fy"
)
_AMOUNT_CORE = _words(
    "amount amounts amt net nett gross value cost costs funding sum spend spent spending expenditure income figure "
    "figures"
)
_OF_A_DEAL = re.compile(
    r"\b(?:(?:contract|agreement|tender|(?:purchase )?order|po|procurement|framework|award|lot|deal)s? )"
    r"(?=(?:total |net |gross )?(?:values?|amounts?|sums?)\b)"
    r"|\b(?:contract|agreement|tender|lot) price$"
    r"|(?<=\bvalue )of (?:the )?(?:contract|agreement|tender|purchase order|order|award|lot|deal)s?\b"
)
"""Words that say whose value it is: ``Contract value`` and ``Value of contract`` are read as ``Value`` is."""
_CODE = re.compile(r"\b(?:codes?|(?:numbers?|no|nos)(?! of\b)|ids?|refs?|reference|voucher|postcode)\b")
_ALIKE = 0.88
_TIMING = re.compile(
    r"\b(?:planned|estimated|forecast|expected|actual|approved|revised) (?:project |contract |grant )?"
    r"(?:dates?|start|end|completion)\b"
    r"|\bduration\b|\b(?:length|term) (?:of (?:the )?\w+ )?(?:in )?(?:days|weeks|months|years)\b"
)
"""Headings of days and lengths of time, which are planned or expected as money may be: ``Planned Dates:End Date``."""
_FILLER = _words("name label description title amended updated redacted")

_UNITS = (
    (1_000_000_000, re.compile(r"£\s*(?:bn|billions?)\b|\bbillions? of pounds")),
    (1_000_000, re.compile(r"£\s*(?:m|mn|mln|millions?)\b|\bmillions? of pounds|\(\s*millions?\s*\)|\bin millions\b")),
    (
        1_000,
        re.compile(
            r"£\s*(?:k|thousands?)\b|£?\s*['’]?\b000['’]?s\b|£\s*['’]?000['’]?s?(?!\d)|['’]000s?\b|£\s*1,?000['’]?s\b"
            r"|\bthousands of pounds|\(\s*thousands?\s*\)|\bin thousands\b"
        ),
    ),
    (1, re.compile(r"£s?(?!\s*[\d'’])(?!\s*(?:k|m|mn|bn|mln|thousand|million|billion)s?\b)|\bgbp\b|\bpounds\b")),
)
_NOT_FINAL = re.compile(r"\(?\b(?:provisional|unaudited)\b\)?")
_IN_UNIT = re.compile(
    r"(?!.*\b(?:round|nearest))(?=.*\b(?:all|figures?|amounts?|values?|shown|expressed|stated|costs?|totals?)\b).*\bin\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:not|rather than|instead of)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+(?=[^\W\d])")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_MARK = re.compile(
    r"\s*((?<=\S)[*~^†‡#]+|\([a-z]\)|\[(?:note )?\d+\]|(?<=\S)(?<!\bm)(?<!\bkm)[⁰¹²³⁴-⁹]+)\s*$"  # no mark: m²
)
MARK_ENDS = frozenset("*~^†‡#)]⁰¹²³⁴⁵⁶⁷⁸⁹")
_SYNONYMS = {
    name: [field for field, names in FIELDS.items() if name in names] for names in FIELDS.values() for name in names
}


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading, parsed.

    Attributes
    ----------
    fields
        The fields it may name, with how well it fits each (0 is best).
    role
        What its column holds: ``amount``, ``count`` or ``total``; ``year`` for figures of a year, money or counts as
        the rest of the table tells; ``named`` for money of the line that its words name; ``period`` for figures of a
        month, or of a part of a year that is not known; ``derived`` for a variance or a percentage; ``balance`` for a
        balance brought or carried forward. Empty if the heading does not say.
    when
        The period that its figures are of, or the part of a year.
    problem
        Why the year it states cannot be used.
    counts
        What is counted below it, if it may be a count; its role is ``count`` only if it is one whatever else the table
        holds.
    qualifiers, shorthand
        What it says of amounts besides their basis, such as ``excluding VAT``; and ``[p]`` for a provisional outturn.
    """

    text: str
    fields: tuple[tuple[str, int], ...] = ()
    role: str = ""
    when: When | None = None
    basis: str = ""
    flow: str = ""
    units: frozenset[int] = frozenset()
    mark: str = ""
    problem: str = ""
    counts: str = ""
    qualifiers: str = ""
    shorthand: str = ""

    @property
    def is_understood(self) -> bool:
        """Whether any of its words were understood."""
        return bool(self.fields or self.role or self.when or self.basis or self.units or self.counts)

    @property
    def is_band(self) -> bool:
        """Whether it can be a band, which adds to the headings below or above it."""
        return not self.fields and bool(self.role or self.units)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a heading in one spelling: ``" NetAmount "`` and ``net_amount`` are ``net amount``."""
    return re.sub(r"[^a-z0-9]+", " ", in_words(text).casefold().replace("&", " and ")).strip()


def split_mark(text: str) -> tuple[str, str]:
    """Return a label without its footnote mark, and the mark: ``Counselling (a)`` gives ``Counselling``, ``(a)``."""
    match = _MARK.search(text)
    return (text[: match.start()].strip(), match[1]) if match and match.start() else (text.strip(), "")


def units_in(text: str) -> frozenset[int]:
    """Return the units of money that a text states, in pounds."""
    folded = text.casefold()
    units = [(unit, pattern) for unit, pattern in _UNITS if pattern.search(folded)]
    larger = frozenset(unit for unit, _ in units if unit > 1)
    return larger or frozenset(unit for unit, _ in units)


def every_unit_in(text: str) -> frozenset[int]:
    """Return all units that a text mentions: ``in £ not £000`` mentions two, and does not settle which applies."""
    folded = text.casefold()
    return frozenset(unit for unit, pattern in _UNITS if pattern.search(folded))


def units_in_note(text: str) -> frozenset[int]:
    """Return the units in which a note says that figures are: all that it mentions, if it denies one of them."""
    if not _IN_UNIT.match(text):
        return frozenset()
    return every_unit_in(text) if _DENIES.search(text) else units_in(text)


def bases_in(text: str) -> frozenset[str]:
    """Return the bases that a text states; ``expenditure`` without another basis means outturn."""
    return bases_in_words(plain(text))


def only_basis(text: str) -> str:
    """Return the basis that a text states, if it says nothing more than a year: ``Budget``, ``2015-16 Outturn``."""
    heading = parse_heading(text)
    return heading.basis if heading.role == "amount" else ""


def without_units(text: str) -> str:
    """Return a heading without its unit: ``Counselling (£000)`` names the line ``Counselling``."""
    for _, pattern in _UNITS:
        text = pattern.sub(" ", text)
    return " ".join(re.sub(r"\(\s*\)|\s[-,:]\s*$", " ", text).split())


def _words_only(text: str) -> str:
    """Return a heading in one spelling, without its unit."""
    return plain(without_units(text))


def names_codes(text: str) -> bool:
    """Return whether a heading says that the numbers below it are codes or references, not figures."""
    return bool(_CODE.search(plain(text)))


def names_counts(text: str) -> bool:
    """Return whether a title or a file name says that the figures are counts."""
    return says_counted(plain(text))


@lru_cache(maxsize=4096)
def parse_heading(text: str) -> Heading:
    """Return a heading parsed.

    Most headings name a field and nothing else. In the others the period is parsed first, then the unit, then the
    basis; the words left over tell the role of the column.
    """
    body, mark = split_mark(" ".join(_NUMBERED.sub("", in_words(text.strip())).split()))
    fields = _named_fields(body)
    if fields:
        return Heading(body, fields, units=units_in(body), mark=mark)
    folded = body.casefold()
    if _TIMING.search(plain(body)) and not units_in(body):
        return Heading(body, mark=mark)
    if _DERIVED.search(folded) or _VAT.fullmatch(plain(folded)) or is_rate(kind_of(body)):
        return Heading(body, role="derived", mark=mark)
    if _BALANCE.search(folded):
        return Heading(body, role="balance", mark=mark)
    folded, version = take_version(folded)
    when, problem, rest = parse_when(folded, _words_only)
    is_final = not is_provisional(plain(folded))
    if when and (others := _NOT_FINAL.sub(" ", rest)) != rest:
        rest, is_final = others, False
    if counts_in_thousands(body):
        return Heading(body, role="derived", mark=mark)  # neither a whole number nor money
    units = units_in(rest)
    if may_count(body) and not units:
        role = "count" if counts_surely(body) else _role(rest, bool(when or problem), frozenset(), units)
        return Heading(body, (), role, when, mark=mark, problem=problem, counts=noun_of(body) or body)
    bases, rest = _take_bases(rest, has_year=isinstance(when, Period))
    if _is_real(rest):
        return Heading(body, role="derived", mark=mark)
    role = "period" if is_lone_part(when) else _role(rest, bool(when or problem), bases, units)
    return Heading(
        body,
        role="named" if units and not role else role,
        when=when,
        basis=next(iter(bases)) if len(bases) == 1 else "",
        flow="income" if _INCOME.search(rest) else "",
        units=units,
        mark=mark,
        problem=problem,
        qualifiers="; ".join(filter(None, [qualifiers_in(plain(folded)), version])),
        shorthand="" if is_final else "[p]",
    )


def _is_real(rest: str) -> bool:
    """Return whether what a heading says besides its period is an amount in real terms: ``Outturn real (£)``."""
    words = set(BASIS_WORDS.sub(" ", plain(without_units(rest))).split())
    return "real" in words and words <= _AMOUNT_WORDS | {"real", "terms"}


def _take_bases(folded: str, *, has_year: bool) -> tuple[frozenset[str], str]:
    """Return the bases in a heading, and the heading without a short name of a basis, which is all it may be."""
    short = SHORT_BASES.get(plain(without_units(folded))) if has_year else None
    bases = bases_in(folded)
    return (bases or frozenset({short}), "") if short else (bases, folded)


def _named_fields(text: str) -> tuple[tuple[str, int], ...]:
    """Return the fields that a heading names: by its words, then without filler words, then allowing for a misspelling.

    Words in brackets are ignored, as in ``Supplier (Beneficiary) name``, unless they describe figures.
    """
    words = plain(without_units(text))
    if not words:
        return ()
    stripped = " ".join(word for word in words.split() if word not in _FILLER) or words
    for name in (words, stripped):
        if name in _SYNONYMS:
            return _ranked(name, exact=name == words)
    if len(words) > 4 and _role(words, False, bases_in(words), frozenset()) == "":
        close = _closest(words) or (_closest(stripped) if stripped != words else "")
        if close:
            return _ranked(close, exact=False)
    bracketed = _BRACKETS.findall(text)
    if bracketed and not any(_has_figure_words(within) for within in bracketed):
        return _named_fields(_BRACKETS.sub(" ", text))
    return ()


def _has_figure_words(text: str) -> bool:
    """Return whether words in brackets describe figures: a year, a unit, an amount."""
    heading = parse_heading(text)
    return bool(heading.role or heading.when or heading.problem or heading.basis or heading.units)


def _closest(words: str) -> str:
    """Return the known heading that some words are a misspelling of, or empty text.

    Lengths are compared first, which is fast: texts whose lengths differ by more cannot be that similar.
    """
    reach = (2 - _ALIKE) / _ALIKE
    near = [name for name in _SYNONYMS if len(name) <= len(words) * reach and len(words) <= len(name) * reach]
    return next(iter(difflib.get_close_matches(words, near, n=1, cutoff=_ALIKE)), "")


def _ranked(name: str, *, exact: bool) -> tuple[tuple[str, int], ...]:
    """Return the fields that a name stands for, with its rank in each; a name that is only similar ranks just below."""
    return tuple((field, 2 * FIELDS[field].index(name) + (not exact)) for field in _SYNONYMS[name])


def _role(folded: str, year: bool, bases: frozenset[str], units: frozenset[int]) -> str:
    """Return the role of a column by the words of its heading, once the year is taken out."""
    words = plain(without_units(folded)).split()
    if _TOTAL.fullmatch(" ".join(words)) and not year:
        return "total"
    of_deal = _OF_A_DEAL.sub(lambda match: " value " if match[0].endswith("price") else " ", " ".join(words))
    left = set(BASIS_WORDS.sub(" ", of_deal).split())
    if left <= _AMOUNT_WORDS:
        if left & _AMOUNT_CORE or left >= {"total", "vat"} or (bases and not left - {"line", "transaction"}) or units:
            return "amount"
        if year or bases:
            return "amount" if bases else "year"
    if year and len(left) == 1 and len(next(iter(left))) == 1:
        return "year"  # ``2014/15 A``: the letter could stand for any basis
    return ""
