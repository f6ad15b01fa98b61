"""Find what makes a supplied text doubtful: personal data, and words that say that it was not meant for the public.

Patterns find most and not all: a text in which nothing is found is decided on by somebody too, together with others.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection
from functools import cache
from importlib.resources import files
from typing import Any

from foi_stats.answer.names import PERSONAL, kind_of_name, name_key, names_in

_CAPITAL = r"[A-Z][\w'’-]+"
_EMAIL = re.compile(
    r"[\w.+%'-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?:\.[\w-]+)+|\b[a-z][\w.+%'-]*@[a-z][\w-]+|(?<![\w@])@[a-z]\w{2,}"
)
_TELEPHONE = re.compile(r"(?<![\w£/-])(?<!\d[.,])(?:\+ ?\d{1,3}|\(?0)[\d ()-]{7,15}\d(?![\w-])")
_EXTENSION = re.compile(
    r"\b(?:ext(?:n|ension)?\b\.?|x(?=\d{3}))[ :]*\d{2,6}\b|\b(?:tel(?:ephone)?|phone|mob(?:ile)?|fax)\b\.?[ :]*[\d(+]",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"\b([A-Z]{1,3})\d[A-Z\d]? ?(?!\d(?:st|nd|rd|th)\b)\d[ABD-HJLNP-UW-Z]{2}\b|\bGIR ?0AA\b", re.IGNORECASE
)
_NHS = re.compile(r"(?<![\d£-])(?<!\d[.,])(\d{3})([ -]?)(\d{3})\2(\d{4})(?![\d-]|[.,]\d)")
_INSURANCE = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b", re.IGNORECASE
)
_VEHICLE = re.compile(r"\b(?!FY)[A-HJ-PR-Y][A-HJ-PR-Y]\d\d ?[A-HJ-PR-Z]{3}\b")
_OLD_VEHICLE = re.compile(
    r"\b(?:vehicle|car|van|lorry|bus|reg|regn|registration|registered|plate|vrm)\b\W{0,3}(?:\w+\W+){0,3}?"
    r"(?:[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{1,3} ?\d{1,4}[A-Z]?|\d{1,4} ?[A-Z]{1,3})\b"
)
_LETTERS = re.compile(
    r"\b(?i:client|victim|witness|patient|woman|man|girl|boy|child|person|complainant)(?i: known as| called| named)? "
    r"(?!UK|NHS|MP|IT|HR)[A-Z]{1,2}\b(?![\w&'’-])"
)
_BIRTH = re.compile(r"\bd\.?o\.?b\b|\bdate of birth\b|\bborn (?:on|in)\b", re.IGNORECASE)
_BANK = re.compile(r"\bsort code\b|\baccount (?:no|number)\b|\biban\b|\b\d\d-\d\d-\d\d\b", re.IGNORECASE)
_INITIALS = re.compile(rf"(?<![A-Z]\.)\b(?!U\.K|U\.S|E\.U|N\.I)(?:[A-Z]\. ?){{1,3}}{_CAPITAL}")
_PERSON = re.compile(
    r"\b(?i:ask|asked|contact|speak to|spoke to|talk to|ring|call|email|e-mail|fao|attn|cc|c/o|signed|approved by"
    r"|agreed (?:by|with)|managed by|manager|case ?worker|social worker|victim|client|claimant|applicant|tenant|patient"
    r"|pupil|witness|offender|suspect|known as|formerly|told by|from|per)\b(?:(?i: is| was| named| called))?[ :,]+"
    rf"({_CAPITAL}(?: {_CAPITAL}){{1,3}})"
)
_BEFORE = 30
"""Characters before a forename in which the word before it stands."""
_LOGIN = re.compile(r"(?<![\w.@/:-])[a-z]\.(?!(?:com|org|net|gov|ac|uk|eg|ie)\b)[a-z][a-z'-]{2,}\b(?![.@/(])")


def doubts_in(text: str, decided: Collection[str] = ()) -> list[str]:
    """Return what makes a text doubtful, each as what it holds: ``a telephone number``; nothing where nothing does.

    Parameters
    ----------
    decided
        The keys of names that somebody has decided on (:func:`foi_stats.answer.names.name_key`).
    """
    words = [f"the words '{match.group()}'" for match in _words("sensitive").finditer(_folded(text))]
    return personal_in(text, decided) + words[:1]


def personal_in(text: str, decided: Collection[str] = (), *, own_words: bool = False) -> list[str]:
    """Return which personal data a text holds, each as what it is: ``a telephone number``; health beside other data.

    Parameters
    ----------
    own_words
        Whether the officer wrote it: then two words with capitals after ``from`` or ``contact`` are no person's name.
    """
    plain = _folded(text)
    found = [what for what, holds in _CHECKS if holds(plain)]
    if any(name_key(name) not in decided for name in _people(plain, own_words=own_words)):
        found.append("a person's name")
    elif alone := _forename_alone(plain, decided):
        found.append(f"a person's forename, perhaps ({alone!r})")
    if found and (health := _words("health").search(plain)):
        found.append(f"words on health ({health.group()!r})")
    return found


def contacts_in(text: str) -> list[str]:
    """Return the e-mail addresses, telephone numbers, postcodes and addresses in a text, as they stand there."""
    return [match.group() for each in (_EMAIL, _TELEPHONE, _POSTCODE, _address()) for match in each.finditer(text)]


def is_plain(label: str) -> bool:
    """Return whether a label needs no decision: it holds numbers, and words such as ``Female`` and ``Under``."""
    words = re.findall(r"[^\W\d_]+", label)
    return not "".join(_plain_words().split(" ".join(words).casefold())).strip()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("’", "'")


def _people(text: str, *, own_words: bool) -> list[str]:
    named = [*names_in("", [text]), *_INITIALS.findall(text), *_LOGIN.findall(text)]
    named += [match.group() for pattern in _small_titled() for match in pattern.finditer(text)]
    things = set(_rules()["names"]["not_people"].split())
    shaped = [name for name in _forenames().findall(text) if things.isdisjoint(name.split())]
    shaped += [] if own_words else _PERSON.findall(text)
    return named + [name for name in shaped if kind_of_name(name)[0] in PERSONAL]


def _forename_alone(text: str, decided: Collection[str]) -> str:
    """Return the first words in which a forename stands for a person: ``Grace was referred``, ``Will told us``."""
    rules = _rules()["forename_alone"]
    things = set(_rules()["names"]["not_people"].split())
    for match in _alone().finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        is_named = re.search(r"\b[A-Z][\w'-]*\s$", before) and before.split()[-1] not in rules["begins"].split()
        is_thing = re.search(rf"\b(?:{rules['not_after']})\s$", before, re.IGNORECASE)
        name = match.group("name") or match.group("asked")
        is_place = not things.isdisjoint(name.split())
        if not (match.group("name") and (is_named or is_thing)) and not is_place and name_key(name) not in decided:
            return match.group()
    return ""


def _has_telephone(text: str) -> bool:
    numbers = [sum(map(str.isdigit, found)) for found in _TELEPHONE.findall(text)]
    return any(9 <= digits <= 15 for digits in numbers) or bool(_EXTENSION.search(text))


def _has_postcode(text: str) -> bool:
    areas = _rules()["address"]["areas"].split()
    return any(not area or area.upper() in areas for area in _POSTCODE.findall(text))


def _has_address(text: str) -> bool:
    return bool(_address().search(text))


def _has_nhs_number(text: str) -> bool:
    """Return whether a text holds ten digits of which the last is the check digit of an NHS number (modulus 11)."""
    for first, _, second, third in _NHS.findall(text):
        *digits, check = map(int, first + second + third)
        rest = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if rest % 11 == check:
            return True
    return False


_CHECKS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("an e-mail address", _EMAIL.search),
    ("a telephone number", _has_telephone),
    ("a postcode", _has_postcode),
    ("an address", _has_address),
    ("an NHS number", _has_nhs_number),
    ("a National Insurance number", _INSURANCE.search),
    ("the mark of a vehicle", lambda text: _VEHICLE.search(text) or _OLD_VEHICLE.search(text)),
    ("a date of birth", _BIRTH.search),
    ("letters that stand for a person", _LETTERS.search),
    ("a bank account", _BANK.search),
)


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(files("foi_stats.release").joinpath("text_rules.toml").read_text(encoding="utf-8"))


@cache
def _words(name: str) -> re.Pattern[str]:
    """Return the pattern of a list of words and phrases: ``sensitive``, ``health``."""
    words = sorted(_rules()["words"][name], key=len, reverse=True)
    phrases = (r"[\s-]+".join(map(re.escape, re.split(r"[ -]", each))) for each in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


@cache
def _plain_words() -> re.Pattern[str]:
    words = sorted(_rules()["words"]["plain"], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


@cache
def _forenames() -> re.Pattern[str]:
    """Return the pattern of a usual forename and what follows it: Jane Okafor, and James Cook University Hospital."""
    names = _rules()["names"]
    before = "".join(rf"(?<!\b{word} )" for word in names["not_before"])
    last = rf"{_CAPITAL}(?:-{_CAPITAL})?"
    return re.compile(rf"{before}\b((?:{'|'.join(names['forenames'].split())})(?: [A-Z]\.?)?(?: {last}){{1,4}})")


@cache
def _small_titled() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of titles before a name in small letters: ``mrs pauline whitby``, ``councillor dave``."""
    rules = _rules()["titles"]
    forenames = "|".join(_rules()["names"]["forenames"].casefold().split() + rules["short_forenames"].split())
    does = "|".join(_rules()["forename_alone"]["does"].split())
    name = rf"(?!(?:{rules['no_name']})\b)[a-z][a-z'-]+"
    always, often = (rf"\b(?i:{rules[key]})\b\.?" for key in ("always", "often"))
    return (
        re.compile(rf"{always} {name}(?: {name})?"),
        re.compile(rf"{often} (?:{forenames})\b(?: {name})?"),
        re.compile(rf"{often} {name}(?: {name})?(?= (?:{does})\b)"),
    )


@cache
def _alone() -> re.Pattern[str]:
    """Return the pattern of a forename that stands alone, or before a surname, and does what a person does."""
    rules = _rules()["forename_alone"]
    does, done_to, has = ("|".join(rules[name].split()) for name in ("does", "is_done_to", "has"))
    every = f"{rules['also_words']} {_rules()['names']['forenames']}"
    name = rf"(?P<name>(?:{'|'.join(every.split())})(?: {_CAPITAL})?)"
    verb = rf" (?:(?:also|later|then|now|never|first|and \w+) )?(?:{does})\b"
    passive = rf" (?:was|is|has been|had been|got|who was)(?: \w+ly| not| then| later| first| being)? (?:{done_to})\b"
    belongs = rf"'s (?:{has})\b|, who(?:m|se)?\b|,? \(?aged \d\d\b| and (?:her|his) "
    ends = r"(?=\W*$|[.,;:)]| (?:and|about|who|to|for|if|that|on|at|when|before|first)\b)"
    asked = rf"\b(?i:{rules['done_by']}) {name.replace('name', 'asked')}{ends}"
    return re.compile(rf"\b{name}(?:{verb}|{passive}|{belongs})|{asked}")


@cache
def _address() -> re.Pattern[str]:
    streets = "|".join(_rules()["address"]["streets"])
    courts = "".join(rf"(?!(?<={kind} )(?i:court)\b)" for kind in _rules()["address"]["courts"])
    number = r"\b(?!(?:19|20)\d\d\b)\d{1,4}[A-Za-z]?,?"
    return re.compile(rf"{number} (?:[A-Z][\w'’]* ){{1,3}}{courts}(?i:{streets})\b|\b(?i:flat|apartment) \d+\b")
