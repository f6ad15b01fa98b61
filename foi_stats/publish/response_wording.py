"""Read the standing words of a response: those of ``response.toml``, or an authority's own."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from string import Formatter

from foi_stats.request.authority import Authority
from foi_stats.request.case import Case
from foi_stats.vocabulary.findings import InputError

Phrases = Callable[..., str]


def words_of(authority: Authority) -> dict[str, str]:
    """Return the words of an authority's letters, by key.

    Raises
    ------
    InputError
        If the authority has words for what no letter says, or with something to fill in that is not there.
    """
    shipped = _shipped()
    own = dict(authority.wording)
    own |= {key: text for key in ("review", "commissioner", "licence") if (text := getattr(authority, key))}
    for key, text in own.items():
        _check(authority, key, text, shipped)
    return shipped | own


def phrases_from(words: dict[str, str]) -> Phrases:
    """Return a function that looks up a phrase and fills in its values."""
    return lambda key, **values: words[key].format(**values)


def complaint_words(case: Case) -> str:
    """Return the paragraph on complaints to the regulator, as the regulator is on the day of the response."""
    known = case.law.regulator_on(case.request.responded)
    named = {"regulator": known.name, "regulator_short": known.short}
    reach = {"address": known.address, "website": known.website, "telephone": known.telephone}
    key = "commissioner_after_review" if case.request.review_of else "commissioner"
    return words_of(case.authority)[key].format(**named, **reach)


def _check(authority: Authority, key: str, text: str, shipped: dict[str, str]) -> None:
    if key not in shipped:
        raise InputError(
            f"The letters of {authority.name} have words for {key!r}, which no letter says. "
            f"[wording] may have: {', '.join(sorted(shipped))}."
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


def _blanks(text: str) -> set[str]:
    """Return the placeholders of a text, with their conversions and formats, so that none can be added unnoticed."""
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for _, name, spec, conversion in Formatter().parse(text)
        if name is not None
    }


@cache
def _shipped() -> dict[str, str]:
    return tomllib.loads(files("foi_stats.publish").joinpath("response.toml").read_text(encoding="utf-8"))
