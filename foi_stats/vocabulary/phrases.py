"""Put numbers of things, and lists of names, into a sentence."""

from collections.abc import Iterable


def counted(number: int, one: str, several: str = "") -> str:
    """Return a number of things: ``1 cell``, ``2,000 cells``; ``several`` is what more than one are called."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def listed(texts: Iterable[str], joint: str = "and", most: int | None = None, more: str = "") -> str:
    """Return texts as a sentence lists them: ``a``, ``a and b``, ``a, b and c``; empty for none.

    Parameters
    ----------
    most
        How many are listed if there are more: ``a, b and 5 more``.
    more
        What one of the others is called: ``a, b and 5 more ranges`` for ``range``.
    """
    shown = list(texts)
    if most is not None and len(shown) > most:
        left = len(shown) - most
        shown = [*shown[:most], counted(left, f"more {more}") if more else f"{left:,} more"]
    return f" {joint} ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
