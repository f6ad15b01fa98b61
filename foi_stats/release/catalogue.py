"""The checks of a release: what the law asks of it, what it must not give away, and what somebody has to decide."""

from __future__ import annotations

from pathlib import Path

from foi_stats.vocabulary.catalogue import Catalogue

CHECKS = Catalogue(Path(__file__).with_name("checks.toml"))
