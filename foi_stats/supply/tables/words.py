"""The distinct labels of a column, searched as one joined text before any label is searched by itself.

A long column has many thousands of labels, and most columns contain none of the words sought.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from foi_stats.files.workbook import Value
from foi_stats.supply.values import is_blank, without_invisible

Sought = str | re.Pattern[str]
_END = "\n"
_ODD_SPACES = ("\t", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f", "  ", f" {_END}", f"{_END} ")


class DistinctValues:
    """The distinct values of a column.

    Attributes
    ----------
    values
        The distinct values, in no order.
    texts
        Those that are texts and not empty.
    """

    def __init__(self, values: Iterable[Value]) -> None:
        self.values = set(values)
        self.texts = [value for value in self.values if isinstance(value, str) and value]

    @cached_property
    def has_blank(self) -> bool:
        """Whether any cell is blank."""
        return (
            any(map(is_blank, self.values))
            if len(self.values) > len(self.texts) or not self._joined.isascii()
            else any(map(str.isspace, self.texts))
        )

    @cached_property
    def only_texts(self) -> bool:
        """Whether each value is a text, or the cell is empty."""
        return len(self.values - {None, ""}) == len(self.texts)

    @cached_property
    def _joined(self) -> str:
        """All texts, with a line end before and after each."""
        return f"{_END}{_END.join(self.texts)}{_END}"

    @cached_property
    def _folded(self) -> str:
        return self._joined.casefold()

    @cached_property
    def are_lines(self) -> bool:
        """Whether each text is one line of words with single spaces between them."""
        joined = self._joined
        if joined.count(_END) != len(self.texts) + 1 or (not joined.isascii() and not self._has_single_spaces()):
            return False
        return not any(space in joined for space in _ODD_SPACES)

    def _has_single_spaces(self) -> bool:
        joined = self._joined
        return " ".join(joined.split()) == joined[1:-1].replace(_END, " ") and without_invisible(joined) == joined

    def end_in(self, characters: Iterable[str]) -> bool:
        """Return whether any text ends in one of some characters."""
        return any(f"{character}{_END}" in self._joined for character in characters)

    def begin_in(self, characters: Iterable[str]) -> bool:
        """Return whether any text begins with one of some characters."""
        return any(f"{_END}{character}" in self._joined for character in characters)

    def holding(self, *sought: Sought) -> list[str]:
        """Return the texts that contain any of some words or match any of some patterns, whatever their capitals."""
        present = [wanted for wanted in sought if _is_in(wanted, self._folded)]
        return [text for text in self.texts if _any_in(present, text.casefold())] if present else []


def _is_in(sought: Sought, folded: str) -> bool:
    return sought in folded if isinstance(sought, str) else sought.search(folded) is not None


def _any_in(sought: Sequence[Sought], folded: str) -> bool:
    return any(_is_in(wanted, folded) for wanted in sought)
