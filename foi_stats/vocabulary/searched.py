"""Read a figure as somebody types it to find it, whatever its commas, pence, pound sign and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from foi_stats.vocabulary.money import MINUS, SUFFIXES, parse_money

_WORDS = "|".join(sorted(SUFFIXES, key=len, reverse=True))
_ROUNDED = re.compile(rf"[0-9](?:\.(?P<decimals>[0-9]+))?\s*(?P<unit>{_WORDS})\)?$")


@dataclass(frozen=True)
class SearchedFigure:
    """What somebody looks for.

    Attributes
    ----------
    text
        It, without what is written in several ways: commas, spaces, pound signs.
    number
        Its number, in pounds where it names a unit; None where it is no number.
    step
        What it is rounded to, in pounds, where it names a unit: ``£134.9m`` is so to the nearest 100,000.
    """

    text: str
    number: Decimal | None
    step: Decimal | None = None

    def is_shown(self, shown: str) -> bool:
        """Return whether a text shows it: ``134,898.00`` is ``£134,898``."""
        if not self.text:
            return False
        return self.text == _plain(shown) or (self.number is not None and self.number == _number(shown))

    def is_amount(self, pounds: Decimal) -> bool:
        """Return whether an amount is it, exactly or rounded as it was typed."""
        if self.number is None:
            return False
        if self.step is None:
            return pounds == self.number
        return (pounds / self.step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * self.step == self.number


def read_searched(typed: str) -> SearchedFigure:
    """Return what somebody looks for by ``134,898``, ``£134,898.00``, ``134898.0``, ``134.9 million``, ``−12.5``."""
    number = _number(typed)
    rounded = _ROUNDED.search(typed.strip().casefold())
    step = None
    if number is not None and rounded:
        decimals = max(1, len(rounded["decimals"] or ""))  # a whole million is printed without its .0
        step = Decimal(SUFFIXES[rounded["unit"]]) / 10**decimals
    return SearchedFigure(_plain(typed), number, step)


def _plain(text: str) -> str:
    return re.sub(r"[,£\s]", "", text).replace("-", MINUS).casefold()


def _number(text: str) -> Decimal | None:
    try:
        return parse_money(text)
    except ValueError:
        return None
