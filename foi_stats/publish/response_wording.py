"""Read the standing words of letters: those of ``response.toml`` and ``letters.toml``, or an authority's own."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from foi_stats.answer.wording import wording as answer_wording
from foi_stats.publish.wording import wording
from foi_stats.request.authority import Authority
from foi_stats.request.case import Case
from foi_stats.request.law import Law
from foi_stats.vocabulary.findings import InputError

Phrases = Callable[..., str]
_FILES = ("response.toml", "letters.toml")


def words_of(authority: Authority) -> dict[str, str]:
    """Return the words of an authority's letters, by key; all of its own words are checked.

    Raises
    ------
    InputError
        If the authority has words for what no letter says, or with something to fill in that is not there.
    """
    shipped, own = _shipped(), authority.own_words
    every = shipped | _sections()
    for key, text in own.items():
        _check(authority, key, text, every)
    return shipped | {key: text for key, text in own.items() if key in shipped}


def phrases_from(words: dict[str, str]) -> Phrases:
    """Return a function that looks up a phrase and fills in its values."""
    return lambda key, **values: words[key].format(**values)


def complaint_words(case: Case) -> str:
    """Return the paragraph on complaints to the regulator, as the regulator is on the day of the response."""
    key = "commissioner_after_review" if case.request.review_of else "commissioner"
    return complaint_words_on(case.authority, case.law, case.request.responded, key)


def complaint_words_on(authority: Authority, law: Law, day: dt.date | None, key: str = "commissioner") -> str:
    """Return the paragraph on complaints to the regulator, as the regulator is on a day."""
    known = law.regulator_on(day)
    named = {"regulator": known.name, "regulator_short": known.short}
    reach = {"address": known.address, "website": known.website, "telephone": known.telephone}
    return words_of(authority)[key].format(**named, **reach)


def _check(authority: Authority, key: str, text: str, shipped: dict[str, str]) -> None:
    if key not in shipped:
        raise InputError(
            f"The letters of {authority.name} have words for {key!r}, which no letter says. {_offered(key, shipped)}"
        )
    allowed = _blanks(shipped[key])
    try:
        blanks = _blanks(text)
    except ValueError:
        blanks = {"{"}
    if not blanks <= allowed:
        offered = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "nothing"
        raise InputError(
            f"The words for {key!r} of {authority.name} have {{…}} that nothing fills in: there is {offered} to fill "
            "in here. A brace that is meant as one is written twice."
        )


def _offered(key: str, shipped: dict[str, str]) -> str:
    """Return which words there are: those of the section that is named, else those of a letter and the sections."""
    section = key.rpartition(".")[0]
    names = [name.rpartition(".") for name in sorted(shipped)]
    if inside := [name for above, _, name in names if section and above == section]:
        return f"[wording.{section}] may have: {', '.join(inside)}."
    sections = dict.fromkeys(f"[wording.{above}]" for above, _, _ in names if above)
    return (
        f"[wording] may have: {', '.join(name for above, _, name in names if not above)}; also {', '.join(sections)}."
    )


def _blanks(text: str) -> set[str]:
    """Return the placeholders of a text, with their conversions and formats, so that none can be added unnoticed."""
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for _, name, spec, conversion in Formatter().parse(text)
        if name is not None
    }


@cache
def _sections() -> dict[str, str]:
    """Return the words of answers, tables and charts, by section and key with a dot between."""
    return {**_dotted(answer_wording()), **_dotted(wording())}


def _dotted(words: Mapping[str, Any], above: str = "") -> dict[str, str]:
    texts = {f"{above}{key}": value for key, value in words.items() if isinstance(value, str)}
    for key, value in words.items():
        if isinstance(value, dict):
            texts |= _dotted(value, f"{above}{key}.")
    return texts


@cache
def _shipped() -> dict[str, str]:
    texts = (files("foi_stats.publish").joinpath(name).read_text(encoding="utf-8") for name in _FILES)
    return {key: words for text in texts for key, words in tomllib.loads(text).items()}
