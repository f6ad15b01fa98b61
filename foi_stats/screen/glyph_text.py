"""Comments that only repeat what can be seen: matplotlib puts each text that it draws as outlines into one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from foi_stats.screen.properties import is_said_by_program

_GLYPH = re.compile(r"#([\w.-]+)-([0-9a-f]{1,6})")
_FORMULA = re.compile(r"\\math\w+|[${}^_]")
_MOST = 2_000_000_000
"""Characters that are looked through for comments."""
_LONGEST_OF_PROGRAM = 100
"""Characters in which a program says of itself that it made a drawing."""
_OF_GRAPHVIZ = re.compile(r"Title: (.*) Pages: \d+")
_SYMBOL = re.compile(r"\\[A-Za-z]+")


def glyph(address: str) -> str:
    """Return the glyph that a ``use`` element shows, empty if it shows something else."""
    return address[1:] if _GLYPH.fullmatch(address) else ""


class Repeated:
    """Tells which comments are only marks, or words that stand on the page, or letters that are drawn after them."""

    def __init__(self, seen: str) -> None:
        self._seen = f" {' '.join(seen.split())} ".casefold()
        self._left = _MOST
        self._letters: dict[str, str] = {}

    def says_nothing(self, comment: str, glyphs: Sequence[str]) -> bool:
        """Return whether a comment adds nothing to what is seen; ``glyphs`` are drawn between it and the next."""
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
        drawn = [one for one in glyphs if self._letters.get(one, "") != " "]
        spaced = [" " if letter.isspace() else letter for letter in plain.strip()]
        for said, shown in ((spaced, list(glyphs)), (letters, drawn)):
            if shown and len(said) == len(shown) and self._fits(said, shown):
                self._letters.update(zip(shown, said, strict=True))
                return True
        return False

    def _fits(self, letters: Sequence[str], glyphs: Sequence[str]) -> bool:
        """Return whether each glyph is one letter, here and in the comments before."""
        known = dict(self._letters)
        return all(known.setdefault(one, letter) == letter for one, letter in zip(glyphs, letters, strict=True))


def _is_of_program(words: str) -> bool:
    """Return whether a comment is only marks, or a program saying that it made the drawing."""
    return not re.search(r"\w", words) or (len(words) <= _LONGEST_OF_PROGRAM and is_said_by_program(words))
