"""Words: the distinct values of a column of labels, searched all together before any is looked at by itself.

Most columns hold none of what is sought in them, and a long one holds many thousands of texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from foi_stats.files.workbook import Value
from foi_stats.supply.values import is_blank

Sought = str | re.Pattern[str]
_END = "\n"
_ODD_SPACES = ("\t", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f", "  ", f" {_END}", f"{_END} ")


class Words:
    """The distinct values of a column.

    Attributes
    ----------
    values
        The distinct values, in no order.
    texts
        Those that are texts with something in them.
    """

    def __init__(self, values: Iterable[Value]) -> None:
        self.values = set(values)
        self.texts = [value for value in self.values if isinstance(value, str) and value]

    @cached_property
    def has_blank(self) -> bool:
        """Whether any cell is blank."""
        return (
            any(map(is_blank, self.values)) if len(self.values) > len(self.texts) else any(map(str.isspace, self.texts))
        )

    @cached_property
    def only_texts(self) -> bool:
        """Whether each value is a text, or nothing."""
        return len(self.values - {None, ""}) == len(self.texts)

    @cached_property
    def _joined(self) -> str:
        """All texts, one after another, with a line's end around each."""
        return f"{_END}{_END.join(self.texts)}{_END}"

    @cached_property
    def _folded(self) -> str:
        return self._joined.casefold()

    @cached_property
    def are_lines(self) -> bool:
        """Whether each text is one line of plain words, with single blanks between them."""
        joined = self._joined
        if joined.count(_END) != len(self.texts) + 1 or (not joined.isascii() and not self._splits_at_blanks()):
            return False
        return not any(space in joined for space in _ODD_SPACES)

    def _splits_at_blanks(self) -> bool:
        return " ".join(self._joined.split()) == self._joined[1:-1].replace(_END, " ")

    def end_in(self, characters: Iterable[str]) -> bool:
        """Return whether any text ends in one of some characters."""
        return any(f"{character}{_END}" in self._joined for character in characters)

    def begin_in(self, characters: Iterable[str]) -> bool:
        """Return whether any text begins with one of some characters."""
        return any(f"{_END}{character}" in self._joined for character in characters)

    def holding(self, *sought: Sought) -> list[str]:
        """Return the texts in which any of some words stands, or what a pattern fits, whatever their capitals."""
        there = [one for one in sought if _stands_in(one, self._folded)]
        return [text for text in self.texts if _any_in(there, text.casefold())] if there else []


def _stands_in(sought: Sought, folded: str) -> bool:
    return sought in folded if isinstance(sought, str) else sought.search(folded) is not None


def _any_in(sought: Sequence[Sought], folded: str) -> bool:
    return any(_stands_in(one, folded) for one in sought)
