"""The checks of a file as a whole: whether it can be read, and what it hides or leaves out."""

from __future__ import annotations

from pathlib import Path

from foi_stats.vocabulary.catalogue import Catalogue

CHECKS = Catalogue(Path(__file__).with_name("checks.toml"))
