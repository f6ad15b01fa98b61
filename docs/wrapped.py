"""Lay out a page as the command ``mdformat`` does by .mdformat.toml: only its paragraphs are wrapped."""

from __future__ import annotations

import tomllib
from pathlib import Path

import mdformat

SETTINGS = Path(__file__).resolve().parents[1] / ".mdformat.toml"


def wrapped(page: str) -> str:
    """Return a page as ``mdformat`` would write it."""
    options = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    return mdformat.text(page, options=options, extensions={"gfm", "tables"})
