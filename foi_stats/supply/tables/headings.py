"""What a heading means: which field of a row it names, and the year, basis, unit and flow it states.

The words are data, as the names of fields are (:mod:`foi_stats.supply.tables.fields`).
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache

from foi_stats.supply.tables.fields import FIELDS
from foi_stats.vocabulary.period import Period, has_only_figure_words, parse_period, take_period
from foi_stats.vocabulary.years import parse_financial_year, parse_quarter


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BASIS_WORDS = {
    "allocated": r"allocat(?:ed|ion|ions)|award(?:ed|s)?",
    "budget": r"budget(?:s|ed)?|planned",
    "outturn": r"out ?turn|actuals?",
    "forecast": r"forecast|projected|projection",
    "paid": r"paid|payments?",
}
_SHORT_BASES = {
    short: frozenset({basis})
    for basis, shorts in {
        "budget": ("bud", "budg", "bgt"),
        "outturn": ("act", "acts", "o t"),
        "forecast": ("fcst", "f cast", "fc"),
    }.items()
    for short in shorts
}
"""Short names of a basis, used only beside a year: in other headings ``act`` may be an Act of Parliament."""

_FORECAST = re.compile(r"\b(?:forecast|projected|estimated|expected|probable) (?:out ?turn|actuals?|spend)\b")
_WEAK_OUTTURN = re.compile(r"\b(?:spend|spent|spending|expenditure|income|receipts)\b")
_INCOME = re.compile(r"\b(?:income|receipts?|received)\b")
_DERIVED = re.compile(
    r"variance|difference|change|%|per ?cent|percentage|proportion|share of|cumulative|real[- ]terms"
    r"|\bprices\b|\bunit cost|\baverage"
    r"|\bper (?:head|capita|person|client|case|user|victim|referral|hour|day|week|month|unit)"
    r"|\b(?:over|under) ?-?/? ?\(?(?:over|under)?\)? ?-?spen[dt]"
)
_VAT = re.compile(
    r"(?!.*\b(?:inc|incl|including|inclusive|included|exc?|excl|excluding|exclusive|excluded|nett?|gross|less|plus"
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
    "incl excl ex exc inc vat including excluding inclusive exclusive and total year paid payment invoice invoiced inv "
    "line transaction distribution distrib pounds sterling fy"
)
_AMOUNT_CORE = _words(
    "amount amounts amt net nett gross value cost costs funding sum spend spent spending expenditure income figure "
    "figures"
)
_COUNT_CORE = _words(
    "count counts referrals referral people victims clients cases users individuals persons participants"
)
_COUNT_WORDS = _COUNT_CORE | _words(
    "number numbers no nos of the total service helped supported new received nrm accepted in for to made"
)
_CODE = re.compile(r"\b(?:codes?|(?:numbers?|no|nos)(?! of\b)|ids?|refs?|reference|voucher|postcode)\b")
_ALIKE = 0.88
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
_IN_UNIT = re.compile(
    r"(?!.*\b(?:round|nearest))(?=.*\b(?:all|figures?|amounts?|values?|shown|expressed|stated|costs?|totals?)\b).*\bin\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:not|rather than|instead of)\b", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = re.compile(
    r"(?:(?:financial )?year (?:ending|ended|end|to)|12 months (?:ending|ended|to)):? "
    rf"(?:\d{{1,2}}(?:st)? )?{_MONTH},? \d{{4}}"
    rf"|y/?e (?:\d{{1,2}}(?:st)? )?{_MONTH} \d{{4}}"
    r"|(?:(?:financial )?year (?:ending|ended|end|to):?|y/?e) \d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
    r"|(?:1(?:st)? )?apr(?:il)? \d{4} (?:to|-|–) (?:31(?:st)? )?mar(?:ch)? \d{4}"
    r"|\b(?:fy ?)?(?:19|20)\d{2} ?(?:[-/\u2010-\u2015]|to) ?(?:(?:19|20)\d{2}|\d{2})(?![\d/-])"
    r"|\bfy ?\d{2} ?[-/\u2010-\u2015] ?\d{2}\b|\bfy ?(?:19|20)?\d{2}\b|\b(?:19|20)\d{4}\b"
)
_ORDINAL = re.compile(r"\b(?:year|yr) ?\d{1,2}\b")
"""The number of a year beside its name: ``Year 1 (2014/15)``."""
_BARE_YEAR = re.compile(r"(?<![-/\d.])\b(?:19|20)\d{2}\b(?![-/\d])|^\d{2}[-/]\d{2}$")
_QUARTER = re.compile(
    r"\b(?:19|20)\d{2}(?:[-/]\d{2})? ?[-/]? ?q[1-4]\b|\bq[1-4] ?[-/]? ?(?:19|20)\d{2}(?:[-/]\d{2})?\b"
)
_DATE_LIKE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9} \d{4}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\d{4}-\d\d-\d\d")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
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
        month or quarter; ``derived`` for a variance or a percentage; ``balance`` for a balance brought or carried
        forward. Empty if the heading does not say.
    problem
        Why the year it states cannot be used.
    period
        The month or quarter that it names.
    """

    text: str
    fields: tuple[tuple[str, int], ...] = ()
    role: str = ""
    year: str = ""
    quarter: str = ""
    basis: str = ""
    flow: str = ""
    units: frozenset[int] = frozenset()
    mark: str = ""
    problem: str = ""
    period: Period | None = None

    @property
    def is_understood(self) -> bool:
        """Whether any of its words were understood."""
        return bool(self.fields or self.role or self.year or self.quarter or self.basis or self.units)

    @property
    def is_band(self) -> bool:
        """Whether it can be a band, which adds to the headings below or above it."""
        return not self.fields and bool(self.role or self.units)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a heading in one spelling: ``" NetAmount "`` and ``net_amount`` are ``net amount``."""
    return re.sub(r"[^a-z0-9]+", " ", _CAMEL.sub(" ", text).casefold().replace("&", " and ")).strip()


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
    words = _FORECAST.sub("forecast", plain(text))
    strong = frozenset(basis for basis, found in BASIS_WORDS.items() if re.search(rf"\b(?:{found})\b", words))
    return strong or (frozenset({"outturn"}) if _WEAK_OUTTURN.search(words) else frozenset())


def only_basis(text: str) -> str:
    """Return the basis that a text states, if it says nothing more than a year: ``Budget``, ``2015-16 Outturn``."""
    heading = parse_heading(text)
    return heading.basis if heading.role == "amount" else ""


def years_in(text: str) -> frozenset[str]:
    """Return the financial years that a text states without ambiguity."""
    found = set()
    for match in _YEAR.finditer(" ".join(text.casefold().split())):
        try:
            found.add(parse_financial_year(match[0]))
        except ValueError:
            continue
    period, _ = take_period(text)
    return frozenset(found) | ({period.year} - {""} if period else frozenset())


def without_units(text: str) -> str:
    """Return a heading without its unit: ``Counselling (£000)`` names the line ``Counselling``."""
    for _, pattern in _UNITS:
        text = pattern.sub(" ", text)
    return " ".join(re.sub(r"\(\s*\)|\s[-,:]\s*$", " ", text).split())


def names_codes(text: str) -> bool:
    """Return whether a heading says that the numbers below it are codes or references, not figures."""
    return bool(_CODE.search(plain(text)))


def names_counts(text: str) -> bool:
    """Return whether a title or a file name says that the figures are numbers of people or cases."""
    return bool(_COUNT_CORE & set(plain(text).split()))


@lru_cache(maxsize=4096)
def parse_heading(text: str) -> Heading:
    """Return a heading parsed.

    Most headings name a field and nothing else. In the others the period is parsed first, then the unit, then the
    basis; the words left over tell the role of the column.
    """
    body, mark = split_mark(" ".join(_NUMBERED.sub("", text.strip()).split()))
    fields = _named_fields(body)
    if fields:
        return Heading(body, fields, units=units_in(body), mark=mark)
    folded = _CAMEL.sub(" ", body).casefold()
    if _DERIVED.search(folded) or _VAT.fullmatch(plain(folded)):
        return Heading(body, role="derived", mark=mark)
    if _BALANCE.search(folded):
        return Heading(body, role="balance", mark=mark)
    when = _parse_when(folded)
    units = units_in(when.rest)
    bases, rest = _take_bases(when.rest, has_year=bool(when.year))
    role = "period" if when.period else _role(rest, when.year or when.quarter or when.problem, bases, units)
    return Heading(
        body,
        role="named" if units and not role else role,
        year=when.year,
        quarter=when.quarter,
        basis=next(iter(bases)) if len(bases) == 1 else "",
        flow="income" if _INCOME.search(rest) else "",
        units=units,
        mark=mark,
        problem=when.problem,
        period=when.period,
    )


@dataclass(frozen=True, slots=True)
class _When:
    """The year, quarter or months that a heading names, as in :class:`Heading`, and the rest of its words."""

    rest: str
    period: Period | None = None
    quarter: str = ""
    year: str = ""
    problem: str = ""


def _parse_when(folded: str) -> _When:
    """Return the quarter, the months and the year in a heading.

    A span of months counts only where the rest of the heading says no more than the kind of figures. A month or quarter
    may stand by itself, or beside its year.
    """
    span, rest = take_period(folded)
    quarter, rest = (span.quarter, rest) if span and span.quarter else _take_quarter(rest)
    words = plain(without_units(rest))
    period = parse_period(words) or (span if span and not quarter and has_only_figure_words(words) else None)
    if period:
        return _When(rest, period, quarter, period.year)
    year, problem, rest = _take_year(rest)
    return _When(rest, parse_period(plain(without_units(rest))) if year else None, quarter, year, problem)


def _take_bases(folded: str, *, has_year: bool) -> tuple[frozenset[str], str]:
    """Return the bases in a heading, and the heading without a short name of a basis, which is all it may be."""
    short = _SHORT_BASES.get(plain(without_units(folded))) if has_year else None
    bases = bases_in(folded)
    return (bases or short, "") if short else (bases, folded)


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
    if len(words) > 4 and _role(words, "", bases_in(words), frozenset()) == "":
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
    return bool(heading.role or heading.year or heading.problem or heading.basis or heading.units or heading.period)


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


def _take_quarter(folded: str) -> tuple[str, str]:
    match = _QUARTER.search(folded)
    if match is None:
        return "", folded
    try:
        return parse_quarter(match[0]), folded.replace(match[0], " ")
    except ValueError:
        return "", folded


def _take_year(folded: str) -> tuple[str, str, str]:
    """Return the year in a heading, the reason why its year cannot be used, and the rest of the heading."""
    match = _YEAR.search(folded)
    if match is None and _DATE_LIKE.search(folded) is None:
        match = _BARE_YEAR.search(folded)
    if match is None:
        return "", "", folded
    rest = _ORDINAL.sub(" ", folded.replace(match[0], " "))
    try:
        return parse_financial_year(match[0]), "", rest
    except ValueError as error:
        return "", str(error), rest


def _role(folded: str, year: str, bases: frozenset[str], units: frozenset[int]) -> str:
    """Return the role of a column by the words of its heading, once the year is taken out."""
    words = plain(without_units(folded)).split()
    if _TOTAL.fullmatch(" ".join(words)) and not year:
        return "total"
    basis_words = re.compile(rf"\b(?:{'|'.join(BASIS_WORDS.values())})\b")
    left = set(basis_words.sub(" ", " ".join(words)).split())
    if left & _COUNT_CORE and left <= _COUNT_WORDS and not units:
        return "count"
    if left <= _AMOUNT_WORDS:
        if left & _AMOUNT_CORE or (bases and not left - {"line", "transaction"}) or units:
            return "amount"
        if year or bases:
            return "amount" if bases else "year"
    if year and len(left) == 1 and len(next(iter(left))) == 1:
        return "year"  # ``2014/15 A``: the letter could stand for any basis
    return ""
