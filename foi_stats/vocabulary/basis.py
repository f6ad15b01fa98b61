"""The bases of amounts and the words that name them, and their qualifiers: VAT, gross or net, cash or real terms.

The words of a basis are here and nowhere else: those in a heading or title, those of a cell headed Basis, and the short
ones beside a year.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, get_args

Basis = Literal["allocated", "budget", "original budget", "revised budget", "outturn", "paid", "forecast"]
BASES: tuple[str, ...] = get_args(Basis)
BUDGETS = ("budget", "original budget", "revised budget")

_A_BUDGET = r"(?:budget(?:s|ed)?|estimates?)"
_WORDS = {
    "original budget": rf"(?:original|opening|initial) {_A_BUDGET}|{_A_BUDGET} original",
    "revised budget": rf"(?:revised|latest) {_A_BUDGET}|{_A_BUDGET} revised",
    "forecast": r"(?:forecast|projected|estimated|expected|probable) (?:out ?turn|actuals?|spend)"
    r"|forecast|projected|projection",
    "allocated": r"allocat(?:ed|ion|ions)|award(?:ed|s)?",
    "budget": rf"{_A_BUDGET}|planned",
    "outturn": r"out ?turn|actuals?",
    "paid": r"paid|payments?",
}
"""The words of each basis in a heading in plain words; those further up are sought first, and taken out."""
_PATTERNS = {basis: re.compile(rf"\b(?:{words})\b") for basis, words in _WORDS.items()}
BASIS_WORDS = re.compile(rf"\b(?:{'|'.join(_WORDS.values())})\b")
"""Any word of a basis, in plain words."""

_SPENT = re.compile(r"\b(?:spend|spent|spending|expenditure|income|receipts)\b")
"""Words that mean outturn where nothing else names a basis."""
_NOT_FINAL = r"(?:provisional|draft|unaudited|pre audit)"
_PROVISIONAL = re.compile(
    rf"\b{_NOT_FINAL} (?:(?!budget|final|forecast)\w+ ){{0,2}}(?:out ?turn|actuals?)\b"
    rf"|\b(?:out ?turn|actuals?) (?:figures )?{_NOT_FINAL}\b"
)
_ONLY_PROVISIONAL = re.compile(
    rf"(?:(?:all|these) )?(?:figures )?(?:are )?{_NOT_FINAL}(?: (?:figures?|data|results?|version|accounts))?"
)

SHORT_BASES = {
    **dict.fromkeys(("bud", "budg", "bgt"), "budget"),
    **dict.fromkeys(("act", "acts", "o t"), "outturn"),
    **dict.fromkeys(("fcst", "f cast", "fc"), "forecast"),
}
"""Short names of a basis, used only beside a year: in other headings ``act`` may be an Act of Parliament."""

_CELL_NAMES = {
    **dict.fromkeys(("actual", "actuals", "spent", "provisional outturn", "draft outturn"), "outturn"),
    **dict.fromkeys(("allocation", "awarded", "award"), "allocated"),
    **dict.fromkeys(("budgeted", "planned", "estimate", "estimates"), "budget"),
    **dict.fromkeys(("payment", "payments"), "paid"),
    **dict.fromkeys(("original estimate", "original estimates"), "original budget"),
    **dict.fromkeys(("revised estimate", "revised estimates", "latest budget"), "revised budget"),
    "projected": "forecast",
}
HINTS = ("budget", "estimate", "out turn", "outturn", "actual", "forecast", "allocat", "planned", "award", "project")
"""Every label that only names a basis contains one of these."""

_QUALIFIERS = {
    "excluding VAT": r"\b(?:excl?|excluding|exclusive of|excludes|net of|without|before|ex) vat\b"
    r"|\bvat (?:exc?l?|excluded)\b",
    "including VAT": r"\b(?:incl?|including|inclusive of|includes|gross of|with|plus) vat\b|\bvat (?:incl?|included)\b",
    "gross": r"\bgross\b(?! of vat)",
    "net": r"\bnett?\b(?! of vat)",
    "accruals": r"\baccruals?\b|\baccrued\b",
    "cash": r"\bcash\b(?! ?(?:flow|back|point|limit|office|desk))|\bnominal (?:terms|prices)\b",
    "real terms": r"\breal terms\b|\bconstant prices\b|\breal$",
}
_QUALIFIER_PATTERNS = {name: re.compile(pattern) for name, pattern in _QUALIFIERS.items()}
_APART = (("excluding VAT", "including VAT"), ("gross", "net"), ("cash", "accruals"), ("cash", "real terms"))
"""Qualifiers that are never mixed in one sum."""


def strong_bases_in(words: str) -> frozenset[str]:
    """Return the bases that plain words name outright."""
    found = set()
    for basis, pattern in _PATTERNS.items():
        left = pattern.sub(" ", words)
        if left != words:
            found.add(basis)
            words = left
    return frozenset(found)


@lru_cache(maxsize=8192)
def bases_in_words(words: str) -> frozenset[str]:
    """Return the bases that plain words state; ``expenditure`` without another basis means outturn."""
    strong = strong_bases_in(words)
    return strong or (frozenset({"outturn"}) if _SPENT.search(words) else frozenset())


def parse_basis(text: str) -> tuple[str, str]:
    """Return the basis that a cell names, and the symbol of a provisional outturn.

    Raises
    ------
    ValueError
        If it names none.
    """
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold()).split())
    basis = _CELL_NAMES.get(words, words)
    if basis not in BASES:
        found = strong_bases_in(words) if is_provisional(words) else frozenset()
        basis = "outturn" if found == {"outturn"} else basis
    if basis not in BASES:
        raise ValueError(f"{text!r} is not one of {', '.join(BASES)}")
    return basis, "[p]" if is_provisional(words) else ""


def is_provisional(words: str) -> bool:
    """Return whether plain words name an outturn that is not final yet."""
    return bool(_PROVISIONAL.search(words))


def calls_provisional(words: str) -> bool:
    """Return whether a title in plain words says that the outturn below it is not final yet."""
    return is_provisional(words) or bool(_ONLY_PROVISIONAL.fullmatch(words))


def is_budget(basis: str) -> bool:
    """Return whether a basis is a budget, original or revised or neither said."""
    return basis in BUDGETS


def agree(one: str, other: str) -> bool:
    """Return whether two bases may be the same: ``budget`` does not say whether it is the original or revised one."""
    return one == other or ("budget" in (one, other) and is_budget(one) and is_budget(other))


@lru_cache(maxsize=8192)
def qualifiers_in(words: str) -> str:
    """Return what plain words say of amounts besides their basis: ``excluding VAT; net``. Empty where they say nothing.

    What a text says both ways, as a title of a table with gross and net columns does, is left out.
    """
    found = {name for name, pattern in _QUALIFIER_PATTERNS.items() if pattern.search(words)}
    both = {name for pair in _APART if found.issuperset(pair) for name in pair}
    return "; ".join(name for name in _QUALIFIERS if name in found - both)


def mixed_qualifiers(texts: list[str]) -> tuple[str, str] | None:
    """Return two qualifiers of some rows that are never mixed in one sum, or None."""
    found = {name for text in texts for name in text.split("; ")}
    return next((pair for pair in _APART if found.issuperset(pair)), None)
