"""Tell what a sentence asks for under another law, or no law: a review, one's own data, a complaint. No disk."""

from __future__ import annotations

import re
from typing import Literal

from foi_stats.request.intake.personal import ONE_OF_MINE, PLACEHOLDER
from foi_stats.request.intake.text import SOUGHT, WANTED

Regime = Literal["review", "own data", "complaint", ""]

_REVIEW = re.compile(
    r"\b(?:(?:request(?:ing)?|ask(?:ing)?|apply|like|want|seek(?:ing)?|conduct|carry out|undertake|appl(?:y|ying)"
    r"|require)\b[^.?!]{0,60}"
    r"\binternal review|(?:appeal|challeng\w+|review|reconsider"
    r"|look (?:again )?at) (?:against |of )?(?:your|the|this|its) (?:decision"
    r"|refusal|response"
    r"|reply|handling|answer)"
    r"|(?:not accept|disagree with|unhappy with) (?:your|the|this) (?:refusal|decision)|(?:looked at|look) again\b"
    r"|(?:someone|somebody) else (?:to )?looks? at)\b",
    re.IGNORECASE,
)
_IF_REVIEW = re.compile(r"\b(?:if|should|reserve|right to|entitled)\b", re.IGNORECASE)
_SOMEONE = (
    rf"(?:me|myself|us|ourselves|him|her|them|(?:my|our) (?:[a-z]+ )?(?:{ONE_OF_MINE})\b|{PLACEHOLDER.pattern}"
    r"|(?:my|our) (?:own )?(?:case|claim|application|complaint|property|account|employment|tenancy))"
)
_ABOUT = r"(?:about|on|for|relating to|concerning|regarding|in respect of|re)"
_RECORDS = r"(?:data|information|info|records?|documents?|e-?mails?|notes|files?|papers|correspondence|reports?)"
_KINDS = (
    r"(?:medical|social (?:work|care|services)|school|housing|employment|hr|personnel|police|custody|health|care|case"
    r"|personal)"
)
_LAW = r"(?:data protection act|dpa\b|(?:u\.?k\.? )?gdpr)"
_OWN_DATA = re.compile(
    rf"\bsubject access\b|\bd?sar\b|\b{_LAW}"
    rf"|\b(?:my|our) (?:own )?(?:{_KINDS} )?(?:records?|files?|notes|personal (?:data|information))\b"
    rf"|\b(?:my|our) (?:[a-z]+ )?(?:{ONE_OF_MINE})(?:'s|s'|s)? (?:[a-z]+ ){{0,2}}"
    r"(?:records?|files?|data|notes|reports?)\b"
    rf"|\b(?:{_RECORDS}|everything|anything|all|what(?:ever)?|copies|every \w+)(?: (?:that|which|of what))?"
    r"(?: (?:you|the \w+|is|are))?(?:'ve| have)?(?: ever)? (?:hold|held|have|got|keep|kept|know|stored?)(?: on file)?"
    rf" {_ABOUT} (?:both |either )?{_SOMEONE}"
    rf"|\b{_RECORDS}\b[^.?!]{{0,30}}\b{_ABOUT} {_SOMEONE}"
    rf"|\bwhat(?:ever)? (?:[a-z]+ ){{0,3}}you (?:hold|have|know|keep)[^.?!]{{0,12}} {_ABOUT} {_SOMEONE}"
    r"|\bpersonal data (?:that )?you (?:hold|have|keep)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?:how many|numbers? of|polic(?:y|ies)|total|costs? of|spen[dt]\w*|breach\w*)\b[^.?!]{{0,60}}"
    rf"(?:subject access|data protection|{_LAW}|\bd?sars?\b|personal data|records?|reports?)",
    re.IGNORECASE,
)
"""Figures about requests for data, and not the data."""
_ASKED_TOO = re.compile(
    r"\bhow (?:many|much)\b|\b(?:numbers?|cop(?:y|ies)|lists?) of\b|\bwhat (?:was|is|were|did)\b|\?", re.IGNORECASE
)
_APART = re.compile(r"\s+(?:and|plus|also|&)\s+|[;,]\s+", re.IGNORECASE)
_ENVIRONMENT = re.compile(
    r"\benvironmental information\b|\beir(?:s| 2004)?\b"
    r"|\b(?:air (?:quality|pollution)|emissions?|sewage|effluent|water quality|flood(?:s|ing)?|contaminated land"
    r"|noise (?:levels?|complaints?|nuisance)|(?:street |protected )?trees? (?:were |was )?(?:felled|felling|cut down)"
    r"|pesticides?"
    r"|nitrogen dioxide|co2|particulates|asbestos|biodiversity|flood risk"
    r"|carbon (?:footprint|emissions?)|landfill|fly-?tipping|recycling rates?|"
    r"waste (?:disposal"
    r"|collection)|radiation"
    r"|planning (?:application|permission)s?|"
    r"tree (?:felling|preservation)|glyphosate|greenhouse gas\w*)\b",
    re.IGNORECASE,
)
_COMPLAINT = re.compile(
    r"\b(?:i|we)(?: also| further)? (?:would like|wish|want|am writing|are writing|need|have)?(?: to)? ?"
    r"(?:formally )?(?:make (?:a"
    r"|this) (?:formal )?complaint"
    r"|complain\b|raise a (?:formal )?complaint|lodge a (?:formal )?complaint)|\b(?:this is|treat this as) (?:a"
    r"|my) (?:formal )?complaint\b"
    r"|\b(?:i am|we are) (?:not (?:happy|satisfied)|unhappy|dissatisfied|appalled"
    r"|disgusted|disappointed|fed up) (?:with|about|that|at|by)\b"
    r"|\b(?:is|are|was) (?:totally |completely |wholly )?(?:unacceptable|disgraceful|appalling)\b",
    re.IGNORECASE,
)


def other_regime(text: str) -> Regime:
    """Return what else than a request for information a sentence is; empty text if it asks for some beside that."""
    if _REVIEW.search(text) and not _IF_REVIEW.search(text):
        return "review"
    if _COMPLAINT.search(text):
        return "" if _ASKED_TOO.search(text) else "complaint"
    rest = [piece for piece in _APART.split(text) if not _OWN_DATA.search(piece)]
    if asks_for_own_data(text) and not any(SOUGHT.search(piece) or WANTED.search(piece) for piece in rest):
        return "own data"
    return ""


def asks_for_own_data(text: str) -> bool:
    """Return whether a text asks for what is held about its writer or theirs, be it beside other things."""
    return bool(_OWN_DATA.search(_COUNTED.sub(" ", text)))


def is_environmental(text: str) -> bool:
    """Return whether a text speaks of the environment, so that other Regulations may apply."""
    return bool(_ENVIRONMENT.search(text))
