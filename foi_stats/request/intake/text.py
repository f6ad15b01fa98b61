"""The text of a letter: its lines, its sentences, and which of them ask something. No disk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|vs|cf|st|dr|mr|mrs|ms|prof|inc|para)|\b[A-Za-z])\.$", re.IGNORECASE
)
_BEFORE_NUMBERS = re.compile(r"\b(?:no|nos|para|q)\.$", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:please|pls|plz|kindly|could you|can you|would you|i (?:would|['’]d) like|i wish|i want|i request"
    r"|i am requesting|provide|confirm|state|list|tell me|supply|disclose|how (?:much|many)|what|which|when|does|do you"
    r"|keen to know"
    r"|i(?:['’]m| am) (?:looking|seeking|asking|interested|after)|i (?:seek|need|require)|let me (?:know|have))\b",
    re.IGNORECASE,
)

WANTED = re.compile(
    r"\bcosts?\b(?! (?:limit|threshold|ceiling|cap|of compliance))|\bspen[dt]\b|\bspending\b|\bamounts?\b|\bbudget\b"
    r"|\bfunding\b"
    r"|\bnumbers? (?:of|for|that)\b|\bfigures?\b|\bdata (?:on|for|about)\b|\bdetails of (?!the exemption"
    r"|any exemption)|\blists?\b"
    r"|\bcop(?:y|ies)\b|\bpaid\b|\bpayments?\b|\bcontracts?\b|\bpercentage\b|\bhow (?:much|many)\b",
    re.IGNORECASE,
)
"""Words for what is wanted: a sentence with one is never left out as a courtesy, or as personal."""
SOUGHT = re.compile(
    r"\bhow (?:much|many)\b|\b(?:numbers?|figures?|totals?|values?|breakdowns?|percentages?) (?:of|for)\b"
    r"|\bamounts?\b|\bcosts? (?:of|for)\b|\bspen[dt]|\bfund|\bbudget|\bcop(?:y|ies) of\b|\bdetails (?:of|about)\b"
    r"|\bdata on\b|\bconfirm\b|\blists? of\b|\blist (?:all|each|every|the)\b|\breferr|\binformation (?:on|about"
    r"|regarding)\b"
    r"|\bwhether\b|\bpayments?\b|\bexpenditure\b|\bincome\b|\bmonthly\b|\bannual\b",
    re.IGNORECASE,
)
"""Words for what letters ask for."""
_BEGINS_ANEW = re.compile(
    r"(?:(?:and|also|plus|then|finally|lastly|oh|&|\+),? ){0,2}(?:how|what|which|when|where|who|why|do|does|did|is"
    r"|are|was|were|has|have|can|could|would|will|please|pls|plz|kindly|i|i'm|i've|we|my|tell|give|send|list|if|section"
    r"|thanks|thx|cheers|ta|foi|under|dont|don't|do not|you|copy|copies|total|number|details|any)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:(?:tell|give|send|show|let|inform|provide|supply|advise|get) (?:me|us)"
    r"|know|tell|say|state|is|are|was|were|you|of|and|or|on|in|for|to|by|with|from|the|a|an|at|as"
    r"|that|than|what|which|how|who|when|where|if|whether|about|your|my|their|its|&|per|not)$|,$",
    re.IGNORECASE,
)
_STOPS = re.compile(r"[.?!](?=\s|$)")
_FEW_STOPS, _MANY_WORDS = 40, 12
"""Words to each stop from which a letter is one without stops, and words that it then has at least."""
_CLEARLY = re.compile(
    r"\b(?:please|pls|plz|could you|can you|would you|how|what|which|tell me|provide"
    r"|i (?:need|want|would like|request))\b|\?",
    re.IGNORECASE,
)


def plain_lines(text: str) -> list[str]:
    """Return the lines of a text with plain spaces and without invisible characters; tabs within a line are kept."""
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
        .replace("\f", "\n")
    )
    shown = (" " if unicodedata.category(sign) == "Zs" else sign for sign in text)
    kept = "".join(
        s for s in shown if s in "\n\t" or unicodedata.category(s) not in ("Cc", "Cf", "Cs", "Cn", "Co")
    ).split("\n")
    return [re.sub(r"^[ \t]+", lambda found: found[0].expandtabs(4), line) for line in kept]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, to be joined again by a space."""
    found: list[str] = []
    for piece in re.split(
        r"(?<=[.?!])(?<![.?!][.?!])[\"'’”)]{0,2}\s+(?=[\"'‘“(\[]?[A-Z£\d])|(?<=[a-z)]\?)\s+(?=[a-z])", text
    ):
        if found and (_ABBREVIATED.search(found[-1]) or (piece[:1].isdigit() and _BEFORE_NUMBERS.search(found[-1]))):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return found


def has_few_stops(lines: Sequence[str]) -> bool:
    """Return whether a letter is written without stops, so that the ends of its lines are those of sentences."""
    text = "\n".join(line.strip() for line in lines)
    words = len(text.split())
    return words >= _MANY_WORDS and words > _FEW_STOPS * len(_STOPS.findall(text))


def begins_sentence(before: str, line: str) -> bool:
    """Return whether a line of a letter without stops begins a sentence, and does not go on with the line before."""
    return bool(_BEGINS_ANEW.match(plain_quotes(line))) and not _GOES_ON.search(before)


def is_asking_clearly(text: str) -> bool:
    """Return whether a text asks for something by words that stand in no greeting, name or address."""
    return bool(_CLEARLY.search(text) or WANTED.search(text))


def words_of(text: str) -> frozenset[str]:
    """Return the words of a list that is written as a text."""
    return frozenset(text.split())


def is_asking(text: str) -> bool:
    """Return whether a text has the words of a request or a question."""
    return bool(_ASKS.search(text))


def plain_quotes(text: str) -> str:
    """Return text with straight apostrophes and quotation marks, for matching; as long as it was."""
    return text.translate({ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'})
