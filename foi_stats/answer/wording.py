"""The sentences of answers, kept as data in ``wording.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def wording() -> dict[str, dict[str, str]]:
    """Return the sentences by section and key."""
    return tomllib.loads(files("foi_stats.answer").joinpath("wording.toml").read_text(encoding="utf-8"))


def phrase(section: str, key: str, **values: object) -> str:
    """Return one sentence with its values filled in."""
    return wording()[section][key].format(**values)
