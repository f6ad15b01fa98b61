"""Find the personal data in a letter, so that none of it is kept. Nothing here touches a disk."""

from __future__ import annotations

import re
from collections.abc import Iterable

from foi_stats.request.intake.text import words_of

REMOVED = "[removed]"
"""Stands in a question in place of something personal that is no name and no date of birth."""
NAME_REMOVED = "[name removed]"
BIRTH_REMOVED = "[date of birth removed]"
PLACEHOLDER = re.compile(r"\[(?:name |date of birth )?removed\]")
"""Any of the three."""

_SIGN_OFF = re.compile(
    r"\W*(?:your (?:humble |most |obedient )+servant"
    r"|yours(?: (?:faithfully|sincerely|truly|respectfully|in anticipation))?"
    r"|(?:(?:with|kind(?:est)?|best|warm(?:est)?|many) )*regards|(?:many |with )*thanks|thank you"
    r"|best wishes|best(?=,| *$)"
    r"|all the best|sincerely|faithfully|respectfully|cheers)\b(?P<rest>[^?]{0,60})",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    r"(?:dear|hi|hello"
    r"|to the (?:clerk|chief|director|head|foi|information|manager|officer|council|secretary)"
    r"|good (?:morning|afternoon|evening)|to whom it may concern|f\.?a\.?o\.?|for the attention of)\b"
    r"[^?.!:;,]{0,60}(?:[,:;.!]\s*|$)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:from|to|cc|bcc|sent|date|reply-to|tel|telephone|phone|mobile|e-?mail|address)\s*:", re.IGNORECASE
)
_NAME_WORD = r"[A-Z][\w'’.-]*"
_NAME = re.compile(rf"{_NAME_WORD}(?: (?:{_NAME_WORD}|de|van|von|la|of|and|the)){{0,4}}")
_OWN_NAME = re.compile(
    rf"\b(?i:my name is|i am called|this is|i am|i['’]m|i,)\s+({_NAME_WORD}(?:[ ]{_NAME_WORD}){{0,3}})"
)
ONE_OF_MINE = (
    r"(?:step|grand)?(?:sons?|daughters?|mother|father|child(?:ren)?|parents?)|wife|husband|partner|brother|sister|mum"
    r"|mom|dad|nan|aunt|uncle|nephew|niece|cousin|fianc[eé]e?|baby|family|client|neighbours?|friend|tenant|landlord"
)
"""Whom a writer may speak of as theirs."""
_VERB = (
    r"(?:is|was|has|had|will|would|who|needs?|cannot|can|could|should|does|did|goes|went|attends?|attended|gets|got"
    r"|uses?|lives?|received?)"
)
_DAY = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ /.-](?:\d{1,2}|(?:of )?[A-Za-z]{3,9})[ /.,-]{1,2}\d{2,4}|\d{4}-\d\d-\d\d"
    r"|[A-Za-z]{3,9} \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
)
_BORN = re.compile(
    rf"\b(?P<said>(?:was |were )?born(?: on| in)?(?: the)?|d\.?o\.?b\b\.?(?: is| was)?|date of birth(?: is| was)?"
    rf"|birthday(?: is)?)"
    rf"(?P<mark>[ :,(]{{1,3}}(?:the |on )?){_DAY}(?!\d)",
    re.IGNORECASE,
)
_POSTCODE = r"\b(?i:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b"
_ASKING = (
    r"i|we|want|need|seek\w*|look\w*|ask\w*|request\w*|wish\w*|research\w*|interested|please|how|what|which|whether"
)
"""Words that end what a writer says of themselves."""

_PERSONAL = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?i)\b(?:https?://|www\.)\S+",
        r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*",
        r"(?<![\d£,.])\d{3}[ -]\d{3}[ -]\d{4}(?![\d,.]\d)",
        r"(?<![\w-])(?:\+\d{1,3}|\(?0)[\d ()-]{7,14}\d(?![\w-])",
        r"(?i)\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",
        r"(?i)(?<=\bnhs )(?:number|no\.?)\W{0,3}(?:is )?\d[\d -]{8,12}\d",
        r"(?i)\b(?:(?<=my )(?:[a-z]+ ){0,3}?|(?:council tax|tenancy|rent|customer|payroll|passport) (?:[a-z]+ )?)"
        r"(?:number|no\.?|account|reference|ref\.?)(?: is|:)? ?(?=[a-z/-]*\d[\d/-]{3})[a-z\d/-]{4,20}(?![\w-])",
        rf"\b(?!(?:19|20)\d\d\b)\d{{1,4}}[A-Za-z]?,? "
        rf"(?:(?!(?:in|for|at|of|to|with|and|within|near|per)\b)[A-Za-z'’]+,? ){{1,6}}{_POSTCODE}",
        r"(?i)^on .{4,160} wrote:$",
        r"\b\d{1,4}[A-Za-z]?,? (?:[A-Z][\w'’]* ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Court"
        r"|Crescent"
        r"|Terrace|Gardens|Place|Square|Hill|Row|Park|Grove|House|Mews)\b(?:, [A-Z][\w'’]*){0,2}",
        _POSTCODE,
        rf"(?i)\bon behalf of (?:(?!\b(?:{_ASKING})\b)[^,.;:?!]){{1,80}}",
        rf"(?i)\b(?:i am|i['’]m|we are) (?:an?|the) (?:(?!\b(?:and|who|would|{_ASKING})\b)[^,.;:?!]){{1,80}}",
        rf"(?i)\b(?:i|we) (?:work|study|live|volunteer) (?:(?!\b(?:and|who|would|{_ASKING})\b)[^,.;:?!]){{1,80}}",
        r"(?i)\b(?:i was born|(?:my|his|her|their) date of birth)(?!\W*(?:the|is|was)?\W*\[)"
        r"(?: [^,;?!\[\]]{0,30}?\d{4}\b| [^,;?!\[\]]{1,40})",
    )
)
_FULL_NAME = rf"(?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{0,2}})"
_AGED = r"(?:late|eldest|youngest|elder|younger|own|two|twin)"
_AT_WORK = r"officer|manager|teacher|doctor|nurse|worker|caseworker|employee|colleague|director|surveyor|pupil"
_NOT_AFTER_A_NAME = r"(?: (?:Team|Service|Fund|Scheme|Grant|Unit|Department)\b)"
_NO_SMALL_NAME = (
    r"(?!(?:who|and|or|of|is|was|were|are|in|at|on|to|for|from|by|with|about|that|which|has|had|have|does|did|do|will"
    r"|would|can|could|should|said|says|told|tells|owns?|lives?|works?|wrote|asked|gave|got|went|sent|made|voted|when"
    r"|where|why|how|if|because|as|but|not|then|the|an?|his|her|their|my|your|our|you|i|me|we|they|he|she|it|also|ever"
    r"|never|being|been|expenses|allowances?|votes?|numbers?|members?|training|surger(?:y|ies)|elections?|attendances?"
    r"|payments?|salary|pay|costs?|interests?|complaints?|conduct|code|wards?|grants?|development|behaviour|funds?"
    r"|budgets?|travel|absences?|declarations?|emails?|appointments?|word|excel|office|access|teams)(?![\w-]))"
)
"""What follows "councillor" or "dr" and is no name, where a letter is written without capitals."""
_ANY_CASE = rf"{_NO_SMALL_NAME}[A-Za-z][\w'’-]*"
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Cllr|Councillor|Rev"
        rf"|Reverend)\b\.? {_FULL_NAME}",
        rf"(?<![\w’'])(?:[Mm]rs?|[Mm]s|[Dd]r|[Cc]llr|[Cc]ouncillor)\.? (?P<name>{_ANY_CASE}(?: {_ANY_CASE})?)(?!\w)",
        rf"(?P<kept>\b(?i:between|by|from|told|asked|{ONE_OF_MINE}|{_AT_WORK}|and) )(?i:miss) "
        rf"(?P<name>{_ANY_CASE}(?: {_ANY_CASE})?)(?!\w)",
        rf"\b(?i:my name is|my name's|i am called) (?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{0,3}})",
        rf"(?i)\bmy (?:{_AGED} )?(?:{ONE_OF_MINE}),? "
        rf"(?P<name>(?!(?:{_VERB}|and|at|in|or)\b)[a-z][a-z'’-]+)(?=,? {_VERB}\b)",
        rf"\b(?i:my (?:{_AGED} )?(?:{ONE_OF_MINE}))\b(?P<name>(?:,? {_NAME_WORD}){{0,3}})",
        rf"(?P<kept>\b(?:[Hh]is|[Hh]er|[Oo]ur|[Tt]heir|[Tt]he|[Tt]his|[Tt]hat) (?:{ONE_OF_MINE}|{_AT_WORK}),? )"
        rf"(?!{_NAME_WORD}{_NOT_AFTER_A_NAME}){_FULL_NAME}(?!{_NOT_AFTER_A_NAME})",
        rf"(?P<kept>\b(?i:someone|somebody|person|{_AT_WORK}|man|woman) (?i:called|named) ){_FULL_NAME}",
    )
)
"""Persons: by a title, as the writer's own, or by what they do."""


_INSTITUTIONS = words_of(
    "act authority board borough city commissioner committee complaints constabulary council county data department "
    "district environmental fire foi force freedom governance hospital information legal manager nhs office officer "
    "police protection public regulations request requests review school service services spending team the town trust "
    "university records re ref reference subject"
)
"""Words of those who are written to, and of what letters are headed by: a line with one names nobody."""


def names_in_line(line: str) -> list[str]:
    """Return the name that a line of an address or a signature is; none if it names an institution."""
    words = re.findall(r"[\w'’-]+", line.casefold())
    return [] if _INSTITUTIONS & set(words) or not is_name(line) else [line]


def is_salutation(line: str) -> bool:
    """Return whether a whole line greets the reader."""
    return bool(_SALUTATION.fullmatch(line))


def is_header(line: str) -> bool:
    """Return whether a line is a heading of an e-mail, or says how the writer can be reached."""
    return bool(_HEADER.match(line))


def salutation(text: str) -> str:
    """Return the greeting that a text begins with; empty text if it has none."""
    match = _SALUTATION.match(text)
    return match[0] if match else ""


def sign_off(line: str) -> str | None:
    """Return the text after the closing words of a letter on the same line; None if the line has no such words."""
    match = _SIGN_OFF.fullmatch(line)
    return match["rest"].strip(" ,.!-") if match else None


def is_name(line: str) -> bool:
    """Return whether a line could be a name: a few words, each with a capital, and no stop at the end."""
    return len(line) <= 60 and bool(_NAME.fullmatch(line)) and not line.endswith(".")


def own_names(text: str) -> list[str]:
    """Return the names that the writer gives as their own ("my name is ...")."""
    return [match[1] for match in _OWN_NAME.finditer(text)]


def names_of_others(text: str) -> list[str]:
    """Return the names of third persons of whom a letter speaks ("Mr Poe", "my son Tom")."""
    found = [match["name"].strip(" ,.") for pattern in _NAMED for match in pattern.finditer(text)]
    return [name for name in found if name]


def without_personal(text: str, names: Iterable[str]) -> str:
    """Return text with everything personal replaced by a placeholder for what it was.

    Parameters
    ----------
    names
        Names from elsewhere in the letter, which go as well.
    """
    text = _BORN.sub(rf"\g<said>\g<mark>{BIRTH_REMOVED}", text)
    for pattern in _PERSONAL:
        text = pattern.sub(REMOVED, text)
    for pattern in _NAMED:
        text = pattern.sub(lambda found: f"{found.groupdict().get('kept', '')}{NAME_REMOVED}", text)
    for name in sorted(names, key=lambda name: (-len(name), name)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", NAME_REMOVED, text)
    for placeholder in (REMOVED, NAME_REMOVED):
        again = re.escape(placeholder)
        text = re.sub(rf"{again}(?:[ ,]+{again})+", placeholder, text)
    return re.sub(rf"({PLACEHOLDER.pattern})(?=\w)", r"\1 ", text)


def name_words(names: Iterable[str], letter: str) -> list[str]:
    """Return names, and each of their words but for those that the letter has with a small letter too.

    "Hill" goes wherever it stands if the writer is called so, but not where the letter asks about a hill.
    """
    small = frozenset(re.findall(r"\b[a-z][\w'’]+", letter))
    words = {word.strip("'’.-") for name in names for word in name.split()}
    kept = {word for word in words if word.casefold() not in small and word.casefold() not in _INSTITUTIONS}
    return [word for word in {*names, *kept} if len(word) > 1 and word[0].isupper()]
