"""The checks of an answer: that its figures were supplied, count once, and can be added up."""

from __future__ import annotations

from pathlib import Path

from foi_stats.supply.catalogue import CHECKS as SUPPLY_CHECKS
from foi_stats.vocabulary.catalogue import Catalogue

CHECKS = Catalogue(Path(__file__).with_name("checks.toml"), below=SUPPLY_CHECKS)
