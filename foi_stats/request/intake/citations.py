"""The law and the decisions that a letter cites, as far as they are known, and what the law makes authorities publish.

The facts are in ``citations.toml``, with their sources and the day on which they were checked.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from foi_stats.request.intake.text import plain_quotes

_YEAR = r"(?:,? (?:of )?\(?(?P<year>(?:19|20)\d\d)\)?)?"
_SECTION = re.compile(
    r"(?:\b(?:sections?|regulations?|regs?\.?|articles?|paragraphs?|ss?\.)"
    r"|\bs(?=\d)) ?(?P<number>\d{1,3}[A-Z]{0,2})(?!\d)(?:\(\w{1,4}\))*"
    r"(?: (?:of|in|under) (?:the )?(?P<of>[A-Za-z() -]{2,80}?)(?=,|;|\.|:|\?|\)|$| (?:and|or|to|as|which|that|you|i"
    r"|please|for|is|the)\b))?",
    re.IGNORECASE,
)
_LAW = re.compile(r"\b(?:Act|Regulations?|Order|Directive|GDPR|Code)\b")
_LAWS_END = re.compile(r"^(.*?\b(?:act|regulations|order|directive)\b).*", re.IGNORECASE)
_SAYS = re.compile(
    r" (?:says|states|means|requires|provides|makes it clear)(?: that)? (?P<what>[^.;?!]{3,120})", re.IGNORECASE
)
_WORKING_DAYS = 20
_TIME = re.compile(
    r"\byou (?:have|must|need|are (?:required|obliged|supposed))(?: to)? (?:reply|respond|answer)[^.?!\d]{0,30}"
    r"\bwithin (?P<days>\d{1,3}) (?:working |calendar )?days\b",
    re.IGNORECASE,
)
_COMMON = (
    "time",
    "20",
    "twenty",
    "help",
    "access",
    "hours",
    "limit",
    "answer",
    "respond",
    "complain",
    "commissioner",
    "ico",
)
"""Words that a section's sentence may hold whatever it is about."""
_NEUTRAL = re.compile(
    r"\[(?:19|20)\d\d\] (?:UK[A-Z]+|EW[A-Z]+|EA) ?(?:Civ |Admin )?\d+(?: ?\([A-Za-z]+\))?|\bEA/\d{4}/\d{4}\b"
    r"|\bF[SE]\d{8}\b|\bIC-\d+-\w+\b"
)
_NAME = r"[A-Z][\w'.-]{0,40}"
_CASE = re.compile(
    rf"\b(?!(?:As|In|Under|See|And|But|The|That|Per)\b){_NAME}(?: {_NAME}){{0,4}} v\.? (?:the )?{_NAME}"
    rf"(?: (?:of|and|the|for|{_NAME})){{0,6}}"
)
_TITLE = r"(?:[A-Z][\w'-]{0,40}|of|and|to|for|in|\([A-Z][\w ]{0,60}\))"
_ACT = re.compile(
    rf"\b(?P<title>(?!of|and|to|for|in){_TITLE},?(?: {_TITLE}){{0,12}}? (?:Act|Regulations|Order))\b{_YEAR}"
)

Standing = Literal["known", "not known", "misquoted"]


@dataclass(frozen=True)
class Cited:
    """What a letter cites, in its words; whether that is known; and what is known of it."""

    words: str
    standing: Standing
    about: str


@dataclass(frozen=True)
class Duty:
    """What an authority must publish by law, with the words of the question that asks for it, and the source."""

    words: str
    what: str
    source: str


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("foi_stats.request.intake").joinpath("citations.toml").read_text(encoding="utf-8"))


def citations_in(texts: Iterable[str], day: dt.date | None = None) -> tuple[Cited, ...]:
    """Return the Acts, sections and decisions that texts cite, each once, and whether each is known.

    Parameters
    ----------
    day
        The day of the letter, if it is known: an Act that was replaced since is the one that then was in force.
    """
    plain = [plain_quotes(text) for text in texts]
    found = [
        cited
        for text in plain
        for cited in (*_acts(text, day), *_sections(text, day), *_times(text), *_decisions(text))
    ]
    return tuple({cited.words.casefold(): cited for cited in found}.values())


def duties_of(authority: str, text: str) -> tuple[Duty, ...]:
    """Return what the law makes an authority of this name publish, and a text asks for."""
    name, asked = plain_quotes(authority).casefold(), plain_quotes(text).casefold()
    found = []
    for duty in _table()["duty"]:
        words = next((word for word in duty["words"] if re.search(rf"(?<!\w){re.escape(word)}(?![\d,])", asked)), "")
        if words and any(one in name for one in duty["authority"]):
            found.append(Duty(words, duty["what"], duty["source"]))
    return tuple(found)


def _acts(text: str, day: dt.date | None) -> list[Cited]:
    found = []
    named = list(_ACT.finditer(text))
    small = [one for one in _small().finditer(text) if not any(one.start() < it.end() for it in named)]
    for match in (*named, *small):
        title = " ".join(match["title"].split())
        act = _act_named(title, day)
        words = title + (f" {match['year']}" if match["year"] else "")
        if act is None:
            found.append(Cited(words, "not known", ""))
        elif match["year"] and int(match["year"]) not in (act["year"], *act.get("earlier", [])):
            found.append(Cited(words, "misquoted", f"{act['title']} ({act['source']})"))
        elif match["year"] and int(match["year"]) != act["year"]:
            found.append(Cited(words, "misquoted", f"now {act['title']} ({act['source']})"))
        else:
            found.append(Cited(words, "known", act["source"]))
    return found


@cache
def _small() -> re.Pattern[str]:
    """Return what finds the long titles of known law in small letters."""
    titles = [word for act in _table()["act"] for word in act["words"] if " " in word]
    joined = "|".join(re.escape(title) for title in sorted(titles, key=len, reverse=True))
    return re.compile(rf"\b(?P<title>{joined})\b{_YEAR}")


def _act_named(words: str, day: dt.date | None = None) -> dict[str, Any] | None:
    """Return the law that words name, as it was on a day."""
    folded = words.casefold()
    named = [
        (len(word), act)
        for act in _table()["act"]
        for word in act["words"]
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded)
    ]
    act = max(named, key=lambda one: one[0])[1] if named else None
    return act["before"] if act and day and "before" in act and day < act["before"]["until"] else act


def _sections(text: str, day: dt.date | None) -> list[Cited]:
    found = []
    for match in _SECTION.finditer(text):
        named = _LAWS_END.sub(r"\1", (match["of"] or "").strip())
        plainly = named.casefold() in ("", "act") and match[0].casefold().startswith("s")  # of the Act that all cite
        act = _act_named("foia") if plainly else _act_named(named, day)
        if act is None:
            if _LAW.search(named):
                found.append(Cited(match[0].strip(), "not known", ""))
            continue
        number, sentence = match["number"].upper(), _around(text, match)
        counted = act.get("sections")
        known = not counted or number in act["lettered"] or (number.isdigit() and 1 <= int(number) <= counted)
        cite = re.sub(r"(?i) (?:of|in|under) .*", "", match[0]).strip()
        if not known:
            found.append(Cited(cite, "not known", f"{act['title']} has no section {number}"))
        elif lettered := re.match(r"\D+\d+(\([a-z]\))", cite, re.IGNORECASE) if act is _act_named("foia") else None:
            meant = f"letters stand below numbers in it: {number}(1){lettered[1]} may be meant"
            found.append(Cited(cite, "misquoted", meant))
        elif wrong := _misquotes(act["title"], number, sentence) or _says_otherwise(act["title"], match):
            found.append(Cited(cite, "misquoted", wrong))
        else:
            found.append(Cited(cite, "known", _about(act["title"], number)))
    return found


def _around(text: str, match: re.Match[str]) -> str:
    """Return the sentence in which something is cited."""
    start = max(text.rfind(stop, 0, match.start()) for stop in (". ", "? ", "! ")) + 1
    end = next((at for at in (text.find(stop, match.end()) for stop in (". ", "? ", "! ")) if at >= 0), len(text))
    return text[start:end].casefold()


def _entry(title: str, number: str) -> dict[str, Any] | None:
    return next((one for one in _table()["section"] if (one["act"], one["number"]) == (title, number)), None)


def _about(title: str, number: str) -> str:
    entry = _entry(title, number)
    return f"{title}, {entry['about']}" if entry else title


def _misquotes(title: str, number: str, sentence: str) -> str:
    """Return what a section is about, if a sentence has it say something else; empty text if not, or not known."""
    entry = _entry(title, number)
    if entry is None:
        return ""
    others = [one for one in _table()["section"] if one is not entry and one["act"] == title]
    says = any(word in sentence for word in entry["words"])
    means = any(word in sentence for one in others for word in one["words"] if word not in _COMMON)
    wrong = any(re.search(words, sentence) for words in entry.get("never", ()))
    if wrong or (means and not says):
        return f"section {number} is about {entry['about']} ({entry['source']})"
    return ""


def _says_otherwise(title: str, match: re.Match[str]) -> str:
    """Return what a section is about, if the words after it tell what it says and have no word of that."""
    said = _SAYS.match(match.string[match.end() :])
    entry = _entry(title, match["number"].upper())
    if said is None or any(word in said["what"].casefold() for word in (entry or {}).get("words", ())):
        return ""
    return f"section {match['number']} is about {entry['about']} ({entry['source']})" if entry else ""


def _times(text: str) -> list[Cited]:
    """Return a time for an answer that the Act does not set, where no section is named for it."""
    return [
        Cited(match[0], "misquoted", _about(_act_title(), "10"))
        for match in _TIME.finditer(text)
        if int(match["days"]) != _WORKING_DAYS and not _SECTION.search(_around(text, match))
    ]


def _act_title() -> str:
    act = _act_named("foia")
    return str(act["title"]) if act else ""


def _decisions(text: str) -> list[Cited]:
    known = {one["number"].casefold(): one for one in _table()["decision"]}
    found = []
    for match in _NEUTRAL.finditer(text):
        one = known.get(" ".join(match[0].split()).casefold())
        found.append(Cited(match[0], "known" if one else "not known", one["about"] if one else ""))
    return found + [Cited(match[0], "not known", "") for match in _CASE.finditer(text)]
