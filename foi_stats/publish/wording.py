"""Read the words of tables and charts, kept as data in ``wording.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from foi_stats.answer.wording import own_word


@cache
def wording() -> dict[str, Any]:
    """Return the words by section and key."""
    return tomllib.loads(files("foi_stats.publish").joinpath("wording.toml").read_text(encoding="utf-8"))


def phrase(*path: str, **values: object) -> str:
    """Return one text by its path, with its values filled in."""
    text: Any = own_word(*path)
    if text is None:
        text = wording()
        for step in path:
            text = text[step]
    return str(text).format(**values)
