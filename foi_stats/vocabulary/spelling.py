"""Put headings that are written as one word into words: ``EmployeeCount``, ``number_of_claims``, ``Outturn2015_16``."""

from __future__ import annotations

import re

_JOINTS = re.compile(
    r"(?<=[A-Za-z][a-z])(?<!\bMc)(?<!\bMac)(?=[A-Z][a-z])"  # EmployeeCount, not kWh or McDonald
    r"|(?<=[a-z]{3})(?=(?:[A-Z]{2,3}\b|(?:19|20)\d{2}))"  # AmountGBP, Outturn2015
    r"|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})"  # VATRate, not FTEs
    r"|(?<=\d)(?=[A-Z][a-z]{2})"  # 2015Outturn
)
_YEARS = re.compile(r"(?<=(?:19|20)\d{2})_(?=(?:20)?\d{2}(?!\d))")
_UNDERSCORES = re.compile(r"(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9(£])")


def in_words(text: str) -> str:
    """Return a heading with spaces between its words: ``OnStreetIncome`` is ``On Street Income``."""
    if "_" in text:
        text = _UNDERSCORES.sub(" ", _YEARS.sub("-", text))
    return _JOINTS.sub(" ", text)
