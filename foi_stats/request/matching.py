r"""Matching: which texts hold a phrase or a code as whole words. Whole columns at a time; nothing about decisions.

Rules and rows are split and folded by the same function, so that a rule finds its own text in any case and spelling.
Only :func:`split_words` decides what a word is: Python's tables of Unicode are of another version than pyarrow's, and
its ``\w`` does not take a combining accent as part of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foi_stats.request.spelling import fold_spelling

_TEXT = pa.large_string()
_APOSTROPHES = r"['’‘‛ʼ′`´＇\p{Cf}]+"  # and what nobody sees: soft hyphens, joiners, marks of direction
_BETWEEN = r"[^\p{L}\p{M}\p{N}£]+"


@dataclass(frozen=True)
class Span:
    """The codes from ``first`` to ``last`` among words of the form ``pattern``."""

    pattern: str
    first: str = ""
    last: str = "\U0010ffff"


@dataclass(frozen=True)
class Sought:
    """What one rule looks for: phrases, each a sequence of whole words, and spans of codes."""

    phrases: tuple[tuple[str, ...], ...]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, eq=False)
class Words:
    """Texts as words: each distinct word once, which of them stand one after another, and in which text each stands."""

    distinct: pa.Array
    which: np.ndarray[Any, Any]
    text: np.ndarray[Any, Any]
    texts: int


def split_words(texts: pa.Array) -> Words:
    """Return texts as folded words.

    A word is a run of letters, digits and £; apostrophes within it are dropped, everything else ends it. Case is
    folded, and British and American spelling; accents stay, however they are encoded, and no plural is guessed.
    """
    split = pc.split_pattern_regex(pc.replace_substring_regex(texts.cast(_TEXT), _APOSTROPHES, ""), _BETWEEN)
    found = pc.list_flatten(split).dictionary_encode()
    text = pc.list_parent_indices(split).to_numpy()
    folded = _fold(found.dictionary).dictionary_encode()
    which = folded.indices.to_numpy()[found.indices.to_numpy()] if len(text) else np.empty(0, dtype=np.int32)
    empty = pc.index(folded.dictionary, pa.scalar("", _TEXT)).as_py()
    real = which != empty
    return Words(folded.dictionary, which[real], text[real], len(texts))


def phrases_of(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return each text as its folded words; one with none can be found in no row."""
    return list(_phrases(tuple(texts)))


@lru_cache(maxsize=4096)
def _phrases(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    words = split_words(pa.array(texts, _TEXT))
    phrases: list[list[str]] = [[] for _ in texts]
    for text, word in zip(words.text, words.distinct.take(pa.array(words.which)).to_pylist(), strict=True):
        phrases[text].append(word)
    return tuple(tuple(phrase) for phrase in phrases)


def parse_codes(texts: Sequence[str]) -> list[Span | tuple[str, ...]]:
    """Return each code as its words, or a range (``4500-4599``) or series (``MS*``) of codes as a span.

    Codes are text: leading zeros count, and a range holds only codes of the same letters and as many digits.

    Raises
    ------
    ValueError
        If one is none of them; the message says why.
    """
    ends = {text: _ends(text.strip()) for text in texts}
    each = [end for some in ends.values() for end in some]
    asked = [*texts, *each, *map(_between_others, each)]
    found = dict(zip(asked, phrases_of(asked), strict=True))
    return [_parse_code(text, ends[text], found) for text in texts]


def _ends(text: str) -> list[str]:
    """Return the first code of a series, or the first and last of a range; none of any other text."""
    if series := re.fullmatch(r"([^£]+)\*", text):
        return [f"{series[1]}0"]
    ends = re.fullmatch(r"([^£–-]*[0-9])\s*[–-]\s*([^£–-]*[0-9])", text)
    return list(ends.groups()) if ends else []


def _between_others(text: str) -> str:
    """Return a text joined to others, which makes more words of it if anything in it ends a word."""
    return f"0{text}0"


def _parse_code(text: str, ends: list[str], found: Mapping[str, tuple[str, ...]]) -> Span | tuple[str, ...]:
    words = [found[end][0] for end in ends if len(found[end]) == len(found[_between_others(end)]) == 1]
    if len(words) == 2:
        return _range(text, *words)
    if len(ends) == len(words) == 1 and words != ["0"]:  # of nothing, an apostrophe say, there is no series
        return Span(f"^{re.escape(words[0][:-1])}[0-9]+$")
    if not re.search("[0-9]", text) or "*" in text:
        raise ValueError(f'{text!r} is no code: write "4521", a range "4500-4599", or "MS*" for MS and digits')
    return found[text]


def _range(text: str, first: str, last: str) -> Span:
    start, end = re.fullmatch(r"(.*?)([0-9]+)", first), re.fullmatch(r"(.*?)([0-9]+)", last)
    assert start is not None
    assert end is not None
    if end[1] not in ("", start[1]):
        raise ValueError(f"the range {text!r} goes from one kind of code to another: give both ends the same letters")
    if len(start[2]) != len(end[2]):
        raise ValueError(f"the ends of the range {text!r} differ in length: give both as many digits")
    if start[2] > end[2]:
        raise ValueError(f"the range {text!r} ends before it begins")
    return Span(f"^{re.escape(start[1])}[0-9]{{{len(start[2])}}}$", first, f"{start[1]}{end[2]}")


def find_each(words: Words, sought: Sequence[Sought]) -> Iterator[np.ndarray[Any, Any]]:
    """Yield, for each thing sought, the positions of the texts in which it stands; a position may come twice."""
    needed = sorted({word for one in sought for phrase in one.phrases for word in phrase})
    places = pc.index_in(pa.array(needed, _TEXT), value_set=words.distinct).to_pylist()
    place_of = {word: place for word, place in zip(needed, places, strict=True) if place is not None}
    for one in sought:
        found = [
            _with_phrase(words, [place_of[word] for word in phrase])
            for phrase in one.phrases
            if phrase and all(word in place_of for word in phrase)
        ]
        found += [_with_span(words, span) for span in one.spans]
        yield np.concatenate([*found, np.empty(0, dtype=np.int64)]).astype(np.int64)


def _with_phrase(words: Words, phrase: Sequence[int]) -> np.ndarray[Any, Any]:
    at = np.flatnonzero(words.which == phrase[0])
    at = at[at + len(phrase) <= len(words.which)]
    for step, word in enumerate(phrase[1:], start=1):
        at = at[(words.which[at + step] == word) & (words.text[at + step] == words.text[at])]
    return words.text[at]


def _with_span(words: Words, span: Span) -> np.ndarray[Any, Any]:
    fits = pc.match_substring_regex(words.distinct, span.pattern)
    fits = pc.and_(fits, pc.greater_equal(words.distinct, span.first))
    fits = pc.and_(fits, pc.less_equal(words.distinct, span.last))
    chosen: np.ndarray[Any, Any] = words.text[fits.to_numpy(zero_copy_only=False)[words.which]]
    return chosen


def _fold(words: pa.Array) -> pa.Array:
    """Return words in one case and one spelling; the capital of a letter decides, so that every form of it is one."""
    whole = pc.utf8_normalize(words, form="NFKC")
    lower = pc.utf8_normalize(pc.utf8_lower(pc.utf8_upper(whole)), form="NFKC")
    return fold_spelling(pc.replace_substring(lower, "ß", "ss"))
