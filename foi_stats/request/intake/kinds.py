"""Recognise what kind of thing a question asks for, and on which basis money is meant. No disk is touched."""

from __future__ import annotations

import re
from typing import Literal

from foi_stats.request.intake.lists import list_asked
from foi_stats.request.intake.split import without_fall_back
from foi_stats.request.intake.text import plain_quotes, words_of
from foi_stats.vocabulary.measures import noun_asked

Kind = Literal["funding", "counts", "list", "statement", "confirmation"]

_MONEY = re.compile(
    r"\bfund(?:s|ed|ing)?\b|\bspen[dt]\w*|\bcost(?:s|ing)?\b|\bbudget\w*|\ballocat\w*|\bexpenditure\b|\bpaid\b|\bpays\b"
    r"|\bpay[ -]?outs?\b"
    r"|\bhow much\b"
    r"|\bamounts?\b|\bgrants?\b|\bmoney\b|£|\bpayments?\b|\bfees\b|\bincome\b|\bexpenses\b|\bsalar(?:y|ies)\b"
    r"|\binvoices?\b"
    r"|\btotal (?:value|price|paid|income)\b|\bvalue of\b|\bby (?:total )?(?:value|spend|turnover)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\bhow many\b|\bnumbers? (?:of|that|who|which|for each)\b|\bthe most [a-z-]+s (?:were|are)\b|\bbreakdown of\b"
    r"|\bhead ?count\b|\breferr(?:al|als|ed)\b|\b(?:fte|full[- ]time equivalents?)\b",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"\bcop(?:y|ies) of\b|\b(?:any|the|all|other|every)(?: other)? (?:documents?|minutes|polic(?:y|ies)"
    r"|reports?|correspondence|e-?mails)\b",
    re.IGNORECASE,
)
_BASES = (
    ("allocated", re.compile(r"\ballocat|\bearmark|\bring[- ]?fenc|\baward", re.IGNORECASE)),
    ("budget", re.compile(r"\bbudget", re.IGNORECASE)),
    ("outturn", re.compile(r"\bspen[dt]|\bexpenditure|\bcosts?\b|\boutturn|\bactual", re.IGNORECASE)),
    (
        "paid",
        re.compile(
            r"\bpaid\b|\bpayments?\b|\bpays\b|\bpay(?:ing)?[ -]?outs?\b"
            r"|\b(?:do|does|did|will|you|we|it|council|authority|force|trust|police) pay\b",
            re.IGNORECASE,
        ),
    ),
    ("forecast", re.compile(r"\bforecast|\bprojected", re.IGNORECASE)),
)
_YES_NO = re.compile(r"\byes ?(?:or|/) ?no\b|\by ?/ ?n\b", re.IGNORECASE)
_CONFIRM = re.compile(r"\bconfirm(?:ation)?\b", re.IGNORECASE)
_CONFIRM_FIGURE = re.compile(
    r"\bconfirm (?:how|what|which|when|the (?:number|amount|total|cost|budget|funding|spend))", re.IGNORECASE
)
_AUXILIARY = re.compile(
    r"(?:does|do|did|is|are|was|were|has|have|had|will)\b(?!.*\bhow (?:much|many)\b).*\?", re.IGNORECASE | re.DOTALL
)
_WHETHER = re.compile(
    r"(?:(?:please|kindly|can you|could you|also),? ){0,3}"
    r"(?:(?:say|state|tell me|advise|indicate|let me know) )?whether\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"\b(?:no|not|none|nil|never|without|zero)\b|n't\b", re.IGNORECASE)

_FTE_WORDS = r"(?:f\.?t\.?e\.?s?|w\.?t\.?e\.?s?|(?:full|whole)[- ]time[- ]equivalents?)(?!\w)"
_FTE = re.compile(rf"\b{_FTE_WORDS}", re.IGNORECASE)
_HEADS = re.compile(r"\bhead[ -]?counts?\b", re.IGNORECASE)
_STAFF = rf"(?:{_FTE_WORDS}|head[ -]?counts?\b)"
_MEASURES = rf"(?:{_STAFF}|budget\w*|allocat\w+|spen[dt]\w*|expenditure|actuals?|outturn|forecasts?|paid)"
_DENIED = re.compile(
    rf"\b(?:but |and )?not (?!only|just)(?:[a-z]+ ){{0,2}}?{_STAFF}"
    rf"|(?:[,;(\u2013\u2014] *not(?! only| just| yet)|\brather than|\binstead of|\bas opposed to)"
    rf" (?:[a-z]+ ){{0,2}}?{_MEASURES}",
    re.IGNORECASE,
)
"""Words of a measure or basis that the letter says it does not mean."""
_COUNTED = re.compile(
    r"\b(?:how many|numbers? of|breakdown of|the most)(?: of)?(?: the| all| your| different| individual)? "
    r"(?P<noun>(?:[\w-]+ ){0,2}?(?:women|men|children|people|staff|[\w-]{3,}[^\Ws]s))\b",
    re.IGNORECASE,
)
_NO_NOUN = words_of(
    "was is has does this his its years months times resulted those these were are have had did led went"
)

LABEL = (
    r"(?:(?:questions?|part|point|item|q)\.? ?)?\(?(?P<label>\d{1,2} ?(?:\.\d{1,2}|\(?[a-z]\)?)?"
    r"|[a-z](?=\)))(?![\w/£%-])\)?"
)
IF_ANSWER = re.compile(
    rf"\bif (?:the |your )?(?:answer|response|reply)(?:,? (?:to|at|for|in|of|given (?:to|at)) {LABEL}"
    rf"| to (?:this|that|the above)(?: question)?)?"
    r",? (?:is|was|were|should be) (?:a )?[\"'(]?(?P<answer>yes|no)\b",
    re.IGNORECASE,
)
IF_LABEL = re.compile(rf"\bif {LABEL} (?:is|was) (?:answered )?[\"'(]?(?P<answer>yes|no)\b", re.IGNORECASE)
IF_SO = re.compile(
    r"(?:and |but )?if (?:(?P<yes>yes|so)|(?P<no>no|not))\b ?"
    r"(?:[,.:;]|(?= ?(?:please|(?:in|by|to|for|of) (?:how|what|which)|how|what|when|why|which|who)\b))",
    re.IGNORECASE,
)


def kind_of(text: str) -> tuple[Kind, tuple[str, ...]]:
    """Return the kind of thing that a text asks for, and what is unsure about that."""
    text = without_fall_back(plain_quotes(text))
    asked = without_condition(text)
    money, count = _MONEY.search(asked), _COUNT.search(asked)
    if _YES_NO.search(text):
        return "confirmation", ()
    if _CONFIRM.search(text) and not _CONFIRM_FIGURE.search(text):
        return "confirmation", ()
    if _AUXILIARY.match(asked.strip()):
        return "confirmation", ("taken as a question for yes or no, which the letter does not say",)
    if _WHETHER.match(asked.strip()) and not count:
        return "confirmation", ("taken as a question for yes or no, which the letter does not say",)
    listed = list_asked(asked)
    if listed and (listed.over or not _PAPER.search(asked)):
        return "list", ()
    if (paper := _PAPER.search(asked)) and not re.search(r"(?i)\bhow (?:much|many)\b", asked):
        named = money or count
        return "statement", (
            f'asks for papers ("{paper[0]}") and also says "{named[0]}": are figures meant?',
        ) if named else ()
    if money and (not count or money.start() < count.start()):
        return "funding", (f'also asks for a number ("{count[0]}"): is it a question of its own?',) if count else ()
    if count:
        return "counts", _count_doubts(asked, money)
    return "statement", ()


def _count_doubts(text: str, money: re.Match[str] | None) -> tuple[str, ...]:
    counted = noun_counted(text)
    meant = without_denied(text)
    both = ("asks for FTE and for a headcount: two measures, so a question of its own for the second",)
    doubts = both if _FTE.search(meant) and _HEADS.search(meant) else ()
    if not money or money[0].casefold() in counted.casefold():
        return doubts
    return (*doubts, f'also names money ("{money[0]}"): is it a question of its own?')


def without_denied(text: str) -> str:
    """Return text without a measure or basis that it says it does not mean ("headcount, not FTE")."""
    return _DENIED.sub(" ", text)


def noun_counted(text: str) -> str:
    """Return what a question asks the number of, in its own noun; empty text if that is not clear."""
    text = without_denied(text)
    is_fte = bool(_FTE.search(text))
    text = " ".join(re.sub(r"\(\s*\)", " ", _FTE.sub(" ", re.sub(rf"\({_HEADS.pattern}\W*\)", " ", text))).split())
    if is_fte:
        plain = text
        match = _COUNTED.search(plain)
        return f"{match['noun'] if match else 'posts'} (FTE)"
    found = noun_asked(text)
    found = "" if found.split(" ")[0].casefold() in _NO_NOUN else found
    if not found and (match := _COUNTED.search(text)) and match["noun"].split()[-1].casefold() not in _NO_NOUN:
        found = match["noun"]
    if not found and re.search(r"(?i)\breferrals?\b|\breferred\b", text):
        return "referrals"
    return found


def without_condition(text: str) -> str:
    """Return a question without the condition that it begins with ("If the answer at 3b is no, ...")."""
    for pattern in (IF_ANSWER, IF_LABEL, IF_SO):
        if (match := pattern.search(text)) and match.start() <= 5:
            return text[match.end() :].lstrip(" ,.)\"'")
    return text


def basis_of(text: str, before: str) -> tuple[str, tuple[str, ...]]:
    """Return the basis on which money is asked for, and what is unsure; ``before`` is that of the limb before."""
    text = without_denied(without_condition(plain_quotes(text)))
    found = sorted((match.start(), basis, match[0]) for basis, words in _BASES if (match := words.search(text)))
    if not found and before:
        return before, ("the basis is that of the limb before: the letter does not say it again",)
    if not found:
        return "allocated", ("the letter does not say on which basis: allocated, budget, outturn, paid or forecast?",)
    if len({basis for _, basis, _ in found}) > 1:
        others = ", ".join(basis for _, basis, _ in found[1:])
        return found[0][1], (f"the letter's words also fit the basis {others}: which is meant?",)
    return found[0][1], ()


def names_basis(text: str) -> bool:
    """Return whether a text says on which basis money is meant."""
    return any(words.search(text) for _, words in _BASES)


def money_or_count(text: str) -> Kind | None:
    """Return whether a text speaks of money or of numbers; None if of neither."""
    return "funding" if _MONEY.search(text) else "counts" if _COUNT.search(text) else None


def denies(text: str) -> bool:
    """Return whether a text says that there was none."""
    return bool(_NONE.search(text))
