"""Parses attributes of Office Open XML: numbers within bounds, and true in any spelling of XML."""

from __future__ import annotations


def number_of(text: str | None) -> float | None:
    """Return an attribute's number, or None if it is negative, huge or broken."""
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
    """Return whether an attribute is true, in any spelling of XML."""
    return text in ("1", "true", "on")
