"""Recognise by what a question of a letter wants its figures divided: "by provider", "broken down by age and sex"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST = 3
_DIVIDED = re.compile(
    r"\b(?P<how>(?:broken? (?:it |this |these |them |that )?down|break-?down|split|divided|disaggregated|itemi[sz]ed"
    r"|categori[sz]ed|analysed|grouped|separated?)(?: (?:of|for) [\w ]{1,40}?)?(?: [a-z]+ly)?,? )?"
    r"(?:by|for each|per|according to) (?P<names>[a-z][a-z' -]*(?:(?:,| and| &|/) ?[a-z][a-z' -]*)*)",
    re.IGNORECASE,
)
_NEXT = re.compile(r",| and | & |/|\bby\b", re.IGNORECASE)
_ENDS = re.compile(
    r"\b(?:in|for|from|since|between|during|over|within|to|on|at|as|if|please|that|which|who|with|where|who|is|are|was"
    r"|were|has|have|the following|i|you|your|we|and|or|then)\b|(?<=\w )\b(?:the|it|they|she|he)\b",
    re.IGNORECASE,
)
_LEADS = re.compile(r"^(?:the|each|every|their|its|both|name of (?:the )?|individual) ?", re.IGNORECASE)
_TIMES = re.compile(
    r"\b(?:years?|months?|quarters?|weeks?|days?|date|annum|annually|monthly|period|time)\b", re.IGNORECASE
)
_KNOWN = re.compile(
    r"(?:[a-z]+ )?(?:providers?|suppliers?|recipients?|contractors?|services?|lines?|activit(?:y|ies)|ages?"
    r"|age (?:bands?|groups?|ranges?)|sex|gender|ethnicity|ethnic group|nationality|disability|wards?|districts?|areas?"
    r"|regions?|outcomes?|reasons?|types?|categor(?:y|ies)|departments?|directorates?|teams?|tenure|schools?"
    r"|localit(?:y|ies)|boroughs?|sectors?|status)|type of [a-z]+(?: [a-z]+)?",
    re.IGNORECASE,
)
_PLURALS = (("ies", "y"), ("ss", "ss"), ("us", "us"), ("s", ""))


@dataclass(frozen=True)
class AskedBy:
    """By what figures are to be divided, in the letter's words, and what is unsure."""

    names: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def labels_asked(text: str) -> AskedBy:
    """Return by what a question wants its figures divided; times are periods, and none of these.

    What is not a usual heading is a doubt, where the words before it leave none that it divides figures.
    """
    names: dict[str, None] = {}
    doubts = []
    for found in _DIVIDED.finditer(text):
        pieces = [_name_of(piece) for piece in _NEXT.split(found["names"])]
        agent = found["names"].casefold().startswith("the ")  # "spent by the council" divides nothing
        apart = text[max(found.start() - 2, 0) : found.start()] in (", ", "; ")
        surely = bool(found["how"]) or ((apart or any(map(_KNOWN.fullmatch, pieces))) and not agent)
        for name in pieces:
            if not name or _TIMES.search(name):
                continue
            if _KNOWN.fullmatch(name):
                names[_singular(name.lower())] = None
            elif surely:
                doubts.append(f'asks for figures by "{name}": write by = "…", as the supplies head that column')
    if len(names) > _MOST:
        return AskedBy((), (f"asks for figures by {', '.join(names)}: by takes at most {_MOST}; which?", *doubts))
    return AskedBy(tuple(names), tuple(doubts))


def _name_of(piece: str) -> str:
    return _LEADS.sub("", _ENDS.split(piece)[0].strip(" '-")).strip()


def _singular(name: str) -> str:
    for end, instead in _PLURALS:
        if name.endswith(end):
            return name.removesuffix(end) + instead
    return name
