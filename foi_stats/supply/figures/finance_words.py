"""Settle what finance teams write where a figure would stand, and that is no reason for a gap: nil, and to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foi_stats.supply.figures.parse_columns import ParsedColumn
from foi_stats.supply.figures.row_fields import join_notes
from foi_stats.vocabulary.no_figure import NIL, TO_DATE, WORD_OF
from foi_stats.vocabulary.shorthand import join_shorthand


def settle_words(
    parsed: ParsedColumn, positions: Sequence[int], status: tuple[list[str], list[str], list[str]]
) -> ParsedColumn:
    """Return a column with a 0 for each nil; reasons, symbols and notes (``status``) are settled in place.

    A figure to date keeps its place with ``[p]`` and a note; without a figure, the year is not closed.
    """
    shorthand, reason, notes = status
    nil = set()
    for at, position in enumerate(positions):
        word = reason[at]
        has_figure = parsed.numbers[position] is not None
        if word == NIL and not parsed.numbers[position] and position not in parsed.unreadable:
            nil.add(position)
            reason[at] = ""
        elif word == TO_DATE:
            reason[at] = "" if has_figure else "not_closed"
            shorthand[at] = join_shorthand(shorthand[at], "[p]") if has_figure else shorthand[at]
            notes[at] = join_notes(notes[at], WORD_OF[TO_DATE])
    if not nil:
        return parsed
    numbers = [0 if at in nil else number for at, number in enumerate(parsed.numbers)]
    return replace(parsed, numbers=numbers, blank=[at for at in parsed.blank if at not in nil])
