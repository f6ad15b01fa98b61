"""Tell names of companies and public bodies, which may be printed, from those that somebody has to decide on.

The rules are data, in ``name_rules.toml``. What no rule knows could be a person's name.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from foi_stats.answer.wording import phrase
from foi_stats.request.authority import Authority
from foi_stats.request.request import Request

PERSONAL = frozenset({"individual", "sole trader", "unclear"})
"""The kinds of names that are not printed before somebody has decided to."""

JUDGED = ("name", "kind", "rule", "why", "decision", "role", "date", "reason", "figures")
"""The columns of the names of an answer: what a rule takes each for, what was decided on it, and the ids of the figures
or items that it stands in."""

_SURNAME = r"[^\W\d_][\w'’-]+"
_INITIALS = re.compile(rf"(?:[^\W\d_]\b\.? ?){{1,4}}{_SURNAME}(?: {_SURNAME})?|{_SURNAME},? (?:[^\W\d_]\b\.? ?){{1,4}}")
_TWO_WORDS = re.compile(r"[^\W\d_][\w'’.-]*,?(?: [^\W\d_][\w'’.-]*){1,2}")
_WORD = re.compile(r"[^\W\d_]{2}")
_APART = re.compile(r"[,;:()\[\]]| [-–—] ")
_SEVERAL = ("unclear", "several-names", "It could hold a person's name beside that of a body.")
_HOLDS_WITHHELD = ("unclear", "holds-a-withheld-name", "It holds a name that is withheld.")
_OF_NAMES = re.compile(
    r"\b(?:providers?|funders?|suppliers?|recipients?|payees?|vendors?|creditors?|beneficiar(?:y|ies)|merchants?"
    r"|contractors?|grantees?|grant holders?|names?|contacts?|managers?|officers?|directors?|owners?|persons?"
    r"|employees?|staff|claimants?|applicants?|consultants?|authors?|trustees?|landlords?|tenants?|clients?|carers?"
    r"|paid to|awarded to)\b"
)
_NO_NAMES = re.compile(
    r"\b(?:type|number|no|id|code|category|count|size|status|of (?:contract|project|service|scheme))\b"
)
_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Professor", "Cllr", "Councillor", "Rev", "Revd", "Sir")
_TITLE = rf"(?:{'|'.join((*_TITLES, *map(str.upper, _TITLES)))})\b\.?"
_TITLED = re.compile(rf"\b{_TITLE}(?: (?:and|&) {_TITLE})?(?: [A-Z][\w'’.-]*){{1,4}}")


@dataclass(frozen=True)
class JudgedName:
    """A name, what kind of body or person a rule takes it for, and what was decided on it.

    ``decision`` is ``publish`` or ``withhold``, by a rule or by the role that decided; empty while nobody has.
    """

    name: str
    kind: str
    rule: str
    why: str
    decision: str = ""
    role: str = ""
    date: str = ""
    reason: str = ""

    @property
    def printed(self) -> str:
        """The name as it is printed: itself, marked as undecided, or what stands in its place."""
        if self.decision == "publish":
            return self.name
        return phrase("list", "withheld") if self.decision else phrase("list", "undecided", name=self.name)


def judge_names(names: Iterable[str], request: Request, authority: Authority) -> dict[str, JudgedName]:
    """Return each name with its kind and the decision on it: by the request's file, or else by a rule.

    The authority's own names may be printed.
    """
    decided = {fold_name(each.name): each for each in (*authority.decided, *request.decided) if each.name}
    withheld = [key for key, each in decided.items() if not each.publish]
    decided = {name_key(each.name): each for each in decided.values()} | decided
    own = {fold_name(name) for name in (authority.name, *authority.organisations)}
    found: dict[str, JudgedName] = {}
    for name in dict.fromkeys(names):
        key = fold_name(name)
        kind, rule, why = (
            ("public body", "the-authority", "The authority itself.") if key in own else kind_of_name(name)
        )
        if each := decided.get(key) or decided.get(name_key(name)):
            decision = "publish" if each.publish else "withhold"
            found[name] = JudgedName(name, kind, rule, why, decision, each.role, str(each.date), each.reason)
        else:
            if any(f" {other} " in f" {key} " for other in withheld):
                kind, rule, why = _HOLDS_WITHHELD
            found[name] = JudgedName(name, kind, rule, why, "" if kind in PERSONAL else "publish")
    return found


def kind_of_name(name: str) -> tuple[str, str, str]:
    """Return what a name is taken for, the rule that says so, and why."""
    first, *others = filter(None, map(str.strip, _APART.split(name))) or [""]
    kind = _kind_of_one(name)
    if kind[0] in PERSONAL or not others:
        return kind
    more = [one for one in others if len(one.split()) > 1]
    if _kind_of_one(first)[0] in PERSONAL and any(_kind_of_one(one)[0] not in PERSONAL for one in more):
        return _SEVERAL
    if any(_looks_personal(one) and _kind_of_one(one)[0] in PERSONAL for one in more):
        return _SEVERAL
    return kind


def _kind_of_one(name: str) -> tuple[str, str, str]:
    words = fold_name(name).split()
    if not words:
        return "no name", "no-name", "It holds no word."
    rules = {rule["id"]: rule for rule in _rules()}
    for rule in rules.values():
        if _fits(rule, words, name):
            other = rules.get(rule.get("before", ""))
            kept = rule if other is None or not _fits(other, _before(rule, words), name) else other
            return kept["kind"], kept["id"], kept["why"]
    if _TWO_WORDS.fullmatch(_spaced(name)):
        return "unclear", "two-words", "It could be a forename and a surname."
    return "unclear", "no-rule", "No rule knows what it is."


def _looks_personal(name: str) -> bool:
    return bool(_INITIALS.fullmatch(_spaced(name)) or _TWO_WORDS.fullmatch(_spaced(name)))


def _spaced(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()))


def is_name_column(heading: str) -> bool:
    """Return whether a column holds names, by its heading or its name in rows: ``provider``, ``Contract manager``."""
    words = " ".join(re.findall(r"[a-z]+", heading.casefold()))
    return bool(_OF_NAMES.search(words)) and not _NO_NAMES.search(words)


def names_in(heading: str, texts: Iterable[str]) -> list[str]:
    """Return the names in a column: its texts where it holds names; elsewhere those that follow a person's title."""
    filled = [text for text in dict.fromkeys(texts) if _WORD.search(text)]
    if is_name_column(heading):
        return filled
    return list(dict.fromkeys(found.rstrip(".") for text in filled for found in _TITLED.findall(text)))


def fold_name(name: str) -> str:
    """Return a name in small letters, without accents and punctuation, for comparing: ``l l p`` is ``llp``."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"['’‘`]", "", plain.replace("&", " and "))
    words = re.sub(r"[^\w]+|_", " ", re.sub(r"\b(\w)\.(?=\w\.|\w\b)", r"\1", plain)).split()
    return " ".join(words)


def name_key(name: str) -> str:
    """Return a name folded, without the title before it: Mr Tom Poe is Tom Poe, and Mr Poe stays Mr Poe."""
    words, titles = fold_name(name).split(), next(rule["split"] for rule in _rules() if rule["id"] == "title")
    while len(words) > 2 and (words[0],) in titles:
        words = words[2:] if words[1] == "and" and (words[2],) in titles and len(words) > 4 else words[1:]
    return " ".join(words)


def replacer(judged: Mapping[str, JudgedName]) -> Callable[[str], str]:
    """Return a function that puts what is printed for each name that is withheld in its place in any text."""
    instead = {name: each.printed for name, each in judged.items()}
    changed = [name.casefold() for name, each in judged.items() if each.decision == "withhold"]
    if not changed:
        return lambda text: text
    # A name that is printed may hold one that is not: J Smith Ltd.
    kept = [name for name in instead if any(other in name.casefold() for other in changed)]
    spaced = [r"\s+".join(map(re.escape, name.split())) for name in sorted(kept, key=len, reverse=True)]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)
    by_key = {_key(name): instead[name] for name in kept}
    return lambda text: pattern.sub(lambda found: by_key[_key(found.group())], text)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _fits(rule: dict[str, Any], words: list[str], name: str) -> bool:
    where, phrases = rule["where"], rule["split"]
    if where == "shape":
        return bool(_INITIALS.fullmatch(_spaced(name)))
    if where == "whole":
        return tuple(words) in phrases
    if where == "start":
        return any(tuple(words[: len(each)]) == each for each in phrases)
    if where == "any":
        return any(tuple(words[at : at + len(each)]) == each for each in phrases for at in range(len(words)))
    ends = list(words)
    while ends:
        if any(tuple(ends[-len(each) :]) == each for each in phrases if len(ends) > len(each)):
            return True
        shorter = next((each for each in rule["aside"] if tuple(ends[-len(each) :]) == each), None)
        if shorter is None:
            return False
        ends = ends[: -len(shorter)]
    return False


def _before(rule: dict[str, Any], words: list[str]) -> list[str]:
    """Return the words before those of a rule that stand within a name."""
    places = [at for at in range(len(words)) for each in rule["split"] if tuple(words[at : at + len(each)]) == each]
    return words[: places[0]]


@cache
def _rules() -> list[dict[str, Any]]:
    read = tomllib.loads(files("foi_stats.answer").joinpath("name_rules.toml").read_text(encoding="utf-8"))["rule"]
    return [
        {
            **rule,
            "split": {tuple(fold_name(text).split()) for text in rule["words"]},
            "aside": sorted((tuple(fold_name(text).split()) for text in rule.get("aside", ())), key=len, reverse=True),
        }
        for rule in read
    ]
