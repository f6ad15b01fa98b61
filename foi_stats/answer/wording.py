"""The sentences of answers, kept as data in ``wording.toml``; an authority may have its own words for any."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files

_own: ContextVar[Mapping[str, str] | None] = ContextVar("own words", default=None)


@cache
def wording() -> dict[str, dict[str, str]]:
    """Return the sentences by section and key."""
    return tomllib.loads(files("foi_stats.answer").joinpath("wording.toml").read_text(encoding="utf-8"))


@contextmanager
def in_words_of(own: Mapping[str, str]) -> Iterator[None]:
    """Use an authority's own words, by section and key with a dot between, for as long as the block runs."""
    token = _own.set(own)
    try:
        yield
    finally:
        _own.reset(token)


def own_word(*path: str) -> str | None:
    """Return the words that the authority has of its own for a text, if it has any."""
    return (_own.get() or {}).get(".".join(path))


def phrase(section: str, key: str, **values: object) -> str:
    """Return one sentence with its values filled in."""
    return (own_word(section, key) or wording()[section][key]).format(**values)


def lead_of(status: str, said: str) -> str:
    """Return the words set before an answer of a status: none where its sentence says all, else the status as said."""
    word = own_word("lead", status)
    return wording()["lead"].get(status, f"{said}.") if word is None else word
