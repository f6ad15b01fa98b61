"""How many examples a property is tried with: as many as its test asks for, and many times more in ``make soak``."""

from typing import Any

from hypothesis import settings

TIMES = settings.default.max_examples // 100
"""How many times more than its test asks for; the profile says it."""


def examples(number: int, *, steady: bool = False, **other: Any) -> settings:
    """Return the settings of a property.

    Parameters
    ----------
    number
        How many examples are tried.
    steady
        Whether the same examples are tried each time, but for soak, which looks for others.
    """
    return settings(max_examples=number * TIMES, derandomize=steady and TIMES == 1, **other)
