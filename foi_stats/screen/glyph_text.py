"""Decides whether a comment only repeats visible text: matplotlib writes a comment for each text drawn as outlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from foi_stats.screen.properties import names_program_only

_GLYPH = re.compile(r"#([\w.-]+)-([0-9a-f]{1,6})")
_FORMULA = re.compile(r"\\math\w+|[${}^_]")
_MOST = 2_000_000_000
"""The most characters that are searched for comments."""
_LONGEST_OF_PROGRAM = 100
"""The most characters of a comment in which a program names itself."""
_OF_GRAPHVIZ = re.compile(r"Title: (.*) Pages: \d+")
_SYMBOL = re.compile(r"\\[A-Za-z]+")


def glyph_id(address: str) -> str:
    """Return the glyph that a ``use`` element shows, empty if it shows something else."""
    return address[1:] if _GLYPH.fullmatch(address) else ""


class VisibleText:
    """The text that a page shows, as words and as glyphs drawn after a comment."""

    def __init__(self, seen: str) -> None:
        self._seen = f" {' '.join(seen.split())} ".casefold()
        self._left = _MOST
        self._letters: dict[str, str] = {}

    def repeats(self, comment: str, glyphs: Sequence[str]) -> bool:
        """Return whether a comment says no more than can be seen; ``glyphs`` are drawn between it and the next."""
        comment = unescape(comment)
        words = " ".join(comment.split())
        return _is_of_program(words) or self._is_on_page(words) or self._is_drawn(comment, glyphs)

    def _is_on_page(self, words: str) -> bool:
        """Return whether the words, or the title in a comment of Graphviz's, stand on the page as whole words."""
        if titled := _OF_GRAPHVIZ.fullmatch(words):
            words = titled.group(1)
        self._left -= len(self._seen)
        words = words.casefold()
        if self._left <= 0 or words not in self._seen:
            return False
        return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", self._seen) is not None

    def _is_drawn(self, comment: str, glyphs: Sequence[str]) -> bool:
        """Return whether the letters of the comment are the glyphs drawn after it, with or without its spaces."""
        plain = _SYMBOL.sub("?", _FORMULA.sub("", comment))
        letters = [letter for letter in plain if not letter.isspace()]
        if "- -" in plain and len(letters) != len(glyphs):
            letters = [letter for letter in plain.replace("- -", "--") if not letter.isspace()]
        drawn = [glyph_id for glyph_id in glyphs if self._letters.get(glyph_id, "") != " "]
        spaced = [" " if letter.isspace() else letter for letter in plain.strip()]
        for characters, shown in ((spaced, list(glyphs)), (letters, drawn)):
            if shown and len(characters) == len(shown) and self._fits(characters, shown):
                self._letters.update(zip(shown, characters, strict=True))
                return True
        return False

    def _fits(self, letters: Sequence[str], glyphs: Sequence[str]) -> bool:
        """Return whether each glyph stands for a single letter, here and in the comments before."""
        known = dict(self._letters)
        return all(
            known.setdefault(glyph_id, letter) == letter for glyph_id, letter in zip(glyphs, letters, strict=True)
        )


def _is_of_program(words: str) -> bool:
    """Return whether a comment is only marks, or a program's note that it made the drawing."""
    return not re.search(r"\w", words) or (len(words) <= _LONGEST_OF_PROGRAM and names_program_only(words))
