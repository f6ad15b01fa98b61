"""Choose how wide the columns of a table are on paper, and how large its letters: no number or word is broken."""

from __future__ import annotations

from collections.abc import Sequence

from foi_stats.publish.tables import Table
from foi_stats.vocabulary.held_together import whole_words

PAGE = 470.0
"""Points: the width of the text of an A4 page."""

SIZES = (10.0, 9.0, 8.5)
"""Points: the sizes of the letters of a table, the first of which fits is taken."""

_LETTER = 0.70  # of the size: a bold digit of DejaVu Sans, the widest font in which a letter is likely to be shown
_SPACE = 10.0  # points at both sides of a cell
_LONGEST = 24  # letters of one word for which a column is made wide
_TALL = 4  # lines of a cell of text, beyond which smaller letters are taken
_WORDS = 60  # letters of a cell of text for which a column is made wide, where there is room


def letter_size(table: Table) -> float:
    """Return the size of a table's letters in points: the largest in which no word is broken and no cell is tall."""
    return next((size for size in SIZES if _is_roomy(table, size)), SIZES[-1])


def column_widths(table: Table) -> list[float]:
    """Return the widths of a table's columns in points; together they are the width of the page.

    Each has room for its longest word, or number; what is left goes to those with more text.
    """
    return _widths(table, letter_size(table))


def fits_page(table: Table, *, is_roomy: bool = False) -> bool:
    """Return whether no word or number need be broken, in the smallest letters; with ``is_roomy`` no cell is tall."""
    return _is_roomy(table, SIZES[-1]) if is_roomy else sum(_least(table, SIZES[-1])) <= PAGE


def _is_roomy(table: Table, size: float) -> bool:
    if sum(_least(table, size)) > PAGE:
        return False
    shown = zip(_columns(table), _widths(table, size), strict=True)
    return all(_prose(max(map(len, column)), size) <= _TALL * (width - _SPACE) for column, width in shown)


def _widths(table: Table, size: float) -> list[float]:
    least = _least(table, size)
    wanted = [
        _prose(min(max(map(len, column)), _WORDS), size) + _SPACE if at not in table.numeric else least[at]
        for at, column in enumerate(_columns(table))
    ]
    more = [max(want - need, 0) for want, need in zip(wanted, least, strict=True)]
    left = PAGE - sum(least)
    if left <= 0:
        return [PAGE * need / sum(least) for need in least]
    if sum(more) > left:
        return [need + left * extra / sum(more) for need, extra in zip(least, more, strict=True)]
    even = (left - sum(more)) / len(least)
    return [need + extra + even for need, extra in zip(least, more, strict=True)]


def _prose(letters: int, size: float) -> float:
    """Return how wide as many letters of text are, at most."""
    return letters * _LETTER * 0.8 * size


def _least(table: Table, size: float) -> list[float]:
    """Return the width that each column needs, no word of it broken: a number is one word."""
    return [
        min(_longest(column, is_number=at in table.numeric), _LONGEST) * _LETTER * size + _SPACE
        for at, column in enumerate(_columns(table))
    ]


def _longest(column: Sequence[str], *, is_number: bool) -> int:
    words = [word for text in column for word in ([text] if is_number and text is not column[0] else whole_words(text))]
    return max(map(len, words), default=0)


def _columns(table: Table) -> list[tuple[str, ...]]:
    return list(zip(table.headings, *table.rows, strict=True))
