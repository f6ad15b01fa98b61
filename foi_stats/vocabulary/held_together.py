"""What no line breaks within, in every format of a letter: a number with its hyphen, its unit or its month."""

from __future__ import annotations

import re

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

HELD = (
    r"\d[\d,.]*(?:[-–/]\d+)+"  # 2012-13, 18-24, 2016-07-08
    rf"|\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?"
    r"|[£€$]?\d[\d,.]* ?(?:%|(?:million|billion|thousand|per cent|hours?|years?|months?|days?|minutes?)\b)"
    r"|\b0\d{2,4} \d{3,4} \d{3,4}\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"  # a postcode
    r"|\b(?:[Ss]ection|[Qq]uestion|[Pp]age)s? \d+[A-Za-z]?(?:\(\w+\))*"
)
"""A regular expression that Python and typst (Rust) read alike."""

_JOINED = "\ufdd0"  # a character that Unicode keeps for a program's own use
_HELD = re.compile(HELD)


def whole_words(text: str) -> list[str]:
    """Return the words of a text between which a line may break: a date, and a number with its unit, is one."""
    joined = "".join(piece.replace(" ", _JOINED) if is_whole else piece for piece, is_whole in held_together(text))
    return [word.replace(_JOINED, " ") for word in joined.split()]


def held_together(text: str) -> list[tuple[str, bool]]:
    """Return text cut into pieces, each with whether no line may break within it."""
    pieces, end = [], 0
    for found in _HELD.finditer(text):
        pieces += [(text[end : found.start()], False), (found.group(), True)]
        end = found.end()
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]
