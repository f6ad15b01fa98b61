"""The words by which a heading says that its figures are a later or an earlier version of others."""

from __future__ import annotations

import re
from typing import Literal

Version = Literal["later", "earlier", ""]

_BUDGET = re.compile(r"\b(?:budgets?|budgeted|estimates?|allocat\w+|forecast)\b", re.IGNORECASE)
_LATER = r"(?:as )?re-?stated|(?:as )?(?:revised|amended|corrected|updated|re-?based)"
_EARLIER = (
    r"(?:as )?(?:(?:originally|previously|first|last) )?(?:published|reported|stated)|(?:as )?originally|original"
    r"|previously|pre[- ]restatement|before restatement"
)
_WORDS = re.compile(rf"\b(?:(?P<later>{_LATER})|(?P<earlier>{_EARLIER}))\b", re.IGNORECASE)
_SAVINGS = re.compile(
    r"\b(?P<when>before|after|pre|post)[- ](?:the )?(?:\w+ )?(?P<what>savings?|efficienc(?:y|ies)|adjustments?|cuts"
    r"|virements?|recharges?|reductions?|inflation|growth)\b",
    re.IGNORECASE,
)


def version_of(heading: str) -> Version:
    """Return whether a heading names a later or an earlier version; a revised budget is a basis, and no version."""
    found = _WORDS.search(heading)
    if not found or _is_basis(found[0], heading):
        return ""
    return "later" if found["later"] else "earlier"


def _is_basis(words: str, heading: str) -> bool:
    return words.casefold() in ("revised", "original", "updated") and bool(_BUDGET.search(heading))


def take_version(heading: str) -> tuple[str, str]:
    """Return a heading without the words of a version, and what they qualify: ``before savings``, or empty text."""
    rest = heading
    if version_of(heading):
        rest = re.sub(r"\(\s*\)", " ", _WORDS.sub(" ", rest, count=1))
    if not (saving := _SAVINGS.search(rest)):
        return rest, ""
    when = "before" if saving["when"].casefold() in ("before", "pre") else "after"
    return re.sub(r"\(\s*\)", " ", _SAVINGS.sub(" ", rest, count=1)), f"{when} {saving['what'].casefold()}"
