"""Whether a sentence of a letter goes on with the question before it or asks something else, and what parts it has.

Nothing here touches a disk.
"""

from __future__ import annotations

import re

from foi_stats.request.intake.text import is_asking, plain_quotes

CANNOT = (
    r"\b(?:if|should) (?:(?:this|that|it|the above|doing so|answering|you|question)\b)?[^.?!;]{0,100}?(?:not possible"
    r"|impossible|not be possible|too (?:broad|wide|much"
    r"|large|costly|expensive|long|onerous)|exceeds?\b|over the (?:cost )?limit|cost limit|appropriate limit"
    r"|section 12|18 hours|"
    r"time limit|not (?:held|available)|unavailable|cannot be)"
)
_FOLLOWS = re.compile(
    r"(?:please )?(?:answer|reply|state|say)?\W{0,2}(?:with )?(?:a )?(?:simple )?(?:yes ?(?:or|/) ?no|y ?/ ?n)\b"
    r"|if (?:this|that|it|so|not|doing so|the above)\b|(?:and )?(?:please|pls|plz) (?:break|breakdown|broken|split"
    r"|divide|show"
    r"|list these"
    r"|include|exclude|give (?:a|one|the) (?:figure|total|breakdown)|provide (?:a|the) (?:breakdown|total|figure))\b"
    rf"|(?:for|such as) example\b|(?:this|that|these|it|they|by \"?\w+\"? i mean|i mean)\b|{CANNOT}"
    r"|if (?:there|any|none|no|you|the|possible|available|easier|calendar|financial)\b(?!.*\?)"
    r"|(?:could|can|may) (?:the|these|this|those) (?:figures?|information|data|answers?|results?|numbers?)\b"
    r"|(?:could|can|may) i (?:have|get|see) (?:this|these|it|them|that|those)\b|where possible\b|if possible,? please\b"
    r"|(?:the same|same) (?:for|but|again)\b|just\b|only\b|broken? down|for each\b(?!.*\?)|by (?:year|month|quarter"
    r"|provider)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;]?\s+(?:and|or|,)?,?\s*(?=(?:also |then )?(?:(?:of|from|among|out of) (?:those|these|them|which"
    r"|this number),? )?how (?:many|much)\b)"
    r"|[,;]?\s+and,?\s*(?=(?:also )?what (?:was|were|is|did|has)\b[^.?;]*\b(?:spen[dt]|paid|costs?|number)\b)"
    r"|[;,]\s+(?:and |but )?(?=if (?:yes|no|so|not)\b)",
    re.IGNORECASE,
)
_HOW = re.compile(r"\bhow (?:many|much)\b|\b(?:numbers?|amount|total) of\b", re.IGNORECASE)
_IF = re.compile(r"(?:and |but )?if (?:yes|no|so|not)\b", re.IGNORECASE)
_YES_OR_NO = re.compile(
    r"(?:(?:please|kindly|can you|could you|also),? ){0,3}(?:(?:say|state|confirm|tell me|advise|let me know) )?"
    r"(?:whether|if|does|do|did|is|are|was|were|has|have|confirm)\b",
    re.IGNORECASE,
)
_ON_EACH = re.compile(r"\b(?:on|for|to|by|with) each\b|\beach\b[^.?]{0,12}$", re.IGNORECASE)
_OF_EACH = re.compile(
    r"for (?:each|every|any|all)(?: of)?(?: the)? (?!(?:of|these|those|them|such|years?|months?|quarters?|periods?"
    r"|one|case|figure|answer|questions?|financial|calendar|academic)\b)[a-z][^.?!]{3,}"
    r"\b(?:please|pls|provide|give|state|tell)\b",
    re.IGNORECASE,
)
_ANEW = re.compile(
    r"(?:please |kindly |could you |can you |i would )?(?:also|additionally|in addition|further(?:more)?|separately"
    r"|moreover)\b"
    r"|(?:and )?if (?:yes|so|not|no)\b",
    re.IGNORECASE,
)


def without_fall_back(text: str) -> str:
    """Return text without the words that say when something else is wanted ("if this exceeds the cost limit")."""
    return re.sub(CANNOT, " ", text, flags=re.IGNORECASE)


def follows(sentence: str) -> bool:
    """Return whether a sentence goes on with the question before it: how it is to be answered, or what instead."""
    return bool(_FOLLOWS.match(plain_quotes(sentence)))


def tells_of_each(sentence: str) -> bool:
    """Return whether a sentence asks something of each of some things that it names itself, and not of those before."""
    return bool(_OF_EACH.match(plain_quotes(sentence)))


def is_condition(sentence: str) -> bool:
    """Return whether a sentence says what is wanted if something is so, and not if the question is too much."""
    text = plain_quotes(sentence)
    return bool(re.match(r"(?:and |but )?if\b", text, re.IGNORECASE)) and not re.match(CANNOT, text, re.IGNORECASE)


def begins_anew(before: str, sentence: str) -> bool:
    """Return whether a sentence under the same number asks something else than the words before it."""
    text = plain_quotes(sentence)
    if _ANEW.match(text) and not re.match(r"(?i)if (?:not|so) (?:possible|available)", text):
        return is_asking(text) or text.endswith("?")
    if follows(text):
        return False
    return text.endswith("?") and (before.rstrip().endswith("?") or is_asking(before))


def clauses_of(sentence: str) -> list[str]:
    """Return what a sentence asks the number or amount of, each by itself; "how much was spent on each" stays."""
    pieces: list[str] = []
    start = 0
    for match in _CLAUSE.finditer(sentence):
        before, after = sentence[start : match.start()], sentence[match.end() :]
        if _IF.match(after):
            if not (_IF.match(before) or _YES_OR_NO.match(before)):
                continue
        elif not _HOW.search(before) or _ON_EACH.search(after.split(",")[0]):
            continue
        pieces.append(before)
        start = match.end()
    return [*pieces, sentence[start:]] if pieces else [sentence]
