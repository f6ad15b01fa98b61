"""The values of attributes in Office Open XML: numbers within bounds, and yes in any of the ways of XML."""

from __future__ import annotations


def number_of(text: str | None) -> float | None:
    """Return an attribute's number; a negative, huge or broken one is none."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number <= 1e9 else None


def is_below(text: str | None, bound: float) -> bool:
    """Return whether an attribute is a number below a bound."""
    number = number_of(text)
    return number is not None and number < bound


def is_true(text: str | None) -> bool:
    """Return whether an attribute says yes, in any of the ways of XML."""
    return text in ("1", "true", "on")
