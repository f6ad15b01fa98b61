"""The checks of what is supplied: headings, rows, figures, totals, and one file beside another."""

from __future__ import annotations

from pathlib import Path

from foi_stats.vocabulary.catalogue import Catalogue

CHECKS = Catalogue(Path(__file__).with_name("checks.toml"))
