"""The values that charts keep of the cells they were drawn from, and which of them no visible cell shows.

Programs keep dates and formatted numbers as numbers, or as the text they show; both count as the same value.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress

from foi_stats.screen.package import Package

_MAX_CACHED = 200_000
_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%d %B %Y",
          "%d-%b-%y", "%d-%b-%Y", "%b-%y", "%b %Y", "%B %Y", "%d.%m.%Y", "%d.%m.%y")  # fmt: skip
_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a day in a spreadsheet has no zone
_FORMATTED = re.compile(r"([-+(]?)\s*[£$€]?\s*([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(%?)\)?")


def read_cached_values(package: Package, part: str) -> set[str]:
    """Return the values that a chart keeps of the cells it was drawn from."""
    values: set[str] = set()
    inside: list[str] = []
    pieces: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        inside.append(tag)
        pieces.clear()

    def end(tag: str) -> None:
        inside.pop()
        text = "".join(pieces).strip()
        if text and (tag == "pt" or (tag == "v" and "pt" in inside)) and len(values) < _MAX_CACHED:
            values.add(normalised(text))
        pieces.clear()

    package.walk(part, start, lambda text: pieces.append(text) if inside and inside[-1] in ("v", "pt") else None, end)
    return values


class UnseenValues:
    """Values that no cell has shown yet."""

    def __init__(self, values: set[str]) -> None:
        self.values = set(values)
        self._dates: dict[float, set[str]] = {}
        self._rounded: dict[int, dict[float, set[str]]] = {}
        for value in values:
            for day in _days(value):
                self._dates.setdefault(day, set()).add(value)
            for number, places in _formatted(value):
                self._rounded.setdefault(places, {}).setdefault(number, set()).add(value)

    def see(self, value: str) -> None:
        """Remove the values that a cell with this content shows."""
        self.values.discard(normalised(value))
        if not self._dates and not self._rounded:
            return
        try:
            number = float(value)
        except ValueError:
            return
        self.values -= self._dates.get(number, set())
        for places, known in self._rounded.items():
            self.values -= known.get(round(abs(number), places), set())


def normalised(value: str) -> str:
    """Return a value in a single spelling: 0.1 and 0.10000000000000001 are the same number."""
    try:
        return repr(float(value))
    except ValueError:
        return " ".join(value.split())


def _days(text: str) -> Iterator[float]:
    """Yield the numbers that spreadsheet programs may hold for a date, counted from 1900 or from 1904."""
    for known in _DATES:
        with suppress(ValueError):
            since = dt.datetime.strptime(text, known) - _DAY_ZERO  # noqa: DTZ007 - a day in a spreadsheet has no zone
            days = since / dt.timedelta(days=1)
            yield from (days, days - 1462)


def _formatted(text: str) -> Iterator[tuple[float, int]]:
    """Yield the number that a formatted text shows, without its sign, and its decimal places."""
    match = _FORMATTED.fullmatch(text)
    if match and not text.replace(".", "").isdigit():
        number, places = float(match.group(3).replace(",", "") + (match.group(4) or "")), len(match.group(4) or ".") - 1
        if match.group(5):
            number, places = number / 100, places + 2
        yield round(number, places), places
