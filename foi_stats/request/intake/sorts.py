"""Tell what a sentence of a letter is, where it is no question: courtesy, personal, a wish, another kind of request."""

from __future__ import annotations

import re
from typing import Literal

from foi_stats.request.intake.personal import PLACEHOLDER, without_personal
from foi_stats.request.intake.regimes import other_regime
from foi_stats.request.intake.text import SOUGHT, WANTED, plain_quotes, words_of

Sort = Literal["courtesy", "personal", "form", "review", "own data", "environment", "complaint", ""]
"""Empty: it may ask something."""

_LONGEST = 400
"""Longer sentences are never taken for a courtesy or a wish."""
_FEWEST = 3
_WORDS = r"[^.?!]{0,%d}"
_COURTESIES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:i|we) (?:very much )?look(?:ing)? forward{_WORDS % 120}",
        rf"looking forward{_WORDS % 80}",
        rf"(?:(?:many|with) )?(?:thanks|thank you)(?: very much| so much)?(?: (?:in advance|again|and))?{_WORDS % 90}",
        rf"(?:i|we) (?:would like to |wish to )?thank you{_WORDS % 80}",
        rf"(?:please|could you|can you|would you|kindly|i would be grateful if you (?:could|would)){_WORDS % 40}"
        rf"\back?nowledge(?:ment)?\b{_WORDS % 80}",
        rf"(?:i|we) (?:would|should) (?:very much )?(?:be (?:most |very )?(?:grateful|obliged|thankful)|appreciate"
        rf"|welcome){_WORDS % 30}(?:acknowledge|prompt|swift|early|reply|response|help|assistance|advice){_WORDS % 60}",
        rf"(?:if|should) {_WORDS % 90}(?:clarif|unclear|not clear|any (?:further )?quer(?:y|ies)|any questions?"
        rf"|any problems?"
        rf"|anything else|further information|more (?:information|detail)|any help|discuss|narrow"
        rf"|refine){_WORDS % 160}",
        rf"please (?:do not |don't |feel free to )?(?:hesitate to )?(?:contact|ring|call|phone|email|e-mail|write to)"
        rf" (?:me|us)\b{_WORDS % 120}",
        rf"(?:i|we) (?:understand|believe|am aware|note|know|expect|appreciate)\b{_WORDS % 80}(?:working days"
        rf"|respon(?:d|se)"
        rf"|section 1[06]\b|advi[cs]e and assist|public interest|entitled|obliged|required){_WORDS % 160}",
        rf"(?:under|in accordance with|as (?:set out|required) (?:in|by)|in line with) (?:section|s\.?) ?1[06]\b"
        rf"{_WORDS % 160}(?:advi[cs]e|assist|respond|working days){_WORDS % 100}",
        rf"(?:if|where|should) {_WORDS % 120}(?:refus|withh[eo]ld|exempt|redact){_WORDS % 160}(?:section|exemption"
        rf"|reason"
        rf"|explain|justif|cite|specify|remaind|rest|appeal|review){_WORDS % 120}",
        rf"(?:please|kindly) (?:reply|respond|answer|send your (?:reply|response)){_WORDS % 30}"
        rf"(?:working days|law|time limit|deadline|statutory|soon){_WORDS % 60}",
        rf"(?:i|we) hope (?:you|this|that|all){_WORDS % 80}",
        r"(?:can|could) you (?:please )?help(?: me)?(?: with (?:this|the following|my request))?",
        rf"(?:please )?(?:use|note) this (?:e-?mail )?address{_WORDS % 120}",
        rf"(?:under|within) (?:the (?:act|law)|foia?),? you (?:have|must){_WORDS % 80}working days{_WORDS % 40}",
        rf"(?:i|we) reserve {_WORDS % 80}(?:review|complain|appeal){_WORDS % 80}",
        rf"(?:good (?:morning|afternoon|evening)|hello|hi)(?:,? {_WORDS % 30})?",
        rf"(?:i am|i'm) (?:on|up against) (?:a |my )?(?:tight )?deadline{_WORDS % 60}",
        rf"(?:the )?sooner the better{_WORDS % 20}",
        r"(?:apologies|sorry) for (?:any|the) (?:inconvenience|trouble|delay)",
        r"(?:please )?(?:find|see) (?:my request )?(?:attached|below|enclosed)(?: (?:is )?my request)?",
    )
)
"""Whole sentences that are about the letter itself, for all but what stands at their end."""

_OPENING = words_of(
    "i am i'm we are writing write to request requesting ask asking make making a an the this following follows "
    "information "
    "under pursuant accordance in with using provisions of by freedom act acts foi foia 2000 section s 1 8 please tell "
    "let know me us provide supply send give answer answers respond response kindly could can would you like wish "
    "want have receive hereby formally formal my our is for questions question request requests these those it set "
    "out below above as details some data and held hold your authority council office organisation trust force "
    "public body email e-mail letter do pls plz"
)
"""Words of openings that ask for nothing by themselves: "Under the Freedom of Information Act 2000 please tell me"."""
_OF_PERIODS = words_of(
    "each every all last past previous preceding latest most recent five three four two six seven ten financial "
    "calendar academic fiscal years year periods period months from to between since april march january december up "
    "date until covering over during time fy let get also hi hello"
)
_ASKS_TOO = re.compile(
    r"\bhow (?:much|many)\b|\bcop(?:y|ies) of\b|\bnumbers? of\b|\blists? of\b|\blist (?:all|each|every|the)\b"
    r"|\b(?:and|also)(?: please| also)* (?:tell|list|provide|give|confirm|state|say|supply|explain|include)\b"
    r"|\b(?:which|why|when did|what (?:is|was|were|did))\b",
    re.IGNORECASE,
)

_ABOUT_WRITER = re.compile(
    r"(?:hello,? |hi,? )?(?:my name|my (?:date of birth|nhs number|ni number|dob|national insurance)|my (?:postal "
    r"|home |e-?mail |contact )?(?:address|e-?mail|phone|telephone|mobile"
    r"|number)"
    r"|i am (?:an?|the|called|currently|writing (?:as|on behalf))|i'm (?:an?|the)|we are (?:an?|the)|i (?:work|live"
    r"|study|volunteer)"
    r"|i was born|as (?:an?|the) [\w ]{3,40}(?:, i|, we| i am)|this is [A-Z]|[A-Z][a-z]+ here)\b",
    re.IGNORECASE,
)
_REACH = re.compile(
    rf"\b(?:ring|call|phone|telephone|tel|write|post|e-?mail|contact|reach|reply|respond|address"
    rf"|text)\b.*{PLACEHOLDER.pattern}",
    re.IGNORECASE | re.DOTALL,
)

_FORMAT = (
    r"(?:excel|csv|spreadsheets?|workbook|\.?xlsx?|pdf|machine[- ]readable|electronic(?:ally| form(?:at)?| cop(?:y"
    r"|ies))?"
    r"|digital(?:ly)?|hard cop(?:y|ies)|paper cop(?:y|ies)|on paper|by post|by e-?mail|via e-?mail|word (?:document"
    r"|format)"
    r"|open (?:format|data)|tabular form(?:at)?|re-?usable|large print|braille|welsh)"
)
_WISH = re.compile(
    rf"\b(?:send|provide|supply|receive|prefer\w*|format|like|have|give|answer|reply|respond|response|information|data"
    rf"|results?|accept|possible|ideally)\b.*?(?<!\w){_FORMAT}(?!\w)|(?<!\w){_FORMAT}(?!\w).*\b(?:prefer\w*|poss(?:ible)?|pls"
    rf"|please"
    rf"|format|ideal|fine|suffice|great|good|helpful|best|useful|nice|ok(?:ay)?|welcome)\b",
    re.IGNORECASE | re.DOTALL,
)

_FORMS = (
    ("workbook", re.compile(r"\b(?:excel|spreadsheets?|workbook|xlsx?)\b", re.IGNORECASE)),
    ("csv", re.compile(r"\bcsv\b|machine[- ]readable|re-?usable|open (?:format|data)", re.IGNORECASE)),
    ("pdf", re.compile(r"\bpdf\b", re.IGNORECASE)),
    ("word", re.compile(r"\bword (?:document|format)|docx?\b", re.IGNORECASE)),
)
"""The forms that a request file can name, and the words of letters for them."""


def sort_of(sentence: str) -> Sort:
    """Return what a sentence is, if it asks for nothing that a request answers; empty text if it may."""
    text = plain_quotes(" ".join(sentence.split()))
    if other := other_regime(text):
        return other
    if is_courtesy(text):
        return "courtesy"
    cleaned = without_personal(text, ())
    sought = SOUGHT.search(text) or text.endswith("?")
    if is_wish(text) and not WANTED.search(text):
        return "form"
    if not re.sub(rf"{PLACEHOLDER.pattern}|\W|\b(?:and|or|at|tel|e-?mail|phone|mobile|address)\b", "", cleaned):
        return "personal" if PLACEHOLDER.search(cleaned) else ""
    asks = re.search(
        r"\b(?:please|could you|can you|would like|wish|want to know|tell me|request(?:ing)?|ask(?:ing)?"
        r"|let me know)\b|\?",
        text,
        re.IGNORECASE,
    )
    if _ABOUT_WRITER.match(text) and not (asks or WANTED.search(_ABOUT_WRITER.sub("", text))):
        return "personal"
    if _REACH.search(cleaned) and not (sought or WANTED.search(cleaned)):
        return "personal"
    return ""


def is_courtesy(sentence: str) -> bool:
    """Return whether a whole sentence is about the letter and not about what is asked."""
    text = plain_quotes(sentence).strip(" \"'.:;,!?-–—")
    if len(text) > _LONGEST:
        return False
    words = re.findall(r"[\w'-]+", text.casefold())
    if len(words) >= _FEWEST and set(words) <= _OPENING:
        return True
    return not (_ASKS_TOO.search(text) or WANTED.search(text)) and any(
        pattern.fullmatch(text) for pattern in _COURTESIES
    )


def only_opens(sentence: str) -> bool:
    """Return whether a sentence that leads over to the questions says nothing beside their periods."""
    return set(re.findall(r"[a-z][a-z'-]+", plain_quotes(sentence).casefold())) <= _OPENING | _OF_PERIODS


def is_wish(text: str) -> bool:
    """Return whether a text says in what form an answer is preferred."""
    return len(text) <= _LONGEST and bool(_WISH.search(text))


def forms_in(text: str) -> str:
    """Return the key of a request file for the form that a text prefers, and not for one that it would not have."""
    wanted = re.sub(
        r"\b(?:not|rather than|instead of|no)\b(?: an?| as)?[^,.;]*", " ", plain_quotes(text), flags=re.IGNORECASE
    )
    found = [name for name, words in _FORMS if words.search(wanted)]
    listed = ", ".join(f'"{name}"' for name in found)
    return f"form = [{listed}]" if found else 'form = ["…"]'
