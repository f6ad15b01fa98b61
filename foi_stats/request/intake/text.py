"""The text of a letter: its lines, its sentences, and which of them are courtesies."""

from __future__ import annotations

import re
import unicodedata

_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|no|nos|approx|vs|cf|st|dr|mr|mrs|ms|prof|inc|para)|\b[A-Za-z])\.$", re.IGNORECASE
)
_COURTESY = re.compile(
    r"\back?nowledge(?:ment)?\b|\breceipt\b|\blook(?:ing)? forward\b|\bthank|\bgrateful\b|\bclarif|\bhesitate\b"
    r"|\bcontact (?:me|us)\b|\b(?:reply|respond|response|answer)\b.{0,40}\b(?:by e-?mail|by post|electronic"
    r"|working days|in writing to)"
    r"|\b(?:send|e-?mail|provide|supply|receive|have)\b.{0,60}\b(?:by e-?mail|electronic(?:ally)?|spreadsheet"
    r"|excel|csv|machine[- ]readable)\b"
    r"|\bsection 16\b|\badvi[cs]e and assist|\binternal review\b|\b20 working days\b|\btwenty working days\b"
    r"|\bfreedom of information act\b.{0,80}\b(?:i am|request(?:ing)?)\b.{0,40}\b(?:following|below|information)\b"
    r"|\bi (?:am writing|write) to\b|\bmy (?:name|address|e-?mail|phone|telephone|contact) (?:\w+ )?(?:is|are)\b"
    r"|\bcan you help\b|\bcould you help\b|\bhope (?:you|this)\b|\bif you (?:need|require|have any|would like)\b",
    re.IGNORECASE,
)


def plain_lines(text: str) -> list[str]:
    """Return the lines of a text with plain spaces and without characters that are not shown."""
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
        .replace("\f", "\n")
    )
    text = text.expandtabs(4)
    shown = (" " if unicodedata.category(sign) == "Zs" else sign for sign in text)
    return "".join(
        s for s in shown if s == "\n" or unicodedata.category(s) not in ("Cc", "Cf", "Cs", "Cn", "Co")
    ).split("\n")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; what joins them is one space."""
    found: list[str] = []
    for piece in re.split(r"(?<=[.?!])(?<![.?!][.?!])[\"'’”)]{0,2}\s+(?=[\"'‘“(\[]?[A-Z£\d])", text):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return found


def is_courtesy(sentence: str) -> bool:
    """Return whether a sentence is about the letter and not about what is asked."""
    return bool(_COURTESY.search(sentence)) and not re.search(r"(?i)\bhow (?:much|many)\b", sentence)
