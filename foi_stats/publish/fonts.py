"""Fonts for responses and charts: the same on every machine, so that the same response is the same bytes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst


@cache
def fonts() -> typst.Fonts:
    """Return DejaVu Sans, which comes with matplotlib, and what stands in for the characters that it lacks."""
    return fonts_with()


def fonts_with(*folders: Path) -> typst.Fonts:
    """Return the shipped fonts and those in some folders."""
    import matplotlib as mpl
    import typst

    shipped = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[shipped, *folders])
