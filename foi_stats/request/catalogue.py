"""The checks of a request: its day against the law and the authority, and whose figures it is answered with."""

from __future__ import annotations

from pathlib import Path

from foi_stats.vocabulary.catalogue import Catalogue

CHECKS = Catalogue(Path(__file__).with_name("checks.toml"))
