"""What a figure counts: the noun of a heading, its singular, and whether it is a count, FTE or a rate.

A measure is named by the supply's own noun, in the plural: ``people helped``, ``claims received``, ``posts (FTE)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from foi_stats.vocabulary.spelling import in_words


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBER_OF = re.compile(
    r"^\W*(?:(?:total|overall) )?(?:numbers?|nos?\.?|counts?|volumes?|#)(?: of(?: the)?)?\b[\s:-]*", re.IGNORECASE
)
_NUMBER_AFTER = re.compile(r"\s*\(\W*(?:numbers?|nos?\.?|counts?)\W*\)|\s+(?:counts?|numbers?|nos\.?)$", re.IGNORECASE)
_TOTAL_BEFORE = re.compile(r"^(?:grand |overall )?total\s+", re.IGNORECASE)
_FTE = re.compile(r"\b(?:f\.?t\.?e|w\.?t\.?e)(?:\.?s?)\b|\b(?:full|whole)[- ]time[- ]equivalents?\b", re.IGNORECASE)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?:,? \d{{4}})?|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{4}}-\d\d-\d\d)"
_YEAR = (
    r"(?:(?:fy ?)?(?:19|20)\d{2}(?: ?[-/\u2010-\u2015] ?(?:(?:19|20)\d{2}|\d{2})| to (?:19|20)\d{2})?"
    r"|fy ?\d{2}(?: ?[-/] ?\d{2})?)"
)
_QUARTER = rf"(?:q(?:uarter )?[1-4](?:,? ?{_YEAR})?|{_YEAR} ?q[1-4])"
_MONTHS = rf"(?:{_MONTH}(?: ?(?:\d{{4}}|['’]?\d{{2}})\b)?)"
_WHEN = rf"(?:{_DAY}|{_QUARTER}|{_MONTHS}|{_YEAR})"
_PERIOD = re.compile(
    rf"[\s,:;(–-]*(?:\b(?:as at|as of|as on|at|on|in|for|during|from|to|since|until|up to|by"
    rf"|(?:the )?(?:financial |calendar |academic |school )?year(?: (?:ending|ended|to|end))?|y/?e"
    rf"|\d+ months (?:ending|ended|to))[ :]+)*"
    rf"(?:(?<![\w/-]){_WHEN}(?![\w/-]))(?:\s*(?:-|–|to|until)\s*{_WHEN})?\)?",
    re.IGNORECASE,
)
_PERIOD_WORDS = re.compile(
    r"\b(?:in|for|during|per|at|by|to)? ?(?:the )?(?:whole |full )?(?:year|quarter|month|year[- ]end|date)$",
    re.IGNORECASE,
)

_OTHER_KINDS = {
    "share": re.compile(
        r"%|\bper ?cent(?:age)?s?\b|\bpercentages?\b|\bproportions?\b|\bshares? of\b|\bpct\b", re.IGNORECASE
    ),
    "average": re.compile(r"\b(?:averages?|avg|mean|median)\b", re.IGNORECASE),
    "rate": re.compile(
        r"(?<!business )(?<!non-domestic )\brates?\b(?! (?:relief|retention|income|pool|support|payers?))"
        r"|\bper (?:head|capita|person|resident|client|case|user|victim|household|pupil|referral|claim|hour|day|week"
        r"|month|unit|place|property|\d[\d,]*|thousand|million)\b|\bratios?\b",
        re.IGNORECASE,
    ),
    "price": re.compile(
        r"\b(?:unit (?:cost|price)s?|cost per|prices? (?:per|each)|unit|list) ?prices?\b"
        r"|\bunit costs?\b|^\W*prices?\b(?! paid)|\btariffs?\b",
        re.IGNORECASE,
    ),
}
"""Measures that cannot be added up, and the words that say so."""

KIND_NAMES = {"share": "a percentage or share", "average": "an average", "rate": "a rate", "price": "a price"}

_NOUNS = _words("referrals referral people persons individuals victims clients cases users participants")
"""Nouns that count by themselves, whatever else the table holds."""
_PLAIN_NOUNS = _words(
    "households families children adults pupils students learners apprentices claims complaints applications posts "
    "vacancies incidents offences crimes arrests calls visits patients tenants residents employees officers staff "
    "attendees enquiries requests appointments sessions inspections prosecutions convictions contracts homes "
    "dwellings properties vehicles licences permits volunteers beneficiaries survivors births deaths accidents "
    "collisions potholes trees visitors members places beds tickets notices orders reports assessments carers "
    "candidates schools suppliers headcount"
)
"""Nouns that count where nothing in the table is money: ``Properties`` may also head what is spent on them."""
_DONE = re.compile(
    r"(?:(?:\w+-)?\w{3,}ed|paid|made|held|upheld|sent|given|won|lost|left|begun|known|taken|seen|met|built|stolen|in|open|new)$"
)
_NOT_COUNTED = _words(
    "funds grants costs payments invoices amounts sums savings fees fines charges wages salaries expenses awards "
    "allocations receipts purchases premises services supplies pounds balances reserves budgets totals savings "
    "figures rates prices details notes comments dates references codes years months"
)
"""Plurals that name money, or no figure at all."""
_BY = re.compile(r"\b(?:to|by|from|of|in|who|that|with|for|at|on|under|aged|not|yet|and|or|the|a|an|our|all|new|nrm)\b")
_AFTER_NOUN = re.compile(r"\s+(?:by|in|per|for|from|at|across|and)\s+|\s*[,:;(–]\s*|\s+-\s+", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:how many|numbers? of)(?: of)?(?: the| all| your)? (?P<noun>(?:[\w-]+ ){0,3}?(?:\([a-z]+\)|[\w-]+))"
    r"(?: (?:were|was|are|have been|has been|had been|have|has|did|do|does|is|you|it|in|at|on|for|by|to|from|who|that"
    r"|with|since|between|during|each|per|under|the|and|or)\b"
    r"(?: (?P<done>(?:(?:\w+-)?\w{3,}ed|paid|made|held|upheld|seen)\b))?"
    r"|\W*[,.;:?!)]|\W*$)",
    re.IGNORECASE,
)
_NOT_OF_NOUN = re.compile(r"\b(?:were|was|are|have|has|had|did|do|does|is|you|it|who|that|which)\b", re.IGNORECASE)
_IN_TITLE = re.compile(
    rf"\b(?:{'|'.join(sorted(_NOUNS))})\b(?: (?:\w{{3,}}ed|paid|made|held|upheld|seen)\b)?", re.IGNORECASE
)
_SMALL = {"people": "person", "children": "child", "staff": "member of staff", "women": "woman", "men": "man",
          "lives": "life", "wives": "wife", "data": "data", "buses": "bus"}  # fmt: skip
_SCALE = re.compile(
    r"(?<![\w£,.])\(?(?:in )?(?:thousands?|millions?|['’]?000['’]?s?)(?!\w)\)?(?! of pounds)", re.IGNORECASE
)
"""Words that say that counts are in thousands or millions."""


@lru_cache(maxsize=4096)
def without_period(text: str) -> str:
    """Return a heading without the day, month or year in it: ``Households at 31 March`` gives ``Households``."""
    without = _PERIOD.sub(" ", text)
    without = re.sub(r"\(\s*\)", " ", without)
    without = _PERIOD_WORDS.sub(" ", " ".join(without.split()).strip(" ,:;-–"))
    return " ".join(without.split()).strip(" ,:;-–")


@lru_cache(maxsize=4096)
def noun_of(heading: str) -> str:
    """Return what a heading of counts says is counted, in its own words; empty text if it says only that it counts.

    ``Number of claims`` is ``claims``, ``Posts (FTE) at 31 March 2016`` is ``posts (FTE)``, ``Count`` is nothing.
    """
    text = without_period(" ".join(in_words(heading).split()))
    text = _TOTAL_BEFORE.sub("", _NUMBER_AFTER.sub("", _NUMBER_OF.sub("", text)))
    text = text.strip(" ,:;-–")
    if text.casefold() in ("", "total", "totals", "count", "number", "figure", "figures", "value"):
        return "FTE" if _FTE.search(heading) else ""
    return _in_running_text(text)


def _in_running_text(text: str) -> str:
    """Return a noun as it is written within a sentence: names and abbreviations keep their capitals."""
    words = text.split(" ")
    shouted = text.isupper() and len(text) > 4
    titled = all(word[:1].isupper() for word in words if word[:1].isalpha() and len(word) > 3)
    written = []
    for number, word in enumerate(words):
        letters = re.sub(r"[^A-Za-z]", "", word)
        acronym = not shouted and sum(map(str.isupper, letters)) > 1
        if re.fullmatch(r"[fw]tes?", letters, re.IGNORECASE):
            written.append(word.upper().replace("TES", "TEs"))
        elif acronym or not letters:
            written.append(word)
        else:
            lowers = shouted or titled or not number or _DONE.match(word.casefold())
            written.append(word.casefold() if lowers else word)
    return " ".join(written)


@lru_cache(maxsize=4096)
def kind_of(text: str) -> str:
    """Return what kind of measure a heading or label names: ``fte``, ``share``, ``average``, ``rate``, ``price``.

    Empty text if it names none of these: it is then a count or an amount, as the rest of the table tells.
    """
    text = in_words(text)
    for kind, pattern in _OTHER_KINDS.items():
        if pattern.search(text):
            return kind
    return "fte" if _FTE.search(text) else ""


def is_rate(kind: str) -> bool:
    """Return whether figures of this kind cannot be added up."""
    return kind in _OTHER_KINDS


@lru_cache(maxsize=4096)
def counts_surely(heading: str) -> bool:
    """Return whether a heading says that its figures are counts, whatever stands beside it.

    It says number, count or FTE, or is nothing but people, cases or referrals, and what became of them.
    """
    text = without_period(" ".join(in_words(heading).split()))
    if is_rate(kind_of(text)):
        return False
    words = re.sub(r"[^a-z0-9]+", " ", text.casefold()).split()
    if _FTE.search(text) and not re.search(r"£|\bcosts?\b|\bpay\b|\bsalar", text, re.IGNORECASE):
        return bool(re.search(r"[a-z]{3}", _FTE.sub("", text), re.IGNORECASE))  # alone it may be the unit of a table
    if match := _NUMBER_AFTER.search(text):
        return "(" in match[0] or bool(re.search(r"(?:counts?|numbers)$", match[0], re.IGNORECASE))
    match = _NUMBER_OF.match(text)
    if match and re.search(r"\bof\b", match[0], re.IGNORECASE):
        return len(text) > match.end()
    left = [word for word in words if word not in ("number", "numbers", "no", "nos", "of", "the", "total")]
    if left in (["count"], ["counts"]):
        return True
    return _is_nouns(left, _NOUNS)


@lru_cache(maxsize=256)
def noun_asked(text: str) -> str:
    """Return what a question asks the number of: ``How many claims were paid in 2015-16?`` asks for ``claims paid``."""
    match = _ASKED.search(" ".join(text.split()))
    if match is None:
        return ""
    noun = re.split(_NOT_OF_NOUN, match["noun"], maxsplit=1)[0].strip()
    words = noun.split()
    if not words or not (
        _is_plural(words[-1].casefold()) or _DONE.match(words[-1]) or words[-1] in _SMALL or _FTE.search(words[-1])
    ):
        return ""
    return " ".join(filter(None, [_in_running_text(noun), (match["done"] or "").casefold()]))


def says_counted(words: str) -> bool:
    """Return whether a title or the name of a file, in plain words, says that its figures are counts."""
    return bool((_NOUNS | {"count", "counts"}) & set(words.split()) or _FTE.search(words) or "number of " in words)


@lru_cache(maxsize=1024)
def noun_in(text: str) -> str:
    """Return the first noun that a title, or the name of a sheet or file, says is counted; empty text if none.

    A title may say more than a heading does: ``Referrals to support services, by year`` counts ``referrals``.
    """
    spaced = re.sub(r"[_]+", " ", text)
    if len(spaced) <= 60 and (counts_surely(spaced) or _FTE.search(spaced)) and (noun := noun_of(spaced)):
        return noun
    match = _IN_TITLE.search(spaced)
    return match[0].casefold() if match else ""


@lru_cache(maxsize=1024)
def noun_of_title(title: str) -> str:
    """Return what a title may say is counted: ``Incidents by area, 2015-16`` may count ``incidents``; or empty text."""
    subject = _AFTER_NOUN.split(without_period(" ".join(title.split())), maxsplit=1)[0].strip(" ,:;-–")
    return noun_of(subject) if subject and may_count(subject) else ""


@lru_cache(maxsize=4096)
def may_count(heading: str) -> bool:
    """Return whether a heading may name something that is counted, if nothing in its table is money.

    It is a known plural (``Households``), or a plural and what became of it (``Potholes repaired``).
    """
    if counts_surely(heading):
        return True
    text = without_period(" ".join(in_words(heading).split()))
    if is_rate(kind_of(text)) or "£" in text or len(text) > 60:
        return False
    words = re.sub(r"[^a-z0-9]+", " ", text.casefold()).split()
    if not words or (_NOT_COUNTED | {"cost", "pay", "salary"}) & set(words):
        return False
    if _FTE.search(text):
        return True
    if _is_nouns(words, _NOUNS | _PLAIN_NOUNS):
        return True
    plural = next((at for at, word in enumerate(words) if word in _PLAIN_NOUNS or _is_plural(word)), None)
    return plural is not None and plural < len(words) - 1 and bool(_DONE.match(words[plural + 1]))


def counts_in_thousands(text: str) -> bool:
    """Return whether a heading or a title counts things in thousands or more: ``Number of trees (millions)``."""
    rest = _SCALE.sub(" ", text)
    if rest == text or "£" in text or is_rate(kind_of(text)):
        return False
    return bool(re.search(r"\bnumbers? of\b", rest, re.IGNORECASE) or may_count(rest) or noun_of_title(rest))


def _is_nouns(words: list[str], nouns: frozenset[str]) -> bool:
    """Return whether words are one of some nouns, with what became of them, and nothing else."""
    if not nouns & set(words):
        return False
    left = [word for word in words if word not in nouns and not _BY.fullmatch(word) and not _DONE.match(word)]
    return all(word in ("service", "total", "number", "no") for word in left)


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


@lru_cache(maxsize=1024)
def singular(noun: str) -> str:
    """Return the singular of a measure: ``person helped`` of ``people helped``, ``post (FTE)`` of ``posts (FTE)``.

    The plural is the last plural word before what became of it (``claims paid``) or before a preposition.
    """
    words = noun.split(" ")
    ends = next((at for at, word in enumerate(words) if at and _ends_noun(word)), len(words))
    for at in range(ends - 1, -1, -1):
        word = words[at]
        if word.casefold() in _SMALL or _is_plural(word.casefold()):
            words[at] = _singular_word(word)
            return " ".join(words)
    return noun


def _ends_noun(word: str) -> bool:
    return bool(
        (_BY.fullmatch(word) and word not in ("new", "nrm", "all", "our", "the"))
        or (_DONE.match(word) and not _is_plural(word))
        or word.startswith("(")
    )


def _singular_word(word: str) -> str:
    folded = word.casefold()
    if folded in _SMALL:
        return _SMALL[folded]
    if folded.endswith("ies") and len(folded) > 4:
        return f"{word[:-3]}y"
    if re.search(r"(?:ss|sh|ch|x|zz)es$", folded):
        return word[:-2]
    return word[:-1]


def count_decimals(count: int | Decimal) -> int:
    """Return how many decimals a count needs: none where it is whole."""
    return max(0, -int(Decimal(count).normalize().as_tuple().exponent))


def show_count(count: int | Decimal, decimals: int = 0) -> str:
    """Return a count as it is printed: ``1,348``, ``10.6``, with at least this many decimals."""
    return f"{Decimal(count):,.{max(decimals, count_decimals(count))}f}"


def in_heading(noun: str) -> str:
    """Return a measure as it begins a heading: ``Claims paid``."""
    return noun[:1].upper() + noun[1:]


def plain_measure(noun: str) -> str:
    """Return a measure in one spelling, in which its singular and plural are the same."""
    return re.sub(r"[^a-z0-9]+", " ", singular(noun.casefold())).strip()


def is_same_measure(one: str, other: str) -> bool:
    """Return whether two nouns are the same measure: capitals, signs and number apart."""
    return plain_measure(one) == plain_measure(other)


def is_whole(measure: str) -> bool:
    """Return whether a measure is counted in whole numbers: not full-time equivalents."""
    return kind_of(measure) != "fte"


def measures_in(rows: Iterable[str]) -> list[str]:
    """Return the different measures of some rows, each in the spelling that comes first."""
    known: dict[str, str] = {}
    for noun in rows:
        known.setdefault(plain_measure(noun), noun)
    return list(known.values())
