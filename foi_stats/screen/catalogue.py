"""The screen's catalogue of checks, findings made from it, and how they word their values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from foi_stats.files.catalogue import CHECKS as FILES_CHECKS
from foi_stats.vocabulary.catalogue import Catalogue
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

CHECKS = Catalogue(Path(__file__).with_name("checks.toml"), below=FILES_CHECKS)
_WORKBOOKS = frozenset({"xlsx", "xls", "ods"})
"""Kinds of files whose refusals say already what fits them."""


def with_advice(found: Finding, kind: str) -> Finding:
    """Return a finding with the action that fits a kind of file: ``pdf``, ``html``, ``ods`` and so on."""
    case = CHECKS.checks.get(f"{found.check}.{kind}")
    if found.check == "damaged-file" and kind not in _WORKBOOKS:
        case = CHECKS["damaged-file"]
    return replace(found, expected=case.expected, action=case.action) if case else found


def finding(check: str, found: str, sheet: str = "", cell: str = "") -> Finding:
    """Return a finding of a check, with no file yet: ``read`` adds that."""
    return CHECKS.finding(check, "", sheet, cell, found=found)


def masked(text: str) -> str:
    """Return the first characters of a text, enough to find it by, and its length: ``“Jo…” (23 characters)``."""
    text = " ".join(text.split())
    shown = text[: min(2, len(text) // 3)]
    return f"“{shown}…” ({counted(len(text), 'character')})"
