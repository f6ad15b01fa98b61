"""Shorthand and reasons: the symbols for a missing or qualified value, and the reasons for a gap.

The symbols and their meanings are the Government Analysis Function's ("Using symbols in tables"). Several kinds of gap
share ``[x]``, so each reason has a code of its own. Nothing here touches a disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from foi_stats.vocabulary.phrases import listed

SHORTHAND = {
    "[b]": "break in the series: figures either side are not comparable",
    "[c]": "confidential: withheld to protect information about people or organisations",
    "[e]": "estimated",
    "[f]": "forecast or budget, not the final figure",
    "[low]": "rounds to 0 but is not 0",
    "[p]": "provisional: may be revised",
    "[r]": "revised since it was first given",
    "[u]": "low reliability: treat with caution",
    "[w]": "none recorded in the survey",
    "[x]": "not available",
    "[z]": "not applicable",
}
"""Each symbol and what it means, in the order in which a legend lists them."""

GAPS = frozenset({"[c]", "[low]", "[w]", "[x]", "[z]"})
"""Symbols that replace a value; the others qualify a value, in a column beside it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value is missing: a code, the symbol that takes its place, and the meaning in words.

    A reason that is not ``supplied`` is never in a supply: the library sets it when it protects a count.
    """

    code: str
    shorthand: str
    meaning: str
    publishable: bool = True
    supplied: bool = True


REASONS = {
    reason.code: reason
    for reason in (
        Reason("not_held", "[x]", "no information is held"),
        Reason("absorbed", "[x]", "spent within another budget and not separately identifiable"),
        Reason("not_closed", "[x]", "the year was not closed when the response was made"),
        Reason("not_started", "[z]", "the service had not begun"),
        Reason("withheld", "[c]", "withheld under an exemption"),
        Reason("suppressed", "[c]", "withheld to protect small numbers", supplied=False),
        Reason("ncnd", "[x]", "neither confirmed nor denied"),
        Reason("over_limit", "[x]", "not looked for, because the cost limit would be exceeded (section 12)"),
        Reason("elsewhere", "[x]", "already published elsewhere"),
        Reason("not_supplied", "[x]", "not supplied by the finance team", publishable=False),
        Reason("undecided", "[x]", "not decided on by the information officer", publishable=False),
    )
}
"""Each reason by its code. A reason never turns into another reason, or into 0."""

OFFICER_REASONS = frozenset({"withheld", "ncnd", "over_limit", "elsewhere"})
"""The codes that rest on an exemption or the cost limit, which the information officer decides."""

SUPPLIED_REASONS = tuple(code for code, reason in REASONS.items() if reason.supplied)
"""The codes that a supply may use."""


def is_publishable(reasons: str) -> bool:
    """Return whether reasons, with spaces between, may all be published in place of a figure."""
    return all(REASONS[reason].publishable for reason in reasons.split())


def parse_shorthand(text: str) -> str:
    """Return the symbols in ``text``, each once, in the standard spelling: ``[X] [b]`` gives ``[x] [b]``.

    Empty text gives empty text.

    Raises
    ------
    ValueError
        If anything in it is not a standard symbol, or two of them would both replace the value.
    """
    symbols = ["[" + found.strip().casefold() + "]" for found in re.findall(r"\[([^\[\]]*)\]", text)]
    rest = re.sub(r"\[[^\[\]]*\]|[\s,;]", "", text)
    unknown = [rest] if rest else [symbol for symbol in symbols if symbol not in SHORTHAND]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not a standard symbol; use one of {', '.join(SHORTHAND)}")
    unique = list(dict.fromkeys(symbols))
    gaps = [symbol for symbol in unique if symbol in GAPS]
    if len(gaps) > 1:
        raise ValueError(f"{listed(gaps)} cannot both stand for one value; keep the one that is true")
    return " ".join(gaps + [symbol for symbol in unique if symbol not in GAPS])


def join_shorthand(*texts: str) -> str:
    """Return the symbols of all the texts together, each once, a gap first."""
    return parse_shorthand(" ".join(texts))


def parse_reason(text: str) -> str:
    """Return the code of a reason typed as its code or in words: ``Not held`` gives ``not_held``.

    Raises
    ------
    ValueError
        If it is not one of the reasons.
    """
    code = re.sub(r"[\s_-]+", "_", text.strip().casefold())
    if code not in SUPPLIED_REASONS:
        raise ValueError(f"{text!r} does not say why there is no figure")
    return code
