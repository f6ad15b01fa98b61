"""Tell by its label whether a row is, or may be, the total of others: ``Total``, ``Net expenditure``, ``All ages``."""

from __future__ import annotations

import re

from foi_stats.supply.tables.named_place import COUNTRY
from foi_stats.supply.tables.words import DistinctValues
from foi_stats.vocabulary.basis import BASIS_WORDS
from foi_stats.vocabulary.measures import counts_surely

_TOTAL = re.compile(
    r"(?:grand |overall |net |gross |sub ?)*totals?(?: (?:result|expenditure|funding|spend|spending|income|amount"
    rf"|{BASIS_WORDS.pattern}|cost|costs|all))?|sub ?totals?(?: .+)?|.+ sub ?totals?|all|overall|both (?:sexes|genders)"
)
_TOTAL_HINTS = (
    *(
        "total",
        "all",
        "both",
        "net",
        "gross",
        "surplus",
        "deficit",
        "england",
        "wales",
        "scotland",
        "northern ireland",
        "britain",
    ),
    *("uk", "united kingdom"),
)
_NAMED_TOTAL = re.compile(r"(?:sub ?|grand )?totals?\b.+|.+\b(?:sub ?)?totals?")
_TOTAL_WORDS = re.compile(r"\b(?:grand|sub)? ?(?:sub)?totals?\b(?: (?:for|of)\b)?")
_OF_MONEY = (
    r"(?: (?:\w+ ){0,3}(?:expenditure|costs?|spend|spending|budget|outturn|position|total|amount|result|funding"
    r"|income|movement|requirement)(?: .*)?)?"
)
_NET = re.compile(rf"net{_OF_MONEY}|(?:in year )?(?:surplus|deficit)(?: .+)?")
_GROSS = re.compile(rf"gross{_OF_MONEY}")
_ALL_OF = re.compile(
    r"all (?:the )?(?!other\b)(?:\w+ ){0,2}?(?:above|ages|areas|authorities|boroughs|cases|categories|claims|costs"
    r"|councils|counties|departments|directorates|districts|divisions|expenditure|forces|funding|funds|genders|grants"
    r"|groups|income|items|lines|measures|months|organisations|outcomes|payments|people|persons|projects|providers"
    r"|quarters|referrals|regions|schemes|services|sexes|spend|spending|suppliers|teams|types|victims|wards|years)"
)
_SIDES = {
    "income": re.compile(r"\b(?:income|receipts?|revenues?)\b"),
    "expenditure": re.compile(r"\b(?:expenditure|spend|spending|costs?|payments?)\b"),
}


def plain_label(label: str) -> str:
    """Return a label in one spelling, for comparing."""
    return re.sub(r"[^a-z0-9]+", " ", label.casefold()).strip()


def is_total(label: str) -> bool:
    """Return whether a label alone says that its row is a total."""
    plain = plain_label(label)
    return bool(_TOTAL.fullmatch(plain)) or (plain.startswith("total ") and counts_surely(plain))


def says_total(label: str) -> bool:
    """Return whether a label calls its row the total of something, such as ``All forces``; the figures then decide."""
    words = plain_label(label)
    return any(named.fullmatch(words) for named in (_NAMED_TOTAL, _NET, _GROSS, _ALL_OF))


def is_net(label: str) -> bool:
    """Return whether a label calls its row what is left of others: ``Net expenditure``, ``Surplus``."""
    return bool(_NET.fullmatch(plain_label(label)))


def is_gross(label: str) -> bool:
    """Return whether a label calls its row the sum before income is taken off: ``Gross expenditure``."""
    return bool(_GROSS.fullmatch(plain_label(label)))


def side_of(label: str) -> str:
    """Return which side a total is of by its name: ``income``, ``expenditure``, or neither."""
    words = plain_label(label)
    return "" if "net" in words.split() else next((side for side, text in _SIDES.items() if text.search(words)), "")


def counts_all(label: str) -> bool:
    """Return whether a label says that its row counts everything of a kind: ``All forces``."""
    return bool(_ALL_OF.fullmatch(plain_label(label)))


def names_country(label: str) -> bool:
    """Return whether a label is the name of a country: the total of its areas, or one area among others."""
    return bool(COUNTRY.fullmatch(plain_label(label)))


def total_labels(labels: DistinctValues) -> set[str]:
    """Return the labels that are, or may be, of totals."""
    return {
        label for label in labels.holding(*_TOTAL_HINTS) if is_total(label) or says_total(label) or names_country(label)
    }


def without_total(label: str) -> str:
    """Return a label in one spelling without the words that call it a total: ``Refuge Total`` gives ``refuge``."""
    return " ".join(_TOTAL_WORDS.sub(" ", plain_label(label)).split())
