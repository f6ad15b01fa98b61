"""Tell how a piece of a letter asks: by itself, as an instruction, or by naming what other words ask for. No disk."""

from __future__ import annotations

import re

from foi_stats.request.intake.text import is_asking

_WORDS_OF_A_LABEL = 8
BEGINS_AS_QUESTION = re.compile(
    r"(?:how|what|which|when|where|who|why|does|do|did|has|have|is|are|was|were|please|pls|whether|copy|copies)\b|.*\?\W*$",
    re.IGNORECASE,
)
MEASURE = re.compile(
    r"\bhow (?:much|many)\b|\bnumbers?\b|\bamounts?\b|\bcosts?\b|\bspen[dt]\w*|\bfunding\b|\bbudgets?\b|\btotals?\b"
    r"|\bvalues?\b|\bpaid\b|\bpayments?\b|\breferrals?\b|£|\bexpenditure\b|\bincome\b|\bfees\b|\bper ?cent\b"
    r"|\bpercentage\b",
    re.IGNORECASE,
)
REQUESTS = re.compile(
    r"\b(?:please|pls|plz|kindly|could you|can you|would you|i(?: would|'d)(?: also| further)? like"
    r"|i (?:want|wish|seek|need"
    r"|require|request)"
    r"|i(?:'m| am) (?:looking for|seeking|asking|interested in|after|requesting)|requesting|tell me|let me (?:know"
    r"|have)"
    r"|keen to (?:know|see|have)|provide|supply|disclose|confirm|how (?:much|many))\b",
    re.IGNORECASE,
)
BEGINS = re.compile(
    r"(?:(?:and|also|plus|then|finally|lastly),? ){0,2}(?:who|what|when|where|which|why|how|do you|does|is there"
    r"|are there"
    r"|has|have)\b",
    re.IGNORECASE,
)
TELLS = re.compile(
    r"(?:you|your (?:reply|response|letter|decision|answer|council|office)) (?:did|have|has|had|failed|were|are|was|is"
    r"|said|say|refus\w+|claim\w*|stated?|do not|does not)\b",
    re.IGNORECASE,
)
INSTRUCTS = re.compile(
    r"(?:(?:and|but|also),? )?(?:please|kindly) (?:do not|don't|note|leave|redact|ignore|exclude|omit|treat|disregard"
    r"|bear in mind|only)\b"
    r"|(?:section|s\.?) ?\d+\S* (?:of [\w ]{3,40} )?(?:says|states|requires|gives|means|allows|is)\b"
    r"|[^?]*\bplease (?:say|state|specify|indicate) which\b",
    re.IGNORECASE,
)
OBJECT = re.compile(r"\bcop(?:y|ies) of\b|\blist\b|\bconfirm\b|\bhow\b|\bwhen\b|\bwhich\b", re.IGNORECASE)


def opens(sentence: str) -> bool:
    """Return whether a sentence only leads over to what follows it."""
    return bool(
        re.search(r"\b(?:the )?following\b|\bbelow\b|\bas follows\b", sentence, re.IGNORECASE)
    ) and not MEASURE.search(sentence)


def asks_itself(text: str) -> bool:
    """Return whether the words of an item ask for something by themselves, and do not only name a part of it."""
    return text.endswith("?") or is_asking(text) or bool(MEASURE.search(text)) or len(text.split()) > _WORDS_OF_A_LABEL


def only_names(text: str) -> bool:
    """Return whether the words of an item only name what the words before them ask for."""
    return bool(text) and not text.endswith("?") and not is_asking(text) and len(text.split()) <= 2 * _WORDS_OF_A_LABEL


def stands_alone(text: str) -> bool:
    """Return whether the words of an introduction ask for something without what is below them."""
    return text.endswith("?") or (text.endswith(".") and (is_asking(text) or bool(MEASURE.search(text))))
